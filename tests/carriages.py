"""The two ways in which a message travels, in the same words: what passes a test on one must pass it on the other."""

import time
from contextlib import closing
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from prometheus_client import REGISTRY
from sqlalchemy import select
from staffing import Clock

from chaos.installation import until
from foundation.courier.connection import Broker
from foundation.courier.delivery import ATTEMPT, as_delivery
from foundation.courier.publisher import Departure, Publisher
from foundation.courier.topology import DELAYS, Topology
from foundation.records import Records
from foundation.records.models import Outgoing
from worker.carrier import carry
from worker.circumstances import Circumstances
from worker.consume import Line, consume
from worker.relay import relay

PATIENCE = 20.0
HASTY = Topology(delays=dict.fromkeys(DELAYS, timedelta(milliseconds=20)))
PATIENT = Topology(delays=dict.fromkeys(DELAYS, timedelta(hours=1)))  # what is put off stays where it can be seen


class Carriage(Protocol):
    """What a test may ask of either."""

    def carry(self) -> None:
        """Carry everything that can be carried now."""

    def wait(self) -> None:
        """Let the time pass until the one message that was put off is due."""

    def put_off(self) -> dict[UUID, tuple[int, timedelta]]:
        """What waits for its next try: how often it failed, and how long it is to wait."""

    def failed_before(self, row: dict[str, Any], attempt: int) -> None:
        """A message that failed so often before stands before the handlers again."""

    def close(self) -> None:
        """Give back what it held."""


class Embedded:
    """The outbox is the queue."""

    def __init__(self, given: Circumstances, clock: Clock, everything: Records) -> None:
        self.given, self.clock, self.everything = given, clock, everything

    def carry(self) -> None:
        while carry(self.given):
            pass

    def wait(self) -> None:
        self.clock.forward(hours=1)

    def put_off(self) -> dict[UUID, tuple[int, timedelta]]:
        with self.everything.unit_of_work() as uow:
            waiting = uow.session.scalars(select(Outgoing).where(Outgoing.not_before.is_not(None)))
            return {row.id: (row.attempt, row.not_before - self.clock()) for row in waiting if row.not_before}

    def failed_before(self, row: dict[str, Any], attempt: int) -> None:
        with self.everything.unit_of_work() as uow:
            uow.keep(Outgoing, row | {"attempt": attempt})

    def close(self) -> None:
        pass


class Rabbit:
    """The relay brings the outbox to RabbitMQ, and the consumer takes it from there; each under its own role."""

    def __init__(
        self, relaying: Circumstances, given: Circumstances, broker: Broker, topology: Topology | None = None
    ) -> None:
        self.relaying, self.given, self.broker = relaying, given, broker
        self.publisher, self.line = Publisher(broker, "relay", topology), Line.to(broker, topology)
        self.under_way = 0

    def carry(self) -> None:
        self.announce()
        while self.under_way:
            self.consume()
            self.announce()

    def announce(self) -> None:
        """From the outbox to the broker."""
        before = relayed()
        while relay(self.relaying, self.publisher):
            pass
        self.under_way += relayed() - before

    def consume(self) -> None:
        """From the broker to the handlers, and nothing else."""
        end = time.monotonic() + PATIENCE
        while self.under_way:
            self.under_way -= consume(self.given, self.line)
            self.line.rest(0.01)
            assert time.monotonic() < end, f"{self.under_way} messages were never given out"

    def wait(self) -> None:
        self.under_way += len(until(self.line.work.take, "the message that was put off"))

    def put_off(self) -> dict[UUID, tuple[int, timedelta]]:
        found = {}
        with closing(self.broker.connect("tests")) as connection:
            channel = connection.channel()
            for delay, wait in DELAYS.items():
                while (got := channel.basic_get(delay))[0] is not None:
                    waiting = as_delivery(*got)
                    found[waiting.id] = waiting.attempt, wait
        return found

    def failed_before(self, row: dict[str, Any], attempt: int) -> None:
        headers = row["headers"] | {ATTEMPT: attempt}
        self.publisher.publish([Departure(row["id"], row["type"], row["routing_key"], headers, row["body"])])
        self.under_way += 1

    def close(self) -> None:
        self.publisher.close()
        self.line.close()


def relayed() -> int:
    """How many messages the broker has confirmed to the relays of this process."""
    return int(REGISTRY.get_sample_value("heard_relayed_total") or 0)
