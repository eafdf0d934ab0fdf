"""What was taken is the broker's until it is acknowledged; whatever happens to the line, it comes again."""

import gc
from contextlib import closing, suppress

import pytest
from cable import a_cable_to
from uuid_utils.compat import uuid7

from chaos.installation import until
from foundation.courier.connection import Broker, BrokerUnavailable
from foundation.courier.consumer import Consumer
from foundation.courier.publisher import Publisher
from foundation.courier.topology import DELIVERY_LIMIT, UNDELIVERABLE, WORK, Topology, declare, depth


@pytest.fixture
def consumers(broker, vhost):
    """Open another consumer of the work queue."""
    opened = []

    def another(**different):
        opened.append(Consumer(broker, WORK, vhost, **different))
        return opened[-1]

    yield another
    for consumer in opened:
        consumer.close()
    gc.collect()  # a socket that was left open would be heard of here


@pytest.fixture
def consumer(consumers):
    return consumers()


@pytest.fixture
def through(broker):
    """A cable, and the broker as it is reached through it."""
    [address] = broker.addresses
    with a_cable_to(address) as cable:
        place = address.split("@")[1].split("/")[0]
        yield cable, Broker([address.replace(place, f"127.0.0.1:{cable.port}")])


@pytest.fixture
def send(broker, departure):
    """Publish so many messages; their ids."""
    with closing(Publisher(broker, "tests")) as publisher:

        def publish(number=1):
            wanted = [uuid7() for _ in range(number)]
            sent = [departure(id=one, headers={"cloudEvents_id": str(one)}) for one in wanted]
            assert publisher.publish(sent).confirmed == set(wanted)
            return wanted

        yield publish


def ids(deliveries):
    return [delivery.id for delivery in deliveries]


def test_what_is_taken_is_the_same_until_it_is_done_and_oldest_first(send, consumer, take, connection):
    sent = send(3)
    assert ids(take(consumer, 1)) == sent[:1]
    assert ids(take(consumer, 3)) == ids(consumer.take()) == sent
    consumer.done(consumer.take()[:1])
    assert ids(consumer.take()) == sent[1:]
    consumer.done(consumer.take())
    assert consumer.take() == ()
    consumer.close()
    assert depth(connection, WORK) == (0, 0)


def test_an_empty_queue_gives_nothing_and_nobody_waits(consumer):
    assert consumer.take() == consumer.take() == ()


def test_what_was_not_acknowledged_comes_again_marked_and_what_was_does_not(send, consumers, take):
    sent = send(9)
    first = consumers()
    taken = take(first, 9)
    assert not any(delivery.again for delivery in taken)
    first.done([taken[0], taken[3], taken[4], taken[8]])  # with holes, as after a batch that was done one by one
    assert ids(first.take()) == [sent[n] for n in (1, 2, 5, 6, 7)]
    first.done([taken[2]])
    first.done([taken[1]])
    first.close()
    second, seen = consumers(), []
    while len(seen) < 3:
        seen += take(second)
        second.done(second.take())
    assert ids(seen) == [sent[n] for n in (5, 6, 7)]
    assert all(delivery.again for delivery in seen)
    assert second.take() == ()


def test_no_more_than_so_many_are_in_hand(send, consumers, take, connection):
    sent = send(12)
    consumer = consumers(at_once=5)
    in_hand = 6  # and the first, which showed that nobody had died on it
    assert ids(take(consumer, in_hand)) == sent[:in_hand]
    assert depth(connection, WORK)[0] == 6
    consumer.done(consumer.take()[1:3])
    assert ids(take(consumer, in_hand)) == [sent[n] for n in (0, 3, 4, 5, 6, 7)]
    assert depth(connection, WORK)[0] == 4


def test_after_a_death_they_come_one_at_a_time_until_one_that_nobody_had(send, consumers, take, connection):
    died_on = set(send(6))
    dead = consumers()
    take(dead, 6)
    dead.close()
    fresh = send(6)
    survivor = consumers()
    while died_on:
        [taken] = take(survivor)
        assert taken.again
        assert depth(connection, WORK)[0] == len(died_on) - 1 + len(fresh)
        died_on.remove(taken.id)
        survivor.done([taken])
    assert ids(take(survivor, 6)) == fresh
    assert not any(delivery.again for delivery in survivor.take())


def test_a_message_that_kills_its_readers_uses_up_the_deliveries_of_no_other(send, consumers, take, connection):
    killer, *innocents = send(20)
    done, deaths = [], 0
    while not depth(connection, UNDELIVERABLE)[0]:
        reader = consumers()
        take(reader, 10 if deaths == 0 else 1)
        while killer not in ids(reader.take()):
            done += ids(reader.take())
            reader.done(reader.take())
            take(reader)
        reader.close()
        deaths += 1
        until(lambda: depth(connection, WORK)[0] or depth(connection, UNDELIVERABLE)[0], "the broker to decide")
    assert deaths == DELIVERY_LIMIT + 1
    assert sorted(done) == sorted(innocents)


