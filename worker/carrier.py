"""The embedded carrier: the outbox is the queue, and its rows go straight to `receive`.

A batch is tried as one transaction. If anything in it fails, each message is tried alone, so that one
bad message never holds up what is behind it; alone it has one of three fates: later, parked, or done.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from foundation.records import RecordsUnavailable
from foundation.runtime.logs import get_logger
from worker import outbox
from worker.circumstances import Circumstances
from worker.fates import fate_of, keep_parked, tell
from worker.receive import receive

log = get_logger("worker")

BATCH = 200


def carry(given: Circumstances, size: int = BATCH) -> int:
    """Handle up to `size` messages that wait in the outbox; how many there were.

    Raises RecordsUnavailable when the database is away: then nothing was tried and nothing counts.
    """
    rows: Sequence[Any] = ()
    try:
        with given.records.unit_of_work() as uow:
            rows = outbox.take(uow, given.now(), size)
            if rows:
                receive(uow, rows, given)
                outbox.remove(uow, [row.id for row in rows])
    except RecordsUnavailable:
        raise
    except Exception as error:
        if not rows:
            raise
        log.warning("batch failed, trying each alone", messages=len(rows), exc_info=error)
        for row in rows:
            _carry_one(row.id, given)
    return len(rows)


def _carry_one(message_id: UUID, given: Circumstances) -> None:
    try:
        with given.records.unit_of_work() as uow:
            if row := outbox.lock(uow, message_id):
                receive(uow, [row], given)
                outbox.remove(uow, [message_id])
    except RecordsUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 -- whatever it is, this one message must not hold up the others
        _put_aside(message_id, given, error)


def _put_aside(message_id: UUID, given: Circumstances, error: Exception) -> None:
    with given.records.unit_of_work() as uow:
        row = outbox.lock(uow, message_id)
        if row is None:
            return
        fate = fate_of(error, row.attempt)
        if fate.wait is None:
            keep_parked(uow, row, fate, given.now())
            outbox.remove(uow, [message_id])
        else:
            outbox.put_off(uow, message_id, attempt=row.attempt + 1, until=given.now() + fate.wait)
    tell(message_id, row.type, row.attempt, fate, error)
