"""Who reads a queue must get past whatever stands in it; and what came without an id has the same one each time."""

import json
from contextlib import closing
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pika import BasicProperties
from pika.spec import Basic
from strangers import EVERYTHING, KEPT, UNREADABLE, Stranger, field, long

from foundation.courier.consumer import Consumer
from foundation.courier.delivery import MOST_ATTEMPTS, as_delivery
from foundation.courier.topology import EXCHANGE, WORK, Topology, declare

KEY = "submission.received"


@pytest.fixture
def consumer(broker):
    with closing(Consumer(broker, WORK, "tests")) as consumer:
        yield consumer


@pytest.fixture
def send(connection):
    """Publish as a stranger does."""
    declare(connection, Topology())
    channel = connection.channel()
    channel.confirm_delivery()

    def publish(*fields, body=b"{}", key=KEY):
        channel.basic_publish(EXCHANGE, key, body, Stranger(*fields), mandatory=True)

    return publish


def test_a_consumer_gets_past_everything_that_rabbitmq_lets_in(send, consumer, take):
    """One reader over all: none of it may stop or kill it, nor what stands behind it."""
    for strange in EVERYTHING.values():
        send(strange)
    send(field("S", long(b"innocent")), body=b"the last")
    seen = []
    while not seen or seen[-1].body != b"the last":
        arrived = take(consumer)
        consumer.done(arrived)
        seen += arrived
    assert len(seen) == len(EVERYTHING) + 1
    assert not any(delivery.again for delivery in seen)
    for delivery in seen:
        kept = json.dumps([delivery.headers, delivery.type, delivery.routing_key], allow_nan=False)
        assert "\\u0000" not in kept
        assert 0 <= delivery.attempt <= MOST_ATTEMPTS
    found = {name: delivery.headers for name, delivery in zip(EVERYTHING, seen, strict=False)}
    assert {name: found[name] for name in KEPT} == {name: {"strange": kept} for name, (_, kept) in KEPT.items()}
    assert all(isinstance(found[name].pop("strange"), str) for name in UNREADABLE)
    assert all(found[name] == {"beside": "kept"} for name in UNREADABLE)
    assert "x-death" not in found["a name of RabbitMQ's own"]


def test_what_came_without_an_id_has_the_same_one_each_time_and_another_message_another(send, broker):
    with_header = field("S", long(b"a"))
    for fields, body in [((), b"1"), ((), b"2"), ((with_header,), b"1"), ((UNREADABLE["the last moment"],), b"1")]:
        send(*fields, body=body)
    seen = []
    for _ in range(2):
        with closing(broker.connect("tests")) as reader:  # which gives back what it does not acknowledge
            channel = reader.channel()
            seen.append({as_delivery(*channel.basic_get(WORK)).id for _ in range(4)})
    assert seen[0] == seen[1]
    assert len(seen[0]) == 4


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.decimals() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.binary(), inner, max_size=3),
)


@given(st.dictionaries(st.text() | st.binary(), anything, max_size=4), st.binary(), st.text() | st.binary())
def test_whatever_the_headers_hold_json_can_keep_them(headers, body, key):
    arrived = as_delivery(Basic.Deliver(routing_key=key), BasicProperties(headers=headers), body)
    kept = json.dumps([arrived.headers, arrived.type, arrived.routing_key], allow_nan=False)
    assert "\\u0000" not in kept
    assert isinstance(arrived.id, UUID)
    again = as_delivery(Basic.Deliver(routing_key=key, delivery_tag=7), BasicProperties(headers=headers), body)
    assert (arrived.id, arrived.headers) == (again.id, again.headers)
