"""The relay: a row goes only when the broker has what it says, and nothing in the outbox holds up the rest."""

from contextlib import closing
from datetime import timedelta

import pytest
from cable import a_cable_to

from foundation.courier.connection import Broker, BrokerUnavailable
from foundation.courier.publisher import Publisher
from foundation.courier.topology import EXCHANGE, WORK, depth
from foundation.records import RecordsUnavailable
from foundation.records.models import Outgoing, Parked
from worker.relay import relay


@pytest.fixture
def relaying(given_as):
    """What the relay is told, under its own role."""
    return given_as("heard_relay")


@pytest.fixture
def publisher(broker):
    with closing(Publisher(broker, "relay")) as publisher:
        yield publisher


@pytest.fixture
def full_queue(publisher, operator):
    """Another system's queue: bound to what is routed, full, and read by nobody."""
    publisher.open()
    channel = operator.channel()
    arguments = {"x-max-length": 1, "x-overflow": "reject-publish"}
    channel.queue_declare("of another system", durable=True, arguments=arguments)
    channel.queue_bind("of another system", EXCHANGE, "routed.#")
    channel.basic_publish("", "of another system", b"full")
    channel.basic_publish("", "of another system", b"full")
    return channel


def ids(rows):
    return [row.id for row in rows]


def test_what_the_broker_has_leaves_the_outbox(put, relaying, publisher, operator, rows, sample):
    sent = [str(put()) for _ in range(3)]
    before = sample("heard_relayed_total")
    assert relay(relaying, publisher) == 3
    assert relay(relaying, publisher) == 0
    assert not rows(Outgoing)
    assert sample("heard_relayed_total") - before == 3
    channel = operator.channel()
    assert [channel.basic_get(WORK)[1].message_id for _ in sent] == sent


def test_it_takes_so_many_at_a_time_and_the_oldest_first(put, relaying, publisher, rows):
    sent = [put() for _ in range(5)]
    assert relay(relaying, publisher, size=2) == 2
    assert sorted(ids(rows(Outgoing))) == sent[2:]


def test_what_is_not_due_waits(put, relaying, publisher, clock, operator):
    put(not_before=clock() + timedelta(seconds=10))
    assert relay(relaying, publisher) == 0
    clock.forward(seconds=10)
    assert relay(relaying, publisher) == 1
    assert depth(operator, WORK)[0] == 1


WRONG = {
    "unroutable": {"routing_key": "nobody.wants.it"},
    "unfit": {"headers": {"n" * 256: "a name that AMQP has no room for"}},
}


@pytest.mark.parametrize("reason, wrong", WRONG.items(), ids=WRONG)
def test_what_can_never_leave_is_parked_whole_and_the_others_flow_on(
    reason, wrong, put, relaying, publisher, operator, rows, sample
):
    before = sample("heard_parked_total", reason=reason)
    put(), put()
    stuck = put(**wrong)
    [was] = [row for row in rows(Outgoing) if row.id == stuck]
    put()
    assert relay(relaying, publisher) == 4
    assert depth(operator, WORK)[0] == 3
    assert not rows(Outgoing)
    [parked] = rows(Parked)
    assert (parked.message_id, parked.attempts) == (stuck, 1)
    assert parked.reason.startswith(f"{reason}: ")
    assert (parked.type, parked.routing_key) == (was.type, was.routing_key)
    assert (parked.headers, parked.body) == (was.headers, was.body)
    assert sample("heard_parked_total", reason=reason) - before == 1


def test_a_full_queue_of_another_system_holds_up_nobody(
    put, relaying, publisher, operator, full_queue, clock, rows, caplog
):
    refused = {put(routing_key="routed.assessment") for _ in range(4)}
    behind = {put() for _ in range(3)}
    assert [relay(relaying, publisher, size=2) for _ in range(5)] == [2, 2, 2, 1, 0]
    assert depth(operator, WORK)[0] == len(refused) + len(behind)  # the worker has those too, and knows them again
    waiting = {row.id: (row.attempt, row.not_before - clock()) for row in rows(Outgoing)}
    assert waiting == dict.fromkeys(refused, (1, timedelta(seconds=10)))
    assert "a queue is full" in caplog.text
    clock.forward(seconds=10)
    assert relay(relaying, publisher) == 4
    assert {row.not_before - clock() for row in rows(Outgoing)} == {timedelta(minutes=1)}
    full_queue.queue_purge("of another system")
    full_queue.queue_delete("of another system")
    clock.forward(minutes=1)
    assert relay(relaying, publisher) == 4
    assert not rows(Outgoing)
    assert not rows(Parked)


def test_another_system_that_binds_its_own_queue_hears_what_was_routed(put, relaying, publisher, operator):
    publisher.open()
    channel = operator.channel()
    name = channel.queue_declare("", exclusive=True).method.queue
    channel.queue_bind(name, EXCHANGE, "routed.fostering")
    heard = put(routing_key="routed.fostering")
    put(routing_key="routed.assessment")
    relay(relaying, publisher)
    _, properties, _ = channel.basic_get(name)
    assert (properties.message_id, properties.headers["cloudEvents_id"]) == (str(heard), str(heard))
    assert channel.basic_get(name)[0] is None


def test_while_the_broker_is_away_no_transaction_waits_for_it(put, relaying, rows, door):
    """Nothing listens there, and the database is shut to the relay as well: it never gets so far as to ask."""
    put()
    nowhere = Publisher(Broker(["amqp://guest:guest@127.0.0.1:1/nowhere"]), "relay")
    relaying.records.close()
    door.let("false")
    for _ in range(2):
        with pytest.raises(BrokerUnavailable):
            relay(relaying, nowhere)
    assert len(rows(Outgoing)) == 1


def test_what_was_not_answered_stays_is_told_and_is_announced_again(put, relaying, broker, operator, rows, caplog):
    [address] = broker.addresses
    with a_cable_to(address) as cable:
        place = address.split("@")[1].split("/")[0]
        through = Broker([address.replace(place, f"127.0.0.1:{cable.port}")], timeout=0.5)
        with closing(Publisher(through, "relay")) as publisher:
            publisher.open()
            sent = [put() for _ in range(3)]
            cable.answers.clear()
            with pytest.raises(BrokerUnavailable, match="does not confirm"):
                relay(relaying, publisher)
            assert sorted(ids(rows(Outgoing))) == sent
            assert all(row.attempt == 0 for row in rows(Outgoing))
            assert all(str(one) in caplog.text for one in sent)
            cable.answers.set()
            assert relay(relaying, publisher) == 3
    assert not rows(Outgoing)
    assert depth(operator, WORK)[0] == 6  # twice, and the inbox makes it once


def test_when_the_database_goes_away_before_the_commit_the_row_stays_and_is_announced_again(
    put, relaying, publisher, door, operator, rows, monkeypatch
):
    put()
    publish = publisher.publish
    monkeypatch.setattr(publisher, "publish", lambda batch: (publish(batch), door.shut("heard_relay"))[0])
    with pytest.raises(RecordsUnavailable):
        relay(relaying, publisher)
    monkeypatch.undo()
    door.open()
    assert len(rows(Outgoing)) == 1
    assert relay(relaying, publisher) == 1
    assert not rows(Outgoing)
    assert depth(operator, WORK)[0] == 2
