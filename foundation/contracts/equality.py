"""Messages of equality: somebody's answers to the voluntary questions, sealed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from marshmallow import EXCLUDE, Schema, fields, post_load
from marshmallow.validate import OneOf

from foundation.contracts.envelope import contract
from foundation.contracts.surveys import BASE64, Base64

POOLS = ("complainants", "other_feedback")
# Where the questions of a pool stand, on the site where people tell us something: one address for everybody in it.
ADDRESSES: Mapping[str, str] = {"complainants": "/equality/put-right", "other_feedback": "/equality/other"}


class EqualitySealedV1(Schema):
    """One answer to the voluntary questions, or a “no thanks”, sealed so that only the worker opens it.

    All boxes have one length.
    """

    class Meta:
        unknown = EXCLUDE

    pool = fields.String(required=True, validate=OneOf(POOLS))
    period_id = fields.UUID(required=True)
    box = Base64(required=True, metadata={"type": "string", "pattern": f"^{BASE64}$"})

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> "EqualitySealed":
        return EqualitySealed(**data)


@contract(EqualitySealedV1)
@dataclass(frozen=True)
class EqualitySealed:
    """Somebody has answered, or said no thanks. Its envelope has a random id and no time.

    The period is a quarter and names the key that the box is sealed to.
    """

    TYPE: ClassVar[str] = "equality.sealed.v1"
    UNTIMED: ClassVar[bool] = True
    pool: str
    period_id: UUID
    box: bytes = field(repr=False)

    @property
    def about(self) -> str:
        """The pool."""
        return self.pool
