"""From RabbitMQ to the handlers: acknowledged after the commit, never before."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.courier.connection import Broker, BrokerUnavailable
from foundation.courier.consumer import Consumer
from foundation.courier.delivery import ATTEMPT, ROUTING_KEY, Delivery
from foundation.courier.publisher import Departure, Publisher
from foundation.courier.topology import DELAYS, DELIVERY_LIMIT, UNDELIVERABLE, WORK, Topology
from foundation.records import RecordsUnavailable
from foundation.records.models import Incoming
from foundation.runtime.logs import get_logger
from worker.circumstances import Circumstances
from worker.fates import LATER, Fate, fate_of, keep_parked, tell
from worker.receive import receive

log = get_logger("worker")

KILLED = Fate(reason="undeliverable", detail=f"given out more than {DELIVERY_LIMIT} times and never answered")
UNFIT = Fate(reason="unfit", detail="its headers are none that AMQP can carry, so it cannot be put off")
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
        """Wait until there is something to do, so many seconds at the most, and keep all three alive meanwhile."""
        self.delays.rest(0)
        self.undeliverable.rest(0)
        self.work.rest(seconds)

    def trouble(self) -> list[str]:
        """What keeps it from the broker, and what is not as it should be there."""
        return sorted({self.work.trouble, self.undeliverable.trouble, *self.work.differs} - {""})

    def close(self) -> None:
        """Give back what is in hand."""
        for one in (self.work, self.undeliverable, self.delays):
            one.close()


def consume(given: Circumstances, line: Line) -> int:
    """Handle what has arrived, in one transaction if all is well, and acknowledge it; how much there was.

    Raises RecordsUnavailable, and then nothing was tried and all of it stays in hand; or BrokerUnavailable, and
    then the broker gives out again what was not acknowledged.
    """
    if not line.work.is_open:
        _ask_for_records(given)
    deliveries = line.work.take()
    if not deliveries:
        return 0
    if any(delivery.again for delivery in deliveries):  # somebody may have died on one of them
        _each_alone(deliveries, given, line)
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
    """Park what the broker has given up on, unless it was done after all; how much there was. Raises as `consume`."""
    deliveries = line.undeliverable.take()
    for delivery in deliveries:
        with given.records.unit_of_work() as uow:
            done_before = uow.session.get(Incoming, delivery.id) is not None
            if not done_before:
                keep_parked(uow, delivery, KILLED, given.now())
        line.undeliverable.done([delivery])
        if not done_before:
            tell(delivery.id, delivery.type, delivery.attempt, KILLED)
    return len(deliveries)


def _ask_for_records(given: Circumstances) -> None:
    """What the broker gives out and gets no answer to, it counts as a death: none for a database that is away."""
    with given.records.unit_of_work():
        pass


def _each_alone(deliveries: Sequence[Delivery], given: Circumstances, line: Line) -> None:
    failed: list[tuple[Delivery, Exception]] = []
    for delivery in deliveries:
        try:
            with given.records.unit_of_work() as uow:
                receive(uow, [delivery], given)
        except RecordsUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 -- whatever it is, this one message must not hold up the others
            failed.append((delivery, error))
        else:
            line.work.done([delivery])
    if failed:
        _put_aside(failed, given, line)


def _put_aside(failed: Sequence[tuple[Delivery, Exception]], given: Circumstances, line: Line) -> None:
    """Each to its fate. What the broker does not take now stays in hand, behind all that could be done."""
    fates = [(delivery, fate_of(error, delivery.attempt), error) for delivery, error in failed]
    for delivery, fate, error in fates:
        if fate.wait is None:
            _park(delivery, fate, given, line, error)
    later = [(delivery, fate, error) for delivery, fate, error in fates if fate.wait is not None]
    if not later:
        return
    answers = line.delays.publish([_departure(delivery, BY_WAIT[fate.wait]) for delivery, fate, _ in later])
    for delivery, fate, error in later:
        if delivery.id in answers.confirmed:
            line.work.done([delivery])
            tell(delivery.id, delivery.type, delivery.attempt, fate, error)
        elif delivery.id in answers.unfit:
            _park(delivery, UNFIT, given, line, error)
    if left := {delivery.id for delivery, _, _ in later} - answers.confirmed - answers.unfit:
        raise BrokerUnavailable(answers.lost or f"the broker did not put off {len(left)} messages: a queue is full")


def _park(delivery: Delivery, fate: Fate, given: Circumstances, line: Line, error: Exception) -> None:
    with given.records.unit_of_work() as uow:
        keep_parked(uow, delivery, fate, given.now())
    line.work.done([delivery])
    tell(delivery.id, delivery.type, delivery.attempt, fate, error)


def _departure(delivery: Delivery, delay: str) -> Departure:
    headers = {**delivery.headers, ATTEMPT: delivery.attempt + 1, ROUTING_KEY: delivery.routing_key}
    return Departure(delivery.id, delivery.type, delay, headers, delivery.body, exchange="")
