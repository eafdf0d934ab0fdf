"""From RabbitMQ to the handlers: acknowledged after the commit, never before."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from foundation.courier.connection import Broker, BrokerUnavailable
from foundation.courier.consumer import ATTEMPT, ROUTING_KEY, Consumer, Delivery
from foundation.courier.publisher import Departure, Publisher
from foundation.courier.topology import DELAYS, DELIVERY_LIMIT, UNDELIVERABLE, WORK, Topology
from foundation.records import RecordsUnavailable
from foundation.runtime.logs import get_logger
from worker.circumstances import Circumstances
from worker.fates import LATER, Fate, fate_of, keep_parked, tell
from worker.receive import receive

log = get_logger("worker")

KILLED = Fate(reason="undeliverable", detail=f"given out {DELIVERY_LIMIT} times and never answered")
BY_WAIT = dict(zip(LATER, DELAYS, strict=True))


@dataclass(frozen=True)
class Line:
    """The ways between one consuming process and the broker: what is to be done, what is given up, what waits.

    Publishing has a connection of its own, because an alarm on the broker silences those that publish.
    """

    work: Consumer
    undeliverable: Consumer
    delays: Publisher

    @classmethod
    def to(cls, broker: Broker, topology: Topology | None = None) -> "Line":
        """A line to this broker; connects when it is first used."""
        return cls(
            Consumer(broker, WORK, "consume", topology=topology),
            Consumer(broker, UNDELIVERABLE, "consume, undeliverable", topology=topology),
            Publisher(broker, "consume, delays", topology),
        )

    def rest(self, seconds: float) -> None:
        """Wait until there is something to do, so many seconds at the most."""
        self.delays.rest(0)
        self.work.rest(seconds)

    def trouble(self) -> list[str]:
        """What keeps it from the broker, and what is not as it should be there."""
        found = {self.work.trouble, self.undeliverable.trouble, *self.work.differs}
        return sorted(found - {""})

    def close(self) -> None:
        """Give back what is in hand."""
        for one in (self.work, self.undeliverable, self.delays):
            one.close()


def consume(given: Circumstances, line: Line) -> int:
    """Handle what has arrived, in one transaction if all is well, and acknowledge it; how much there was.

    Raises RecordsUnavailable, and then nothing was tried and all of it stays in hand; or BrokerUnavailable, and
    then the broker gives out again what was not acknowledged.
    """
    deliveries = line.work.take()
    if not deliveries:
        return 0
    if any(delivery.again for delivery in deliveries):
        _each_alone(_by_chance(deliveries), given, line)
        return len(deliveries)
    try:
        with given.records.unit_of_work() as uow:
            receive(uow, deliveries, given)
    except RecordsUnavailable:
        raise
    except Exception as error:
        log.warning("batch failed, trying each alone", messages=len(deliveries), exc_info=error)
        _each_alone(deliveries, given, line)
    else:
        line.work.done(deliveries)
    return len(deliveries)


def drain(given: Circumstances, line: Line) -> int:
    """Park what the broker has given up on; how much there was. Raises as `consume`."""
    deliveries = line.undeliverable.take()
    for delivery in deliveries:
        with given.records.unit_of_work() as uow:
            keep_parked(uow, delivery, KILLED, given.now())
        line.undeliverable.done([delivery])
        tell(delivery.id, delivery.type, delivery.attempt, KILLED)
    return len(deliveries)


def _by_chance(deliveries: Sequence[Delivery]) -> Sequence[Delivery]:
    """Somebody died with these in hand, perhaps on one of them. In ever another order, what is sound gets done
    and acknowledged before its killer has used up the deliveries of all."""
    return random.sample(deliveries, len(deliveries))


def _each_alone(deliveries: Sequence[Delivery], given: Circumstances, line: Line) -> None:
    for delivery in deliveries:
        try:
            with given.records.unit_of_work() as uow:
                receive(uow, [delivery], given)
        except RecordsUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 -- whatever it is, this one message must not hold up the others
            _put_aside(delivery, given, line.delays, error)
        line.work.done([delivery])


def _put_aside(delivery: Delivery, given: Circumstances, delays: Publisher, error: Exception) -> None:
    fate = fate_of(error, delivery.attempt)
    if fate.wait is None:
        with given.records.unit_of_work() as uow:
            keep_parked(uow, delivery, fate, given.now())
    else:
        _publish_later(delivery, BY_WAIT[fate.wait], delays)
    tell(delivery.id, delivery.type, delivery.attempt, fate, error)


def _publish_later(delivery: Delivery, delay: str, delays: Publisher) -> None:
    headers = {**delivery.headers, ATTEMPT: delivery.attempt + 1, ROUTING_KEY: delivery.routing_key}
    answers = delays.publish([Departure(delivery.id, delivery.type, delay, headers, delivery.body, exchange="")])
    if delivery.id not in answers.confirmed:
        raise BrokerUnavailable(answers.lost or f"the broker did not take a message into {delay}")
