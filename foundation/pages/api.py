"""What our APIs for partner systems share: reading JSON, keys, and refusals as problem documents (RFC 9457)."""

from http import HTTPStatus
from typing import Any, ClassVar

from flask import request
from flask_smorest import Api
from marshmallow import Schema, fields
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import BadRequest, Unauthorized, UnprocessableEntity, UnsupportedMediaType

from foundation.contracts.text import is_text
from foundation.pages import refusals

KEY_LENGTH = range(16, 129)
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "minLength": 16, "maxLength": 128},
    "description": "A new one for each thing sent; the same one when sending it again. "
    "The same key with other content is refused.",
}


class FieldFault(Schema):
    """One field and how to mend it."""

    field = fields.String(required=True)
    message = fields.String(required=True)


class Problem(Schema):
    """A problem document (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldFault))


def problems(*statuses: int) -> dict[int, dict[str, Any]]:
    """What an operation of OpenAPI says of refusals. To be given to `doc`, which costs a request nothing."""
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {refusals.PROBLEM: {"schema": Problem}}}
        for status in statuses
    }


class Refused(UnprocessableEntity):
    """The body can be read and is not right; each field says how to mend it."""

    def __init__(self, faults: dict[str, list[str]]) -> None:
        super().__init__()
        self.data = {"messages": {"json": faults}}


class Unreadable(BadRequest):
    """It is JSON perhaps, and nothing that anybody would send."""

    data: ClassVar[Any] = {"messages": {"json": ["Invalid JSON body."]}}


class NotAPartner(Unauthorized):
    """The API key is not one of ours."""

    def __init__(self) -> None:
        said = "The API key is not known, or was disabled. Send it as: Authorization: Bearer <key>"
        super().__init__(said, www_authenticate=WWWAuthenticate("bearer"))


class Parser(FlaskParser):  # type: ignore[misc,unused-ignore]
    """Reads JSON; nesting or a number without end is a fault of the sender, not of ours."""

    def load_json(self, req: Any, schema: Any) -> Any:
        """The body as values. Raises Unreadable."""
        try:
            return super().load_json(req, schema)
        except (RecursionError, ValueError):  # Python reads no number of more than 4,300 digits
            raise Unreadable from None


class Site(Api):  # type: ignore[misc,unused-ignore]
    """flask-smorest, with our own problem documents and pages for every refusal."""

    ERROR_SCHEMA = Problem

    def handle_http_exception(self, error: Any) -> Any:
        """Show it as everything else is shown."""
        return refusals.show(error)


def only_json() -> None:
    """Before a request: what is posted must say that it is JSON. Raises UnsupportedMediaType."""
    if request.method == "POST" and request.mimetype != "application/json":
        raise UnsupportedMediaType


def bearer_token() -> str | None:
    """The API key of this request; None without one. Raises NotAPartner where it is no bearer token."""
    if "Authorization" not in request.headers:
        return None
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise NotAPartner
    return given.token


def idempotency_key() -> str | None:
    """The key of this attempt, if it has one. Raises Refused."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and (len(key) not in KEY_LENGTH or not key.isascii() or not is_text(key)):
        raise Refused({"Idempotency-Key": ["Use 16 to 128 letters, numbers and dashes, for example a UUID."]})
    return key


def used_for_something_else(kept_as: str = "") -> Any:
    """The same key came with other content: a problem document. `kept_as` says what the first was kept as."""
    return refusals.problem(
        422,
        "This key was used for something else",
        f"Something else came with this Idempotency-Key{kept_as}. Use a new key for new content.",
        [{"field": "Idempotency-Key", "message": "Use a new key for new content."}],
    )
