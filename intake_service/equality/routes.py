"""Addresses of the voluntary questions: one for each pool, the same for everybody in it.

No form here has a token against forgery. That needs a cookie, which would tell that two pages were the same person's.
A forged “send” changes nothing of anybody's: it adds one more box, as anybody may, and more boxes than offers are held.
What a browser says of where a form comes from is looked at, and boxes from one address are slowed down. What is left:
two presses of the button are two boxes.
"""

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from limits import parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from foundation.contracts.equality import ADDRESSES
from foundation.equality.settings import SETTINGS
from foundation.pages.callers import who
from foundation.records import RecordsBusy, RecordsUnavailable
from foundation.records.open_period import OpenPeriod
from foundation.runtime.logs import get_logger
from foundation.surveys.answers import Answers, BadAnswers
from intake_service.equality import asking, keeping
from intake_service.equality.asking import Sheet, UnknownAge
from intake_service.intake import intake

log = get_logger("intake")
bp = Blueprint("equality", __name__)

POOL_AT = {address.rpartition("/")[2]: pool for pool, address in ADDRESSES.items()}
BOXES = parse_many("10 per minute; 40 per hour; 60 per day")  # a room full of families has plenty
LIMITER = MovingWindowRateLimiter(MemoryStorage())
OURS = ("same-origin", "none")
ONE_AGE = "Choose one of the ages, or leave it out."
NOT_NOW = "We cannot take these answers just now"
LATER = "You do not need to do anything. If you like, you can try again later."
TOO_MANY = "Many answers have come from where you are"
ELSEWHERE = "That was not sent from our page"
FROM_HERE = "Nothing was kept. If you like, load this page again and press the button there."


@bp.route("/equality/<where>", methods=["GET", "POST"])
def ask(where: str) -> ResponseReturnValue:
    """Explain and ask for the age; then all questions for that age; then thanks. The age travels in no address."""
    pool = POOL_AT.get(where) or abort(404)
    if request.method == "POST" and _is_from_elsewhere():
        return _say(ELSEWHERE, FROM_HERE), 403
    period = keeping.period_of(intake().records, pool, intake().today())
    if period is None:
        return _not_now()
    go = request.form.get("go")
    if request.method == "GET":
        return _explain(where)
    if go == "no":
        return _send(where, period, None)
    if go not in ("questions", "send"):
        abort(400)
    try:
        sheet = asking.read_sheet(request.form)
    except UnknownAge:
        return _explain(where, ONE_AGE), 400
    if go == "questions":
        return _questions(where, sheet, {})
    try:
        return _send(where, period, sheet.answers())
    except BadAnswers as bad:
        return _questions(where, sheet, bad.faults), 400


@bp.get("/equality/<where>/thanks")
def thanks(where: str) -> ResponseReturnValue:
    """The same page for whoever answered and whoever said no thanks."""
    if where not in POOL_AT:
        abort(404)
    return render_template("intake/equality/thanks.html", heading="Thank you", home="/")


@bp.errorhandler(RecordsUnavailable)
@bp.errorhandler(RecordsBusy)
def away(error: Exception) -> ResponseReturnValue:
    """The database is away. Nobody is asked to send it again: that could count twice."""
    log.error("records unavailable", exc_info=error)
    return _not_now()


def _send(where: str, period: OpenPeriod, answers: Answers | None) -> ResponseReturnValue:
    household = who()
    if full := next((limit for limit in BOXES if not LIMITER.hit(limit, household)), None):
        return _say(TOO_MANY, LATER), 429, {"Retry-After": str(full.get_expiry())}
    keeping.keep(intake().records, POOL_AT[where], period, answers, intake().now())
    return redirect(url_for(".thanks", where=where), 303)


def _explain(where: str, fault: str = "") -> str:
    title = "A few questions about you"
    return render_template(
        "intake/equality/explainer.html",
        heading=f"{'Error: ' if fault else ''}{title}",
        title=title,
        home="/",
        here=url_for(".ask", where=where),
        box=asking.age_box(fault),
        faults=[{"text": fault, "href": f"#{asking.AGE}"}] if fault else [],
        settings=SETTINGS,
    )


def _questions(where: str, sheet: Sheet, faults: Mapping[str, str]) -> str:
    title, words = "About you", {it.code: it.words[sheet.band] for it in sheet.asked}
    return render_template(
        "intake/equality/questions.html",
        heading=f"{'Error: ' if faults else ''}{title}",
        title=title,
        home="/",
        here=url_for(".ask", where=where),
        age=sheet.age,
        lead=asking.LEADS[sheet.band],
        boxes=asking.boxes(sheet, faults),
        faults=[{"text": f"{words[code]} {said}", "href": f"#{asking.name_of(code)}"} for code, said in faults.items()],
    )


def _not_now() -> ResponseReturnValue:
    return _say(NOT_NOW, LATER), 503, {"Retry-After": "3600"}


def _say(heading: str, said: str) -> str:
    return render_template("intake/equality/said.html", heading=heading, home="/", said=said)


def _is_from_elsewhere() -> bool:
    """As the browser says. Our pages send no referrer, and so an old browser gives the origin “null” for them."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin", "null")
    if site:
        return site not in OURS
    return origin not in ("null", f"http://{request.host}", f"https://{request.host}")
