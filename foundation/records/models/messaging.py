"""Schema `messaging`: what waits to be announced, what was handled, what a person must look at."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.records.models.base import Base

SCHEMA = "messaging"


class Outgoing(Base):
    """A message that was decided in the same transaction as its cause, and is not delivered yet.

    Ids are UUIDv7, so their order is the order of sending; a sealed answer has a random one and no moment. A message
    put off after a failure waits for its moment without holding up what is behind it.
    """

    __tablename__ = "outbox"
    __table_args__ = ({"schema": SCHEMA},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str]
    routing_key: Mapped[str]
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes]
    sent_at: Mapped[datetime | None]
    attempt: Mapped[int]
    not_before: Mapped[datetime | None]


class Incoming(Base):
    """A message whose effect is committed: the same transaction wrote both."""

    __tablename__ = "inbox"
    __table_args__ = ({"schema": SCHEMA},)

    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    handled_at: Mapped[datetime]


class Parked(Base):
    """A message that could not be handled, with its copy and the reason, until a person acts."""

    __tablename__ = "parked"
    __table_args__ = (
        CheckConstraint("fate in ('waiting', 'replayed', 'dropped')", name="fate"),
        {"schema": SCHEMA},
    )

    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str]
    routing_key: Mapped[str]
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes]
    reason: Mapped[str]
    attempts: Mapped[int]
    parked_at: Mapped[datetime]
    fate: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_because: Mapped[str | None]
