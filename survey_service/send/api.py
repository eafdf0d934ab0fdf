"""The API for the council's case system: POST /api/v1/invitations, described by /api/v1/openapi.json."""

from typing import Any

from flask import Flask
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields, validates_schema
from marshmallow.validate import OneOf

from foundation.contracts.fields import Body, Day, Line
from foundation.council import Council
from foundation.pages import refusals
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
from foundation.records.receipts import Receipts
from foundation.staff.permissions import asks_for_key, needs
from foundation.staff.roles import SURVEYS_SEND
from foundation.surveys.library import library
from survey_service.face import face
from survey_service.send import sending
from survey_service.send.contacts import NotAContact, contact_of
from survey_service.send.partner_asks import NotInTime, SentBefore, ToBeAsked, UnknownPartner, ask_for_partner
from survey_service.send.sending import FURTHEST_DAYS
from survey_service.send.words import FOR_THE_SAMPLE

REFUSALS = (400, 401, 409, 411, 413, 415, 422, 503)


class Accepted(Schema):
    """They will be asked, unless they were asked not long ago or want no surveys: that is decided when it is sent."""

    send_out = fields.UUID(required=True, metadata={"description": "The send-out that staff see"})
    send_on = fields.Date(required=True)


def add(app: Flask, council: Council, secret: str) -> None:
    """Add the API to the staff face."""
    app.config.update(
        API_TITLE=f"{council.name}: whom to ask how it went",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
    )
    site = Site(app)
    site.spec.components.security_scheme("partner", {"type": "http", "scheme": "bearer"})
    site.register_blueprint(_blueprint(invitation_schema(council)(), Receipts(secret)))

    @app.get("/api/v1/openapi.json")
    @needs(SURVEYS_SEND)
    def description() -> Any:
        """What the API takes, for staff to hand on to whoever looks after the case system."""
        return site.spec.to_dict()


def invitation_schema(council: Council) -> type[Schema]:
    """The schema of what may be sent, with one council's parts of the service and teams."""
    questionnaires = sorted({it.code for it in library().all_newest()} - FOR_THE_SAMPLE)

    class Invitation(Body):
        """Somebody who is to be asked. Give an email address or a UK mobile number; the address is used before it."""

        questionnaire = fields.String(required=True, validate=OneOf(questionnaires))
        area = fields.String(required=True, validate=OneOf(list(council.areas)))
        team = fields.String(
            validate=OneOf(list(council.teams)), metadata={"description": "Left out, the one that works in that area"}
        )
        email = Line()
        phone = Line(metadata={"description": "A UK mobile number"})
        send_on = Day(metadata={"description": f"Today or later, within {FURTHEST_DAYS} days; left out, today"})

        @validates_schema(pass_original=True, skip_on_field_errors=False)
        def can_be_reached(self, data: dict[str, Any], body: Any, **_: Any) -> None:
            if not isinstance(body, dict):
                return
            try:
                contact_of(data.get("email", ""), data.get("phone", ""))
            except NotAContact as error:
                raise ValidationError(f"{error}.", field_name=error.which) from None

    return Invitation


def _blueprint(schema: Schema, receipts: Receipts) -> Blueprint:
    bp = Blueprint("api", __name__, url_prefix="/api/v1")
    bp.ARGUMENTS_PARSER = Parser()
    bp.before_request(only_json)

    @bp.route("/invitations")
    class Invitations(MethodView):
        """People who are to be asked."""

        decorators = (asks_for_key,)

        @bp.arguments(schema, error_status_code=422)
        @bp.response(201, Accepted)
        @bp.doc(security=[{"partner": []}], parameters=[IDEMPOTENCY_KEY], responses=problems(*REFUSALS))
        def post(self, data: dict[str, Any]) -> Any:
            """Have somebody asked. Sent again with the same Idempotency-Key they are asked once."""
            return _accept(data, receipts)

    return bp


def _accept(data: dict[str, Any], receipts: Receipts) -> Any:
    token = bearer_token()
    if token is None:
        raise NotAPartner
    council, moment = face().council, face().now()
    asked = ToBeAsked(
        library().newest(data["questionnaire"]),
        data["area"],
        data.get("team", council.areas[data["area"]].team),
        contact_of(data.get("email", ""), data.get("phone", "")),
        data.get("send_on"),
    )
    try:
        kept = ask_for_partner(
            face().records, asked, token, idempotency_key(), receipts=receipts, council=council, moment=moment
        )
    except UnknownPartner:
        raise NotAPartner from None
    except NotInTime:
        raise Refused(
            {"send_on": [f"Give a day from today on, within {FURTHEST_DAYS} days, or leave it out."]}
        ) from None
    except SentBefore:
        return used_for_something_else()
    except sending.Stopped:
        return refusals.problem(
            409,
            "These surveys were stopped",
            "Staff have stopped what is sent by this questionnaire this month. Ask them.",
        )
    answer = {"send_out": kept.send_out_id, "send_on": kept.send_on}
    return answer, 201, {"Idempotency-Replayed": "true"} if kept.replayed else {}
