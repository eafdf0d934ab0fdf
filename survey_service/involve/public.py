"""For everybody: which listening sessions there are, signing up, and offering help. It sets no cookie."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from foundation.runtime.clock import london_day
from survey_service.answer import limits
from survey_service.answer.pages import answering
from survey_service.involve import by_the_clock, families
from survey_service.involve.forms import OfferForm, SignUpForm

SIGNING_UP = "20 per minute; 200 per hour"
FULL = "There is no place left in this session, or it is over. These are the sessions to come."


def blueprint(limiter: Limiter) -> Blueprint:
    """The pages, and how often one address may sign somebody up."""
    bp = Blueprint("involve", __name__)
    bp.add_app_template_filter(by_the_clock)
    slowly = limiter.shared_limit(SIGNING_UP, scope="signing up", methods=["POST"], deduct_when=limits.was_kept)
    bp.add_url_rule("/sessions", view_func=sessions)
    bp.add_url_rule("/sessions/<uuid:session_id>", view_func=slowly(session), methods=["GET", "POST"])
    bp.add_url_rule("/help", view_func=slowly(offer), methods=["GET", "POST"])
    bp.add_url_rule("/sessions/<uuid:session_id>/thanks", view_func=coming)
    bp.add_url_rule("/help/thanks", view_func=thanks)
    return bp


def sessions() -> ResponseReturnValue:
    """All that are to come."""
    found = families.upcoming(answering().records, answering().now())
    return render_template("involve/sessions.html", heading="Come and talk with us", found=found, said="")


def session(session_id: UUID) -> ResponseReturnValue:
    """One of them, and a form to come."""
    moment, form = answering().now(), SignUpForm()
    with answering().records.unit_of_work() as uow:
        found = families.one_upcoming(uow, session_id, moment)
    if found is None:
        return _none_left(404)
    if request.method == "POST" and form.validate_on_submit():
        who = form.name.data, form.reached, form.needs.data or None
        try:
            families.sign_up(answering().records, session_id, *who, moment, london_day(moment))
        except families.NoPlaceLeft:
            return _none_left(409)
        return redirect(url_for("involve.coming", session_id=session_id), 303)
    page = render_template("involve/session.html", heading=found.session.name, one=found, form=form)
    return page, 400 if form.errors else 200


def offer() -> ResponseReturnValue:
    """A family offers help."""
    form = OfferForm()
    if request.method == "POST" and form.validate_on_submit():
        today = london_day(answering().now())
        families.offer_help(answering().records, form.name.data, form.reached, form.ways.data, today)
        return redirect(url_for("involve.thanks"), 303)
    return render_template("involve/offer.html", heading="Help us do better", form=form), 400 if form.errors else 200


def coming(session_id: UUID) -> ResponseReturnValue:
    """The same for who signed up and for who had done so before."""
    with answering().records.unit_of_work() as uow:
        found = families.one_upcoming(uow, session_id, answering().now())
    if found is None:
        return _none_left(404)
    return render_template("involve/thanks.html", heading="Thank you", session=found.session)


def thanks() -> ResponseReturnValue:
    """The same for who offered help and for who had done so before."""
    return render_template("involve/thanks.html", heading="Thank you", session=None)


def _none_left(status: int) -> ResponseReturnValue:
    found = families.upcoming(answering().records, answering().now())
    return render_template("involve/sessions.html", heading="Come and talk with us", found=found, said=FULL), status
