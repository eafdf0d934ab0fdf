"""From RabbitMQ to the handlers: acknowledged after the commit, and nothing that fails holds up the rest."""

from contextlib import closing

import pytest
from cable import a_cable_to
from carriages import Rabbit
from sqlalchemy import text
from strangers import EVERYTHING, NAMES, Stranger
from uuid_utils.compat import uuid7

from chaos.installation import until
from foundation.courier.connection import Broker, BrokerUnavailable
from foundation.courier.publisher import Departure, Publisher
from foundation.courier.topology import DELAYS, EXCHANGE, UNDELIVERABLE, depth
from foundation.records import RecordsUnavailable
from foundation.records.models import Case, Outgoing, Parked
from worker.consume import Line, consume, drain
from worker.parked import list_parked, replay


@pytest.fixture
def rabbit(given_as, broker):
    with closing(Rabbit(given_as("heard_relay"), given_as("heard_consume"), broker)) as rabbit:
        yield rabbit


@pytest.fixture
def in_hand(rabbit):
    """Wait until so many messages are in the consumer's hand."""

    def wait(number):
        return until(lambda: rabbit.line.rest(0.01) or len(rabbit.line.work.take()) == number, "all to be in hand")

    return wait


def submissions(rows):
    return sorted(case.submission_id for case in rows(Case))


def test_while_the_database_is_away_all_stays_in_hand_no_attempt_counts_and_it_is_done_when_it_is_back(
    accepted, put, rabbit, in_hand, door, rows
):
    kept = [accepted(), accepted()]
    missing = put()
    rabbit.announce()
    in_hand(3)
    door.shut()
    for _ in range(3):
        with pytest.raises(RecordsUnavailable):
            consume(rabbit.given, rabbit.line)
        rabbit.line.rest(0.01)
    assert [delivery.again for delivery in rabbit.line.work.take()] == [False] * 3
    door.open()
    rabbit.carry()
    assert submissions(rows) == kept
    assert {one: attempt for one, (attempt, _) in rabbit.put_off().items()} == {missing: 1}


def test_while_the_database_is_away_no_line_is_opened_since_each_that_breaks_counts_as_a_death(
    accepted, rabbit, in_hand, door, operator, rows
):
    kept = accepted()
    rabbit.announce()
    in_hand(1)
    door.shut()
    for _ in range(30):
        rabbit.line.close()  # as it breaks when nothing is acknowledged for half an hour
        with pytest.raises(RecordsUnavailable):
            consume(rabbit.given, rabbit.line)
        assert not rabbit.line.work.is_open
    door.open()
    rabbit.carry()
    assert submissions(rows) == [kept]
    assert depth(operator, UNDELIVERABLE)[0] == 0


def test_when_the_database_goes_away_while_each_is_tried_alone_no_attempt_counts_either(
    accepted, put, rabbit, in_hand, door, rows, monkeypatch
):
    kept, poison, missing = accepted(), put(body=b""), put()
    rabbit.announce()
    in_hand(3)
    done = rabbit.line.work.done
    monkeypatch.setattr(rabbit.line.work, "done", lambda deliveries: done(deliveries) or door.shut())
    with pytest.raises(RecordsUnavailable):
        consume(rabbit.given, rabbit.line)
    monkeypatch.undo()
    assert [delivery.id for delivery in rabbit.line.work.take()] == [poison, missing]
    assert not rabbit.put_off()
    door.open()
    rabbit.under_way = 2
    rabbit.carry()
    assert submissions(rows) == [kept]
    assert [parked.message_id for parked in rows(Parked)] == [poison]
    assert {one: attempt for one, (attempt, _) in rabbit.put_off().items()} == {missing: 1}


