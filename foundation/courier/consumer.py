"""Takes messages a batch at a time. What was taken is the broker's until it is acknowledged as done."""

import time
from collections.abc import Sequence

from pika import BasicProperties
from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection
from pika.exceptions import ChannelWrongStateError
from pika.spec import Basic

from foundation.courier.connection import BROKEN, NOT_YET, Broker, BrokerUnavailable, let_go, why
from foundation.courier.delivery import Delivery, as_delivery
from foundation.courier.topology import Topology, declare

# A queue that is deleted and declared anew in the same moments may keep subscriptions to the old one that nobody is
# told of: the broker gives such a reader nothing, or counts as given what never reached it.
IDLE = 30.0
JUST_CANCELLED = 3.0


class Consumer:
    """Takes from one queue of one broker; connects when it must, and declares the topology each time it does.

    It begins with one message at a time, and takes many at once from the first on that nobody had before. If we
    died on a message, the broker gives it out first, and with it what we had in hand then; and it counts how often.
    One at a time, a message that kills its readers uses up the deliveries of no other.

    Where nothing arrived for `idle` seconds it subscribes anew, and soon after every cancellation once more.
    """

    def __init__(
        self,
        broker: Broker,
        queue: str,
        purpose: str,
        *,
        at_once: int = 200,
        topology: Topology | None = None,
        idle: float = IDLE,
    ) -> None:
        self._broker, self._queue, self._purpose = broker, queue, purpose
        self._at_once, self._topology, self._idle = at_once, topology or Topology(), idle
        self._connection: BlockingConnection | None = None
        self._channel: BlockingChannel | None = None
        self._arrived: list[Delivery] = []
        self._one_by_one = ""  # while it is so, the name under which the broker knows us
        self._cancelled = self._doubtful = False
        self._anew_at = 0.0
        self.trouble = NOT_YET
        self.differs: list[str] = []

    @property
    def is_open(self) -> bool:
        """Whether messages may arrive; else the next `take` connects."""
        return self._channel is not None

    def take(self) -> Sequence[Delivery]:
        """What has arrived and is not done, oldest first; the same again until it is done. Does not wait.

        Raises BrokerUnavailable; then nothing is in hand, and the broker gives it out again.
        """
        if self._channel is None or (self._cancelled and not self._arrived):
            self._open()
        elif not self._arrived and time.monotonic() >= self._anew_at:
            self._subscribe_anew()
        self._listen(0)
        if self._one_by_one and self._arrived and not self._arrived[0].again:
            self._many_at_once()
        self._line()
        return tuple(self._arrived)

    def done(self, deliveries: Sequence[Delivery]) -> None:
        """Acknowledge them: they are dealt with, whatever their fate was. Raises BrokerUnavailable."""
        channel = self._line()
        if not deliveries:
            return
        tags = {delivery.tag for delivery in deliveries}
        self._arrived = [delivery for delivery in self._arrived if delivery.tag not in tags]
        before_all_others = all(delivery.tag > max(tags) for delivery in self._arrived)
        try:
            for tag in [max(tags)] if before_all_others else sorted(tags):
                channel.basic_ack(tag, multiple=before_all_others)
        except BROKEN as error:
            self._lose(error)
        self._line()

    def rest(self, seconds: float) -> None:
        """Wait until something arrives, so many seconds at the most, and answer the broker's heartbeats meanwhile."""
        if self._channel is None:
            time.sleep(seconds)
        else:
            self._listen(seconds)

    def close(self) -> None:
        """Give back what is in hand, and say goodbye."""
        connection, self._connection, self._channel = self._connection, None, None
        self._arrived = []
        if connection is not None:
            let_go(connection)

    def _open(self) -> None:
        self._doubtful = self._cancelled
        self.close()
        try:
            self._connection = self._broker.connect(self._purpose)
            channel = self._subscribe(self._connection)
        except BROKEN as error:
            self._lose(error)
            raise BrokerUnavailable(self.trouble) from error
        except BrokerUnavailable as error:
            self.trouble = str(error)
            raise
        self._channel, self.trouble = channel, ""

    def _subscribe_anew(self) -> None:
        channel, self._doubtful = self._line(), False
        try:
            channel.close()
            self._channel = self._subscribe(channel.connection)
        except BROKEN as error:
            self._lose(error)
        self._line()

    def _subscribe(self, connection: BlockingConnection) -> BlockingChannel:
        self.differs = declare(connection, self._topology)
        channel = connection.channel()
        channel.add_on_cancel_callback(self._cancel)
        self._cancelled = False
        self._one_by_one = self._listen_to(channel, at_once=1)
        self._anew_at = time.monotonic() + (JUST_CANCELLED if self._doubtful else self._idle)
        return channel

    def _many_at_once(self) -> None:
        channel = self._line()
        try:
            channel.basic_cancel(self._one_by_one)
            self._one_by_one = ""
            self._listen_to(channel, at_once=self._at_once)
        except BROKEN as error:
            self._lose(error)

    def _listen_to(self, channel: BlockingChannel, at_once: int) -> str:
        channel.basic_qos(prefetch_count=at_once)
        name: str = channel.basic_consume(self._queue, self._arrive)
        return name

    def _listen(self, seconds: float) -> None:
        channel = self._line()
        try:
            channel.connection.process_data_events(time_limit=seconds)
            if not channel.is_open:  # which pika does not say by itself
                raise channel._closing_reason or ChannelWrongStateError("closed")
        except BROKEN as error:
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
        if not self._doubtful:
            self._anew_at = time.monotonic() + self._idle
