"""A publish is confirmed or it did not happen.

Many are under way at once: RabbitMQ confirms in batches, and waiting for each alone would leave it idle.
The connection is pika's asynchronous one, whose loop runs only while we wait here, so nothing needs a thread.
"""

import struct
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any
from uuid import UUID

from pika import BasicProperties, SelectConnection, URLParameters
from pika.adapters.select_connection import IOLoop
from pika.channel import Channel
from pika.exceptions import ShortStringTooLong, StreamLostError, UnsupportedAMQPFieldException
from pika.frame import Method
from pika.spec import Basic

from foundation.contracts.envelope import CONTENT_TYPE
from foundation.courier.connection import BROKEN, NOT_YET, Broker, BrokerUnavailable, let_go, why
from foundation.courier.topology import EXCHANGE, Topology, declare

PERSISTENT = 2
ALARM = "the broker takes nothing: an alarm on its memory or its disk"
# All headers of a message travel in one frame, and the broker hangs up on one that is larger than agreed.
FRAME_OVERHEAD = 20
CANNOT_TRAVEL = (ShortStringTooLong, UnsupportedAMQPFieldException, struct.error, RecursionError, ValueError)


@dataclass(frozen=True)
class Departure:
    """One message on its way to the broker."""

    id: UUID
    type: str
    routing_key: str
    headers: Mapping[str, Any]
    body: bytes
    exchange: str = EXCHANGE


@dataclass
class Answers:
    """What the broker said to a batch: each message by its id. What stands in none of these was not answered.

    `unfit` is what AMQP cannot carry; it was not sent. `refused` is what a full queue did not take.
    """

    confirmed: set[UUID] = field(default_factory=set)
    unroutable: set[UUID] = field(default_factory=set)
    unfit: set[UUID] = field(default_factory=set)
    refused: set[UUID] = field(default_factory=set)
    lost: str = ""