def test_when_the_line_breaks_after_the_commit_the_message_comes_again_and_is_not_done_again(
    accepted, rabbit, in_hand, rows, monkeypatch
):
    kept = [accepted(email="a@example.com") for _ in range(3)]
    rabbit.announce()
    in_hand(3)
    done = rabbit.line.work.done
    monkeypatch.setattr(rabbit.line.work, "done", lambda deliveries: rabbit.line.close() or done(deliveries))
    with pytest.raises(BrokerUnavailable):
        consume(rabbit.given, rabbit.line)
    monkeypatch.undo()
    assert submissions(rows) == kept
    rabbit.carry()
    assert submissions(rows) == kept
    assert not rows(Parked)


@pytest.fixture
def cut_off(rabbit, broker):
    """The consumer hears from the broker, and cannot publish what it puts off: a cable that may be taken away."""
    [address] = broker.addresses
    with a_cable_to(address) as cable:
        place = address.split("@")[1].split("/")[0]
        through = Broker([address.replace(place, f"127.0.0.1:{cable.port}")], timeout=0.5)
        with closing(Publisher(through, "consume, delays")) as delays:
            rabbit.line = Line(rabbit.line.work, rabbit.line.undeliverable, delays)
            yield cable


@pytest.mark.parametrize("before", [True, False], ids=["before it connects", "while it is connected"])
def test_what_cannot_be_put_off_stays_in_hand_and_holds_up_nobody(
    before, accepted, put, rabbit, in_hand, cut_off, rows
):
    if not before:
        rabbit.line.delays.open()
    cut_off.answers.clear()
    missing = [put(), put()]
    kept = [accepted(), accepted()]
    poison = put(body=b"")
    rabbit.announce()
    in_hand(5)
    for _ in range(2):
        with pytest.raises(BrokerUnavailable):
            consume(rabbit.given, rabbit.line)
        assert submissions(rows) == kept
        assert [parked.message_id for parked in rows(Parked)] == [poison]
        assert [delivery.id for delivery in rabbit.line.work.take()] == missing
    behind = accepted()
    rabbit.announce()
    in_hand(3 + len(rows(Case)))  # and what was announced of those that were routed
    with pytest.raises(BrokerUnavailable):
        consume(rabbit.given, rabbit.line)
    assert submissions(rows) == [*kept, behind]
    cut_off.answers.set()
    rabbit.under_way = 2
    rabbit.carry()
    assert {one: attempt for one, (attempt, _) in rabbit.put_off().items()} == dict.fromkeys(missing, 1)


def test_where_the_delay_is_full_it_stays_in_hand_and_holds_up_nobody(accepted, put, rabbit, in_hand, operator, rows):
    channel = operator.channel()
    rabbit.line.delays.open()
    channel.queue_delete("retry.10s")
    channel.queue_declare("retry.10s", durable=True, arguments={"x-max-length": 1, "x-overflow": "reject-publish"})
    channel.basic_publish("", "retry.10s", b"full")
    missing, kept = put(), accepted()
    rabbit.announce()
    in_hand(2)
    with pytest.raises(BrokerUnavailable, match="a queue is full"):
        consume(rabbit.given, rabbit.line)
    assert submissions(rows) == [kept]
    assert [delivery.id for delivery in rabbit.line.work.take()] == [missing]
    assert not rows(Parked)


@pytest.mark.parametrize("gone", DELAYS)
def test_a_delay_that_somebody_deleted_is_made_anew(gone, put, rabbit, operator):
    rabbit.line.delays.open()
    operator.channel().queue_delete(gone)
    put()
    rabbit.carry()
    assert len(rabbit.put_off()) == 1


def test_what_can_be_neither_done_nor_put_off_is_parked(accepted, put, rabbit, operator, rows):
    """A header that was no text is text in our copy, and longer than AMQP has room for."""
    missing = put()
    [row] = rows(Outgoing)
    with rabbit.relaying.records.unit_of_work() as uow:
        uow.session.execute(text("delete from messaging.outbox"))
    rabbit.publisher.open()
    with_stranger = Stranger(*headers_of(row), NAMES["a name that is no UTF-8"])
    operator.channel().basic_publish(EXCHANGE, row.routing_key, row.body, with_stranger)
    rabbit.under_way = 1
    kept = accepted()
    rabbit.carry()
    assert submissions(rows) == [kept]
    [parked] = rows(Parked)
    assert (parked.message_id, parked.attempts) == (missing, 1)
    assert parked.reason.startswith("unfit: ")


