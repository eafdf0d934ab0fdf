"""The embedded carrier: the outbox is the queue, and its rows go straight to `receive`.

A batch is tried as one transaction. If anything in it fails, each message is tried alone, so that one
bad message never holds up what is behind it; alone it has one of three fates: later, parked, or done.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from foundation.contracts.envelope import Unreadable
from foundation.records import RecordsUnavailable, UnitOfWork
from foundation.records.models import Outgoing, Parked
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import PARKED, RETRIED
from worker.circumstances import Circumstances
from worker.receive import receive

log = get_logger("worker")

BATCH = 200
LATER = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))


def carry(given: Circumstances, size: int = BATCH) -> int:
    """Handle up to `size` messages that wait in the outbox; how many there were.

    Raises RecordsUnavailable when the database is away: then nothing was tried and nothing counts.
    """
    rows: Sequence[Any] = ()
    try:
        with given.records.unit_of_work() as uow:
            rows = _take(uow, given, size)
            if rows:
                receive(uow, rows, given)
                uow.session.execute(delete(Outgoing).where(Outgoing.id.in_([row.id for row in rows])))
    except RecordsUnavailable:
        raise
    except Exception as error:
        if not rows:
            raise
        log.warning("batch failed, trying each alone", messages=len(rows), exc_info=error)
        for row in rows:
            _carry_one(row.id, given)
    return len(rows)


def _take(uow: UnitOfWork, given: Circumstances, size: int) -> Sequence[Any]:
    due = or_(Outgoing.not_before.is_(None), Outgoing.not_before <= given.now())
    waiting = select(Outgoing.id, Outgoing.headers, Outgoing.body).where(due).order_by(Outgoing.id).limit(size)
    return uow.session.execute(waiting.with_for_update(skip_locked=True)).all()


def _carry_one(message_id: UUID, given: Circumstances) -> None:
    try:
        with given.records.unit_of_work() as uow:
            row = _lock(uow, message_id)
            if row is None:
                return
            receive(uow, [row], given)
            uow.session.execute(delete(Outgoing).where(Outgoing.id == message_id))
    except RecordsUnavailable:
        raise
    except Unreadable as error:
        _park(message_id, given, "unreadable", str(error))
    except Exception as error:  # noqa: BLE001 -- whatever it is, this one message must not hold up the others
        _later_or_parked(message_id, given, error)


def _lock(uow: UnitOfWork, message_id: UUID) -> Any:
    wanted = select(Outgoing).where(Outgoing.id == message_id)
    return uow.session.scalar(wanted.with_for_update(skip_locked=True))


def _later_or_parked(message_id: UUID, given: Circumstances, error: Exception) -> None:
    with given.records.unit_of_work() as uow:
        row = _lock(uow, message_id)
        if row is None:
            return
        if row.attempt < len(LATER):
            put_off = {"attempt": row.attempt + 1, "not_before": given.now() + LATER[row.attempt]}
            uow.session.execute(update(Outgoing).where(Outgoing.id == message_id).values(put_off))
            RETRIED.labels(row.type).inc()
            log.warning("put off", message_id=str(message_id), attempt=row.attempt + 1, exc_info=error)
            return
    _park(message_id, given, "tried too often", type(error).__name__)


def _park(message_id: UUID, given: Circumstances, reason: str, detail: str) -> None:
    with given.records.unit_of_work() as uow:
        row = _lock(uow, message_id)
        if row is None:
            return
        copy = {
            "message_id": row.id,
            "type": row.type,
            "routing_key": row.routing_key,
            "headers": row.headers,
            "body": row.body,
            "reason": f"{reason}: {detail}",
            "attempts": row.attempt + 1,
            "parked_at": given.now(),
            "fate": "waiting",
            "decided_at": None,
            "decided_because": None,
        }
        parked_again = insert(Parked).values(copy).on_conflict_do_update(index_elements=["message_id"], set_=copy)
        uow.session.execute(parked_again)
        uow.session.execute(delete(Outgoing).where(Outgoing.id == message_id))
    PARKED.labels(reason).inc()
    log.error("parked", message_id=str(message_id), reason=reason, detail=detail)
