"""The forms of sessions and families: two for everybody, the rest for staff."""

from datetime import date, datetime, time
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput
from wtforms import BooleanField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Regexp, ValidationError

from foundation.pages.fields import Checkbox, Form, PastDate, line
from foundation.pages.fields import words as box
from foundation.runtime.clock import LONDON
from survey_service.involve.ways import CONSENT, WAYS
from survey_service.send.contacts import Contact, NotAContact, read_contact

LONGEST = 2_000
MOST_PLACES = 500
A_TIME = r"^([01]?\d|2[0-3])[:.][0-5]\d$"


class _Reached(Form):
    """Somebody with a name and a way to be reached. The page sets no cookie, so it has no token either."""

    class Meta(Form.Meta):
        csrf = False

    name = line("Your name", missing="Enter your name", autocomplete="name")
    contact = line(
        "Your email address or mobile number", "So that we can reach you about this, and about nothing else",
        missing="Enter an email address or a mobile number", spellcheck="false",
    )  # fmt: skip

    def validate_contact(self, field: Any) -> None:
        """Can somebody be reached there?"""
        try:
            self._reached = read_contact(field.data)
        except NotAContact as error:
            raise ValidationError(str(error)) from None

    @property
    def reached(self) -> Contact:
        """How to reach them; only after it was found right."""
        return self._reached


class SignUpForm(_Reached):
    """Somebody who wants to come."""

    needs = box("What would help you to come and take part? (if you like)", longest=LONGEST)


class OfferForm(_Reached):
    """A family that offers help."""

    ways = SelectMultipleField(
        "How would you like to help?",
        description="Choose all that you like",
        widget=GovCheckboxesInput(),
        choices=[SelectChoice(code, words) for code, words in WAYS.items()],
        validators=[InputRequired("Choose at least one way to help")],
    )
    consent = BooleanField(CONSENT, widget=Checkbox(), validators=[InputRequired("Tick this so that we may ask you")])


class SessionForm(Form):
    """A new listening session."""

    name = line("Name", "As families read it, for example “Tea and talk for adopters”", missing="Enter a name")
    about = box("What is it about?", "A few words to families", missing="Say what it is about", longest=LONGEST)
    place = line("Where?", missing="Enter where it is")
    day = PastDate("Which day?", "For example, 27 3 2027")
    at = line(
        "At what time?", "Like 18:30", missing="Enter a time", rules=[Regexp(A_TIME, message="Enter a time like 18:30")]
    )
    places = line(
        "How many places?", "Leave this empty if anybody may come",
        rules=[Regexp(r"^[0-9]{1,3}$", message=f"Enter a number from 1 to {MOST_PLACES}")], inputmode="numeric",
    )  # fmt: skip

    def check(self, moment: datetime) -> bool:
        """Is it right, and still to come?"""
        right = self.validate_on_submit()
        if self.day.data is None and not self.day.errors:
            self.day.errors = ["Enter the day"]
        elif right and not moment < self.starts_at <= moment.replace(year=moment.year + 2, day=min(moment.day, 28)):
            self.day.errors = ["This must be a day and time to come, within two years"]
        if right and self.places.data and not 1 <= int(self.places.data) <= MOST_PLACES:
            self.places.errors = [f"Enter a number from 1 to {MOST_PLACES}"]
        return not self.errors

    @property
    def starts_at(self) -> datetime:
        """By the clock in England."""
        hour, minute = map(int, self.at.data.replace(".", ":").split(":"))
        return datetime.combine(self.day.data, time(hour, minute), LONDON)


class NoteForm(Form):
    """Something that was said."""

    words = box(
        "What was said?", "No names, and nothing by which somebody could be known", missing="Enter what was said",
        longest=LONGEST,
    )  # fmt: skip
    what_next = box("What will be done about it? (if it is known)", longest=LONGEST)


class HelpForm(Form):
    """What a family did with us."""

    on = PastDate("When?", "For example, 27 3 2026")
    what = box("What did they do?", missing="Enter what they did", longest=LONGEST)
    came_of_it = box("What came of it? (if it is known)", longest=LONGEST)

    def check(self, today: date, since: date) -> bool:
        """Is it right, and after they consented?"""
        right = self.validate_on_submit()
        if self.on.data is None and not self.on.errors:
            self.on.errors = ["Enter the day"]
        elif right and not since <= self.on.data <= today:
            self.on.errors = ["This must be a day from the one on which they consented up to today"]
        return not self.errors


class CameOfItForm(Form):
    """What came of something, once it is known."""

    came_of_it = box("What came of it?", missing="Enter what came of it", longest=LONGEST)
