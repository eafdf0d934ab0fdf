"""For staff: sessions with who comes and what was said, and the register of families who help."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select, update
from uuid_utils.compat import uuid7

from foundation.records import UnitOfWork
from foundation.records.models import FamilyHelp, ListeningSession, SessionNote, SignUp, WillingFamily
from foundation.staff.permissions import form_checks_token, needs
from foundation.staff.roles import FAMILIES_INVOLVE
from foundation.staff.sessions import signed_in
from survey_service.face import face
from survey_service.involve import by_the_clock, families
from survey_service.involve.forms import CameOfItForm, HelpForm, NoteForm, SessionForm
from survey_service.involve.ways import WAYS

bp = Blueprint("involvement", __name__, url_prefix="/involve")
bp.add_app_template_filter(by_the_clock)


@bp.get("")
@needs(FAMILIES_INVOLVE)
def overview() -> ResponseReturnValue:
    """All sessions, the last first, and the register."""
    with face().records.unit_of_work() as uow:
        sessions = uow.session.scalars(select(ListeningSession).order_by(ListeningSession.starts_at.desc())).all()
        register = uow.session.scalars(
            select(WillingFamily).order_by(WillingFamily.consented_on, WillingFamily.id)
        ).all()
        did = families.help_of(uow)
    return render_template(
        "involve/overview.html", heading="Families who take part", sessions=sessions, register=register, did=did,
        ways=WAYS, address=face().survey_address, now=face().now(),
    )  # fmt: skip


@bp.route("/sessions/new", methods=["GET", "POST"])
@form_checks_token
@needs(FAMILIES_INVOLVE)
def new_session() -> ResponseReturnValue:
    """Plan a session."""
    form = SessionForm()
    if form.is_submitted() and form.check(face().now()):
        session_id = uuid7()
        row = {
            "id": session_id, "name": form.name.data, "about": form.about.data, "place": form.place.data,
            "starts_at": form.starts_at, "places": int(form.places.data) if form.places.data else None,
            "made_by": signed_in().account_id, "made_at": face().now(), "cancelled_at": None,
        }  # fmt: skip
        with face().records.unit_of_work() as uow:
            uow.keep(ListeningSession, row)
        return redirect(url_for(".session", session_id=session_id), 303)
    page = render_template("involve/new_session.html", heading="Plan a listening session", form=form)
    return page, 400 if form.errors else 200


@bp.route("/sessions/<uuid:session_id>", methods=["GET", "POST"])
@form_checks_token
@needs(FAMILIES_INVOLVE)
def session(session_id: UUID) -> ResponseReturnValue:
    """Who comes, what was said, and a form for more of it."""
    form = NoteForm()
    with face().records.unit_of_work() as uow:
        found = uow.session.get(ListeningSession, session_id) or abort(404)
        if form.is_submitted() and form.validate_on_submit():
            uow.keep(SessionNote, _note(session_id, form))
            return redirect(url_for(".session", session_id=session_id), 303)
        coming = uow.session.scalars(select(SignUp).where(SignUp.session_id == session_id).order_by(SignUp.name)).all()
        notes = families.notes_of(uow, session_id)
    page = render_template(
        "involve/one_session.html", heading=found.name, one=found, coming=coming, notes=notes, form=form,
        address=f"{face().survey_address}/sessions/{session_id}", now=face().now(),
    )  # fmt: skip
    return page, 400 if form.errors else 200


@bp.post("/sessions/<uuid:session_id>/cancel")
@needs(FAMILIES_INVOLVE)
def cancel(session_id: UUID) -> ResponseReturnValue:
    """Nobody can sign up any more; whoever did must be told by hand, which the page says."""
    standing = (ListeningSession.id == session_id) & ListeningSession.cancelled_at.is_(None)
    with face().records.unit_of_work() as uow:
        uow.connection.execute(update(ListeningSession).where(standing).values(cancelled_at=face().now()))
    flash("The session is cancelled. Tell everybody who signed up: Heard does not write to them.")
    return redirect(url_for(".session", session_id=session_id), 303)


@bp.route("/families/<uuid:family_id>", methods=["GET", "POST"])
@form_checks_token
@needs(FAMILIES_INVOLVE)
def family(family_id: UUID) -> ResponseReturnValue:
    """One family: what it did, and a form for what it did now."""
    form, today = HelpForm(), face().today()
    with face().records.unit_of_work() as uow:
        found = _standing(uow, family_id)
        if form.is_submitted() and form.check(today, found.consented_on):
            row = {"id": uuid7(), "family_id": family_id, "on": form.on.data, "what": form.what.data}
            uow.keep(FamilyHelp, row | {"came_of_it": form.came_of_it.data or None, "made_by": signed_in().account_id})
            return redirect(url_for(".family", family_id=family_id), 303)
        did = families.help_of(uow).get(family_id, [])
    page = render_template("involve/family.html", heading=found.name, one=found, did=did, form=form, ways=WAYS)
    return page, 400 if form.errors else 200


@bp.route("/help/<uuid:help_id>", methods=["GET", "POST"])
@form_checks_token
@needs(FAMILIES_INVOLVE)
def came_of_it(help_id: UUID) -> ResponseReturnValue:
    """Say what came of something that a family did."""
    form = CameOfItForm()
    with face().records.unit_of_work() as uow:
        found = uow.session.get(FamilyHelp, help_id) or abort(404)
        if form.is_submitted() and form.validate_on_submit():
            uow.connection.execute(
                update(FamilyHelp).where(FamilyHelp.id == help_id).values(came_of_it=form.came_of_it.data)
            )
            return redirect(url_for(".overview"), 303)
    if not form.is_submitted():
        form.came_of_it.data = found.came_of_it
    page = render_template("involve/came_of_it.html", heading="What came of it?", one=found, form=form)
    return page, 400 if form.errors else 200


@bp.post("/families/<uuid:family_id>/withdraw")
@needs(FAMILIES_INVOLVE)
def withdraw(family_id: UUID) -> ResponseReturnValue:
    """The family said stop."""
    with face().records.unit_of_work() as uow:
        gone = families.withdraw(uow, family_id, face().today())
    flash("Name and contact are removed." if gone else "This family had withdrawn before.")
    return redirect(url_for(".overview"), 303)


def _standing(uow: UnitOfWork, family_id: UUID) -> WillingFamily:
    found = uow.session.get(WillingFamily, family_id)
    if found is None or found.withdrawn_on:
        abort(404)
    return found


def _note(session_id: UUID, form: NoteForm) -> dict[str, Any]:
    return {
        "id": uuid7(), "session_id": session_id, "words": form.words.data, "what_next": form.what_next.data or None,
        "made_by": signed_in().account_id, "made_on": face().today(),
    }  # fmt: skip
