"""Headers that another system's client may send, byte by byte: pika would write only a few of AMQP's kinds itself."""

import struct
from typing import Any

from pika import BasicProperties

HEADERS = 1 << 13  # the flag that says: headers follow


class Stranger(BasicProperties):  # type: ignore[misc]
    """Properties that hold these bytes as their table of headers, and nothing else."""

    def __init__(self, *fields: bytes) -> None:
        super().__init__()
        self.table = b"".join(fields)

    def encode(self) -> list[bytes]:
        return [struct.pack(">HI", HEADERS, len(self.table)), self.table]


def field(kind: str, value: bytes, name: bytes = b"strange") -> bytes:
    """One header: its name, the letter of its kind, its value."""
    return bytes([len(name)]) + name + kind.encode() + value


def long(value: bytes) -> bytes:
    """A value with its length before it."""
    return struct.pack(">I", len(value)) + value


def nested(kind: str, levels: int) -> bytes:
    """Tables in tables, or lists in lists."""
    inner = b""
    for _ in range(levels):
        inner = field("F", long(inner)) if kind == "F" else b"A" + long(inner)
    return inner if kind == "F" else b"\x07strange" + inner


def number(letter: str, value: Any) -> bytes:
    """As struct writes it, most significant byte first."""
    return struct.pack(f">{letter}", value)


# Each with what is kept of it. RabbitMQ refuses some itself: NaN, infinite numbers, a kind that it does not know.
KEPT = {
    "true": (field("t", b"\x01"), True),
    "nothing": (field("V", b""), None),
    "a signed byte": (field("b", number("b", -7)), -7),
    "a byte": (field("B", number("B", 200)), 200),
    "a short": (field("s", number("h", -7)), -7),
    "an unsigned short": (field("u", number("H", 65_535)), 65_535),
    "an integer": (field("I", number("i", -5)), -5),
    "an unsigned integer": (field("i", number("I", 2**32 - 1)), 2**32 - 1),
    "the smallest long": (field("l", number("q", -(2**63))), -(2**63)),
    "the largest long": (field("l", number("q", 2**63 - 1)), 2**63 - 1),
    "a decimal": (field("D", b"\x02" + number("i", -123)), "-1.23"),
    "the smallest decimal": (field("D", b"\xff" + number("i", -1)), "-1E-255"),
    "text": (field("S", long("Grüße".encode())), "Grüße"),
    "text with NUL": (field("S", long(b"a\0b")), "a\ufffdb"),
    "text that is no UTF-8": (field("S", long(b"\xffa")), "\ufffda"),
    "bytes": (field("x", long(b"\xff\x00a")), "\ufffd\ufffda"),
    "a moment": (field("T", number("Q", 1_700_000_000)), "2023-11-14 22:13:20+00:00"),
    "a list": (field("A", long(b"t\x01" + b"x" + long(b"\0"))), [True, "\ufffd"]),
    "a table": (field("F", long(field("V", b"", b"a\0") + field("t", b"\x00", b"\xff"))),
        {"a\ufffd": None, "\ufffd": False}),
}  # fmt: skip
# What pika cannot read at all: its bytes are kept as well as text can, and so is what stands beside it.
BESIDE = field("S", long(b"kept"), b"beside")
UNREADABLE = {
    "the year 10000": field("T", number("Q", 253_402_300_800)) + BESIDE,
    "milliseconds where seconds belong": BESIDE + field("T", number("Q", 1_700_000_000_000)),
    "the last moment": field("T", number("Q", 2**64 - 1)) + BESIDE,
    "a table with such a moment": field("F", long(field("T", number("Q", 2**64 - 1)))) + BESIDE,
    "tables in tables in tables": BESIDE + nested("F", 10_000),
    "lists in lists in lists": nested("A", 5_000) + BESIDE,
}
# Names that are no text, or that mean something to us.
NAMES = {
    "a name that is no UTF-8": field("t", b"\x01", b"\xff" * 255),
    "a name with NUL": field("t", b"\x01", b"a\0b"),
    "no name": field("t", b"\x01", b""),
    "a name of RabbitMQ's own": field("S", long(b"a"), b"x-death"),
    "fewer than no attempts": field("l", number("q", -5), b"heard-attempt"),
    "more attempts than there are": field("l", number("q", 2**63 - 1), b"heard-attempt"),
    "attempts that are no number": field("F", long(b""), b"heard-attempt"),
    "a key that is no text": field("A", long(b"V"), b"heard-routing-key"),
    "a type that is no text": field("x", long(b"\0" * 300), b"cloudEvents_type"),
    "an id that is none": field("S", long(b"7"), b"cloudEvents_id"),
    "tables in tables": nested("F", 300),
    "lists in lists": nested("A", 700),
    "half a number": field("d", number("d", 0.5)),
}
EVERYTHING = {**{name: given for name, (given, _) in KEPT.items()}, **UNREADABLE, **NAMES}
