"""The pages on which a case is kept from whom it is about, and given free again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice

from casework_console.access import may_open
from casework_console.conflicts.marking import Subject, lift, mark, stands, subjects
from casework_console.console import console
from casework_console.deciding.forms import DecisionForm
from casework_console.deciding.hand import CaseChanged, DecidedBefore, Hand, Refused, Sent, in_hand, state_of
from casework_console.deciding.routes import opened
from foundation.pages.fields import picker
from foundation.records.models import Case
from foundation.staff.permissions import form_checks_token, needs
from foundation.staff.roles import CASES_DECIDE, CONFLICTS_LIFT
from foundation.staff.sessions import signed_in

bp = Blueprint("conflicts", __name__)
BOTH = ["GET", "POST"]
MARK = "Keep this case from somebody"


class MarkForm(DecisionForm):
    """Whom the case is about."""

    who = picker("Whom may it be about?", ())


class LiftForm(DecisionForm):
    """It is not about them after all."""


@bp.route("/cases/<reference>/conflicts/new", methods=BOTH)
@needs(CASES_DECIDE)
@form_checks_token
def new(reference: str) -> ResponseReturnValue:
    """Mark a team or somebody who works here."""
    case, known = _found(reference)
    form = MarkForm()
    form.who.choices = [SelectChoice("", "Choose"), *(SelectChoice(one.key, one.name) for one in known)]
    by_key = {one.key: one for one in known}

    def act(hand: Hand) -> None:
        if form.who.data not in by_key:
            raise Refused("who", "Choose a team or a person from the list")
        mark(hand, by_key[form.who.data])

    return _decide(case, form, act, heading=MARK, button="Keep it from them", done="The case is kept from them.")


@bp.route("/cases/<reference>/conflicts/<key>/lift", methods=BOTH)
@needs(CONFLICTS_LIFT)
@form_checks_token
def lifting(reference: str, key: str) -> ResponseReturnValue:
    """Lift what was found or marked about one of them."""
    case, known = _found(reference)
    subject = next((one for one in known if one.key == key), None) or abort(404)
    return _decide(
        case, LiftForm(), lambda hand: lift(hand, subject), heading=f"It is not about {subject.name}",
        button="Lift this", done=f"The case is no longer kept from {subject.name}.", subject=subject,
    )  # fmt: skip


def _found(reference: str) -> tuple[Case, list[Subject]]:
    with console().records.unit_of_work() as uow:
        whole = opened(uow, reference)
        return whole.case, subjects(uow, console().council)


def _decide(
    case: Case,
    form: DecisionForm,
    act: Callable[[Hand], None],
    *,
    done: str,
    subject: Subject | None = None,
    **told: Any,
) -> ResponseReturnValue:
    if not form.is_submitted():
        if subject and not _stands(case, subject):
            return _changed(case, form)
        form.begin(state_of(case))
        return _ask(case, form, subject=subject, **told)
    if not form.validate_on_submit():
        if form.form_id.errors or form.seen.errors:
            form.begin(state_of(case))
        return _ask(case, form, subject=subject, **told), 400
    sent = Sent(UUID(form.form_id.data), form.seen.data, form.why.data)
    try:
        with in_hand(
            console().records, case.reference, staff=signed_in(), sent=sent, council=console().council,
            calendar=console().calendar.now(), moment=console().now(),
        ) as hand:  # fmt: skip
            act(hand)
    except DecidedBefore:
        flash("This was kept already, from the first time that the form was sent.")
    except CaseChanged:
        return _changed(case, form)
    except Refused as refused:
        form[refused.field].errors = [str(refused)]
        return _ask(case, form, subject=subject, **told), 400
    else:
        flash(done)
    return redirect(_onward(case), 303)


def _stands(case: Case, subject: Subject) -> bool:
    with console().records.unit_of_work() as uow:
        return stands(uow, case, subject)


def _onward(case: Case) -> str:
    """Back to the case; to the others for somebody who has just shut it for themselves."""
    with console().records.unit_of_work() as uow:
        open_still = may_open(uow, signed_in(), uow.session.get_one(Case, case.id))
    return url_for("cases.case", reference=case.reference) if open_still else url_for("cases.pipeline")


def _ask(case: Case, form: DecisionForm, **told: Any) -> str:
    return render_template("console/conflicts/decide.html", case=case, form=form, **told)


def _changed(case: Case, form: DecisionForm) -> ResponseReturnValue:
    heading = "This case has changed"
    return render_template("console/changed.html", heading=heading, case=case, written=form.why.data), 409
