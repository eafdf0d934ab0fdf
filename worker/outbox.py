"""What waits in the outbox, as the two that empty it take it: the embedded carrier and the relay."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, Uuid, any_, bindparam, delete, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from foundation.records import UnitOfWork
from foundation.records.models import Outgoing

ROW = (
    Outgoing.id, Outgoing.type, Outgoing.routing_key, Outgoing.headers, Outgoing.body, Outgoing.attempt
)  # fmt: skip
REMOVE = delete(Outgoing).where(Outgoing.id == any_(bindparam("ids", type_=ARRAY(Uuid))))


def take(uow: UnitOfWork, moment: datetime, size: int) -> Sequence[Row]:
    """Up to `size` messages that are due, oldest first, locked: who else looks meanwhile passes over them."""
    due = or_(Outgoing.not_before.is_(None), Outgoing.not_before <= moment)
    waiting = select(*ROW).where(due).order_by(Outgoing.id).limit(size)
    return uow.connection.execute(waiting.with_for_update(skip_locked=True)).all()


def lock(uow: UnitOfWork, message_id: UUID) -> Row | None:
    """One message, locked; None where it is gone, or in somebody else's hands."""
    wanted = select(*ROW).where(Outgoing.id == message_id)
    return uow.connection.execute(wanted.with_for_update(skip_locked=True)).one_or_none()


def remove(uow: UnitOfWork, messages: Iterable[UUID]) -> None:
    """They are delivered, or stand elsewhere now."""
    uow.connection.execute(REMOVE, {"ids": list(messages)})


def put_off(uow: UnitOfWork, message_id: UUID, *, attempt: int, until: datetime) -> None:
    """It waits for its moment, and holds up nothing behind it."""
    changed = {"attempt": attempt, "not_before": until}
    uow.connection.execute(update(Outgoing).where(Outgoing.id == message_id).values(changed))
