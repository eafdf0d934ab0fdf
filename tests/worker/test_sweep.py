"""The clock: what was accepted and waits nowhere is announced again; what waits is counted; each fate is counted."""

from datetime import timedelta

import pytest
from sqlalchemy import delete
from uuid_utils.compat import uuid7

from foundation.contracts.surveys import CaseClosed
from foundation.records.models import Case, Outgoing
from worker.carrier import carry
from worker.clock import announce_again, count_what_waits
from worker.parked import drop

HOURS = timedelta(hours=1)


@pytest.fixture
def watching(given_as):
    """What the clock's jobs are told, under its own role."""
    return given_as("heard_clock")


def test_what_was_accepted_over_an_hour_ago_and_waits_nowhere_is_announced_again_once(
    accepted, watching, carriage, rows
):
    lost = accepted(announced=False, ago=HOURS + timedelta(seconds=1))
    accepted(announced=False, ago=HOURS - timedelta(seconds=1))
    assert announce_again(watching) == 1
    assert announce_again(watching) == 0
    carriage.carry()
    assert [case.submission_id for case in rows(Case)] == [lost]
    assert announce_again(watching) == 0


def test_what_lies_on_the_broker_and_nobody_reads_is_announced_again_once_an_hour_and_not_each_minute(
    accepted, watching, everything, clock
):
    accepted(announced=False, ago=2 * HOURS)
    told, announced = {}, []
    for _ in range(121):
        announced.append(announce_again(watching, told))
        with everything.unit_of_work() as uow:
            uow.session.execute(delete(Outgoing))  # the relay has taken it
        clock.forward(minutes=1)
    assert [minute for minute, count in enumerate(announced) if count] == [0, 60, 120]
    assert len(told) == 1


@pytest.mark.parametrize("kind", ["complaint", "compliment", "comment", "meeting"])
def test_every_kind_that_was_lost_is_found(kind, accepted, watching, given, rows):
    accepted(announced=False, ago=2 * HOURS, kind=kind)
    announce_again(watching)
    carry(given)
    assert [case.kind for case in rows(Case)] == [kind]


def test_what_waits_in_the_outbox_is_not_announced_again(accepted, watching):
    accepted(ago=2 * HOURS)
    assert announce_again(watching) == 0


def test_what_is_routed_is_not_announced_again(accepted, watching, carriage, clock):
    accepted(ago=2 * HOURS)
    carriage.carry()
    clock.forward(hours=5)
    assert announce_again(watching) == 0


def test_what_is_parked_is_left_to_a_person_and_what_was_dropped_is_found_again(
    accepted, put, watching, carriage, clock, records_as, rows
):
    lost = accepted(announced=False, ago=2 * HOURS)
    poison = put(about=lost, body=b"")
    carriage.carry()
    assert announce_again(watching) == 0
    with records_as("heard_operator").unit_of_work() as uow:
        drop(uow, poison, because="unreadable", moment=clock())
    assert announce_again(watching) == 1
    carriage.carry()
    assert [case.submission_id for case in rows(Case)] == [lost]


def test_the_gauges_say_how_much_waits_how_long_and_how_much_is_parked(
    put, accepted, watching, carriage, clock, sample
):
    count_what_waits(watching)
    assert (
        sample("heard_outbox_waiting") == sample("heard_outbox_oldest_seconds") == sample("heard_parked_waiting") == 0
    )
    put(body=b"")
    carriage.carry()
    accepted()
    clock.forward(seconds=90)
    accepted()
    count_what_waits(watching)
    assert sample("heard_outbox_waiting") == 2
    assert sample("heard_outbox_oldest_seconds") == 90
    assert sample("heard_parked_waiting") == 1


def test_what_leaves_the_outbox_on_a_later_day_does_not_wait_yet(everything, watching, clock, sample):
    with everything.unit_of_work() as uow:
        later = clock() + 48 * HOURS
        uow.send((CaseClosed(uuid7()), "case.closed"), source="console", moment=clock(), not_before=later)
    count_what_waits(watching)
    assert sample("heard_outbox_waiting") == sample("heard_outbox_oldest_seconds") == 0
    clock.forward(days=3)
    count_what_waits(watching)
    assert sample("heard_outbox_waiting") == 1


def test_the_counters_count_each_fate(put, accepted, watching, carriage, sample):
    counted = [
        ("heard_routed_total", {"kind": "complaint", "team": "assessment"}),
        ("heard_retried_total", {"type": "submission.received.v1"}),
        ("heard_parked_total", {"reason": "unreadable"}),
        ("heard_reannounced_total", {}),
    ]
    before = [sample(name, **labels) for name, labels in counted]
    accepted(announced=False, ago=2 * HOURS)
    announce_again(watching)
    put()
    put(body=b"")
    carriage.carry()
    after = [sample(name, **labels) for name, labels in counted]
    assert [new - old for new, old in zip(after, before, strict=True)] == [1, 1, 1, 1]