def headers_of(row):
    for name, value in row.headers.items():
        said = value.encode()
        yield bytes([len(name)]) + name.encode() + b"S" + len(said).to_bytes(4, "big") + said


def test_whatever_a_stranger_sends_is_parked_and_can_be_replayed_and_holds_up_nobody(
    accepted, rabbit, operator, records_as, clock, rows
):
    rabbit.publisher.open()
    channel = operator.channel()
    for number, strange in enumerate(EVERYTHING.values()):
        channel.basic_publish(EXCHANGE, "submission.received", str(number).encode(), Stranger(strange))
    rabbit.under_way = len(EVERYTHING)
    kept = [accepted()]
    rabbit.carry()
    assert submissions(rows) == kept
    parked = rows(Parked)
    assert sorted(int(copy.body) for copy in parked) == list(range(len(EVERYTHING)))
    assert all(copy.reason.startswith("unreadable: ") for copy in parked)
    with records_as("heard_operator").unit_of_work() as uow:
        for copy in list_parked(uow):
            replay(uow, copy.message_id, because="hope", moment=clock())
    kept.append(accepted())
    rabbit.carry()
    assert submissions(rows) == kept
    assert not rows(Outgoing)
    again = rows(Parked)
    assert {copy.fate for copy in again} == {"waiting"}
    assert {copy.reason.split(":")[0] for copy in again} == {"unreadable", "unfit", "unroutable"}
    assert {copy.message_id: copy.body for copy in again} == {copy.message_id: copy.body for copy in parked}


def test_what_the_broker_gave_up_on_is_parked_with_the_reason_and_what_was_done_after_all_is_not(
    accepted, put, rabbit, operator, rows, sample
):
    before = sample("heard_parked_total", reason="undeliverable")
    accepted()
    [done] = rows(Outgoing)
    rabbit.carry()
    killer = put()
    [killing] = rows(Outgoing)
    with rabbit.relaying.records.unit_of_work() as uow:
        uow.session.execute(text("delete from messaging.outbox"))
    given_up = [
        Departure(row.id, row.type, row.routing_key, row.headers, row.body, exchange=UNDELIVERABLE)
        for row in (done, killing)
    ]
    rabbit.publisher.publish(given_up)
    found = 0
    while found < 2:
        found += drain(rabbit.given, rabbit.line)
        rabbit.line.undeliverable.rest(0.01)
    [parked] = rows(Parked)
    assert (parked.message_id, parked.reason) == (
        killer,
        "undeliverable: given out more than 20 times and never answered",
    )
    assert (parked.type, parked.routing_key) == (killing.type, killing.routing_key)
    assert (parked.headers, parked.body) == (killing.headers, killing.body)
    assert sample("heard_parked_total", reason="undeliverable") - before == 1
    assert drain(rabbit.given, rabbit.line) == 0
    assert depth(operator, UNDELIVERABLE)[0] == 0


def test_a_line_that_rests_keeps_all_its_connections(given, broker):
    """Also that for what is put off, which is seldom used."""
    quick = Broker(broker.addresses, heartbeat=1)
    to_put_off = Departure(uuid7(), "submission.received.v1", "retry.1h", {}, b"", exchange="")
    with closing(Line.to(quick)) as line:
        consume(given, line)
        drain(given, line)
        channel = line.delays.open()
        for _ in range(40):
            line.rest(0.1)
        assert line.work.is_open
        assert line.undeliverable.is_open
        assert drain(given, line) == 0
        assert line.delays.publish([to_put_off]).confirmed
        assert line.delays.open() is channel
        assert line.trouble() == []