@pytest.mark.parametrize("in_hand", [0, 2])
def test_a_queue_that_is_deleted_while_it_is_read_is_made_anew_after_what_is_in_hand(
    in_hand, send, consumer, take, connection
):
    sent = send(in_hand)
    taken = take(consumer, in_hand) if in_hand else consumer.take()
    connection.channel().queue_delete(WORK)
    until(lambda: consumer.rest(0.05) or consumer._cancelled, "the consumer to hear of it")
    if in_hand:
        assert ids(consumer.take()) == sent
        consumer.done(taken)
    later = send(1)
    assert ids(take(consumer)) == later
    assert consumer.trouble == ""


WAYS = {"the channel": "PRECONDITION_FAILED", "the connection": "CONNECTION_FORCED", "the cable": "does not answer"}


@pytest.mark.parametrize("cut", WAYS)
def test_cut_off_nothing_is_in_hand_it_says_why_and_all_comes_again(cut, through, send, take, management, vhost):
    cable, broker = through
    consumer = Consumer(broker, WORK, vhost)
    sent = send(5)
    taken = take(consumer, 5)
    consumer.done(taken[:2])
    {
        "the channel": lambda: consumer._channel.basic_ack(999),
        "the connection": lambda: until(lambda: management.cut_connections(vhost), "the page to show it"),
        "the cable": cable.cut,
    }[cut]()
    until(lambda: consumer.rest(0.05) or not consumer.is_open, "it to notice")
    assert WAYS[cut] in consumer.trouble
    with pytest.raises(BrokerUnavailable, match=WAYS[cut]):
        consumer.done(taken[2:])
    seen = []
    while not set(sent[2:]) <= set(ids(seen)):
        seen += take(consumer)
        consumer.done(consumer.take())
    if cut != "the cable":  # which takes with it what was acknowledged and had not arrived
        assert sorted(ids(seen)) == sorted(sent[2:])
    assert all(delivery.again for delivery in seen)
    assert consumer.trouble == ""
    consumer.close()


def test_cut_off_unnoticed_what_is_acknowledged_may_come_again_but_is_never_lost(through, send, take, vhost):
    cable, broker = through
    consumer = Consumer(broker, WORK, vhost)
    wanted, handled = set(send(30)), []
    while wanted - set(handled):
        with suppress(BrokerUnavailable):
            taken = take(consumer)[:1]
            handled += ids(taken)
            if len(handled) % 7 == 3:
                cable.cut()
            consumer.done(taken)
    assert set(handled) == wanted
    consumer.close()


def test_while_the_broker_hangs_nobody_waits_for_it(through, send, take, vhost):
    cable, broker = through
    consumer = Consumer(broker, WORK, vhost)
    [sent] = send(1)
    taken = take(consumer)
    cable.answers.clear()
    assert ids(consumer.take()) == [sent]
    consumer.done(taken)
    consumer.rest(0.05)
    assert consumer.take() == ()
    cable.answers.set()
    consumer.close()


class Deaf(Broker):
    """A client that the broker does not tell when it cancels a subscription."""

    def _parameters(self, address, purpose):
        parameters = super()._parameters(address, purpose)
        parameters.client_properties["capabilities"] = {
            "authentication_failure_close": True, "basic.nack": True, "publisher_confirms": True,
        }  # fmt: skip
        return parameters


def test_a_subscription_that_died_and_nobody_told_us_is_made_anew(send, broker, connection, vhost, take):
    with closing(Consumer(Deaf(broker.addresses), WORK, vhost, idle=0.5)) as consumer:
        done = send(1)
        assert ids(take(consumer)) == done
        consumer.done(consumer.take())
        connection.channel().queue_delete(WORK)
        declare(connection, Topology())
        sent = send(1)
        assert ids(take(consumer)) == sent
        consumer.done(consumer.take())


def test_a_subscription_that_is_made_anew_loses_nothing_that_comes_meanwhile(send, consumers, connection):
    consumer, found, sent = consumers(idle=0.0), [], []
    for _ in range(20):
        sent += send(3)
        consumer.rest(0.01)
        arrived = consumer.take()
        found += ids(arrived)
        consumer.done(arrived)

    def all_of_it():
        consumer.rest(0.05)
        arrived = consumer.take()
        found.extend(ids(arrived))
        consumer.done(arrived)
        return set(found) >= set(sent)

    until(all_of_it, "everything")
    assert depth(connection, WORK)[0] == 0
