"""A publish is confirmed or it did not happen."""

import gc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaos.installation import until
from foundation.courier.publisher import Publisher, _properties
from foundation.courier.topology import BINDINGS, EXCHANGE, WORK, depth


@pytest.fixture
def publisher(broker):
    publisher = Publisher(broker, "tests")
    yield publisher
    publisher.close()
    gc.collect()  # a socket that was left open would be heard of here


def ids(departures):
    return {departure.id for departure in departures}


def test_what_is_confirmed_is_there_whole(publisher, departure, connection):
    sent = departure(headers={"cloudEvents_id": "1", "n": 7, "yes": True, "none": None, "list": [1, {"a": "ü"}]})
    answers = publisher.publish([sent])
    assert answers.confirmed == {sent.id}
    assert not answers.unroutable | answers.unfit | answers.refused
    assert not answers.lost
    method, properties, body = connection.channel().basic_get(WORK)
    assert (body, method.routing_key, method.exchange) == (sent.body, sent.routing_key, EXCHANGE)
    assert (properties.message_id, properties.type) == (str(sent.id), sent.type)
    assert (properties.delivery_mode, properties.content_type) == (2, "application/json")
    assert properties.headers.items() >= sent.headers.items()


def test_a_batch_of_a_thousand_is_confirmed_in_order(publisher, departure, connection):
    sent = [departure() for _ in range(1000)]
    assert publisher.publish(sent).confirmed == ids(sent)
    channel = connection.channel()
    found = [channel.basic_get(WORK, auto_ack=True)[1].message_id for _ in range(50)]
    assert found == [str(departure.id) for departure in sent[:50]]
    assert depth(connection, WORK) == (950, 0)


def test_an_empty_batch_needs_no_answer(publisher):
    assert publisher.publish([]).confirmed == set()


def test_what_no_queue_wants_is_told_and_the_others_are_there(publisher, departure, connection):
    unwanted = departure(routing_key="nobody.wants.it")
    wanted = [departure(), departure()]
    answers = publisher.publish([wanted[0], unwanted, wanted[1]])
    assert (answers.confirmed, answers.unroutable, answers.lost) == (ids(wanted), {unwanted.id}, "")
    assert depth(connection, WORK) == (2, 0)
    assert publisher.publish([wanted[0]]).confirmed == {wanted[0].id}


@pytest.mark.parametrize("gone", ["the queue", "its binding", "a delay", "the exchange"])
def test_what_somebody_deleted_is_made_anew_and_the_message_is_there(gone, publisher, departure, connection):
    publisher.open()
    channel = connection.channel()
    to = departure(routing_key="retry.1h", exchange="") if gone == "a delay" else departure()
    {
        "the queue": lambda: channel.queue_delete(WORK),
        "its binding": lambda: channel.queue_unbind(WORK, EXCHANGE, BINDINGS[0]),
        "a delay": lambda: channel.queue_delete("retry.1h"),
        "the exchange": lambda: channel.exchange_delete(EXCHANGE),
    }[gone]()
    if gone == "the exchange":  # the broker hangs up on that
        assert "no exchange" in publisher.publish([to]).lost
    assert publisher.publish([to]).confirmed == {to.id}
    assert depth(connection, "retry.1h" if gone == "a delay" else WORK) == (1, 0)


def test_what_a_full_queue_refuses_is_told_and_the_others_are_there(
    publisher, departure, connection, management, vhost
):
    publisher.open()
    management.ask(
        f"/policies/{vhost}/short", "PUT",
        {"pattern": f"^{WORK}$", "definition": {"max-length": 3}, "apply-to": "queues"},
    )  # fmt: skip
    sent = [departure() for _ in range(20)]

    def some_refused():
        answers = publisher.publish(sent)
        assert answers.confirmed | answers.refused == ids(sent)
        assert not answers.lost
        return answers.refused

    until(some_refused, "the queue to hear of its policy")
    elsewhere = departure(routing_key="retry.1m", exchange="")
    answers = publisher.publish([sent[0], elsewhere])
    assert (answers.confirmed, answers.refused) == ({elsewhere.id}, {sent[0].id})
    connection.channel().queue_purge(WORK)
    assert publisher.publish([sent[0]]).confirmed == {sent[0].id}


UNFIT = {
    "a name of 256 bytes": {"headers": {"ü" * 128: "a"}},
    "a broken number": {"headers": {"half": 0.5}},
    "a number of nine bytes": {"headers": {"large": 2**64}},
    "more than a frame": {"headers": {"long": "a" * 131_072}},
    "lists in lists in lists": {"headers": {"deep": None}},
    "a type of 256 bytes": {"type": "t" * 256},
    "a key of 256 bytes": {"routing_key": "submission." + "k" * 256},
}


@pytest.mark.parametrize("wrong", UNFIT.values(), ids=UNFIT)
def test_what_amqp_cannot_carry_is_told_and_the_others_are_there(wrong, publisher, departure, connection):
    for _ in range(2000 if "deep" in wrong.get("headers", {}) else 0):
        wrong["headers"]["deep"] = [wrong["headers"]["deep"]]
    unfit, others = departure(**wrong), [departure(), departure()]
    answers = publisher.publish([others[0], unfit, others[1]])
    assert (answers.confirmed, answers.unfit, answers.lost) == (ids(others), {unfit.id}, "")
    assert depth(connection, WORK) == (2, 0)


def test_headers_that_just_fit_into_a_frame_travel(publisher, departure, connection):
    room = 131_072 - 20 - sum(map(len, _properties(departure(headers={"long": ""})).encode()))
    for too_much in (0, 1):
        sent = departure(headers={"long": "a" * (room + too_much)})
        answers = publisher.publish([sent])
        assert (answers.unfit if too_much else answers.confirmed) == {sent.id}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.text(max_size=130),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=130), inner),
        ),
        max_size=3,
    )
)
def test_whatever_a_parked_copy_holds_it_travels_or_is_told_to_be_unfit(publisher, departure, headers):
    sent, other = departure(headers=headers), departure()
    answers = publisher.publish([sent, other])
    assert answers.confirmed | answers.unfit == {sent.id, other.id}
    assert other.id in answers.confirmed
