"""The broker goes away in the middle of a publish: nothing is called confirmed that it does not have."""

import gc

import pytest
from cable import a_cable_to

from chaos.installation import until
from foundation.courier.connection import Broker, BrokerUnavailable
from foundation.courier.publisher import Publisher
from foundation.courier.topology import UNDELIVERABLE, WORK, depth

MANY = 500


@pytest.fixture
def cable(broker):
    with a_cable_to(broker.addresses[0]) as cable:
        yield cable


@pytest.fixture
def publisher(broker, cable, vhost):
    """A publisher that reaches the broker through the cable, and waits for no answer longer than a second."""
    [address] = broker.addresses
    place = address.split("@")[1].split("/")[0]
    publisher = Publisher(Broker([address.replace(place, f"127.0.0.1:{cable.port}")], timeout=0.5), vhost)
    yield publisher
    publisher.close()
    gc.collect()  # a socket that was left open would be heard of here


@pytest.fixture
def there(connection):
    """The ids of all that stands in the work queue, and how many times each."""

    def look():
        channel, found = connection.channel(), []
        while (got := channel.basic_get(WORK, auto_ack=True))[0] is not None:
            found.append(got[1].message_id)
        return found

    return look


def ids(departures):
    return {departure.id for departure in departures}


@pytest.mark.parametrize("share", [0.02, 0.5, 0.99])
def test_cut_off_on_the_way_only_what_the_broker_has_is_called_confirmed(share, publisher, cable, departure, there):
    sent = [departure() for _ in range(MANY)]
    publisher.open()
    before = cable.carried
    publisher.publish(sent[:100])
    cable.cut_after(int(share * (cable.carried - before) * MANY / 100))
    answers = publisher.publish(sent)
    assert answers.lost == publisher.trouble == "the broker does not answer"
    assert answers.confirmed != ids(sent)
    left = [departure for departure in sent if departure.id not in answers.confirmed]
    again = publisher.publish(left)
    assert (again.confirmed, again.lost) == (ids(left), "")
    assert publisher.trouble == ""
    assert set(there()) == {str(departure.id) for departure in sent}


def test_cut_off_on_the_way_what_nobody_wanted_yet_is_not_called_unroutable(publisher, cable, departure, monkeypatch):
    """A queue may only have been deleted: that is found out by declaring it anew, for which there was no time."""
    returned = publisher._returned
    monkeypatch.setattr(publisher, "_returned", lambda *told: returned(*told) or cable.cut())
    answers = publisher.publish([departure(routing_key="nobody.wants.it"), *(departure() for _ in range(MANY))])
    assert answers.lost
    assert not answers.unroutable


def test_cut_off_while_it_rests_nobody_notices(publisher, cable, departure):
    publisher.open()
    cable.cut()
    until(lambda: publisher.rest(0.05) or publisher.trouble, "it to notice")
    sent = departure()
    assert publisher.publish([sent]).confirmed == {sent.id}
    assert publisher.trouble == ""


def test_cut_off_between_two_batches_the_next_is_lost_or_confirmed_and_never_half(publisher, cable, departure, there):
    for _ in range(10):
        publisher.open()
        cable.cut()
        sent = departure()
        answers = publisher.publish([sent])
        assert answers.confirmed == (set() if answers.lost else {sent.id})
        assert (str(sent.id) in there()) or answers.lost


def test_an_answer_that_comes_too_late_is_none_and_the_next_batch_gets_only_its_own(publisher, cable, departure, there):
    publisher.open()
    cable.answers.clear()
    early, late = departure(), departure()
    answers = publisher.publish([early])
    assert (answers.confirmed, answers.lost) == (set(), "the broker does not confirm what it is given")
    with pytest.raises(BrokerUnavailable, match="does not answer"):
        publisher.publish([late])
    cable.answers.set()
    answers = publisher.publish([late])
    assert (answers.confirmed, answers.lost) == ({late.id}, "")
    assert answers.confirmed == {late.id}
    assert set(there()) == {str(early.id), str(late.id)}  # the broker had it; that is why `lost` means: perhaps


def test_the_broker_that_is_lost_after_what_no_queue_wanted_leaves_the_rest_confirmed(
    publisher, cable, departure, monkeypatch
):
    publisher.open()
    declare = publisher._declare
    monkeypatch.setattr(publisher, "_declare", lambda: cable.end() or declare())
    unwanted, wanted = departure(routing_key="nobody.wants.it"), departure()
    answers = publisher.publish([unwanted, wanted])
    assert (answers.confirmed, answers.unroutable) == ({wanted.id}, set())
    assert answers.lost == "the broker does not answer"


@pytest.mark.parametrize("how", ["by the management page", "with the whole channel"])
def test_closed_by_the_broker_it_finds_its_way_back(how, publisher, departure, management, connection, vhost):
    first, second = departure(), departure()
    publisher.publish([first])
    if how == "by the management page":
        until(lambda: management.cut_connections(vhost), "the page to show it")
    else:
        lost = publisher.publish([departure(exchange="nobody made this")])
        assert lost.lost.startswith("the broker closed the channel: NOT_FOUND")
    until(lambda: publisher.rest(0.05) or publisher.trouble, "it to notice")
    assert publisher.publish([second]).confirmed == {second.id}
    assert depth(connection, WORK) == (2, 0)
    assert depth(connection, UNDELIVERABLE) == (0, 0)
