"""The addresses at which the equality officer confirms, amends or sets aside what the program says of a group."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from uuid_utils.compat import uuid7
from wtforms import HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import UUID as IsId
from wtforms.validators import Optional, ValidationError

from foundation.equality.release import Kind, Profile
from foundation.equality.silence import Outcome
from foundation.pages.fields import STALE, Form, choice, picker
from foundation.pages.fields import words as box
from foundation.records import UnitOfWork
from foundation.staff.permissions import form_checks_token, needs
from foundation.staff.roles import EQUALITY_REVIEW
from foundation.staff.sessions import signed_in
from survey_service.equality import history, judging, words
from survey_service.equality.history import Released
from survey_service.equality.judging import Decision, NewerRelease, SaidMeanwhile
from survey_service.face import areas, face

bp = Blueprint("equality_judging", __name__, url_prefix="/equality/judgements")

LONGEST = 2_000
CHOICES = {
    Decision.CONFIRMED: "I agree",
    Decision.AMENDED: "It should say something else",
    Decision.SET_ASIDE: "Set it aside",
}
DECIDED = {Decision.CONFIRMED: "agrees", Decision.AMENDED: "says instead", Decision.SET_ASIDE: "sets it aside"}
NEWER = "The program has made this report again, as release {}. Your words are still here: copy them and judge that one"
MEANWHILE = "Somebody has judged this since you opened the page: see above. Press the button again if yours shall stand"


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


@bp.get("")
@needs(EQUALITY_REVIEW)
def every() -> ResponseReturnValue:
    """Every outcome of the newest year, with what the officer said to it."""
    with face().records.unit_of_work() as uow:
        release = history.newest(uow, Kind.YEAR, Profile.OFFICER)
        said = judging.of_release(uow, release.id) if release else {}
    return render_template(
        "equality/judgements.html", heading="What you say to it", release=release, said=said, words=words,
        outcomes=judging.judged(release.content) if release else {}, areas=areas(), decided=DECIDED,
    )  # fmt: skip


@bp.route("/<uuid:release_id>/<about>", methods=["GET", "POST"])
@needs(EQUALITY_REVIEW)
@form_checks_token
def one(release_id: UUID, about: str) -> ResponseReturnValue:
    """What the program says of one group, what was said to it before, and a form to say something now."""
    with face().records.unit_of_work() as uow:
        release, said, newer = _found(uow, release_id, about)
    characteristic, line = judging.judged(release.content)[about]
    form = JudgementForm(line.outcome, said[-1].id if said else None)
    if form.validate_on_submit():
        try:
            with face().records.unit_of_work() as uow:
                form.keep(uow, release, about)
        except NewerRelease as error:
            newer = error.number
            form.decision.errors = [NEWER.format(newer)]
        except SaidMeanwhile:
            with face().records.unit_of_work() as uow:
                said = judging.of_release(uow, release.id)[about]
            form.seen.data = str(said[-1].id)
            form.decision.errors = [MEANWHILE]
        else:
            flash("It is kept.")
            return redirect(url_for(".one", release_id=release_id, about=about), 303)
    page = render_template(
        "equality/judgement.html", heading=f"Do you agree? {words.group(characteristic.code, line.group, areas())}",
        release=release, characteristic=characteristic, line=line, said=said, newer=newer, words=words,
        decided=DECIDED, form=form,
    )  # fmt: skip
    return page, 400 if form.errors else 200


def _found(uow: UnitOfWork, release_id: UUID, about: str) -> tuple[Released, list[judging.Said], int | None]:
    release = history.find(uow, release_id)
    if release is None or (release.kind, release.profile) != (Kind.YEAR, Profile.OFFICER):
        abort(404)
    if about not in judging.judged(release.content):
        abort(404)
    return release, judging.of_release(uow, release_id).get(about, []), judging.newer(uow, release)
