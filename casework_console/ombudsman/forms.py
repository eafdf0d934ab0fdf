"""The forms of the register: an entry, its correction, and what is done about an alarm."""

from datetime import date
from typing import Any
from uuid import UUID

from wtforms import HiddenField
from wtforms.validators import Regexp

from casework_console.ombudsman.entering import Entry
from foundation.contracts.references import NotAReference, read_reference
from foundation.pages.fields import STALE, Form, PastDate, line, picker
from foundation.pages.fields import words as box
from foundation.procedure.ombudsman import (
    DECISIONS,
    FAULTS,
    Decision,
    NotALgscoReference,
    municipal_year,
    read_lgsco_reference,
)

LONGEST = 2000
EARLIEST = 1974  # the Local Government Act that made the Ombudsman
SEEN = r"^[0-9a-f]{24}$"


class EntryForm(Form):
    """What the Ombudsman decided."""

    lgsco_reference = line(
        "Ombudsman’s reference", "Eight numbers, like 23 006 249", missing="Enter the Ombudsman’s reference",
        spellcheck="false", autocomplete="off",
    )  # fmt: skip
    received_on = PastDate("When did the Ombudsman receive it?", "For example, 27 3 2026")
    decision = picker("Decision", [("", "Not decided yet"), *((code, one.words) for code, one in DECISIONS.items())])
    decided_on = PastDate("When was it decided?", "Leave this empty if it is not decided yet")
    fault = picker("Kind of fault", [("", "None"), *((code, one.words) for code, one in FAULTS.items())])
    case = line(
        "Our reference", "If it is about a case in Heard, like 7KQ4-M2XH", spellcheck="false", autocomplete="off"
    )

    def check(self, today: date) -> bool:
        """Is it right, and does it hold together? Each error names its field and how to mend it."""
        if not self.validate_on_submit():
            return False
        self._read_references()
        if self.received_on.data is None:
            self.received_on.errors = ["Enter the day on which the Ombudsman received it"]
        for field in (self.received_on, self.decided_on):
            if field.data and field.data > today:
                field.errors = ["This day has not come yet. Check the date"]
        if self.received_on.data and self.decided_on.data and self.decided_on.data < self.received_on.data:
            self.decided_on.errors = ["It was decided before it was received. Check both dates"]
        if self.decision.data and not self.decided_on.data and not self.decided_on.errors:
            self.decided_on.errors = ["Enter the day of the decision"]
        if self.decided_on.data and not self.decision.data:
            self.decision.errors = ["Select what was decided, or leave out the day"]
        if self.decision.data == Decision.UPHELD and not self.fault.data:
            self.fault.errors = ["Select the kind of fault that was found"]
        if self.decision.data != Decision.UPHELD and self.fault.data:
            self.fault.errors = ["A fault belongs to a decision that is upheld. Select “None”, or change the decision"]
        return not self.errors

    def entry(self, case_id: UUID | None) -> Entry:
        """What was written, as values."""
        return Entry(
            self.lgsco_reference.data, self.received_on.data, self.decided_on.data, self.decision.data or None,
            self.fault.data or None, case_id,
        )  # fmt: skip

    def _read_references(self) -> None:
        try:
            self.lgsco_reference.data = read_lgsco_reference(self.lgsco_reference.data)
        except NotALgscoReference as error:
            self.lgsco_reference.errors = [str(error)]
        try:
            self.case.data = read_reference(self.case.data) if self.case.data else ""
        except NotAReference as error:
            told = str(error)
            self.case.errors = [told[:1].upper() + told[1:]]


class CorrectionForm(EntryForm):
    """The same, changed, with the reason."""

    seen = HiddenField(validators=[Regexp(SEEN, message=STALE)])
    why = box("Why is this changed?", missing="Say why, in a few words", longest=LONGEST)


class AlarmForm(Form):
    """Who does what about an alarm, by when."""

    seen = HiddenField(validators=[Regexp(SEEN, message=STALE)])
    owner = picker("Who owns this?", ())
    action = box("What is done about it?", missing="Say what is done about it", longest=LONGEST)
    due_on = PastDate("By when?", "For example, 27 3 2027")

    def check(self, today: date) -> bool:
        """Is it right? Each error names its field."""
        if not self.validate_on_submit():
            return False
        if not self.owner.data:
            self.owner.errors = ["Select who owns this"]
        if self.due_on.data is None:
            self.due_on.errors = ["Enter the day by which it is done"]
        elif self.due_on.data < today:
            self.due_on.errors = ["This day is over. Enter today or a later day"]
        return not self.errors


class DoneForm(Form):
    """It is done."""

    seen = HiddenField(validators=[Regexp(SEEN, message=STALE)])


class YearForm(Form):
    """Which municipal year."""

    year = picker("Received in", ())

    def __init__(self, asked: Any, years: list[int]) -> None:
        super().__init__(formdata=asked, meta={"csrf": False})
        self.year.choices = [("", "All years"), *((str(year), in_full(year)) for year in years)]


def in_full(year: int) -> str:
    """April 2026 to March 2027."""
    return f"April {year} to March {year + 1}"


def read_year(typed: str | None, today: date) -> int | None:
    """A municipal year from an address; None for all. Raises ValueError."""
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and EARLIEST <= int(typed[:5]) <= municipal_year(today)):
        raise ValueError(typed)
    return int(typed)
