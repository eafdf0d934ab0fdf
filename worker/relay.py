"""The relay: from the outbox to RabbitMQ. A row goes only when the broker has confirmed what it says."""

from collections.abc import Sequence
from uuid import UUID

from foundation.courier.connection import BrokerUnavailable
from foundation.courier.publisher import Answers, Departure, Publisher
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import RELAYED
from worker import outbox
from worker.circumstances import Circumstances
from worker.fates import Fate, keep_parked, tell

log = get_logger("worker")

BATCH = 500
UNROUTABLE = Fate(reason="unroutable", detail="no queue is bound to its key")
SHOWN = 20


def relay(given: Circumstances, publisher: Publisher, size: int = BATCH) -> int:
    """Announce up to `size` messages that wait; how many there were. Several relays share one outbox.

    What no queue wants, although all queues stand as they should, is parked. What the broker did not confirm
    stays and is announced again: at least once, and the inbox makes it once.
    Raises RecordsUnavailable, or BrokerUnavailable when the broker took less than all.
    """
    publisher.open()
    with given.records.unit_of_work() as uow:
        rows = outbox.take(uow, given.now(), size)
        if not rows:
            return 0
        answers = publisher.publish([Departure(r.id, r.type, r.routing_key, r.headers, r.body) for r in rows])
        unwanted = [row for row in rows if row.id in answers.unroutable]
        for row in unwanted:
            keep_parked(uow, row, UNROUTABLE, given.now())
        outbox.remove(uow, answers.confirmed | answers.unroutable)
    RELAYED.inc(len(answers.confirmed))
    for row in unwanted:
        tell(row.id, row.type, row.attempt, UNROUTABLE)
    if stayed := [row.id for row in rows if row.id not in answers.confirmed | answers.unroutable]:
        _say_what_stayed(stayed, answers)
    return len(rows)


def _say_what_stayed(stayed: Sequence[UUID], answers: Answers) -> None:
    because = answers.lost or "the broker refused it: a queue is full"
    log.warning("not confirmed", messages=[str(one) for one in stayed[:SHOWN]], count=len(stayed), why=because)
    raise BrokerUnavailable(because)
