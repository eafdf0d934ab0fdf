"""The form that goes with a file of people, and the one that carries a checked file to where it is kept."""

import binascii
from base64 import b64decode, b64encode
from datetime import date

from uuid_utils.compat import uuid7
from wtforms import HiddenField
from wtforms.validators import UUID as IsId

from foundation.equality.reference_file import fault_of_day
from foundation.equality.references import POPULATIONS
from foundation.pages.fields import STALE, Form, PastDate, choice, line
from foundation.pages.fields import words as box
from survey_service.equality import words
from survey_service.equality.references.keeping import About
from survey_service.send.table import BadFile

LONGEST = 1_000
CHOICES = {code: words.POPULATIONS[code].capitalize() for code in POPULATIONS} | {
    "residents_age": "Residents of the age of those who answer, such as all adults",
}


class ReferenceForm(Form):
    """Of whom the figures are and who stands for them. `file_again` is the file itself, once it was found right."""

    form_id = HiddenField(validators=[IsId(message=STALE)])
    file_again = HiddenField()
    population = choice(
        "Who was counted?", CHOICES.items(),
        "The nearer to the people we work with, the better. Of several the first in this list is used",
        missing="Choose who was counted",
    )  # fmt: skip
    dated_on = PastDate("On which day were they counted?", "For example, 31 3 2026")
    description = box(
        "Where are the figures from?", "The table or the report, and what a reader must know about them",
        missing="Say where the figures are from", longest=LONGEST,
    )  # fmt: skip
    approved_by = line("Who approved them?", "A post is best, for example “Head of performance”",
                       missing="Enter who approved them")  # fmt: skip

    def __init__(self) -> None:
        super().__init__(data={"form_id": str(uuid7())})

    def check(self, today: date) -> bool:
        """Is it right, and the day not in the future?"""
        self.validate_on_submit()
        if self.dated_on.data is None and not self.dated_on.errors:
            self.dated_on.errors = ["Enter the day on which they were counted"]
        elif self.dated_on.data:
            self._refuse_day(today)
        return not self.errors

    def fits(self, year: int, today: date) -> bool:
        """Is the day near the year that the file gives?"""
        self._refuse_day(today, year)
        return not self.errors

    def _refuse_day(self, today: date, year: int | None = None) -> None:
        if fault := fault_of_day(self.dated_on.data, today, year):
            self.dated_on.errors = [fault]

    def about(self) -> About:
        """What was said, for a form that is right."""
        return About(self.population.data, self.dated_on.data, self.description.data, self.approved_by.data)

    def carry(self, content: bytes) -> None:
        """Have the next page send the file again: nothing is kept before somebody has looked at it."""
        self.file_again.data = b64encode(content).decode()

    def carried(self) -> bytes:
        """The file that the page before was about. Raises BadFile."""
        try:
            return b64decode((self.file_again.data or "").encode("ascii"), validate=True)
        except (binascii.Error, UnicodeEncodeError):
            raise BadFile("Choose the file again: the page did not send it whole") from None


class WithdrawForm(Form):
    """Nothing but the button."""
