"""The addresses of alerts. An alert is opened by a button, and only then are its words shown."""

from uuid import UUID

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import select

from casework_console.access import may_open, refuse_if_about, refuse_if_alert_about
from casework_console.alerts import acting, reading, words
from casework_console.alerts.forms import DecideForm, FilterForm, MissForm, ReviewForm, read_page
from casework_console.cases import words as case_words
from casework_console.console import console
from foundation.contracts.references import NotAReference, read_reference
from foundation.pages.fields import Form
from foundation.records import RecordsBusy, RecordsUnavailable, UnitOfWork
from foundation.records.models import Case, Miss
from foundation.staff.permissions import form_checks_token, needs
from foundation.staff.roles import ALERTS_ACT, CASES_READ
from foundation.staff.sessions import signed_in

bp = Blueprint("alerts", __name__, url_prefix="/alerts")

HEADING = "Signs of harm"
MEANWHILE = "Somebody has decided since your page was made, or there is a new sign. Read it; yours was not kept"
REASON = "A decision stands already. To change it, say why"


@bp.get("")
@needs(ALERTS_ACT)
def listed() -> ResponseReturnValue:
    """All alerts, those that nobody opened first."""
    form = FilterForm()
    found, status = None, 400
    if form.validate():
        with console().records.unit_of_work() as uow:
            found = reading.alerts(uow, signed_in(), form.state.data or "", read_page(request.args.get("page")))
        status = 200
    return render_template("console/alerts.html", heading=HEADING, form=form, found=found, words=words), status


@bp.get("/<reference>")
@needs(ALERTS_ACT)
def alert(reference: str) -> ResponseReturnValue:
    """One alert: that it is there; and when somebody has opened it, everything needed to act."""
    with console().records.unit_of_work() as uow:
        whole = _found(uow, reference)
        return _page(uow, whole, DecideForm())


@bp.post("/<reference>/open")
@needs(ALERTS_ACT)
def open_it(reference: str) -> ResponseReturnValue:
    """Open it: from now on it is this person who has read it."""
    with console().records.unit_of_work() as uow:
        whole = _found(uow, reference)
        acting.open_alert(uow, whole.alert, signed_in(), console().now())
    return redirect(url_for(".alert", reference=reference), 303)


@bp.post("/<reference>")
@needs(ALERTS_ACT)
@form_checks_token
def decide(reference: str) -> ResponseReturnValue:
    """Keep what this person has done about it."""
    form = DecideForm()
    with console().records.unit_of_work() as uow:
        whole = _found(uow, reference)
    if form.validate_on_submit():
        sent = acting.Decision(UUID(form.form_id.data), form.seen.data or "", form.decision.data, form.note.data)
        try:
            with console().records.unit_of_work() as uow:
                acting.decide(uow, reference, sent, signed_in(), console().now())
        except acting.NotOpened:
            return redirect(url_for(".alert", reference=reference), 303)
        except acting.DecidedMeanwhile:
            form.decision.errors = [MEANWHILE]
        except acting.ReasonNeeded:
            form.note.errors = [REASON]
        except acting.DecidedBefore:
            flash("This was kept already, from the first time that the form was sent.")
            return redirect(url_for(".alert", reference=reference), 303)
        else:
            flash("Your decision is kept.")
            return redirect(url_for(".alert", reference=reference), 303)
    with console().records.unit_of_work() as uow:
        whole = _found(uow, reference)
        if whole.alert.opened_at is None:
            return redirect(url_for(".alert", reference=reference), 303)
        return _page(uow, whole, form), 409 if MEANWHILE in form.decision.errors else 400


@bp.route("/misses", methods=["GET", "POST"])
@needs(ALERTS_ACT)
@form_checks_token
def misses() -> ResponseReturnValue:
    """What the screen missed: a form to report it, and the list for review."""
    form, status = MissForm(), 200
    if form.is_submitted():
        if form.validate_on_submit() and _reported(form):
            return redirect(url_for(".misses"), 303)
        status = 400
    if not form.form_id.data or form.form_id.errors or form.csrf_token.errors:
        form.begin()
    with console().records.unit_of_work() as uow:
        found = reading.misses(uow, signed_in(), read_page(request.args.get("page")))
    page = render_template("console/misses.html", heading="Missed by the screen", form=form, found=found, words=words)
    return page, status


@bp.route("/misses/<uuid:miss_id>", methods=["GET", "POST"])
@needs(ALERTS_ACT)
@form_checks_token
def miss(miss_id: UUID) -> ResponseReturnValue:
    """Review one report."""
    form = ReviewForm()
    with console().records.unit_of_work() as uow:
        found = uow.session.get(Miss, miss_id)
        if found is None:
            abort(404)
        refuse_if_about(uow, signed_in(), uow.session.get_one(Case, found.case_id))
        if form.validate_on_submit():
            try:
                acting.review_miss(uow, found, form.outcome.data, signed_in(), console().now())
            except acting.ReviewedMeanwhile:
                flash("Somebody has reviewed this already.")
            else:
                flash("The review is kept.")
            return redirect(url_for(".misses"), 303)
        page = render_template("console/miss.html", heading="Review a report", form=form, miss=found, words=words)
    return page, 400 if form.errors else 200


def banner() -> Markup:
    """At the top of every page, for those who may act: how many signs of harm nobody has opened.

    A page that says that the database is away says only that.
    """
    staff = g.get("staff")
    if staff is None or not staff.may(ALERTS_ACT):
        return Markup()
    try:
        with console().records.unit_of_work() as uow:
            count, oldest = reading.unopened(uow, staff)
    except (RecordsUnavailable, RecordsBusy):
        return Markup()
    return Markup(render_template("console/alerts_banner.html", count=count, oldest=oldest)) if count else Markup()  # noqa: S704 -- a template of ours


def _reported(form: MissForm) -> bool:
    with console().records.unit_of_work() as uow:
        case = uow.session.scalar(select(Case).where(Case.reference == form.reference.data))
        if case is None:
            form.reference.errors = [f"There is no case with the reference {form.reference.data}"]
            return False
        refuse_if_about(uow, signed_in(), case)
        kept = acting.report_miss(
            uow, case, form.phrase.data, signed_in(), console().now(), form_id=UUID(form.form_id.data)
        )
    flash("Thank you. It is on the list." if kept else "This was kept already, from the first time it was sent.")
    return True


def _found(uow: UnitOfWork, reference: str) -> reading.Whole:
    try:
        shape = read_reference(reference)
    except NotAReference:
        abort(404)
    whole = reading.find(uow, shape) if shape == reference else None
    if whole is None:
        abort(404)
    refuse_if_alert_about(uow, signed_in(), whole.alert)
    return whole


def _page(uow: UnitOfWork, whole: reading.Whole, form: Form) -> str:
    if whole.alert.opened_at is None:
        return render_template(
            "console/alert_unopened.html", heading=f"Sign of harm {whole.alert.reference}", whole=whole, words=words
        )
    if not form.is_submitted() or form.form_id.errors or form.csrf_token.errors or MEANWHILE in form.decision.errors:
        form.begin()
        form.seen.data = whole.standing
    staff = signed_in()
    return render_template(
        "console/alert.html",
        heading=f"Sign of harm {whole.alert.reference}",
        whole=whole,
        texts=list(reading.texts(whole)),
        form=form,
        words=words,
        case_words=case_words,
        case_link=whole.case is not None and staff.may(CASES_READ) and may_open(uow, staff, whole.case),
    )
