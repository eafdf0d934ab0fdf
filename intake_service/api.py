"""The API for partner systems: POST /api/v1/submissions, described by /api/v1/openapi.json."""

from dataclasses import replace
from datetime import date
from typing import Any

from flask import Flask, request
from flask.views import MethodView
from flask_smorest import Blueprint
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from marshmallow import Schema
from werkzeug.exceptions import TooManyRequests

from foundation.council import Council
from foundation.pages.api import (
    IDEMPOTENCY_KEY,
    NotAPartner,
    Parser,
    Refused,
    Site,
    bearer_token,
    idempotency_key,
    only_json,
    problems,
    used_for_something_else,
)
from intake_service.facts import facts_of, faults_of
from intake_service.intake import Intake, intake
from intake_service.schema import Accepted, receipt_faults, submission_schema, told_from
from intake_service.submit import Arrival, Partner, SentBefore, UnknownPartner, read_api_key, submit
from intake_service.what_next import next_step, promise

WITHOUT_KEY = parse("60 per minute")
WITHOUT_KEY_LIMITER = MovingWindowRateLimiter(MemoryStorage())
ONLY_PARTNERS = "Only a partner system with an API key may give this. Leave it out."


def add(app: Flask, council: Council) -> None:
    """Add the API of one council to the intake site."""
    app.config.update(
        API_TITLE=f"{council.name}: what families tell us",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
    )
    site = Site(app)
    site.spec.components.security_scheme("partner", {"type": "http", "scheme": "bearer"})
    site.register_blueprint(_blueprint(submission_schema(council)()))


def _blueprint(schema: Schema) -> Blueprint:
    bp = Blueprint("api", __name__, url_prefix="/api/v1")
    bp.ARGUMENTS_PARSER = Parser()
    bp.before_request(only_json)

    @bp.route("/submissions")
    class Submissions(MethodView):
        """What families told a partner system, or tell us through it."""

        @bp.arguments(schema, error_status_code=422)
        @bp.response(201, Accepted)
        @bp.doc(
            security=[{}, {"partner": []}],
            parameters=[IDEMPOTENCY_KEY],
            responses=problems(400, 401, 411, 413, 415, 422, 429, 503),
        )
        def post(self, data: dict[str, Any]) -> Any:
            """Tell us something. Sent again with the same Idempotency-Key it is kept once."""
            return _accept(data)

    return bp


def _accept(data: dict[str, Any]) -> Any:
    site = intake()
    partner = _partner()
    told = told_from(data, site.council)
    received_on, how = _received(data, site, partner)
    facts = facts_of(told, received_on, how, site.council)
    if faults := (faults_of(facts, site.days) if facts.is_complaint else {}):
        raise Refused(faults)
    as_given = f"{data.get('received_on', '')} {data.get('received_how', '')}"
    arrival = Arrival("api", received_on, how, partner, as_given)
    try:
        kept = submit(site.records, told, arrival, receipts=site.receipts, key=idempotency_key(), moment=site.now())
    except UnknownPartner:
        raise NotAPartner from None
    except SentBefore as before:
        return used_for_something_else(f" and is kept as {before.reference}" if partner else "")
    promised = promise(told.kind, replace(facts, received_date=kept.received_on), site.council, site.days)
    step = next_step(promised, bool(told.email or told.phone), site.today(), site.council.telephones.complaints_phone)
    answer = {"reference": kept.reference, "received_on": kept.received_on, "what_happens_next": step}
    return answer, 201, {"Idempotency-Replayed": "true"} if kept.replayed else {}


def _partner() -> Partner | None:
    token = bearer_token()
    if token is None:
        if not WITHOUT_KEY_LIMITER.hit(WITHOUT_KEY, request.remote_addr or ""):
            raise TooManyRequests(retry_after=60)
        return None
    try:
        return read_api_key(token)
    except UnknownPartner:
        raise NotAPartner from None


def _received(data: dict[str, Any], site: Intake, partner: Partner | None) -> tuple[date, str]:
    received_on, how = data.get("received_on", site.today()), data.get("received_how", "web_form")
    faults = receipt_faults(received_on, site.today(), site.days)
    if partner is None:
        faults |= {name: [ONLY_PARTNERS] for name in ("received_on", "received_how") if name in data}
    if faults:
        raise Refused(faults)
    return received_on, how
