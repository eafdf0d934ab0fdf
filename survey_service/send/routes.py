"""Posters: pick a kind of meeting, print the page, put it on the wall."""

from dataclasses import dataclass

import segno
from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from foundation.council import Council
from foundation.staff.permissions import needs
from foundation.staff.roles import SURVEYS_SEND

bp = Blueprint("send", __name__)


@dataclass(frozen=True)
class Send:
    """What the posters are made of: the council's meetings and where families answer."""

    council: Council
    intake_address: str

    def address(self, meeting: str) -> str:
        """Where families say how this kind of meeting went."""
        return f"{self.intake_address}/tell/meeting?kind={meeting}"


def send() -> Send:
    """What this face works with."""
    found: Send = current_app.extensions["send"]
    return found


@bp.get("/")
@needs(SURVEYS_SEND)
def front() -> ResponseReturnValue:
    """Posters are the first page."""
    return redirect(url_for(".meetings"))


@bp.get("/send")
@needs(SURVEYS_SEND)
def meetings() -> ResponseReturnValue:
    """Which kind of meeting is it?"""
    kinds = send().council.meetings.values()
    return render_template("survey/meetings.html", heading="Make a poster for a meeting", meetings=kinds)


@bp.get("/send/poster/<meeting>")
@needs(SURVEYS_SEND)
def poster(meeting: str) -> ResponseReturnValue:
    """A page to print: a QR code, the address in letters, and few words."""
    kind = send().council.meetings.get(meeting) or abort(404)
    address = send().address(kind.code)
    heading = "How did the meeting go?"
    return render_template(
        "survey/poster.html", heading=heading, meeting=kind, address=address, picture=qr_picture(address)
    )


def qr_picture(address: str) -> Markup:
    """A QR code as SVG, drawn here; it can be read with a quarter of it spoilt."""
    code = segno.make_qr(address, error="q")
    return Markup(code.svg_inline(omitsize=True, border=4, dark="#000", light="#fff"))  # noqa: S704 -- segno draws it
