"""The addresses of sample surveys of people served."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from foundation.records import UnitOfWork
from foundation.records.models import Sample
from foundation.staff.permissions import form_checks_token, needs
from foundation.staff.roles import SAMPLES_DRAW
from foundation.staff.sessions import signed_in
from foundation.surveys.sampling import COUNTED_AFTER_DAYS, FRAME_KEPT_DAYS, BadSample
from survey_service.exports import as_file
from survey_service.face import face
from survey_service.sampling import figures, making, reading
from survey_service.sampling.forms import FrameForm, OrderForm, PlanForm
from survey_service.sampling.frame import Frame, read_frame
from survey_service.send import reading as send_outs
from survey_service.send import words
from survey_service.send.table import BadFile
from survey_service.uploads import TOO_LARGE, content, takes_a_file

bp = Blueprint("samples", __name__, url_prefix="/samples")
takes_a_file(bp, "new")

HEADING = "Surveys of people we work with"
SINCE = "Nothing was changed: somebody changed this survey since your page was made, or its list is gone. Look again."
SHOWN_BAD = 50


@bp.get("")
@needs(SAMPLES_DRAW)
def listed() -> ResponseReturnValue:
    """Every sample survey, the newest first."""
    with face().records.unit_of_work() as uow:
        samples, stopped = reading.listed(uow), reading.stopped(uow)
    return _page("listed", HEADING, samples=samples, state_of=lambda it: reading.state_of(it, face().now(), stopped))


@bp.route("/new", methods=["GET", "POST"])
@needs(SAMPLES_DRAW)
@form_checks_token
def new() -> ResponseReturnValue:
    """Upload the list of all whom the service works with. Nobody is asked yet."""
    try:
        form = FrameForm()
    except RequestEntityTooLarge:
        heading = "This file is too large"
        return render_template("refusal.html", heading=heading, next_step=TOO_LARGE, status=413), 413
    valid, fault, frame = form.validate_on_submit(), None, None
    if form.is_submitted():
        frame, fault = _read()
    if not valid or frame is None:
        return _form("new", "Upload the list", form, fault=fault)
    sample_id = UUID(form.form_id.data)
    with face().records.unit_of_work() as uow:
        making.keep(
            uow, sample_id, form.name.data, frame, by=signed_in().account_id, surveys=face().council.surveys,
            today=face().today(), moment=face().now(),
        )  # fmt: skip
    return redirect(url_for(".one", sample_id=sample_id), 303)


@bp.route("/<uuid:sample_id>", methods=["GET", "POST"])
@needs(SAMPLES_DRAW)
@form_checks_token
def one(sample_id: UUID) -> ResponseReturnValue:
    """One of them: its plan, which is sent from here, then how far it has come, then what it says."""
    with face().records.unit_of_work() as uow:
        sample = _found(uow, sample_id)
        open_to_change = reading.state_of(sample, face().now()) in ("draft", "planned")
        if request.method == "POST" and not open_to_change:
            return _since(sample_id)
        form = _plan_form(sample) if open_to_change else None
        if form is None or not form.validate_on_submit():
            return _one(uow, sample, form)
        try:
            making.plan(uow, sample_id, form.invited(), form.when())
        except making.Changed:
            return _since(sample_id)
    return redirect(url_for(".one", sample_id=sample_id), 303)


@bp.post("/<uuid:sample_id>/order")
@needs(SAMPLES_DRAW)
def order(sample_id: UUID) -> ResponseReturnValue:
    """Have the sample drawn and asked. The seed is already kept: none can be sent."""
    form = OrderForm()
    if not form.validate_on_submit():
        return _since(sample_id)
    with face().records.unit_of_work() as uow:
        _found(uow, sample_id)
        try:
            making.order(uow, sample_id, seen=form.seen.data, surveys=face().council.surveys, moment=face().now())
        except making.Changed:
            return _since(sample_id)
    flash("The sample is being drawn. The list is deleted with that.")
    return redirect(url_for(".one", sample_id=sample_id), 303)


@bp.post("/<uuid:sample_id>/give-up")
@needs(SAMPLES_DRAW)
def give_up(sample_id: UUID) -> ResponseReturnValue:
    """Delete the list. Nobody is asked."""
    with face().records.unit_of_work() as uow:
        _found(uow, sample_id)
        try:
            making.give_up(uow, sample_id)
        except making.Changed:
            return _since(sample_id)
    flash("The list is deleted, and nobody is asked.")
    return redirect(url_for(".listed"), 303)


@bp.post("/<uuid:sample_id>/stop")
@needs(SAMPLES_DRAW)
def stop(sample_id: UUID) -> ResponseReturnValue:
    """Send nothing more and take nothing more."""
    with face().records.unit_of_work() as uow:
        _found(uow, sample_id)
        try:
            making.stop(uow, sample_id, today=face().today(), moment=face().now())
        except making.Changed:
            return _since(sample_id)
    flash("It is stopped. What was answered is counted later.")
    return redirect(url_for(".one", sample_id=sample_id), 303)


@bp.get("/<uuid:sample_id>/figures.<any(csv, ods):kind>")
@needs(SAMPLES_DRAW)
def figures_file(sample_id: UUID, kind: str) -> ResponseReturnValue:
    """What the page of a survey that is over shows, as a file."""
    with face().records.unit_of_work() as uow:
        sample = _found(uow, sample_id)
        if sample.counted_at is None:
            abort(404)
        sheets = figures.sheets(sample, reading.groups(uow, sample), reading.counted(uow, sample))
    return as_file(kind, "survey-of-people-we-work-with", sheets)


def _read() -> tuple[Frame | None, str | None]:
    """What is in the file, or what is wrong with it."""
    try:
        return read_frame(content()), None
    except (BadFile, BadSample) as bad:
        return None, str(bad)


def _one(uow: UnitOfWork, sample: Sample, form: PlanForm | None) -> ResponseReturnValue:
    state = reading.state_of(sample, face().now(), reading.stopped(uow))
    bad = send_outs.bad_rows(uow, sample.id, SHOWN_BAD)
    told = {
        "sample": sample,
        "state": state,
        "groups": reading.groups(uow, sample),
        "bad": bad,
        "bad_in_all": send_outs.count_of_bad_rows(uow, sample.id),
        "found": reading.counted(uow, sample) if state == "counted" else None,
        "seen": making.state_of(sample),
        "is_later": sample.send_at > face().now(),
    }
    return _form("one", sample.name, form, **told)


def _plan_form(sample: Sample) -> PlanForm:
    sizes = {stratum["code"]: stratum["size"] for stratum in sample.strata}
    data = {}
    if making.is_planned(sample):
        data = {"total": str(sum(it["invited"] for it in sample.strata)), "remind": sample.remind_on is not None}
    return PlanForm(sizes, face().council.surveys, face().now(), **data)


def _form(
    page: str, heading: str, form: FrameForm | PlanForm | None, *, fault: str | None = None, **told: Any
) -> ResponseReturnValue:
    faults = [{"text": str(said), "href": f"#{field}"} for field, errors in _errors(form).items() for said in errors]
    if fault:
        faults.append({"text": fault, "href": "#file"})
    shown = f"{'Error: ' if faults else ''}{heading}"
    html = _page(page, shown, title=heading, ask=form, faults=faults, fault=fault, **told)
    return html, 400 if faults else 200


def _errors(form: FrameForm | PlanForm | None) -> dict[str, list[str]]:
    return form.errors if form else {}


def _since(sample_id: UUID) -> ResponseReturnValue:
    flash(SINCE)
    return redirect(url_for(".one", sample_id=sample_id), 303)


def _found(uow: UnitOfWork, sample_id: UUID) -> Sample:
    return reading.find(uow, sample_id) or abort(404)


def _page(name: str, heading: str, **told: Any) -> str:
    return render_template(
        f"samples/{name}.html", heading=heading, states=reading.STATES, words=words, figures=figures,
        counted_on=reading.counted_on, kept_days=FRAME_KEPT_DAYS, counted_after=COUNTED_AFTER_DAYS, **told,
    )  # fmt: skip
