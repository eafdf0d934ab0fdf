"""submission.received.v1: somebody told us something, and it is kept."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from marshmallow import EXCLUDE, Schema, fields, post_load
from marshmallow.validate import OneOf

from foundation.contracts.envelope import contract

KINDS = ("complaint", "compliment", "comment", "meeting")
WORKER_CHANGE = "worker_change"
KINDS_KEPT = (*KINDS, WORKER_CHANGE)


def kind_carried(kind: str) -> str:
    """The word of v1 for a kind that is kept: v1 has none for a request, which travels as a comment."""
    return kind if kind in KINDS else "comment"


class SubmissionReceivedV1(Schema):
    """Which submission, of which kind, received on which day. Ids travel; words stay."""

    class Meta:
        unknown = EXCLUDE  # an old worker survives a new optional field

    submission_id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=OneOf(KINDS))
    received_on = fields.Date(required=True, metadata={"description": "The day it reached the council."})

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> "SubmissionReceived":
        return SubmissionReceived(**data)


@contract(SubmissionReceivedV1)
@dataclass(frozen=True)
class SubmissionReceived:
    """A submission is kept and waits to be routed."""

    TYPE: ClassVar[str] = "submission.received.v1"
    submission_id: UUID
    kind: str
    received_on: date

    @property
    def about(self) -> str:
        """The submission."""
        return str(self.submission_id)
