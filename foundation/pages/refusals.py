"""Every expected failure has its page, or for the API its problem document (RFC 9457).

Inner messages never reach a reader: what is said stands here, by status, and says what to do next.
"""

from typing import Any

from flask import Flask, Response, json, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from foundation.runtime.logs import get_logger

log = get_logger("pages")
PROBLEM = "application/problem+json"

NOT_SURE = (
    "If you were sending something, we cannot be sure that we have it. Reload this page to send it again, or use the "
    "same Idempotency-Key: it is kept once."
)
SAID = {
    400: ("We could not read that", "Go back and try again. If it happens again, please ring us."),
    401: ("Please sign in", "You need to sign in to see this page."),
    403: ("You cannot see this page", "Your account does not give access to this. Ask the complaints manager."),
    404: ("Page not found", "Check the address. If you followed a link, it may be out of date."),
    405: ("That cannot be done here", "Go back to the page before and use its buttons."),
    411: ("The length is missing", "Send the request again with a Content-Length header."),
    413: ("That is too much to send at once", "Make it shorter, or send it in two parts. We take 20,000 characters."),
    415: ("We cannot read that kind of content", "Send it as application/json."),
    422: ("Some of it needs to be put right", "See what is said about each field, and send it again."),
    429: ("Too many at once", "Wait a minute and try again."),
    500: ("Something went wrong on our side", f"{NOT_SURE} Or ring us."),
    503: ("We cannot take this just now", f"{NOT_SURE} Wait a few minutes first, or ring us."),
}  # fmt: skip


def add(app: Flask, unavailable: tuple[type[Exception], ...]) -> None:
    """Show every refusal in the form its reader can use. `unavailable` are the records' own."""
    app.register_error_handler(HTTPException, show)
    for kind in unavailable:
        app.register_error_handler(kind, show_unavailable)
    app.register_error_handler(Exception, show_unexpected)


def show(error: HTTPException) -> ResponseReturnValue:
    """One handler for every refusal: a problem document under /api, a page elsewhere."""
    if error.response is not None:
        return error.response
    status = error.code or 500
    title, next_step = SAID.get(status, SAID[400] if status < 500 else SAID[500])
    if request.path.startswith("/api/"):
        response = problem(status, title, _detail(error, next_step), _faults(error))
        response.headers.extend(_headers(error))
        return response
    page = render_template("refusal.html", heading=title, next_step=next_step, status=status)
    return page, status, _headers(error)


def show_unavailable(error: Exception) -> ResponseReturnValue:
    """The database is away: say so, and when to come back."""
    log.error("records unavailable", exc_info=error)
    return show(ServiceUnavailable(retry_after=60))


def show_unexpected(error: Exception) -> ResponseReturnValue:
    """A fault of ours: logged by type and place, told without details."""
    log.error("unexpected", exc_info=error)
    return show(InternalServerError())


def problem(status: int, title: str, detail: str, errors: list[dict[str, str]] | None = None) -> Response:
    """A problem document: what is wrong, and for each field where and how to mend it."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if errors:
        body["errors"] = errors
    return Response(json.dumps(body), status, content_type=PROBLEM)


def _detail(error: HTTPException, next_step: str) -> str:
    """What this refusal says of itself, where it says more than its kind does."""
    own = error.description
    return own if own and own != type(error).description else next_step


def _faults(error: HTTPException) -> list[dict[str, str]]:
    """Each field that is not right, with its message: webargs puts them into `data`."""
    by_place = getattr(error, "data", {}).get("messages", {})
    return [
        {"field": "body" if field == "_schema" else str(field), "message": str(said)}
        for faults in by_place.values()
        for field, messages in (faults.items() if isinstance(faults, dict) else [("body", faults)])
        for said in messages
    ]


def _headers(error: HTTPException) -> dict[str, str]:
    kept = ("Allow", "Retry-After", "WWW-Authenticate")
    return {name: value for name, value in error.get_headers() if name in kept}
