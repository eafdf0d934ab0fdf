"""What stands on the broker: one topic exchange, the worker's queues, and how a message goes back to work.

Only what RabbitMQ 3.10 and 4 both have. Every queue is a quorum queue, is never emptied to make room
(`reject-publish`), and hands dead letters on only when the next queue has confirmed them (`at-least-once`).
The delays dead-letter back to work by their time to live; `undeliverable` takes what work gave out
DELIVERY_LIMIT times without an answer, because each reader died on it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection
from pika.exceptions import ChannelClosedByBroker
from pika.exchange_type import ExchangeType

from foundation.runtime.logs import get_logger

log = get_logger("courier")

EXCHANGE = "heard"
WORK = "work"
UNDELIVERABLE = "undeliverable"
BINDINGS = ("submission.#", "routed.#", "response.#", "sample.#", "case.#", "equality.#")
DELIVERY_LIMIT = 20
# RabbitMQ 4 gives every quorum queue a limit of 20 and would then throw the message away; 3.10 knows no "none".
NO_LIMIT = 2_000_000_000
DELAYS: Mapping[str, timedelta] = {
    "retry.10s": timedelta(seconds=10),
    "retry.1m": timedelta(minutes=1),
    "retry.10m": timedelta(minutes=10),
    "retry.1h": timedelta(hours=1),
}
NOT_FOUND = 404
_VALUE = r"(?:the value )?(none|'.*?')(?: of type '\w+')?"
DIFFERENCE = re.compile(rf"inequivalent arg '([^']*)' for .*: received {_VALUE} but current is {_VALUE}$")


@dataclass(frozen=True)
class Topology:
    """Exchanges, queues and bindings. Tests shorten the delays; nothing else varies."""

    delays: Mapping[str, timedelta] = field(default_factory=lambda: DELAYS)

    @property
    def exchanges(self) -> Mapping[str, ExchangeType]:
        """By name."""
        return {EXCHANGE: ExchangeType.topic, UNDELIVERABLE: ExchangeType.fanout}

    @property
    def queues(self) -> Mapping[str, Mapping[str, Any]]:
        """Each queue's arguments."""
        return {
            UNDELIVERABLE: _quorum(limit=NO_LIMIT),
            WORK: _quorum(limit=DELIVERY_LIMIT, dead_letters=(UNDELIVERABLE, None)),
            **{
                name: _quorum(limit=NO_LIMIT, dead_letters=("", WORK))
                | {"x-message-ttl": int(delay.total_seconds() * 1000)}
                for name, delay in self.delays.items()
            },
        }

    @property
    def bindings(self) -> tuple[tuple[str, str, str], ...]:
        """Each as exchange, queue, key."""
        return (*((EXCHANGE, WORK, key) for key in BINDINGS), (UNDELIVERABLE, UNDELIVERABLE, ""))


def _quorum(*, limit: int, dead_letters: tuple[str, str | None] | None = None) -> dict[str, Any]:
    arguments: dict[str, Any] = {"x-queue-type": "quorum", "x-overflow": "reject-publish", "x-delivery-limit": limit}
    if dead_letters is None:
        return arguments
    exchange, key = dead_letters
    arguments |= {"x-dead-letter-strategy": "at-least-once", "x-dead-letter-exchange": exchange}
    return arguments if key is None else arguments | {"x-dead-letter-routing-key": key}


@dataclass(frozen=True)
class Thing:
    """One exchange or queue: how to ask whether it is there, and how to declare it."""

    name: str
    ask: Callable[[BlockingChannel], object]
    declare: Callable[[BlockingChannel], object]


def declare(connection: BlockingConnection, topology: Topology) -> list[str]:
    """Make what is missing, and say of what is there already how it differs from what we would have made.

    What differs can be worked with until somebody mends it: families' words do not wait for that.
    Raises pika's AMQPError.
    """
    differs = [_said(thing, wrong) for thing in _things(topology) if (wrong := _refused(connection, thing.declare))]
    channel = connection.channel()
    for exchange, queue, key in topology.bindings:
        channel.queue_bind(queue, exchange, key)
    channel.close()
    if differs:
        log.error("the broker differs from what we declare", differs=differs)
    return differs


def drift(connection: BlockingConnection, topology: Topology) -> list[str]:
    """What is not there or not as declared, each in words for the operator. Nothing is made. Raises AMQPError."""
    return [
        _said(thing, wrong)
        for thing in _things(topology)
        if (wrong := _refused(connection, thing.ask) or _refused(connection, thing.declare))
    ]


def depth(connection: BlockingConnection, queue: str) -> tuple[int, int]:
    """How many messages are ready in a queue, and how many read from it. Raises AMQPError."""
    found = connection.channel().queue_declare(queue, passive=True).method
    return found.message_count, found.consumer_count


def holds_anything(connection: BlockingConnection) -> bool:
    """Whether a message is ready in any of our queues, those of the delays among them. Raises AMQPError."""
    return any(depth(connection, queue)[0] for queue in Topology().queues)


def broker_version(connection: BlockingConnection) -> str:
    """What the broker says it is."""
    return str(connection._impl.server_properties["version"])  # pika shows it nowhere else on this kind of connection


def _things(topology: Topology) -> Iterator[Thing]:
    for name, kind in topology.exchanges.items():
        yield Thing(
            f"exchange {name}",
            partial(BlockingChannel.exchange_declare, exchange=name, passive=True),
            partial(BlockingChannel.exchange_declare, exchange=name, exchange_type=kind, durable=True),
        )
    for name, arguments in topology.queues.items():
        yield Thing(
            f"queue {name}",
            partial(BlockingChannel.queue_declare, queue=name, passive=True),
            partial(BlockingChannel.queue_declare, queue=name, durable=True, arguments=dict(arguments)),
        )


def _refused(connection: BlockingConnection, do: Callable[[BlockingChannel], object]) -> ChannelClosedByBroker | None:
    channel = connection.channel()
    try:
        do(channel)
    except ChannelClosedByBroker as refused:
        return refused
    channel.close()
    return None


def _said(thing: Thing, refused: ChannelClosedByBroker) -> str:
    if refused.reply_code == NOT_FOUND:
        return f"{thing.name} is not there; relay and consume make it when they start"
    if found := DIFFERENCE.search(refused.reply_text):
        argument, wanted, current = found.groups()
        return f"{thing.name}: its {argument} is {current} and must be {wanted}"
    return f"{thing.name}: {refused.reply_text}"
