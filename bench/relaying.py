"""Messages per second from the outbox to a confirmed place in RabbitMQ, by one relay."""

import time

from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from foundation.contracts.submissions import SubmissionReceived
from foundation.courier.connection import Broker
from foundation.courier.publisher import Publisher
from foundation.courier.topology import WORK, depth
from foundation.records import Records
from foundation.records.models import Outgoing
from foundation.runtime.clock import london_today, now
from worker.circumstances import Circumstances
from worker.relay import BATCH, relay

AT_ONCE = 1_000


def relayed_per_second(given: Circumstances, everything: Records, broker: Broker, messages: int) -> float:
    """Nobody reads meanwhile; afterwards the broker is asked whether it has them all. The first are not counted."""
    publisher = Publisher(broker, "bench")
    try:
        _fill(everything, BATCH)
        _relay_all(given, publisher)
        _fill(everything, messages)
        started = time.monotonic()
        _relay_all(given, publisher)
        took = time.monotonic() - started
    finally:
        publisher.close()
    _expect(broker, messages + BATCH)
    return messages / took


def _relay_all(given: Circumstances, publisher: Publisher) -> None:
    while relay(given, publisher):
        pass


def _fill(records: Records, messages: int) -> None:
    for _ in range(0, messages, AT_ONCE):
        announced = [
            (SubmissionReceived(uuid7(), "complaint", london_today()), "submission.received")
            for _ in range(min(messages, AT_ONCE))
        ]
        with records.unit_of_work() as uow:
            uow.send(*announced, source="bench", moment=now())
    with records.unit_of_work() as uow:
        if uow.session.scalar(select(func.count()).select_from(Outgoing)) != messages:
            raise SystemExit("the outbox was not empty before")


def _expect(broker: Broker, messages: int) -> None:
    connection = broker.connect("bench")
    end = time.monotonic() + 30
    while (found := depth(connection, WORK)[0]) != messages:
        if time.monotonic() > end:
            raise SystemExit(f"relayed {messages} messages and the broker has {found}")
        time.sleep(0.1)
    connection.channel().queue_purge(WORK)
    connection.close()
