"""item.routed.v1: the worker has routed an item to the team that must act.

Announced under the routing key `routed.<team>`; any system of the council may listen.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from marshmallow import EXCLUDE, Schema, fields, post_load
from marshmallow.validate import OneOf

from foundation.contracts.envelope import contract
from foundation.contracts.submissions import KINDS

PROCEDURES = ("statutory", "corporate", "out_of_scope", "safeguarding_first")
PRIORITIES = ("urgent", "high", "normal")


class ItemRoutedV1(Schema):
    """Who must act on what, how soon."""

    class Meta:
        unknown = EXCLUDE

    case_id = fields.UUID(required=True)
    reference = fields.String(required=True, metadata={"description": "What the family was given, to be read out."})
    kind = fields.String(required=True, validate=OneOf(KINDS))
    team = fields.String(required=True, metadata={"description": "The team's code in the council's rule file."})
    priority = fields.String(required=True, validate=OneOf(PRIORITIES))
    procedure = fields.String(
        required=True,
        allow_none=True,
        validate=OneOf(PROCEDURES),
        metadata={"description": "What the rules propose, until a person confirms it; null where there is none."},
    )
    due_on = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "The first deadline that is more than the council's own target; null if none."},
    )

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> "ItemRouted":
        return ItemRouted(**data)


@contract(ItemRoutedV1)
@dataclass(frozen=True)
class ItemRouted:
    """An item stands before a team."""

    TYPE: ClassVar[str] = "item.routed.v1"
    case_id: UUID
    reference: str
    kind: str
    team: str
    priority: str
    procedure: str | None
    due_on: date | None

    @property
    def about(self) -> str:
        """The reference that the family knows."""
        return self.reference