class Publisher:
    """Publishes to one broker; connects when it must, and declares the topology each time it does."""

    def __init__(self, broker: Broker, purpose: str, topology: Topology | None = None) -> None:
        self._broker, self._purpose, self._topology = broker, purpose, topology or Topology()
        self._loop: IOLoop | None = None
        self._connection: SelectConnection | None = None
        self._channel: Channel | None = None
        self._under_way: dict[int, UUID] = {}
        self._answers = Answers()
        self._last_tag = self._room = 0
        self._alarm = False
        self.trouble = NOT_YET
        self.differs: list[str] = []

    def open(self) -> Channel:
        """Reach the broker, unless it is reached already. Raises BrokerUnavailable.

        Under an alarm the connection stays and waits for its end: each new one would stay half open on a broker
        that has no memory left, and bring it the same messages again.
        """
        self._listen(0)
        if self._alarm:
            raise BrokerUnavailable(self.trouble)
        if self._under_way:  # sent before an alarm, and not answered yet
            self._listen(self._broker.patience, lambda: not self._under_way)
        if self._channel is not None and not self._under_way:
            return self._channel
        self._drop()
        try:
            self._declare()
            self._channel = self._broker.reach(self._purpose, self._connect)
        except BrokerUnavailable as error:
            self.trouble = str(error)
            raise
        self.trouble = ""
        return self._channel

    def publish(self, batch: Sequence[Departure]) -> Answers:
        """Publish a batch and wait for every answer, for the broker's `patience` at the most.

        A message counts only when it is among the confirmed: then the broker has it on the disks of most of its
        nodes. Where no queue wants a message one may have been deleted: all are declared anew, and it is tried
        once more. Raises BrokerUnavailable, and then nothing was sent; a connection that breaks
        on the way is told in `lost`.
        """
        answers = self._publish(batch)
        if answers.lost:  # and with it the second try that what nobody wanted has coming
            return replace(answers, unroutable=set())
        if not answers.unroutable:
            return answers
        try:
            self._declare()
            again = self._publish([departure for departure in batch if departure.id in answers.unroutable])
        except BrokerUnavailable as error:
            again = Answers(lost=str(error))
        return Answers(
            confirmed=answers.confirmed | again.confirmed,
            unroutable=again.unroutable,
            unfit=answers.unfit,
            refused=answers.refused | again.refused,
            lost=again.lost,
        )

    def _publish(self, batch: Sequence[Departure]) -> Answers:
        channel = self.open()
        answers = self._answers = Answers()
        for departure in batch:
            try:
                properties = self._fitting(departure)
                channel.basic_publish(
                    departure.exchange, departure.routing_key, departure.body, properties, mandatory=True
                )
            except CANNOT_TRAVEL:
                answers.unfit.add(departure.id)
            else:
                self._last_tag += 1
                self._under_way[self._last_tag] = departure.id
        self._listen(self._broker.patience, lambda: not self._under_way or self._alarm)
        if self._under_way:
            answers.lost = self.trouble = self.trouble or "the broker does not confirm what it is given"
            if not self._alarm:
                self._drop()
        return answers

    def _fitting(self, departure: Departure) -> BasicProperties:
        properties = _properties(departure)
        if sum(map(len, properties.encode())) > self._room:
            raise ValueError("headers larger than a frame")
        return properties

    def rest(self, seconds: float) -> None:
        """Wait, and answer the broker's heartbeats meanwhile."""
        if self._channel is None:
            time.sleep(seconds)
        else:
            self._listen(seconds)

    def close(self) -> None:
        """Say goodbye, if there is anybody to hear it."""
        connection = self._connection
        if connection is not None and connection.is_open and not self._alarm:
            connection.close()
            self._run(self._broker.timeout, lambda: connection.is_closed)
        self._drop()

    def _declare(self) -> None:
        connection = self._broker.connect(f"{self._purpose}, declaring")
        try:
            self.differs = declare(connection, self._topology)
        except BROKEN as error:
            raise BrokerUnavailable(why(error)) from error
        finally:
            let_go(connection)

    def _connect(self, parameters: URLParameters) -> Channel:
        """A channel that confirms. Raises pika's own error when it cannot be had."""
        self._loop, self._last_tag, self._alarm = IOLoop(), 0, False
        failed: list[BaseException] = []
        ready: list[Channel] = []

        def opened(channel: Channel) -> None:
            channel.add_on_close_callback(closed)
            channel.add_on_return_callback(self._returned)
            channel.confirm_delivery(self._answered, lambda _frame: ready.append(channel))

        def closed(_what: object, reason: BaseException) -> None:
            failed.append(reason)
            if self._channel is not None:
                self._channel, self._alarm, self.trouble = None, False, why(reason)

        connection = self._connection = SelectConnection(
            parameters,
            on_open_callback=lambda connection: connection.channel(on_open_callback=opened),
            on_open_error_callback=closed,
            on_close_callback=closed,
            custom_ioloop=self._loop,
        )
        connection.add_on_connection_blocked_callback(self._blocked)
        connection.add_on_connection_unblocked_callback(self._unblocked)
        self._run(self._broker.patience, lambda: bool(ready or failed))
        if not ready or failed:
            self._drop()
            raise failed[0] if failed else TimeoutError("no channel")
        self._room = connection.params.frame_max - FRAME_OVERHEAD
        return ready[0]

    def _listen(self, seconds: float, enough: Callable[[], bool] = lambda: False) -> None:
        """Hear what the broker says, until it is enough, the connection is lost, or for so many seconds."""
        self._run(seconds, lambda: self._channel is None or enough())

    def _run(self, seconds: float, enough: Callable[[], bool]) -> None:
        """Let the connection's loop run until it is enough, or for so many seconds; once at the least."""
        loop, end = self._loop, time.monotonic() + seconds
        if loop is None:
            return
        alarm = loop.call_later(seconds, lambda: None)
        loop.activate_poller()
        try:
            while not enough():
                loop.poll()
                loop.process_timeouts()
                if time.monotonic() >= end:
                    break
        finally:
            loop.deactivate_poller()
            loop.remove_timeout(alarm)

    def _answered(self, frame: Method) -> None:
        answer = frame.method
        said = self._answers.confirmed if isinstance(answer, Basic.Ack) else self._answers.refused
        tag = answer.delivery_tag
        tags = takewhile(tag.__ge__, list(self._under_way)) if answer.multiple else [tag]
        for tag in tags:
            if (departed := self._under_way.pop(tag)) not in self._answers.unroutable:
                said.add(departed)

    def _returned(self, _channel: Channel, _method: Basic.Return, properties: BasicProperties, _body: bytes) -> None:
        self._answers.unroutable.add(UUID(properties.message_id))

    def _blocked(self, _connection: object, _frame: Method) -> None:
        self._alarm, self.trouble = True, ALARM

    def _unblocked(self, _connection: object, _frame: Method) -> None:
        self._alarm, self.trouble = False, ""

    def _drop(self) -> None:
        """Let go of the connection, whether or not the broker still answers."""
        connection, self._connection, self._channel = self._connection, None, None
        self._under_way, self._alarm = {}, False
        if connection is not None and not connection.is_closed:
            # pika has no public way that waits for no answer
            connection._terminate_stream(StreamLostError("let go"))
            self._run(self._broker.timeout, lambda: connection.is_closed)
        if self._loop is not None:
            self._loop.close()
            self._loop = None


def _properties(departure: Departure) -> BasicProperties:
    return BasicProperties(
        content_type=CONTENT_TYPE,
        delivery_mode=PERSISTENT,
        message_id=str(departure.id),
        type=departure.type,
        headers=dict(departure.headers),
    )
