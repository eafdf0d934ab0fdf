"""The family's pages: addresses to forms to the use case, nothing more."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from foundation.contracts.equality import ADDRESSES
from foundation.records import RecordsBusy, RecordsUnavailable
from intake_service.equality.keeping import offer
from intake_service.facts import facts_of, faults_of
from intake_service.forms import CommentForm, ComplaintForm, ComplimentForm, Telling, WorkerChangeForm
from intake_service.intake import intake
from intake_service.submit import Arrival, Kept, SentBefore, submit
from intake_service.told import Told
from intake_service.what_next import Next, Promise, next_step, promise

bp = Blueprint("pages", __name__, template_folder="templates")


@dataclass(frozen=True)
class Page:
    """One form and the words around it. No word here says complaint or social services."""

    form: type[Telling]
    heading: str
    lead: str
    button: str = "Send"


PAGES = {
    "problem": Page(
        ComplaintForm, "Tell us what went wrong", "You do not need to know any rules. We work out the rest."
    ),
    "thanks": Page(ComplimentForm, "Say thank you", "Good work should be seen. We pass your words on."),
    "different-worker": Page(
        WorkerChangeForm,
        "Ask for a different worker",
        "You can ask at any time. A manager reads it and decides.",
    ),
    "idea": Page(CommentForm, "Share an idea or a comment", "It helps us to hear what could be better."),
}
HOW = "web_form"
KEPT_IN_COOKIE = 5
JUST_NOW = timedelta(minutes=30)
TOO_SHORT_TO_BE_THE_SAME = 25


@bp.get("/")
def front() -> ResponseReturnValue:
    """One front door for everyone; nobody has to pick a procedure."""
    meetings = f"{intake().survey_address}/meetings"
    return render_template("intake/front.html", heading="Tell us how it went", home="/", meetings=meetings)


@bp.get("/tell/meeting")
def meeting() -> ResponseReturnValue:
    """Posters that were printed with this address still lead to the survey of their meeting."""
    kind = request.args.get("kind")
    where = f"q/{kind}" if kind in intake().council.meetings else "meetings"
    return redirect(f"{intake().survey_address}/{where}", 303)


@bp.route("/tell/<what>", methods=["GET", "POST"])
def tell(what: str) -> ResponseReturnValue:
    """Ask, check, keep, and show the reference. Nothing typed is lost when something has to be put right."""
    page = PAGES.get(what) or abort(404)
    form = page.form(intake().council)
    if not form.validate_on_submit():
        return _ask(what, page, form), 400 if form.is_submitted() else 200
    told = form.told()
    facts = facts_of(told, intake().today(), HOW, intake().council)
    if isinstance(form, ComplaintForm) and (faults := faults_of(facts, intake().days)):
        form.refuse(faults, intake().today())
        return _ask(what, page, form), 400
    if before := _sent_before(told):
        return redirect(url_for(".received", reference=before), 303)
    arrival = Arrival("page", intake().today(), HOW)
    try:
        kept = submit(
            intake().records, told, arrival, receipts=intake().receipts, key=form.form_id.data, moment=intake().now()
        )
    except SentBefore as before:
        form.begin_anew()
        return _ask(what, page, form, sent_before=before.reference), 409
    of_that_day = replace(facts, received_date=kept.received_on)
    _remember(kept, told, promise(told.kind, of_that_day, intake().council, intake().days))
    return redirect(url_for(".received", reference=kept.reference), 303)


@bp.get("/tell/received/<reference>")
def received(reference: str) -> ResponseReturnValue:
    """The reference and what happens next, for the browser that sent it and nobody else."""
    entry = next((entry for entry in session.get("kept", []) if entry["reference"] == reference), None)
    if entry is None:
        abort(404)
    on = date.fromisoformat(entry["received_on"])
    what, by = entry.get("promised") or [Next.WHEN_ANSWERED, None]
    step = next_step(
        Promise(Next(what), date.fromisoformat(by) if by else None),
        entry["can_answer"],
        on,
        intake().council.telephones.complaints_phone,
    )
    heading = "Thank you. We have it"
    about_you = _offer(entry)
    return render_template(
        "intake/received.html", heading=heading, home="/", entry=entry, step=step, on=on, about_you=about_you
    )


def _offer(entry: dict[str, Any]) -> str | None:
    """Where the voluntary questions stand; None where nothing can be sealed. The first time for something that was
    told counts as an offer, which the browser's own cookie knows. Nothing here keeps anybody from their reference.
    """
    pool = entry.get("pool")  # kept by an older version, it has none
    try:
        offered = pool and offer(intake().records, pool, intake().today(), again=entry.get("offered", False))
    except (RecordsUnavailable, RecordsBusy):
        return None
    if not offered:
        return None
    if not entry.get("offered"):
        entry["offered"] = session.modified = True
    return ADDRESSES[pool]


def _ask(what: str, page: Page, form: Telling, **extra: Any) -> str:
    return render_template("intake/tell.html", what=what, page=page, heading=page.heading, form=form, home="/", **extra)


def _sent_before(told: Told) -> str | None:
    """The reference of the same content, if this browser sent it just now: "back" gives a new form with the old words.

    A few words may be somebody else's turn on the same phone, and so are kept each time.
    """
    if len(told.words or "") < TOO_SHORT_TO_BE_THE_SAME:
        return None
    content, since = _fingerprint(told), (intake().now() - JUST_NOW).isoformat()
    return next(
        (old["reference"] for old in session.get("kept", []) if old["content"] == content and old["at"] > since), None
    )


def _remember(kept: Kept, told: Told, promised: Promise) -> None:
    entry = {
        "reference": kept.reference,
        "received_on": kept.received_on.isoformat(),
        "promised": [promised.what, promised.by.isoformat() if promised.by else None],
        "can_answer": bool(told.email or told.phone),
        "content": _fingerprint(told),
        "pool": "complainants" if told.kind == ComplaintForm.kind else "other_feedback",
        "offered": any(old.get("offered") for old in session.get("kept", []) if old["reference"] == kept.reference),
        "at": intake().now().isoformat(),
    }
    others = [old for old in session.get("kept", []) if old["reference"] != kept.reference]
    session["kept"] = [entry, *others][:KEPT_IN_COOKIE]


def _fingerprint(told: Told) -> str:
    return intake().receipts.hide(told.as_bytes()).hex()[:32]
