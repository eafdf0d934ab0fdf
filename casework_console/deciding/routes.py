"""The pages of decisions: one form each, sent once, on a case that is as its page showed it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms.fields import SelectChoice

from casework_console.access import require_open
from casework_console.cases import words
from casework_console.console import console
from casework_console.deciding.actions import OF_CASE, OF_CLOCK, OF_POINT, Action
from casework_console.deciding.forms import NOBODY, DecisionForm
from casework_console.deciding.hand import CaseChanged, DecidedBefore, Refused, Sent, Whole, find, in_hand, state_of
from foundation.contracts.references import NotAReference, read_reference
from foundation.records import UnitOfWork
from foundation.records.models import Account, Deadline, Point
from foundation.staff.permissions import form_checks_token, needs
from foundation.staff.roles import CASES_DECIDE, SEES_ALL_TEAMS
from foundation.staff.sessions import signed_in

bp = Blueprint("deciding", __name__)
BOTH = ["GET", "POST"]
Part = Callable[[Whole], Any]


@bp.route("/cases/<reference>/decide/<action>", methods=BOTH)
@needs(CASES_DECIDE)
@form_checks_token
def case(reference: str, action: str) -> ResponseReturnValue:
    """Decide something about a case."""
    return _decide(reference, OF_CASE.get(action) or abort(404), lambda _whole: None)


@bp.route("/cases/<reference>/points/<int:number>/<action>", methods=BOTH)
@needs(CASES_DECIDE)
@form_checks_token
def point(reference: str, number: int, action: str) -> ResponseReturnValue:
    """Decide something about one of its points."""

    def part(whole: Whole) -> Point | None:
        return next((point for point in whole.case.points if point.number == number), None)

    return _decide(reference, OF_POINT.get(action) or abort(404), part)


@bp.route("/cases/<reference>/clocks/<uuid:clock_id>/<action>", methods=BOTH)
@needs(CASES_DECIDE)
@form_checks_token
def clock(reference: str, clock_id: UUID, action: str) -> ResponseReturnValue:
    """Decide something about one of its clocks."""

    def part(whole: Whole) -> Deadline | None:
        return next((clock for clock in whole.case.deadlines if clock.id == clock_id), None)

    return _decide(reference, OF_CLOCK.get(action) or abort(404), part)


def _decide(reference: str, action: Action, part_of: Part) -> ResponseReturnValue:
    form = action.form()
    with console().records.unit_of_work() as uow:
        whole = opened(uow, reference)
        part = part_of(whole)
        if part is None and action not in OF_CASE.values():
            abort(404)
        _offer(form, whole, uow)
    if not form.is_submitted():
        if not action.fits(whole, part):
            return _changed(whole, action, form)
        form.begin(state_of(whole.case))
        return _ask(whole, part, action, form)
    if not form.validate_on_submit():
        if form.form_id.errors or form.seen.errors:
            form.begin(state_of(whole.case))
        return _ask(whole, part, action, form), 400
    try:
        _apply(whole, action, form, part_of)
    except DecidedBefore:
        flash("This was kept already, from the first time that the form was sent.")
    except CaseChanged:
        return _changed(whole, action, form)
    except Refused as refused:
        _field(form, refused.field).errors = [str(refused)]
        return _ask(whole, part, action, form), 400
    else:
        flash(action.done)
    return redirect(url_for("cases.case", reference=reference), 303)


def _apply(whole: Whole, action: Action, form: DecisionForm, part_of: Part) -> None:
    sent = Sent(UUID(form.form_id.data), form.seen.data, form.why.data)
    with in_hand(
        console().records, whole.case.reference, staff=signed_in(), sent=sent, council=console().council,
        calendar=console().calendar.now(), moment=console().now(),
    ) as hand:  # fmt: skip
        part = part_of(hand.whole)
        if not action.fits(hand.whole, part):
            raise CaseChanged
        action.apply(hand, form, part)


def opened(uow: UnitOfWork, reference: str) -> Whole:
    """The case of an address, for somebody who may open it; others get a refusal, and none is a page not found."""
    try:
        shape = read_reference(reference)
    except NotAReference:
        abort(404)
    whole = find(uow, shape) if shape == reference else None
    if whole is None:
        abort(404)
    require_open(uow, signed_in(), whole.case)
    return whole


def _offer(form: DecisionForm, whole: Whole, uow: UnitOfWork) -> None:
    """Fill the lists that depend on the case: who may coordinate it, and which teams there are."""
    if "coordinator" in form:
        known = select(Account).where(Account.role.in_(SEES_ALL_TEAMS), Account.disabled_at.is_(None))
        people = uow.session.scalars(known.order_by(Account.name, Account.id)).all()
        form["coordinator"].choices = [SelectChoice(*NOBODY)] + [
            SelectChoice(str(account.id), account.name) for account in people
        ]
        if not form.is_submitted():
            form["coordinator"].data = str(whole.case.coordinator_id or "")
    if "team" in form:
        form["team"].choices = [SelectChoice(code, name) for code, name in console().council.teams.items()]
        if not form.is_submitted():
            form["team"].data = whole.case.team


def _field(form: DecisionForm, name: str) -> Any:
    return next((field for field in form if field.name == name), form.why)


def _ask(whole: Whole, part: Any, action: Action, form: DecisionForm) -> str:
    return render_template(
        "console/decide.html",
        heading=action.heading,
        action=action,
        case=whole.case,
        submission=whole.submission,
        clock=part if isinstance(part, Deadline) else None,
        point=part if isinstance(part, Point) else None,
        form=form,
        words=words,
    )


def _changed(whole: Whole, action: Action, form: DecisionForm) -> ResponseReturnValue:
    heading = "This case has changed"
    return render_template(
        "console/changed.html", heading=heading, case=whole.case, action=action, written=form.why.data
    ), 409  # fmt: skip
