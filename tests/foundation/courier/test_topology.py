"""What stands on the broker is what we declare; where it is not, that is named, and work goes on."""

import pytest

from foundation.courier.consumer import Consumer
from foundation.courier.publisher import Publisher
from foundation.courier.topology import DELAYS, UNDELIVERABLE, WORK, Topology, broker_version, declare, depth, drift

TOPOLOGY = Topology()
QUEUES = {"work", "undeliverable", "retry.10s", "retry.1m", "retry.10m", "retry.1h"}


def wanted(queue, **different):
    """A queue's arguments but for these; None leaves one out."""
    arguments = {
        **TOPOLOGY.queues[queue],
        **{f"x-{name.replace('_', '-')}": value for name, value in different.items()},
    }
    return {name: value for name, value in arguments.items() if value is not None}


# What an operator, or an older version of ours, may have left: the queue, its arguments, and what is said of it.
DRIFTED = {
    "another kind of queue": (UNDELIVERABLE, wanted(UNDELIVERABLE, queue_type="classic", delivery_limit=None),
        "its x-queue-type is 'classic' and must be 'quorum'"),
    "a classic queue with no arguments": (UNDELIVERABLE, {}, "its x-overflow is none and must be 'reject-publish'"),
    "another wait": ("retry.10s", wanted("retry.10s", message_ttl=5000),
        "its x-message-ttl is '5000' and must be '10000'"),
    "no end of the wait": ("retry.1h", wanted("retry.1h", message_ttl=None),
        "its x-message-ttl is none and must be '3600000'"),
    "dead letters that may be lost": (WORK, wanted(WORK, dead_letter_strategy=None),
        "its x-dead-letter-strategy is none and must be 'at-least-once'"),
    "dead letters for somebody else": (WORK, wanted(WORK, dead_letter_exchange="of others"),
        "its x-dead-letter-exchange is 'of others' and must be 'undeliverable'"),
    "a wait that leads elsewhere": ("retry.1m", wanted("retry.1m", dead_letter_routing_key="some where"),
        "its x-dead-letter-routing-key is 'some where' and must be 'work'"),
    "fewer deliveries": (WORK, wanted(WORK, delivery_limit=3), "its x-delivery-limit is '3' and must be '20'"),
    "deliveries as the version likes": (WORK, wanted(WORK, delivery_limit=None),
        "its x-delivery-limit is none and must be '20'"),
    "a queue that is never long": (WORK, wanted(WORK, max_length=30), "its x-max-length is '30' and must be none"),
}  # fmt: skip


def test_on_an_empty_virtual_host_all_is_made(broker, connection, management, vhost):
    assert declare(connection, TOPOLOGY) == []
    queues = {queue["name"]: queue for queue in management.ask(f"/queues/{vhost}")}
    assert queues.keys() == QUEUES
    assert all(queue["durable"] and queue["arguments"]["x-queue-type"] == "quorum" for queue in queues.values())
    assert all(queue["arguments"]["x-overflow"] == "reject-publish" for queue in queues.values())
    assert {name: queues[name]["arguments"]["x-message-ttl"] / 1000 for name in DELAYS} == {
        "retry.10s": 10,
        "retry.1m": 60,
        "retry.10m": 600,
        "retry.1h": 3600,
    }
    bound = {
        (binding["source"], binding["destination"], binding["routing_key"])
        for binding in management.ask(f"/bindings/{vhost}")
        if binding["source"]
    }
    assert bound == {
        ("heard", "work", "submission.#"),
        ("heard", "work", "routed.#"),
        ("heard", "work", "response.#"),
        ("heard", "work", "sample.#"),
        ("heard", "work", "equality.#"),
        ("heard", "work", "case.#"),
        ("undeliverable", "undeliverable", ""),
    }
    exchanges = {
        exchange["name"]: (exchange["type"], exchange["durable"]) for exchange in management.ask(f"/exchanges/{vhost}")
    }
    assert exchanges.items() >= {"heard": ("topic", True), "undeliverable": ("fanout", True)}.items()


def test_to_declare_it_twice_changes_nothing_and_loses_nothing(broker, connection, departure):
    publisher = Publisher(broker, "tests")
    publisher.publish([departure()])
    assert declare(connection, TOPOLOGY) == declare(connection, TOPOLOGY) == []
    assert drift(connection, TOPOLOGY) == []
    assert depth(connection, WORK) == (1, 0)
    publisher.close()


@pytest.mark.parametrize("queue, arguments, said", DRIFTED.values(), ids=DRIFTED)
def test_a_queue_that_differs_is_named_with_what_it_is_and_what_it_must_be(queue, arguments, said, connection):
    connection.channel().queue_declare(queue, durable=True, arguments=arguments)
    assert f"queue {queue}: {said}" in drift(connection, TOPOLOGY)  # among those that are missing
    assert declare(connection, TOPOLOGY) == drift(connection, TOPOLOGY) == [f"queue {queue}: {said}"]


@pytest.mark.parametrize(
    "kind, durable, said",
    [
        ("fanout", True, "its type is 'fanout' and must be 'topic'"),
        ("topic", False, "its durable is 'false' and must be 'true'"),
    ],
)
def test_an_exchange_that_differs_is_named_with_what_it_is_and_what_it_must_be(kind, durable, said, connection):
    connection.channel().exchange_declare("heard", kind, durable=durable)
    assert declare(connection, TOPOLOGY) == drift(connection, TOPOLOGY) == [f"exchange heard: {said}"]


def test_what_is_missing_is_named_and_not_made(connection, management, vhost):
    missing = ["exchange heard", "exchange undeliverable", *(f"queue {name}" for name in TOPOLOGY.queues)]
    for _ in range(2):
        found = drift(connection, TOPOLOGY)
        assert found == [f"{name} is not there; relay and consume make it when they start" for name in missing]
    assert management.ask(f"/queues/{vhost}") == []
    declare(connection, TOPOLOGY)
    connection.channel().queue_delete("retry.1m")
    assert drift(connection, TOPOLOGY) == ["queue retry.1m is not there; relay and consume make it when they start"]


def test_with_a_queue_that_differs_work_goes_on_and_both_sides_say_so(broker, connection, departure, take):
    connection.channel().queue_declare(WORK, durable=True, arguments=wanted(WORK, delivery_limit=3))
    publisher, consumer = Publisher(broker, "tests"), Consumer(broker, WORK, "tests")
    sent = departure()
    assert publisher.publish([sent]).confirmed == {sent.id}
    assert [delivery.id for delivery in take(consumer)]
    assert publisher.differs == consumer.differs == ["queue work: its x-delivery-limit is '3' and must be '20'"]
    publisher.close()
    consumer.close()


def test_the_broker_says_its_version(connection):
    assert broker_version(connection).split(".")[0] in {"3", "4"}
