"""The forms of a sample: its list, how many are asked and when, and the buttons that stand on its page."""

from datetime import datetime, time
from typing import Any
from uuid import uuid4

from wtforms import HiddenField
from wtforms.validators import UUID as IsUUID
from wtforms.validators import Regexp, ValidationError

from foundation.council.rules import Surveys
from foundation.pages.fields import STALE, Form, choice, line, tick
from foundation.runtime.clock import LONDON, london_day
from foundation.surveys.sampling import Allocation, BadSample, allocate
from survey_service.send.forms import ComingDate
from survey_service.send.sending import FURTHEST_DAYS, When, when

AT_NINE = time(9)
HOW = (
    (Allocation.PROPORTIONAL, "In proportion to the size of each group: best for figures of all"),
    (Allocation.EQUAL, "The same number in each group: best for comparing groups"),
)


class FrameForm(Form):
    """A name for the survey; the file is read by the page itself. `form_id` is new for each attempt."""

    form_id = HiddenField(default=lambda: str(uuid4()), validators=[IsUUID(STALE)])
    name = line(
        "Name of this survey", "For example, Winter survey 2026. Staff see it, families do not",
        missing="Enter a name, so that you find it again",
    )  # fmt: skip

    def validate_form_id(self, field: Any) -> None:
        """A page that was tampered with gets a new one."""
        try:
            IsUUID()(self, field)
        except ValidationError:
            field.data = field.raw_data = str(uuid4())
            raise


class PlanForm(Form):
    """How many are asked in all, how they are shared out, and when."""

    total = line("How many people do you want to ask?", missing="Enter how many people you want to ask",
                 inputmode="numeric")  # fmt: skip
    how = choice("How are they shared out among the groups?", HOW, missing="Select how they are shared out")
    day = ComingDate("Send it on another day", "Leave it empty to send it as soon as it is drawn")
    remind = tick("")

    def __init__(self, sizes: dict[str, int], surveys: Surveys, moment: datetime, **data: Any) -> None:
        super().__init__(data=data)
        self.sizes, self.surveys, self.moment = sizes, surveys, moment
        self.total.description = f"From {100 * len(sizes):,} to {sum(sizes.values()):,}. Each group has 100 or more"
        self.remind.label.text = f"Remind once who has not answered after {surveys.remind_after_days} days"
        if not self.is_submitted():
            self.remind.data = data.get("remind", True)
            self.how.data = self.how.data or Allocation.PROPORTIONAL

    def validate_total(self, field: Any) -> None:
        """Is it a number of people that these groups allow?"""
        typed = _digits(field.data or "")
        if not (typed.isascii() and typed.isdigit()):
            raise ValidationError("Enter a number, like 600")
        try:
            allocate(self.sizes, int(typed), Allocation.EQUAL)
        except BadSample as bad:
            raise ValidationError(str(bad)) from None

    def validate_day(self, field: Any) -> None:
        """Is it from today on, and not too far away?"""
        if field.data and not 0 <= (field.data - london_day(self.moment)).days <= FURTHEST_DAYS:
            raise ValidationError(f"Enter a day from today on, within {FURTHEST_DAYS} days")

    def invited(self) -> dict[str, int]:
        """How many of each group, for a form that is right."""
        return allocate(self.sizes, int(_digits(self.total.data)), Allocation(self.how.data))

    def when(self) -> When:
        """When, for a form that is right: at nine on the day that was given, or now."""
        at = datetime.combine(self.day.data, AT_NINE, LONDON) if self.day.data else self.moment
        return when(max(self.moment, at).astimezone(self.moment.tzinfo), self.surveys, remind=bool(self.remind.data))


class OrderForm(Form):
    """Have it drawn. `seen` is what the page showed."""

    seen = HiddenField(validators=[Regexp(r"^[0-9a-f]{24}$", message=STALE)])


def _digits(typed: str) -> str:
    """A number without what people put between and before its digits; of a very long one enough to see that it is."""
    return typed.replace(",", "").replace(" ", "").lstrip("0")[:9]
