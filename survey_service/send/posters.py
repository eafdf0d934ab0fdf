"""Posters and cards: one that always hangs for every kind of meeting, and one of its own for one meeting or room."""

from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from foundation.records.models import SendOut
from foundation.staff.permissions import form_checks_token, needs
from foundation.staff.roles import SURVEYS_SEND
from foundation.staff.sessions import signed_in
from foundation.surveys.library import library
from foundation.surveys.questionnaire import Band
from survey_service.face import face
from survey_service.send import reading, sending
from survey_service.send.forms import PosterForm, last_day
from survey_service.send.printed import SHAPES, Poster

bp = Blueprint("posters", __name__, url_prefix="/send")


@bp.get("/posters")
@needs(SURVEYS_SEND)
def meetings() -> ResponseReturnValue:
    """Which kind of meeting is it?"""
    kinds = face().council.meetings.values()
    return render_template("survey/send/posters.html", heading="Posters", meetings=kinds)


@bp.get("/poster/<meeting>")
@needs(SURVEYS_SEND)
def standing(meeting: str) -> ResponseReturnValue:
    """A page to print, for every meeting of this kind."""
    kind = face().council.meetings.get(meeting) or abort(404)
    return render_template(
        "survey/send/poster.html", poster=_of_meeting(meeting), about=kind.words, back=url_for(".meetings"),
        back_to="Posters", files={shape: url_for(".standing_file", meeting=meeting, shape=shape) for shape in SHAPES},
    )  # fmt: skip


@bp.get("/poster/<meeting>/<any(poster, cards):shape>.pdf")
@needs(SURVEYS_SEND)
def standing_file(meeting: str, shape: str) -> ResponseReturnValue:
    """The same as a PDF: a poster, or cards."""
    return _pdf(_of_meeting(meeting), shape, meeting)


@bp.route("/posters/new", methods=["GET", "POST"])
@needs(SURVEYS_SEND)
@form_checks_token
def new() -> ResponseReturnValue:
    """A poster of its own, so that answers from one meeting or room are told apart."""
    form = PosterForm(face().council, signed_in().team)
    if not form.validate_on_submit():
        page = render_template(
            "survey/send/new_poster.html", heading="Make a poster for one meeting or room", form=form
        )
        return page, 400 if form.is_submitted() else 200
    plan = form.plan(form.name.data, signed_in().account_id)
    with face().records.unit_of_work() as uow:
        expected = int(form.expected.data) if form.expected.data else None
        sending.hang(
            uow, plan, expected=expected, closes_on=last_day(face().council, face().today()), moment=face().now()
        )  # fmt: skip
    return redirect(url_for("send.one", send_out_id=plan.id), 303)


@bp.get("/<uuid:send_out_id>/poster")
@needs(SURVEYS_SEND)
def own(send_out_id: UUID) -> ResponseReturnValue:
    """A page to print, for one meeting or room."""
    send_out = _found(send_out_id)
    files = {shape: url_for(".own_file", send_out_id=send_out_id, shape=shape) for shape in SHAPES}
    return render_template(
        "survey/send/poster.html", poster=_of(send_out), about=send_out.name, files=files, back_to="The poster’s page",
        back=url_for("send.one", send_out_id=send_out_id),
    )  # fmt: skip


@bp.get("/<uuid:send_out_id>/<any(poster, cards):shape>.pdf")
@needs(SURVEYS_SEND)
def own_file(send_out_id: UUID, shape: str) -> ResponseReturnValue:
    """The same as a PDF: a poster, or cards."""
    send_out = _found(send_out_id)
    return _pdf(_of(send_out), shape, str(send_out.code))


@bp.post("/<uuid:send_out_id>/tablet-code")
@needs(SURVEYS_SEND)
def tablet_code(send_out_id: UUID) -> ResponseReturnValue:
    """A new code by which a supervisor ends the shared tablet; it is shown here and never again."""
    send_out = _found(send_out_id)
    with face().records.unit_of_work() as uow:
        code = sending.new_leave_code(uow, send_out_id)
    return render_template("survey/send/tablet_code.html", heading="Code to leave the tablet", it=send_out, code=code)


def _found(send_out_id: UUID) -> SendOut:
    with face().records.unit_of_work() as uow:
        send_out = reading.find(uow, send_out_id, signed_in())
    if send_out is None or send_out.kind != "poster":
        abort(404)
    return send_out


def _of_meeting(meeting: str) -> Poster:
    kind = face().council.meetings.get(meeting) or abort(404)
    return _poster(kind.questionnaire, kind.code)


def _of(send_out: SendOut) -> Poster:
    return _poster(send_out.questionnaire, str(send_out.code))


def _poster(questionnaire: str, code: str) -> Poster:
    """Its heading is the questionnaire's own, as adults read it, or the first who are asked."""
    asked = library().newest(questionnaire)
    heading = asked.title[Band.ADULT if Band.ADULT in asked.bands else asked.bands[0]]
    return Poster(heading, face().council.name, f"{face().survey_address}/q/{code}")


def _pdf(poster: Poster, shape: str, name: str) -> Response:
    response = Response(poster.pdf(shape), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{shape}-{name}.pdf"'
    return response
