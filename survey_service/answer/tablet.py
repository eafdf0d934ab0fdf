"""The shared tablet: one page that shows the survey to one person after another and keeps nothing of any of them.

Its script fetches the pages of the poster and puts them in its place: no address, no history and no storage of the
browser holds what somebody answered. A supervisor's code ends it.
"""

import hashlib
import hmac

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from survey_service.answer import limits
from survey_service.answer.opening import Survey, UnknownCode, open_poster
from survey_service.answer.pages import answering
from survey_service.answer.routes import LONGEST_CODE, NO_SUCH_CODE

IDLE, WARN, THANKS = 90, 70, 15  # seconds: begin again, ask whether somebody is there, and show the thanks for


def blueprint(limiter: Limiter) -> Blueprint:
    """The tablet's own page, and the way out of it."""
    bp = Blueprint("tablet", __name__)
    guessing = limiter.shared_limit(limits.WRONG_CODES, scope="wrong codes", deduct_when=limits.was_wrong)
    trying = limiter.limit(limits.LEAVING, deduct_when=limits.was_refused)
    bp.add_url_rule("/q/<code>/tablet", view_func=guessing(shared))
    bp.add_url_rule("/q/<code>/tablet/leave", view_func=guessing(trying(leave)), methods=["POST"])
    return bp


def shared(code: str) -> ResponseReturnValue:
    """Where the tablet stands all day."""
    try:
        survey = open_poster(answering().records, code, answering().now())
    except UnknownCode:
        return _say("Page not found", NO_SUCH_CODE), 404
    if survey.leave_hash is None:
        return _say("There is no supervisor’s code yet", "Make one on the page of the poster, then come back."), 403
    return render_template(
        "answer/tablet.html",
        heading="Shared tablet",
        here=url_for(".shared", code=code),
        first=url_for("answer.poster", code=code),
        leave=url_for(".leave", code=code),
        idle=IDLE,
        warn=WARN,
        thanks=THANKS,
    )


def leave(code: str) -> ResponseReturnValue:
    """The way out, for whoever has the supervisor's code."""
    try:
        survey = open_poster(answering().records, code, answering().now())
    except UnknownCode:
        return _say("Page not found", NO_SUCH_CODE), 404
    if not _opens(survey, request.form.get("leave", "")):
        return _say("That is not the code", "Go back, check it and try again."), 403
    return _say("The shared tablet has ended", "You can put it away.")


def _opens(survey: Survey, typed: str) -> bool:
    code = "".join(typed.split())[:LONGEST_CODE]
    digest = hashlib.sha256(survey.send_out_id.bytes + code.encode("utf-8", "replace")).digest()
    return survey.leave_hash is not None and hmac.compare_digest(digest, survey.leave_hash)


def _say(heading: str, said: str) -> str:
    return render_template("answer/said.html", heading=heading, said=said)
