"""What a period waits for before it ends: answers on their way, the broker, its key, and the next one."""

from contextlib import closing

import pytest
from sealed_away import IN_JANUARY, NO_THANKS, POOL, WINTER, period_of, put, said, sealed
from sqlalchemy import update

from chaos.installation import until as until_true
from foundation.contracts.equality import EqualitySealed
from foundation.courier.topology import Topology, declare
from foundation.records.models import Outgoing, Parked
from worker.equality.closing import IN_HAND, NO_KEY, NO_NEXT, ON_BROKER, ON_ITS_WAY


def test_while_an_answer_of_it_is_on_its_way_or_parked_a_period_does_not_close(
    autumn, until, ending, everything, clock, rows
):
    put(everything, autumn, *[said()] * 50)
    until(IN_JANUARY)
    winter = period_of(everything, WINTER)
    box = sealed(NO_THANKS, autumn.public)
    with everything.unit_of_work() as uow:
        messages = [EqualitySealed(POOL, it.id, box) for it in (autumn, winter)]
        uow.send(*((message, "equality.sealed") for message in messages), source="intake", moment=clock())
    assert ending() == [("waits", ON_ITS_WAY)]
    with everything.unit_of_work() as uow:
        for row in uow.session.query(Outgoing).all():
            parked = {name: getattr(row, name) for name in ("type", "routing_key", "headers", "body")}
            uow.keep(Parked, parked | {
                "message_id": row.id, "reason": "tried too often", "attempts": 5, "parked_at": clock(),
                "fate": "waiting" if str(autumn.id).encode() in row.body else "dropped", "decided_at": None,
                "decided_because": None,
            })  # fmt: skip
            if str(autumn.id).encode() in row.body:
                uow.session.delete(row)
    assert ending() == [("waits", ON_ITS_WAY)]
    with everything.unit_of_work() as uow:
        uow.connection.execute(update(Parked).values(fate="dropped"))
    assert ending() == [("closed", "")], "the answer that is on its way is one of the next period"


@pytest.fixture
def queue(broker):
    """The queue of the worker, as somebody reads it who finishes nothing by himself; with one message in it."""
    with closing(broker.connect("tests")) as connection:
        declare(connection, Topology())
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish("heard", "equality.sealed", b"x", mandatory=True)
        yield channel


def test_while_something_waits_on_the_broker_or_a_reader_has_it_in_hand_no_period_closes(
    autumn, until, ending, everything, broker, queue, clock
):
    put(everything, autumn, *[said()] * 50)
    until(IN_JANUARY)
    assert ending(broker=broker) == [("waits", ON_BROKER)]
    taken, *_ = queue.basic_get("work")
    for _ in range(2):
        assert ending(broker=broker) == [("waits", IN_HAND)]
        clock.forward(minutes=15)
    queue.basic_nack(taken.delivery_tag, requeue=True)
    until_true(lambda: ending(broker=broker) == [("waits", ON_BROKER)], "what was in hand to be seen again")
    queue.queue_purge("work")
    for _ in range(3):
        assert ending(broker=broker) == [("waits", IN_HAND)]
        clock.forward(minutes=15)
    assert ending(broker=broker) == [("closed", "")]


def test_whoever_has_not_looked_at_the_broker_for_a_time_does_not_know_that_it_was_quiet(
    autumn, until, ending, everything, broker, queue, clock
):
    put(everything, autumn, *[said()] * 50)
    until(IN_JANUARY)
    queue.queue_purge("work")
    assert ending(broker=broker) == [("waits", IN_HAND)]
    clock.forward(days=3)
    queue.basic_publish("heard", "equality.sealed", b"x", mandatory=True)
    queue.basic_get("work")
    assert ending(broker=broker) == [("waits", IN_HAND)], "as a worker that is started again has it all in hand"


def test_without_its_key_or_a_next_period_it_waits_and_says_why(autumn, until, ending, everything, keys, clock):
    put(everything, autumn, *[said()] * 49)
    clock.forward(days=52)
    assert ending() == [("waits", NO_NEXT)]
    (keys.path / f"{autumn.id}.key").rename(keys.path / "away")
    assert ending() == [("waits", NO_KEY)]
