"""Posters: pick a kind of meeting, print the page, put it on the wall."""

import segno
from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from foundation.staff.permissions import needs
from foundation.staff.roles import SURVEYS_SEND
from survey_service.face import face

bp = Blueprint("send", __name__)


@bp.get("/")
@needs(SURVEYS_SEND)
def front() -> ResponseReturnValue:
    """Posters are the first page."""
    return redirect(url_for(".meetings"))


@bp.get("/send")
@needs(SURVEYS_SEND)
def meetings() -> ResponseReturnValue:
    """Which kind of meeting is it?"""
    kinds = face().council.meetings.values()
    return render_template("survey/meetings.html", heading="Make a poster for a meeting", meetings=kinds)


@bp.get("/send/poster/<meeting>")
@needs(SURVEYS_SEND)
def poster(meeting: str) -> ResponseReturnValue:
    """A page to print: a QR code, the address in letters, and few words."""
    kind = face().council.meetings.get(meeting) or abort(404)
    address = f"{face().survey_address}/q/{kind.code}"
    heading = "How did the meeting go?"
    return render_template(
        "survey/poster.html", heading=heading, meeting=kind, address=address, picture=qr_picture(address)
    )


def qr_picture(address: str) -> Markup:
    """A QR code as SVG, drawn here; it can be read with a quarter of it spoilt."""
    code = segno.make_qr(address, error="q")
    return Markup(code.svg_inline(omitsize=True, border=4, dark="#000", light="#fff"))  # noqa: S704 -- segno draws it
