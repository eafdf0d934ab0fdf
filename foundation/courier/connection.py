"""Reaching the broker, on whichever of its nodes answers; and what it means when none does."""

import logging
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from pika import BlockingConnection, URLParameters
from pika.adapters.utils.connection_workflow import AMQPConnectorException
from pika.exceptions import AMQPError, ChannelClosedByBroker, ConnectionClosedByBroker

HEARTBEAT = 60
TIMEOUT = 5.0
NOT_YET = "the broker was not reached yet"
# All that pika raises when a connection cannot be had or breaks; two of its families have no name in common.
BROKEN = (AMQPError, AMQPConnectorException, OSError)
ACCESS_REFUSED = 403
# pika tells each failure in several lines of its own; what we catch we say once, by id and in our words.
logging.getLogger("pika").setLevel(logging.CRITICAL)
Connection = TypeVar("Connection")


class BrokerUnavailable(Exception):
    """The broker cannot be reached, went away, or takes nothing just now; trying again later may work."""


@dataclass(frozen=True)
class Broker:
    """Where RabbitMQ is: one address, or one for each node of a cluster. Times are in seconds."""

    addresses: Sequence[str] = field(repr=False)
    heartbeat: int = HEARTBEAT
    timeout: float = TIMEOUT

    @property
    def patience(self) -> float:
        """How long a broker that was reached may take for an answer."""
        return 2 * self.timeout

    def connect(self, purpose: str) -> BlockingConnection:
        """A new connection. Raises BrokerUnavailable, saying why."""
        return self.reach(purpose, BlockingConnection)

    def reach(self, purpose: str, connect: Callable[[URLParameters], Connection]) -> Connection:
        """Connect to one node after the other until one answers. `purpose` is what RabbitMQ's own pages show.

        By chance, so that many processes spread over a cluster. Raises BrokerUnavailable with the last one's reason.
        """
        failed: Exception | None = None
        for address in random.sample(self.addresses, len(self.addresses)):
            try:
                return connect(self._parameters(address, purpose))
            except BROKEN as error:
                failed = error
        raise BrokerUnavailable(why(failed)) from failed

    def _parameters(self, address: str, purpose: str) -> URLParameters:
        parameters = URLParameters(address)
        parameters.heartbeat = self.heartbeat
        parameters.socket_timeout = parameters.stack_timeout = self.timeout
        parameters.connection_attempts = 1
        parameters.client_properties = {"connection_name": f"heard {purpose}"}
        return parameters


def let_go(connection: BlockingConnection) -> None:
    """Say goodbye, if there is anybody to hear it."""
    if connection.is_open:
        with suppress(*BROKEN):
            connection.close()


def why(error: BaseException | None) -> str:
    """What keeps us from the broker, in words for the operator that hold no address and no password."""
    text = repr(error)
    if isinstance(error, ChannelClosedByBroker):
        if error.reply_code == ACCESS_REFUSED:
            return "the user of HEARD_AMQP_URL needs the rights to configure, write and read in its virtual host"
        return f"the broker closed the channel: {error.reply_text}"
    if "ACCESS_REFUSED" in text or "AuthenticationError" in text:
        return "the broker refuses the name or the password of HEARD_AMQP_URL"
    if "NOT_ALLOWED" in text or "AccessDenied" in text:
        return "the broker has no such virtual host, or this user may not use it"
    if "gaierror" in text:
        return "the name of the broker's machine is not known here"
    if isinstance(error, ConnectionClosedByBroker):
        return f"the broker closed the connection: {error.reply_text.split(' - ')[0]}"
    if isinstance(error, BROKEN):
        return "the broker does not answer"
    return f"the broker broke off: {type(error).__name__}"
