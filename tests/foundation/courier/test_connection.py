"""Where the broker cannot be reached we say why, in words that hold no address and no password."""

import gc
import socket
import time
from contextlib import closing

import pytest

from foundation.courier.connection import Broker, BrokerUnavailable
from foundation.courier.consumer import Consumer
from foundation.courier.publisher import Publisher
from foundation.courier.topology import WORK

PASSWORD = "not-the-password"
NO_RIGHTS = "needs the rights to configure, write and read"


@pytest.fixture
def silent():
    """A port that takes connections and never says a word, as a machine does that hangs."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def closed():
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture
def unreachable(broker, silent, closed):
    """Addresses that each fail in a way of their own."""
    [address] = broker.addresses
    sign_in, place = address.removeprefix("amqp://").split("@")
    return {
        "a wrong password": f"amqp://{sign_in.split(':')[0]}:{PASSWORD}@{place}",
        "no such virtual host": f"{address}-is-not-there",
        "nobody listens": f"amqp://guest:{PASSWORD}@127.0.0.1:{closed}/heard",
        "nobody of that name": f"amqp://guest:{PASSWORD}@nobody.invalid/heard",
        "a broker that hangs": f"amqp://guest:{PASSWORD}@127.0.0.1:{silent}/heard",
    }


SAID = {
    "a wrong password": "the broker refuses the name or the password of HEARD_AMQP_URL",
    "no such virtual host": "the broker has no such virtual host, or this user may not use it",
    "nobody listens": "the broker does not answer",
    "nobody of that name": "the name of the broker's machine is not known here",
    "a broker that hangs": "the broker does not answer",
}


@pytest.mark.parametrize("case", SAID)
def test_each_way_of_not_being_reached_is_told_in_words(case, unreachable):
    broker = Broker([unreachable[case]], timeout=0.5)
    publisher, consumer = Publisher(broker, "tests"), Consumer(broker, WORK, "tests")
    for connect in (
        publisher.open,
        consumer.take,
        lambda: broker.connect("tests"),
        lambda: broker.reach("tests", publisher._connect),
    ):
        with pytest.raises(BrokerUnavailable) as refused:
            connect()
        assert str(refused.value) == SAID[case]
    assert publisher.trouble == consumer.trouble == SAID[case]
    publisher.close()
    consumer.close()
    gc.collect()  # a socket that was left open would be heard of here, and warnings are errors


def test_a_user_without_rights_is_told_which(broker, management, vhost):
    name = f"{vhost}-reader"
    management.ask(f"/users/{name}", "PUT", {"password": PASSWORD, "tags": ""})
    management.ask(f"/permissions/{vhost}/{name}", "PUT", {"configure": "", "write": "", "read": ".*"})
    place = broker.addresses[0].split("@")[1]
    barred = Broker([f"amqp://{name}:{PASSWORD}@{place}"])
    publisher, consumer = Publisher(barred, "tests"), Consumer(barred, WORK, "tests")
    try:
        for connect in (publisher.open, consumer.take):
            with pytest.raises(BrokerUnavailable, match=NO_RIGHTS):
                connect()
        assert NO_RIGHTS in publisher.trouble
        assert NO_RIGHTS in consumer.trouble
    finally:
        publisher.close()
        consumer.close()
        management.ask(f"/users/{name}", "DELETE")
    gc.collect()  # nothing is left open


def test_where_one_node_is_away_another_is_used(broker, unreachable):
    for away in ("nobody listens", "nobody of that name", "a broker that hangs"):
        either = Broker([unreachable[away], *broker.addresses], timeout=0.5)
        for _ in range(3):  # by chance first one, then the other
            either.connect("tests").close()
            with closing(Publisher(either, "tests")) as publisher:
                publisher.open()


def test_whoever_rests_answers_heartbeats_and_keeps_the_connection(broker, departure):
    quick = Broker(broker.addresses, heartbeat=1)
    resting, busy = ((Publisher(quick, "tests"), Consumer(quick, WORK, "tests")) for _ in range(2))
    opened = {}
    for publisher, consumer in (resting, busy):
        opened[publisher] = publisher.open()
        consumer.take()
    end = time.monotonic() + 4
    while time.monotonic() < end:
        for one in resting:
            one.rest(0)
        time.sleep(0.1)
    for (publisher, consumer), kept in ((resting, True), (busy, False)):
        consumer.rest(0)
        assert consumer.is_open is kept
        sent = departure()
        assert (publisher.open() is opened[publisher]) is kept
        assert publisher.publish([sent]).confirmed == {sent.id}
        publisher.close()
        consumer.close()
