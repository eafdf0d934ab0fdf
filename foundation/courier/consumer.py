"""Takes messages a batch at a time. What was taken is the broker's until it is acknowledged as done."""

import json
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from pika import BasicProperties
from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection
from pika.exceptions import AMQPError, ChannelWrongStateError
from pika.spec import Basic

from foundation.courier.connection import NOT_YET, Broker, BrokerUnavailable, why
from foundation.courier.topology import Topology, declare

ATTEMPT = "heard-attempt"
ROUTING_KEY = "heard-routing-key"
ID = "cloudEvents_id"
TYPE = "cloudEvents_type"
# What RabbitMQ adds for its own use; a copy that is kept or sent on goes without.
OF_THE_BROKER = "x-"


@dataclass(frozen=True)
class Delivery:
    """One message as it arrived. `again` says that somebody had it before and never answered."""

    id: UUID
    type: str
    routing_key: str
    headers: Mapping[str, Any]
    body: bytes
    attempt: int
    again: bool
    tag: int


class Consumer:
    """Takes from one queue of one broker; connects when it must, and declares the topology each time it does."""

    def __init__(
        self, broker: Broker, queue: str, purpose: str, *, at_once: int = 200, topology: Topology | None = None
    ) -> None:
        self._broker, self._queue, self._purpose = broker, queue, purpose
        self._at_once, self._topology = at_once, topology or Topology()
        self._connection: BlockingConnection | None = None
        self._channel: BlockingChannel | None = None
        self._arrived: list[Delivery] = []
        self._cancelled = False
        self.trouble = NOT_YET
        self.differs: list[str] = []

    def take(self) -> Sequence[Delivery]:
        """What has arrived and is not done, oldest first; the same again until it is done. Does not wait.

        Raises BrokerUnavailable; then nothing is in hand, and the broker gives it out again.
        """
        if self._channel is None or (self._cancelled and not self._arrived):
            self._open()
        self._listen(0)
        self._line()
        return tuple(self._arrived)

    def done(self, deliveries: Sequence[Delivery]) -> None:
        """Acknowledge them: they are dealt with, whatever their fate was. Raises BrokerUnavailable."""
        channel = self._line()
        tags = {delivery.tag for delivery in deliveries}
        self._arrived = [delivery for delivery in self._arrived if delivery.tag not in tags]
        before_all_others = all(delivery.tag > max(tags) for delivery in self._arrived)
        try:
            for tag in [max(tags)] if before_all_others else sorted(tags):
                channel.basic_ack(tag, multiple=before_all_others)
        except (AMQPError, OSError) as error:
            self._lose(error)
        self._line()

    def rest(self, seconds: float) -> None:
        """Wait until something arrives, so many seconds at the most."""
        if self._channel is None:
            time.sleep(seconds)
        else:
            self._listen(seconds)

    def close(self) -> None:
        """Give back what is in hand, and say goodbye."""
        connection, self._connection, self._channel = self._connection, None, None
        self._arrived = []
        if connection is not None and connection.is_open:
            with suppress(AMQPError, OSError):
                connection.close()

    def _open(self) -> None:
        self.close()
        try:
            self._connection = self._broker.connect(self._purpose)
            self.differs = declare(self._connection, self._topology)
            channel = self._connection.channel()
            channel.basic_qos(prefetch_count=self._at_once)
            channel.add_on_cancel_callback(self._cancel)
            channel.basic_consume(self._queue, self._arrive)
        except AMQPError as error:
            self._lose(error)
            raise BrokerUnavailable(self.trouble) from error
        except BrokerUnavailable as error:
            self.trouble = str(error)
            raise
        self._channel, self._cancelled, self.trouble = channel, False, ""

    def _listen(self, seconds: float) -> None:
        channel = self._line()
        try:
            channel.connection.process_data_events(time_limit=seconds)
            if not channel.is_open:  # which pika does not say by itself
                raise ChannelWrongStateError("closed by the broker")
        except (AMQPError, OSError) as error:
            self._lose(error)

    def _lose(self, error: Exception) -> None:
        self.close()
        self.trouble = why(error)

    def _line(self) -> BlockingChannel:
        if self._channel is None:
            raise BrokerUnavailable(self.trouble)
        return self._channel

    def _cancel(self, _frame: object) -> None:
        """The queue was deleted, or its leader went: what is in hand is finished, then the queue is made anew."""
        self._cancelled = True

    def _arrive(
        self, _channel: BlockingChannel, method: Basic.Deliver, properties: BasicProperties, body: bytes
    ) -> None:
        self._arrived.append(as_delivery(method, properties, body))


def as_delivery(method: Basic.Deliver, properties: BasicProperties, body: bytes) -> Delivery:
    """A message with its headers as JSON can hold them, and an id that is the same whenever it comes again."""
    given = properties.headers or {}
    own = {_text(name): _plain(value) for name, value in given.items() if not name.startswith(OF_THE_BROKER)}
    attempt, routing_key = own.pop(ATTEMPT, 0), own.pop(ROUTING_KEY, method.routing_key)
    return Delivery(
        id=_identity(own, body),
        type=str(own.get(TYPE, "unknown")),
        routing_key=str(routing_key),
        headers=own,
        body=body,
        attempt=attempt if isinstance(attempt, int) else 0,
        again=bool(method.redelivered),
        tag=method.delivery_tag,
    )


def _identity(headers: Mapping[str, Any], body: bytes) -> UUID:
    """The message's own id; for what came without one, an id made of its bytes."""
    try:
        return UUID(str(headers.get(ID)))
    except ValueError:
        whole = json.dumps(headers, sort_keys=True).encode() + b"\0" + body
        return uuid5(NAMESPACE_OID, whole.hex())


def _plain(value: Any) -> Any:
    """A header as JSON and PostgreSQL can keep it: a stranger's may hold anything that AMQP has."""
    if value is None or isinstance(value, (bool, int)) or (isinstance(value, float) and isfinite(value)):
        return value
    if isinstance(value, dict):
        return {_text(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return _text(value)


def _text(value: Any) -> str:
    said = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return said.replace("\0", "\ufffd")
