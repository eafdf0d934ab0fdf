"""The addresses of the register and of its alarms."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from wtforms.fields import SelectChoice

from casework_console.access import refuse_if_about
from casework_console.console import console
from casework_console.ombudsman import alarms, register
from casework_console.ombudsman.entering import Changed, EnteredBefore, correct, enter, state_of
from casework_console.ombudsman.forms import (
    AlarmForm,
    CorrectionForm,
    DoneForm,
    EntryForm,
    YearForm,
    in_full,
    read_year,
)
from foundation.procedure.ombudsman import DECISIONS, FAULTS, NotALgscoReference, read_lgsco_reference
from foundation.records import UnitOfWork
from foundation.records.models import OmbudsmanDecision
from foundation.staff.permissions import form_checks_token, needs
from foundation.staff.roles import OMBUDSMAN
from foundation.staff.sessions import signed_in

bp = Blueprint("ombudsman", __name__, url_prefix="/ombudsman")

TWICE = "The same kind of fault was upheld twice within six months. Say who does what about it."
SINCE = "Somebody has changed this since your page was made. Look at it as it is now, and decide again."
HEADING = "Ombudsman register"


@bp.get("")
@needs(OMBUDSMAN)
def shown() -> ResponseReturnValue:
    """The register: alarms first, then the funnel of a year, then each entry."""
    try:
        year = read_year(request.args.get("year"), console().today())
    except ValueError:
        abort(404)
    with console().records.unit_of_work() as uow:
        found = register.register(uow, year, staff=signed_in(), today=console().today())
        standing = alarms.standing(uow)
    years = sorted({*found.years, *([year] if year else [])}, reverse=True)
    return _page(
        "register",
        heading=HEADING,
        found=found,
        standing=standing,
        filters=YearForm(request.args, years),
        period=in_full(year) if year else "all years",
    )


@bp.route("/new", methods=["GET", "POST"])
@needs(OMBUDSMAN)
@form_checks_token
def new() -> ResponseReturnValue:
    """Enter a matter that the Ombudsman took up."""
    form = EntryForm()
    if form.check(console().today()):
        saved = _save(form, lambda uow, case_id: enter(
            uow, form.entry(case_id), staff=signed_in(), moment=console().now()
        ))  # fmt: skip
        if saved:
            return saved
    return _page("entry", heading="Enter a decision of the Ombudsman", form=form), _status(form)


@bp.route("/<lgsco_reference>", methods=["GET", "POST"])
@needs(OMBUDSMAN)
@form_checks_token
def entry(lgsco_reference: str) -> ResponseReturnValue:
    """One entry, its corrections, and the form to correct it."""
    with console().records.unit_of_work() as uow:
        row, case = _entry(uow, lgsco_reference)
        if case is not None:
            refuse_if_about(uow, signed_in(), case)
        changes = register.corrections(uow, row.id)
    form = CorrectionForm(data=_as_typed(row, case.reference if case else ""))
    if form.check(console().today()):
        saved = _save(form, lambda uow, case_id: correct(
            uow, row.id, form.entry(case_id), why=form.why.data, seen=form.seen.data, staff=signed_in(),
            moment=console().now(),
        ))  # fmt: skip
        if saved:
            return saved
    heading = f"Ombudsman’s decision {row.lgsco_reference}"
    return _page("entry", heading=heading, form=form, changes=changes), _status(form)


@bp.route("/alarms/<uuid:alarm_id>", methods=["GET", "POST"])
@needs(OMBUDSMAN)
@form_checks_token
def alarm(alarm_id: UUID) -> ResponseReturnValue:
    """One alarm: which two decisions, and who does what about it by when."""
    with console().records.unit_of_work() as uow:
        found = _alarm(uow, alarm_id)
        owners = alarms.owners(uow)
    one = found.alarm
    form = AlarmForm(data={"owner": str(one.owner_id or ""), "action": one.action, "due_on": one.action_due_on,
                           "seen": state_of(one)})  # fmt: skip
    form.owner.choices = [SelectChoice("", "Nobody yet"), *(SelectChoice(*owner) for owner in owners)]
    if form.check(console().today()):
        given = {"owner": UUID(form.owner.data), "action": form.action.data, "due_on": form.due_on.data}
        return _change(alarm_id, lambda uow: alarms.give_to(uow, alarm_id, seen=form.seen.data, **given), "Kept.")
    done = DoneForm(formdata=None, data={"seen": state_of(one)})
    return _page("alarm", heading="The same fault twice", form=form, done=done, shown=found), _status(form)


@bp.post("/alarms/<uuid:alarm_id>/done")
@needs(OMBUDSMAN)
def done(alarm_id: UUID) -> ResponseReturnValue:
    """The action was taken."""
    form = DoneForm()
    if not form.validate_on_submit():
        flash(SINCE)
        return redirect(url_for(".alarm", alarm_id=alarm_id), 303)
    moment = console().now()
    return _change(alarm_id, lambda uow: alarms.finish(uow, alarm_id, seen=form.seen.data, moment=moment), "Done.")


def standing() -> str:
    """The alarms that stand, for the first page of those who act on them; empty for others."""
    if not signed_in().may(OMBUDSMAN):
        return Markup("")
    with console().records.unit_of_work() as uow:
        found = alarms.standing(uow)
    return Markup(_page("standing", standing=found))  # noqa: S704 -- made by a template, which escapes


def _change(alarm_id: UUID, change: Callable[[UnitOfWork], None], said: str) -> ResponseReturnValue:
    with console().records.unit_of_work() as uow:
        _alarm(uow, alarm_id)
        try:
            change(uow)
        except Changed:
            said = SINCE
    flash(said)
    return redirect(url_for(".alarm", alarm_id=alarm_id), 303)


def _save(form: EntryForm, save: Callable[[UnitOfWork, UUID | None], bool]) -> ResponseReturnValue | None:
    """Keep what the form says and go to the register; None with the field's error set where that cannot be."""
    with console().records.unit_of_work() as uow:
        case_id = register.case_that_may_be_opened(uow, form.case.data, signed_in()) if form.case.data else None
        if form.case.data and case_id is None:
            form.case.errors = ["There is no case with this reference that you may open"]
            return None
        try:
            flash(TWICE if save(uow, case_id) else f"{form.lgsco_reference.data} is in the register.")
        except EnteredBefore:
            form.lgsco_reference.errors = [f"{form.lgsco_reference.data} is in the register already. Correct it there"]
            return None
        except Changed:
            flash(SINCE)
            return redirect(request.path, 303)
    return redirect(url_for(".shown"), 303)


def _entry(uow: UnitOfWork, typed: str) -> tuple[OmbudsmanDecision, Any]:
    try:
        found = register.find(uow, read_lgsco_reference(typed))
    except NotALgscoReference:
        abort(404)
    return found or abort(404)


def _alarm(uow: UnitOfWork, alarm_id: UUID) -> alarms.Shown:
    return alarms.find(uow, alarm_id) or abort(404)


def _as_typed(row: OmbudsmanDecision, case_reference: str) -> dict[str, Any]:
    names = ("lgsco_reference", "received_on", "decided_on")
    typed = {name: getattr(row, name) for name in names} | {"case": case_reference, "seen": state_of(row)}
    return typed | {"decision": row.decision or "", "fault": row.fault or ""}


def _status(form: Any) -> int:
    return 400 if form.errors else 200


def _page(name: str, **told: Any) -> str:
    return render_template(
        f"console/ombudsman/{name}.html", decisions=DECISIONS, faults=FAULTS, today=console().today(), **told
    )
