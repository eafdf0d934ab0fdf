"""Messages of the survey service: an answer that is sealed, a sample that is to be drawn, a case that has closed."""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load

from foundation.contracts.envelope import contract

BASE64 = "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"


class Base64(fields.Field[bytes]):
    """Bytes, as base64 in JSON (RFC 4648, section 4)."""

    def _serialize(self, value: bytes | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else b64encode(value).decode("ascii")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bytes:
        if not isinstance(value, str) or not re.fullmatch(BASE64, value):
            raise ValidationError("Not base64.")
        return b64decode(value)


class ResponseSealedV1(Schema):
    """One answer to a survey, sealed so that only the worker opens it. All boxes of a questionnaire have one length."""

    class Meta:
        unknown = EXCLUDE

    send_out_id = fields.UUID(required=True)
    box = Base64(required=True, metadata={"type": "string", "pattern": f"^{BASE64}$"})

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> "ResponseSealed":
        return ResponseSealed(**data)


@contract(ResponseSealedV1)
@dataclass(frozen=True)
class ResponseSealed:
    """Somebody has answered. Its envelope has a random id and no time: nothing about it says who, or when."""

    TYPE: ClassVar[str] = "response.sealed.v1"
    UNTIMED: ClassVar[bool] = True
    send_out_id: UUID
    box: bytes = field(repr=False)

    @property
    def about(self) -> str:
        """The send-out."""
        return str(self.send_out_id)


class SampleOrderedV1(Schema):
    """A sample is to be drawn of the frame that was uploaded."""

    class Meta:
        unknown = EXCLUDE

    sample_id = fields.UUID(required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> "SampleOrdered":
        return SampleOrdered(**data)


@contract(SampleOrderedV1)
@dataclass(frozen=True)
class SampleOrdered:
    """Somebody has checked the strata of a sample and wants it drawn."""

    TYPE: ClassVar[str] = "sample.ordered.v1"
    sample_id: UUID

    @property
    def about(self) -> str:
        """The sample."""
        return str(self.sample_id)


class CaseClosedV1(Schema):
    """A case has closed; whoever told us is asked how it went."""

    class Meta:
        unknown = EXCLUDE

    case_id = fields.UUID(required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> "CaseClosed":
        return CaseClosed(**data)


@contract(CaseClosedV1)
@dataclass(frozen=True)
class CaseClosed:
    """Nothing more is to be done in a case."""

    TYPE: ClassVar[str] = "case.closed.v1"
    case_id: UUID

    @property
    def about(self) -> str:
        """The case."""
        return str(self.case_id)
