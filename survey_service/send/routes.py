"""The list of what was sent or put up, and one of them: how far it has come, and its buttons."""

from csv import writer
from io import StringIO
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.pages.listing import page_links
from foundation.records import UnitOfWork
from foundation.records.models import SendOut
from foundation.staff.permissions import needs
from foundation.staff.roles import SURVEYS_SEND
from foundation.staff.sessions import signed_in
from survey_service.exports import safe
from survey_service.face import face
from survey_service.send import reading, sending, words
from survey_service.send.forms import ListForm
from survey_service.send.uploaded import CALLED

bp = Blueprint("send", __name__)

HEADING = "Surveys"
SHOWN_BAD = 20
LOOK_AGAIN_SECONDS = 10
FAULT = "what is wrong"


@bp.get("/")
@needs(SURVEYS_SEND)
def front() -> ResponseReturnValue:
    """The list is the first page."""
    return redirect(url_for(".listed"))


@bp.get("/send")
@needs(SURVEYS_SEND)
def listed() -> ResponseReturnValue:
    """What this person and their team sent or put up, filtered, sorted and paged by the address."""
    form, found = ListForm(), None
    if form.validate():
        with face().records.unit_of_work() as uow:
            found = reading.listed(uow, form.wanted(face().now(), signed_in().account_id), signed_in())
    page = render_template(
        "survey/send/listed.html", heading=HEADING, form=form, found=found, words=words,
        state_of=lambda it: reading.state_of(it, face().now()), pagination=_pagination(form, found),
    )  # fmt: skip
    return page, 200 if found else 400


@bp.get("/send/<uuid:send_out_id>")
@needs(SURVEYS_SEND)
def one(send_out_id: UUID) -> ResponseReturnValue:
    """One of them. While invitations wait to be sent, the page looks again by itself if it was asked to."""
    with face().records.unit_of_work() as uow:
        send_out = _found(uow, send_out_id)
        progress = reading.progress(uow, [send_out])[0]
        uploaded = send_out.made_by == signed_in().account_id
        bad = reading.bad_rows(uow, send_out.id, SHOWN_BAD) if uploaded else []
        bad_in_all = reading.count_of_bad_rows(uow, send_out.id)
    state = reading.state_of(send_out, face().now())
    under_way = state == "open" and bool(progress.states.get("waiting"))
    follows = under_way and "follow" in request.args
    page = render_template(
        "survey/send/one.html", heading=send_out.name, send_out=send_out, state=state, progress=progress,
        bad=bad, bad_in_all=bad_in_all, uploaded=uploaded, under_way=under_way, follows=follows,
        every=LOOK_AGAIN_SECONDS, words=words, address=f"{face().survey_address}/q/{send_out.code}",
        asked_in_all=f"{progress.invited:,}",
    )  # fmt: skip
    return page, {"Refresh": str(LOOK_AGAIN_SECONDS)} if follows else {}


@bp.post("/send/<uuid:send_out_id>/confirm")
@needs(SURVEYS_SEND)
def confirm(send_out_id: UUID) -> ResponseReturnValue:
    """Send a file's good rows. Only who uploaded it may."""
    with face().records.unit_of_work() as uow:
        send_out = _found(uow, send_out_id)
        if send_out.made_by != signed_in().account_id:
            abort(403)
        done = sending.confirm(uow, send_out, face().council.surveys, face().now())
    flash("It is on its way." if done else "Nothing was changed: it was sent or stopped before, or has lapsed.")
    return redirect(url_for(".one", send_out_id=send_out_id, follow="yes"), 303)


@bp.post("/send/<uuid:send_out_id>/stop")
@needs(SURVEYS_SEND)
def stop(send_out_id: UUID) -> ResponseReturnValue:
    """Send nothing more and take nothing more."""
    with face().records.unit_of_work() as uow:
        sending.stop(uow, _found(uow, send_out_id).id, face().now())
    flash("It is stopped.")
    return redirect(url_for(".one", send_out_id=send_out_id), 303)


@bp.get("/send/<uuid:send_out_id>/rows-to-mend.csv")
@needs(SURVEYS_SEND)
def rows_to_mend(send_out_id: UUID) -> ResponseReturnValue:
    """The bad rows, for whoever uploaded them, in a file that can be mended and uploaded again."""
    with face().records.unit_of_work() as uow:
        send_out = _found(uow, send_out_id)
        if send_out.made_by != signed_in().account_id:
            abort(403)
        bad = reading.bad_rows(uow, send_out.id)
    text = StringIO()
    out = writer(text, lineterminator="\r\n")
    out.writerow([*CALLED, "row", FAULT])
    out.writerows([*(safe(cell) for cell in row.cells), row.line, row.fault] for row in bad)
    response = Response(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="rows-to-mend.csv"'
    return response


def _found(uow: UnitOfWork, send_out_id: UUID) -> SendOut:
    return reading.find(uow, send_out_id, signed_in()) or abort(404)


def _pagination(form: ListForm, found: reading.Listed | None) -> dict[str, Any] | None:
    def address(page: int) -> str:
        return url_for(".listed", **form.address(), sort=form.sort.data, page=page)

    return page_links(found.page, found.pages, address) if found else None
