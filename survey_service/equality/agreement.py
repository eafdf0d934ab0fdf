"""The equality officer agrees with the questions about oneself, version by version, once the impact is assessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7
from wtforms import HiddenField
from wtforms.validators import UUID as IsId
from wtforms.validators import InputRequired, ValidationError

from foundation.pages.fields import STALE, Form, line, tick
from foundation.records import UnitOfWork
from foundation.records.models import Account, Agreement
from foundation.staff.permissions import form_checks_token, needs
from foundation.staff.roles import EQUALITY_REVIEW
from foundation.staff.sessions import signed_in
from foundation.surveys import voluntary
from foundation.surveys.questionnaire import Band
from survey_service.face import face

bp = Blueprint("equality_agreement", __name__, url_prefix="/equality/agreement")

OF_AGES = {
    Band.ADULT: "From 18 on", Band.FROM_13_TO_17: "13 to 17", Band.UNDER_13: "Under 13",
    Band.EASY_READ: "Who does not say an age",
}  # fmt: skip


@dataclass(frozen=True)
class Agreed:
    """Somebody has agreed with a version, at a moment; and where the assessment is."""

    version: int
    assessment: str
    by: str
    at: datetime


class AgreementForm(Form):
    """I agree, and the assessment is there."""

    form_id = HiddenField(validators=[IsId(message=STALE)])
    version = HiddenField()
    assessment = line(
        "Where is the equality impact assessment filed?", "For example, the name of the document and its folder",
        missing="Say where the impact assessment is filed",
    )  # fmt: skip
    agrees = tick("I have read these questions, and agree with them")

    def __init__(self) -> None:
        super().__init__(data={"form_id": str(uuid7()), "version": str(voluntary.voluntary().version)})
        self.agrees.validators = [
            InputRequired("Tick this if you agree. If not, tell whoever runs Heard what to change")
        ]

    def validate_version(self, field: HiddenField) -> None:
        """Nobody agrees with other questions than were shown."""
        if field.data != str(voluntary.voluntary().version):
            raise ValidationError("The questions have changed since you opened this page. Read them again")


def agreed(uow: UnitOfWork) -> Sequence[Agreed]:
    """Every agreement, the last first."""
    wanted = select(Agreement.version, Agreement.assessment, Account.name, Agreement.made_at)
    by = wanted.join(Account, Account.id == Agreement.made_by).order_by(Agreement.made_at.desc(), Agreement.id)
    return [Agreed(*row) for row in uow.session.execute(by)]


def is_agreed(uow: UnitOfWork) -> bool:
    """Has anybody agreed with the questions as they are asked now?"""
    return any(one.version == voluntary.voluntary().version for one in agreed(uow))


@bp.route("", methods=["GET", "POST"])
@needs(EQUALITY_REVIEW)
@form_checks_token
def one() -> ResponseReturnValue:
    """The questions as they are asked now, who has agreed, and the form to agree."""
    form, asked = AgreementForm(), voluntary.voluntary()
    with face().records.unit_of_work() as uow:
        if form.validate_on_submit():
            agree(
                uow, asked.version, form.assessment.data, by=signed_in().account_id, moment=face().now(),
                form_id=UUID(form.form_id.data),
            )  # fmt: skip
            flash("It is written down.")
            return redirect(url_for(".one"), 303)
        found = agreed(uow)
    page = render_template(
        "equality/agreement.html", heading="Agree with the questions", asked=asked, ages=OF_AGES, found=found,
        form=form,
    )  # fmt: skip
    return page, 400 if form.errors else 200


def agree(uow: UnitOfWork, version: int, assessment: str, *, by: UUID, moment: datetime, form_id: UUID) -> None:
    """Write it down. The same form sent again writes nothing new."""
    row = {"id": form_id, "version": version, "assessment": assessment, "made_by": by, "made_at": moment}
    uow.connection.execute(insert(Agreement).values(row).on_conflict_do_nothing())
