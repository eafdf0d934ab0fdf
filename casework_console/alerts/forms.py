"""The forms of alerts and of what the screen missed."""

from typing import Any
from uuid import UUID, uuid4

from flask import request
from wtforms import HiddenField
from wtforms.validators import ValidationError

from casework_console.alerts.words import DECISIONS, NOTE_NEEDED, OUTCOMES, STATES
from foundation.contracts.references import NotAReference, read_reference
from foundation.pages.fields import Form, choice, line, picker
from foundation.pages.fields import words as box
from foundation.pages.listing import FURTHEST_PAGE

STALE = "This page was open for a long time. Read it again and press the button again"
NOTE_MISSING = "Say in a few words why: this decision needs a note"


def read_page(typed: str | None) -> int:
    """A page's number from the address; what is no number is the first page."""
    number = int(typed[:20]) if typed and typed.isascii() and typed.isdigit() else 1
    return max(1, min(number, FURTHEST_PAGE))


class FilterForm(Form):
    """Which alerts are listed. What is not in the list is refused by name."""

    state = picker("Show", (("", "All"), *STATES.items()))

    def __init__(self) -> None:
        super().__init__(formdata=request.args, meta={"csrf": False})


class OnceForm(Form):
    """A form with an id of this one attempt, so that sending it again changes nothing."""

    form_id = HiddenField()

    def validate_form_id(self, field: Any) -> None:
        """Is it an id?"""
        try:
            UUID(field.data or "")
        except ValueError:
            raise ValidationError(STALE) from None

    def begin(self) -> None:
        """A new attempt."""
        self.form_id.data = self.form_id.raw_data = str(uuid4())


class DecideForm(OnceForm):
    """What a person has done about an alert; `seen` is the decision that stood when the page was made."""

    seen = HiddenField()
    decision = choice("What have you done?", DECISIONS.items(), missing="Select what you have done")
    note = box(
        "Note",
        "Needed for the last three, and to change a decision: say why. Staff who act on alerts read it; the family "
        "does not.",
        longest=2_000,
    )

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Is it right? Some decisions need a note."""
        valid = bool(super().validate(*args, **kwargs))
        if self.decision.data in NOTE_NEEDED and not self.note.data and not self.note.errors:
            self.note.errors = [NOTE_MISSING]
            return False
        return valid


class MissForm(OnceForm):
    """A sign of harm that the screen did not see."""

    reference = line(
        "Reference", "For example 7KQ4-M2XH", missing="Enter the reference of the case", spellcheck="false",
        autocomplete="off",
    )  # fmt: skip
    phrase = line(
        "The words that were missed",
        "As they were written, and no name: “he sleeps in the shed”.",
        missing="Enter the words that were missed",
    )

    def validate_reference(self, field: Any) -> None:
        """Is it the shape of a reference? It is kept in its one shape."""
        try:
            field.data = read_reference(field.data or "")
        except NotAReference as error:
            told = str(error)
            raise ValidationError(told[:1].upper() + told[1:]) from None


class ReviewForm(Form):
    """What became of a report."""

    outcome = choice("What became of it?", OUTCOMES.items(), missing="Select what became of it")
