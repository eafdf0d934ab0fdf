"""One message as it arrived, whoever sent it: its headers as JSON can hold them, and an id that stays the same."""

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from pika import BasicProperties, data, spec
from pika.spec import Basic

ATTEMPT = "heard-attempt"
ROUTING_KEY = "heard-routing-key"
ID = "cloudEvents_id"
TYPE = "cloudEvents_type"
# What RabbitMQ adds for its own use; a copy that is kept or sent on goes without.
OF_THE_BROKER = "x-"
# PostgreSQL keeps attempts in four bytes, and nothing is tried so often.
MOST_ATTEMPTS = 1000
DEEPEST = 20


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


class Properties(BasicProperties):  # type: ignore[misc] # pika has no types
    """As pika reads them; but a header that it cannot read is kept as the bytes it is made of.

    pika refuses a moment after the year 9999 and tables in tables in tables, and breaks the connection off. The
    broker would give the same message out again, and nobody would ever get at what stands behind it.
    """

    def decode(self, encoded: bytes, offset: int = 0) -> "Properties":
        """Fill in from bytes."""
        try:
            super().decode(encoded, offset)
        except Exception:  # noqa: BLE001 -- whatever it is, who reads the queue must get past it
            self.headers = dict(_headers_one_by_one(encoded, offset))
        return self


def _headers_one_by_one(encoded: bytes, offset: int) -> Iterator[tuple[str | bytes, Any]]:
    flags = struct.unpack_from(">H", encoded, offset)[0]
    offset += 2
    for before_headers in (BasicProperties.FLAG_CONTENT_TYPE, BasicProperties.FLAG_CONTENT_ENCODING):
        if flags & before_headers:
            offset = data.decode_short_string(encoded, offset)[1]
    if not flags & BasicProperties.FLAG_HEADERS:
        return
    end = offset + 4 + struct.unpack_from(">I", encoded, offset)[0]
    offset += 4
    while offset < end:
        name, offset = data.decode_short_string(encoded, offset)
        try:
            value, after = data.decode_value(encoded, offset)
        except Exception:  # noqa: BLE001 -- as above
            after = offset + 1 + _length(encoded, offset)
            value = encoded[offset + 1 : after]
        yield name, value
        offset = after


def _length(encoded: bytes, offset: int) -> int:
    """Of a moment, or of a table or list with its own length before it: nothing else is hard to read."""
    return 8 if encoded[offset : offset + 1] == b"T" else 4 + int(struct.unpack_from(">I", encoded, offset + 1)[0])


spec.props[Basic.INDEX] = Properties  # where pika looks up what reads a message's properties


def as_delivery(method: Basic.Deliver, properties: BasicProperties, body: bytes) -> Delivery:
    """A message from anybody. Raises nothing, whatever it holds: who reads a queue must get past it."""
    given = {_text(name): value for name, value in (properties.headers or {}).items()}
    own = {name: _plain(value) for name, value in given.items() if not name.startswith(OF_THE_BROKER)}
    attempt, routing_key = own.pop(ATTEMPT, 0), own.pop(ROUTING_KEY, method.routing_key)
    return Delivery(
        id=_identity(own, body),
        type=_text(own.get(TYPE, "unknown")),
        routing_key=_text(routing_key),
        headers=own,
        body=body,
        attempt=min(max(int(attempt), 0), MOST_ATTEMPTS) if isinstance(attempt, int) else 0,
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


def _plain(value: Any, depth: int = 0) -> Any:
    """A header as JSON and PostgreSQL can keep it: a stranger's may hold anything that AMQP has."""
    if value is None or isinstance(value, (bool, int)) or (isinstance(value, float) and isfinite(value)):
        return value
    if depth == DEEPEST:
        return "nested too deeply to be kept"
    if isinstance(value, dict):
        return {_text(name): _plain(inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner, depth + 1) for inner in value]
    return _text(value)


def _text(value: Any) -> str:
    said = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return said.replace("\0", "\ufffd")
