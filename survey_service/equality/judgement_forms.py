"""The forms with which the equality officer says something to an outcome, or says again what was said before."""

from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7
from wtforms import HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import UUID as IsId
from wtforms.validators import Optional, ValidationError

from foundation.equality.silence import Outcome
from foundation.pages.fields import STALE, Form, choice, picker
from foundation.pages.fields import words as box
from foundation.records import UnitOfWork
from foundation.staff.sessions import signed_in
from survey_service.equality import judging, words
from survey_service.equality.history import Released
from survey_service.equality.judging import Decision, Said
from survey_service.face import face

LONGEST = 2_000
CHOICES = {
    Decision.CONFIRMED: "I agree",
    Decision.AMENDED: "It should say something else",
    Decision.SET_ASIDE: "Set it aside",
}


class JudgementForm(Form):
    """What the officer says, and why. It knows which judgement was the last when the page was opened."""

    form_id = HiddenField(validators=[IsId(message=STALE)])
    seen = HiddenField(validators=[Optional(), IsId(message=STALE)])
    decision = choice("What do you say to it?", CHOICES.items(), missing="Choose what you say to it")
    outcome = picker("What should it say? (only if you chose that it should say something else)", ())
    reason = box(
        "Why? (needed unless you agree)",
        "The committee reads this. Write no number that the public version does not show, and nothing about one person",
        longest=LONGEST,
    )  # fmt: skip

    def __init__(self, own: Outcome | None, seen: UUID | None) -> None:
        super().__init__(data={"form_id": str(uuid7()), "seen": str(seen or "")})
        others = [SelectChoice(code, said) for code, said in words.OUTCOMES.items() if code != own]
        self.outcome.choices = [SelectChoice("", "Choose"), *others]
        # wtforms' Optional would pass over our own checks where nothing was chosen or written.
        self.outcome.validators = [self._something_else]
        self.reason.validators = [*(it for it in self.reason.validators if not isinstance(it, Optional)), self._why]

    def _something_else(self, _: Form, field: Any) -> None:
        amended = self.decision.data == Decision.AMENDED
        if amended and not field.data:
            raise ValidationError("Choose what it should say")
        if not amended and field.data:
            raise ValidationError("Choose nothing here, or choose above that it should say something else")

    def _why(self, _: Form, field: Any) -> None:
        if self.decision.data in (Decision.AMENDED, Decision.SET_ASIDE) and not field.data:
            raise ValidationError("Say why")

    def keep(self, uow: UnitOfWork, release: Released, about: str) -> None:
        """As it was sent. Raises judging.NotKept."""
        judging.judge(
            uow, release, about, Decision(self.decision.data),
            outcome=Outcome(self.outcome.data) if self.outcome.data else None, reason=self.reason.data or None,
            seen=UUID(self.seen.data) if self.seen.data else None, by=signed_in().account_id, moment=face().now(),
            form_id=UUID(self.form_id.data),
        )  # fmt: skip


class AgainForm(Form):
    """Nothing but the button; `earlier` is what it says again."""

    form_id = HiddenField(validators=[IsId(message=STALE)])
    earlier = HiddenField(validators=[IsId(message=STALE)])

    def keep(self, uow: UnitOfWork, release: Released, about: str, said: Said) -> None:
        """That word once more, in the name of whoever pressed. Raises judging.NotKept."""
        judging.judge(
            uow, release, about, said.decision, outcome=said.outcome, reason=said.reason, seen=None,
            by=signed_in().account_id, moment=face().now(), form_id=UUID(self.form_id.data),
        )  # fmt: skip
