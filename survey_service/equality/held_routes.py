"""The addresses at which the equality officer decides what becomes of more answers than expected."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import ValidationError

from foundation.pages.fields import Form, choice, tick
from foundation.pages.fields import words as box
from foundation.staff.permissions import form_checks_token, needs
from foundation.staff.roles import EQUALITY_REVIEW
from foundation.staff.sessions import signed_in
from survey_service.equality import held, words
from survey_service.equality.held import Decision
from survey_service.face import face

bp = Blueprint("equality_held", __name__, url_prefix="/equality/held")

HEADING = "More answers than expected"
LONGEST = 2_000
CHOICES = {
    Decision.KEEP: "Keep them and count them",
    Decision.DROP: "Drop all answers of this quarter",
}
DECIDED = {Decision.KEEP: "kept", Decision.DROP: "dropped"}


class HeldForm(Form):
    """Keep or drop, and why."""

    decision = choice("What shall become of these answers?", CHOICES.items(), missing="Choose to keep or to drop them")
    reason = box("Why?", "No names of children or families", missing="Say why", longest=LONGEST)
    sure = tick(
        "I know that dropped answers are destroyed",
        "Only needed to drop them. Nobody can bring them back, and this quarter will have no figures",
    )

    def validate_sure(self, field: Any) -> None:
        """Who drops says so twice."""
        if self.decision.data == Decision.DROP and not field.data:
            raise ValidationError("Tick this to drop the answers, or choose to keep them")


@bp.get("")
@needs(EQUALITY_REVIEW)
def every() -> ResponseReturnValue:
    """What is held or warned of, and what was decided of what was so before."""
    with face().records.unit_of_work() as uow:
        found = held.every(uow)
    return render_template("equality/held.html", heading=HEADING, found=found, words=words, said=DECIDED)


@bp.route("/<uuid:period_id>", methods=["GET", "POST"])
@needs(EQUALITY_REVIEW)
@form_checks_token
def one(period_id: UUID) -> ResponseReturnValue:
    """One quarter, and the form to decide of it."""
    form = HeldForm()
    with face().records.unit_of_work() as uow:
        found = next((it for it in held.every(uow) if it.id == period_id), None) or abort(404)
        if form.validate_on_submit():
            decided = held.decide(
                uow, period_id, Decision(form.decision.data), form.reason.data, by=signed_in().account_id,
                moment=face().now(),
            )  # fmt: skip
            flash("It is decided." if decided else "This was decided before. That stays as it was.")
            return redirect(url_for(".every"), 303)
    page = render_template(
        "equality/held_one.html", heading="Keep or drop?", heading_of_all=HEADING, one=found, words=words, said=DECIDED,
        form=form,
    )  # fmt: skip
    return page, 400 if form.errors else 200
