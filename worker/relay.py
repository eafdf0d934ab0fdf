"""The relay: from the outbox to RabbitMQ. A row goes only when the broker has confirmed what it says."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row

from foundation.courier.connection import BrokerUnavailable
from foundation.courier.publisher import Departure, Publisher
from foundation.records import UnitOfWork
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import RELAYED
from worker import outbox
from worker.circumstances import Circumstances
from worker.fates import LATER, Fate, keep_parked, tell

log = get_logger("worker")

BATCH = 500
UNROUTABLE = Fate(reason="unroutable", detail="no queue is bound to its key")
UNFIT = Fate(reason="unfit", detail="its headers are none that AMQP can carry")
SHOWN = 20


def relay(given: Circumstances, publisher: Publisher, size: int = BATCH) -> int:
    """Announce up to `size` messages that wait; how many there were. Several relays share one outbox.

    What no queue wants, although all queues stand as they should, is parked, and so is what cannot travel. What a
    full queue refused waits a while, so that another system's full queue holds up nobody else. What the broker
    did not answer stays and is announced again: at least once, and the inbox makes it once.
    Raises RecordsUnavailable, or BrokerUnavailable when the broker did not answer for all.
    """
    publisher.open()
    with given.records.unit_of_work() as uow:
        rows = outbox.take(uow, given.now(), size)
        if not rows:
            return 0
        answers = publisher.publish([Departure(r.id, r.type, r.routing_key, r.headers, r.body) for r in rows])
        parked = [(row, UNROUTABLE) for row in rows if row.id in answers.unroutable]
        parked += [(row, UNFIT) for row in rows if row.id in answers.unfit]
        for row, fate in parked:
            keep_parked(uow, row, fate, given.now())
        outbox.remove(uow, [*answers.confirmed, *(row.id for row, _ in parked)])
        refused = [row for row in rows if row.id in answers.refused]
        _put_off(uow, refused, given)
    RELAYED.inc(len(answers.confirmed))
    for row, fate in parked:
        tell(row.id, row.type, row.attempt, fate)
    if refused:
        _say_what_stays([row.id for row in refused], "the broker refused it: a queue is full, or has no leader")
    if answers.lost:
        answered = answers.confirmed | answers.unroutable | answers.unfit | answers.refused
        _say_what_stays([row.id for row in rows if row.id not in answered], answers.lost)
        raise BrokerUnavailable(answers.lost)
    return len(rows)


def _put_off(uow: UnitOfWork, refused: Sequence[Row], given: Circumstances) -> None:
    """Ten seconds at first, and then a minute each time, for as long as the queue is full."""
    for row in refused:
        wait = LATER[min(row.attempt, 1)]
        outbox.put_off(uow, row.id, attempt=row.attempt + 1, until=given.now() + wait)


def _say_what_stays(messages: Sequence[UUID], because: str) -> None:
    shown = [str(one) for one in messages[:SHOWN]]
    log.warning("not confirmed", messages=shown, count=len(messages), why=because)
