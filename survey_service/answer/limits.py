"""How much one address may do in a minute: a room full of phones has plenty, guessing and flooding have little.

Counted in each process, and forgotten with it. An address is a household or a meeting room, seldom a person.
"""

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from werkzeug.exceptions import TooManyRequests

from foundation.pages.callers import who

OF_ALL = "1800 per minute"
WRONG_CODES = "30 per minute; 300 per hour"
POSTER_ANSWERS = "100 per minute"
LEAVING = "5 per minute; 30 per hour"
HEADING = "Too many at once"
NEXT_STEP = (
    "Too much comes from where you are. Wait a minute, then load this page again. If you were sending answers, your "
    "browser asks whether to send them again: say yes. They are kept once."
)


def new_limiter(app: Flask) -> Limiter:
    """Counts what each address does; everything but the operator's own pages."""
    app.register_error_handler(TooManyRequests, _refuse)
    return Limiter(
        who,
        app=app,
        application_limits=[OF_ALL],
        application_limits_exempt_when=lambda: (request.endpoint or "").startswith("health."),
        storage_uri="memory://",
        strategy="sliding-window-counter",
    )


def was_wrong(response: Response) -> bool:
    """The code that was given opens nothing."""
    return response.status_code == 404


def was_kept(response: Response) -> bool:
    """Something was sent and is kept."""
    return response.status_code == 303


def was_refused(response: Response) -> bool:
    """The supervisor's code was not right."""
    return response.status_code == 403


def _refuse(_error: TooManyRequests) -> ResponseReturnValue:
    page = render_template("refusal.html", heading=HEADING, next_step=NEXT_STEP, status=429)
    return page, 429, {"Retry-After": "60"}
