"""CloudEvents 1.0 envelopes in the AMQP binding: the attributes as headers, the data as a JSON body.

https://github.com/cloudevents/spec (version 1.0.2, AMQP protocol binding, binary content mode)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID, uuid4

from cloudevents.core.bindings.amqp import AMQPMessage, from_binary, to_binary
from cloudevents.core.exceptions import CloudEventValidationError
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from marshmallow import Schema, ValidationError
from uuid_utils.compat import uuid7

_JSON = JSONFormat()
CONTENT_TYPE = "application/json"
TIME = "cloudEvents_time"
# All that the library raises for headers and bodies of the wrong kind, size or depth.
NO_ENVELOPE = (
    CloudEventValidationError, ValueError, TypeError, AttributeError, RecursionError, OverflowError, OSError
)  # fmt: skip


class Unreadable(ValueError):
    """This message can never be handled: it is no envelope of ours, or its data breaks the contract."""


class Message(Protocol):
    """A frozen fact. Its schema is the contract; a new meaning is a new type beside the old."""

    TYPE: ClassVar[str]

    @property
    def about(self) -> str:
        """The id of what the message is about."""


@dataclass(frozen=True)
class Envelope:
    """One message ready to travel: an id, a type, headers and a body."""

    id: UUID
    type: str
    headers: dict[str, Any]
    body: bytes


SCHEMAS: dict[str, Schema] = {}


def contract(schema: type[Schema]) -> Any:
    """Class decorator: this schema is the contract of the decorated message type."""

    def register(message_type: type[Any]) -> type[Any]:
        SCHEMAS[message_type.TYPE] = schema()
        return message_type

    return register


def enclose(message: Message, source: str, moment: datetime) -> Envelope:
    """Put a message into an envelope with a new id: of the moment, or for a type that is UNTIMED by chance alone."""
    timed = is_timed(message)
    identity = uuid7() if timed else uuid4()
    event = CloudEvent(
        {
            "id": str(identity),
            "source": f"/heard/{source}",
            "type": message.TYPE,
            "subject": message.about,
            "dataschema": f"urn:heard:{message.TYPE}",
            "datacontenttype": CONTENT_TYPE,
        },
        SCHEMAS[message.TYPE].dump(message),
    )
    parts = to_binary(event, _JSON)
    headers = {name: value for name, value in parts.application_properties.items() if name != TIME}  # the library's own
    if timed:
        headers[TIME] = canonical(moment)
    return Envelope(identity, message.TYPE, headers, parts.application_data)


def is_timed(message: Message | type[Any]) -> bool:
    """Does its envelope say when? Not where that could tell who."""
    return not getattr(message, "UNTIMED", False)


def canonical(moment: datetime) -> str:
    """RFC 3339, as the binding wants it where the sender has no timestamp of AMQP 1.0.

    The library would send a bare number, which it reads itself and others do not.
    """
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def open_envelope(headers: Mapping[str, Any], body: bytes) -> Any:
    """The message inside. Raises Unreadable, naming what is wrong but never quoting it."""
    parts = AMQPMessage({"content-type": CONTENT_TYPE}, dict(headers), body)
    try:
        event = from_binary(parts, _JSON, _with_all_it_needs)
        schema, data = SCHEMAS[event.get_type()], event.get_data()
    except NO_ENVELOPE:
        raise Unreadable("not a CloudEvents envelope with a JSON body") from None
    except KeyError:
        raise Unreadable("no contract for this type of message") from None
    try:
        return schema.load(data)  # type: ignore[arg-type]
    except ValidationError as error:
        fields = ", ".join(sorted(map(str, error.normalized_messages())))  # type: ignore[no-untyped-call]
        raise Unreadable(f"breaks its contract in: {fields}") from None


def _with_all_it_needs(attributes: dict[str, Any], data: Any) -> CloudEvent:
    """The library would make up an id and a version that are missing; then nothing could be done only once."""
    if not {"id", "specversion"} <= attributes.keys():
        raise ValueError("no id or no version")
    return CloudEvent(attributes, data)
