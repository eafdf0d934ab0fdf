"""A message that fails is put off, parked or done already, and never holds up what is behind it."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from builders import a_submission
from prometheus_client import REGISTRY
from sqlalchemy import create_engine, text
from uuid_utils.compat import uuid7

from foundation.records import RecordsUnavailable
from foundation.records.models import Case, Deadline, HistoryLine, Incoming, Notice, Outgoing, Parked, Submission
from worker.carrier import carry
from worker.circumstances import Circumstances
from worker.clock import announce_again, count_what_waits
from worker.parked import NotParked, drop, find_parked, list_parked, replay

POISON = {
    "a body that is no JSON": {"body": b"\xff\x00"},
    "an empty body": {"body": b""},
    "a body that is no object": {"body": b"[]"},
    "no submission": {"data": {"submission_id": None}},
    "an impossible day": {"data": {"received_on": "2026-02-31"}},
    "an unknown kind": {"data": {"kind": "grumble"}},
    "an unknown type": {"headers": {"cloudEvents_type": "submission.received.v9"}},
    "another version of the envelope": {"headers": {"cloudEvents_specversion": "9"}},
}


def sample(name, **labels):
    return REGISTRY.get_sample_value(name, labels) or 0


@pytest.mark.parametrize("wrong", POISON.values(), ids=POISON)
def test_a_message_that_nobody_can_read_is_parked_at_once_and_the_others_flow_on(wrong, put, accepted, given, rows):
    before = accepted()
    poison = put(**wrong)
    behind = accepted()
    assert carry(given) == 3
    assert {case.submission_id for case in rows(Case)} == {before, behind}
    [parked] = rows(Parked)
    assert (parked.message_id, parked.fate, parked.attempts, parked.parked_at) == (poison, "waiting", 1, given.now())
    assert parked.reason.startswith("unreadable: ")
    assert poison not in {message.id for message in rows(Outgoing)}
    assert poison not in {seen.message_id for seen in rows(Incoming)}


def test_a_parked_message_is_kept_whole(put, given, rows):
    poison = put(body=b'{"kind": 5}')
    [was] = rows(Outgoing)
    carry(given)
    [parked] = rows(Parked)
    assert (parked.message_id, parked.type, parked.routing_key) == (poison, was.type, was.routing_key)
    assert (parked.headers, parked.body) == (was.headers, was.body)


def test_a_message_about_a_submission_that_is_not_there_is_put_off_and_the_others_flow_on(put, accepted, given, rows):
    missing = put()
    behind = accepted()
    carry(given)
    assert [case.submission_id for case in rows(Case)] == [behind]
    put_off = {message.id: message for message in rows(Outgoing)}[missing]
    assert (put_off.attempt, put_off.not_before) == (1, given.now() + timedelta(seconds=10))
    assert not rows(Parked)


def test_it_is_tried_again_after_ten_seconds_a_minute_ten_minutes_and_an_hour_and_then_parked(put, given, clock, rows):
    missing = put()
    assert carry(given) == 1
    for attempt, seconds in enumerate((10, 60, 600, 3600), start=1):
        [put_off] = rows(Outgoing)
        assert (put_off.attempt, put_off.not_before) == (attempt, clock() + timedelta(seconds=seconds))
        clock.forward(seconds=seconds - 1)
        assert carry(given) == 0
        clock.forward(seconds=1)
        assert carry(given) == 1
    assert not rows(Outgoing)
    [parked] = rows(Parked)
    assert (parked.message_id, parked.reason, parked.attempts) == (missing, "tried too often: NotThere", 5)


def test_a_message_that_waits_for_its_hour_holds_up_nothing(put, accepted, given, rows):
    put()
    carry(given)
    behind = accepted()
    assert carry(given, size=1) == 1
    assert [case.submission_id for case in rows(Case)] == [behind]


def test_what_was_put_off_is_done_when_its_cause_is_gone(put, everything, given, clock, rows):
    late = a_submission(received_at=clock())
    put(about=late["id"])
    carry(given)
    with everything.unit_of_work() as uow:
        uow.keep(Submission, late)
    clock.forward(seconds=10)
    carry(given)
    assert [case.submission_id for case in rows(Case)] == [late["id"]]
    assert not rows(Parked)


def test_a_row_that_the_database_refuses_is_put_off_alone(accepted, everything, given, rows):
    with everything.unit_of_work() as uow:
        uow.session.execute(text("alter table casework.point add check (words <> 'refused')"))
    first, refused, last = accepted(), accepted(words="refused"), accepted()
    carry(given)
    assert {case.submission_id for case in rows(Case)} == {first, last}
    put_off = [message for message in rows(Outgoing) if message.attempt]
    assert [message.headers["cloudEvents_subject"] for message in put_off] == [str(refused)]
    assert {line.what for line in rows(HistoryLine)} == {"opened", "no_contact_given"}


def test_a_batch_that_fails_is_done_whole_one_by_one_and_nothing_twice(put, accepted, given, rows):
    wanted = {accepted() for _ in range(4)}
    put(body=b"")
    wanted |= {accepted() for _ in range(4)}
    assert carry(given) == 9
    assert sorted(case.submission_id for case in rows(Case)) == sorted(wanted)
    assert len(rows(Incoming)) == 8
    assert {message.type for message in rows(Outgoing)} == {"item.routed.v1"}


@pytest.fixture
def cut_off(database):
    """A function that ends the worker's connections, and keeps it out until the test is over."""
    server = create_engine(os.environ["HEARD_TEST_DATABASE_URL"], isolation_level="AUTOCOMMIT")
    ended = text(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
        " where usename = 'heard_worker' and datname = :name"
    )

    def cut():
        with server.connect() as connection:
            connection.execute(text(f"alter database {database.name} allow_connections false"))
            assert connection.scalars(ended, {"name": database.name}).all()

    yield cut
    server.dispose()


def test_when_the_database_goes_away_no_attempt_is_counted(put, given, clock, cut_off, rows):
    put()
    carry(given)
    clock.forward(seconds=10)
    cut_off()
    with pytest.raises(RecordsUnavailable):
        carry(given)
    assert [waiting.attempt for waiting in rows(Outgoing)] == [1]


@pytest.fixture
def parked_poison(put, given, clock):
    """A message about a submission that is not there, tried until it was parked: its id and the submission's."""
    about = uuid7()
    poison = put(about=about)
    for _ in range(5):
        carry(given)
        clock.forward(hours=1)
    return poison, about


def test_what_is_parked_can_be_listed_and_looked_at(parked_poison, put, given, clock, records_as):
    poison, _ = parked_poison
    other = put(body=b"")
    carry(given)
    with records_as("heard_operator").unit_of_work() as uow:
        assert [message.message_id for message in list_parked(uow)] == [poison, other]
        found = find_parked(uow, poison)
        assert (found.reason, found.fate) == ("tried too often: NotThere", "waiting")
        with pytest.raises(NotParked, match="parked list"):
            find_parked(uow, uuid7())


def test_after_a_mend_a_replayed_message_is_done_once(parked_poison, everything, given, clock, records_as, rows):
    poison, about = parked_poison
    with everything.unit_of_work() as uow:
        uow.keep(Submission, a_submission(id=about, received_at=clock()))
    operator = records_as("heard_operator")
    with operator.unit_of_work() as uow:
        replay(uow, poison, because="put it back", moment=clock())
    with operator.unit_of_work() as uow, pytest.raises(NotParked, match="replayed already"):
        replay(uow, poison, because="again", moment=clock())
    carry(given)
    carry(given)
    assert [case.submission_id for case in rows(Case)] == [about]
    assert not rows(Outgoing)
    [parked] = rows(Parked)
    assert (parked.fate, parked.decided_because, parked.decided_at) == ("replayed", "put it back", clock())
    with operator.unit_of_work() as uow:
        assert not list_parked(uow)
        assert len(list_parked(uow, everything=True)) == 1


def test_a_replayed_message_that_fails_again_is_parked_again_with_its_whole_patience(
    parked_poison, given, clock, records_as, rows
):
    poison, _ = parked_poison
    with records_as("heard_operator").unit_of_work() as uow:
        replay(uow, poison, because="hope", moment=clock())
    for _ in range(5):
        assert carry(given) == 1
        clock.forward(hours=1)
    [parked] = rows(Parked)
    assert (parked.fate, parked.attempts, parked.decided_because) == ("waiting", 5, None)


def test_a_dropped_message_is_gone_and_the_record_of_it_stays(parked_poison, given, clock, records_as, rows):
    poison, _ = parked_poison
    with records_as("heard_operator").unit_of_work() as uow:
        drop(uow, poison, because="a test of ours", moment=clock())
    assert carry(given) == 0
    assert [(parked.fate, parked.decided_because) for parked in rows(Parked)] == [("dropped", "a test of ours")]
    with records_as("heard_operator").unit_of_work() as uow, pytest.raises(NotParked, match="dropped already"):
        replay(uow, poison, because="too late", moment=clock())


HOURS = timedelta(hours=1)


def test_what_was_accepted_over_an_hour_ago_and_waits_nowhere_is_announced_again_once(accepted, given, rows):
    lost = accepted(announced=False, ago=HOURS + timedelta(seconds=1))
    accepted(announced=False, ago=HOURS - timedelta(seconds=1))
    assert announce_again(given) == 1
    assert announce_again(given) == 0
    carry(given)
    assert [case.submission_id for case in rows(Case)] == [lost]
    assert announce_again(given) == 0


@pytest.mark.parametrize("kind", ["complaint", "compliment", "comment", "meeting"])
def test_every_kind_that_was_lost_is_found(kind, accepted, given, rows):
    accepted(announced=False, ago=2 * HOURS, kind=kind)
    announce_again(given)
    carry(given)
    assert [case.kind for case in rows(Case)] == [kind]


def test_what_waits_in_the_outbox_is_not_announced_again(accepted, put, given):
    accepted(ago=2 * HOURS)
    assert announce_again(given) == 0


def test_what_is_routed_is_not_announced_again(accepted, given, clock):
    accepted(ago=2 * HOURS)
    carry(given)
    clock.forward(hours=5)
    assert announce_again(given) == 0


def test_what_is_parked_is_left_to_a_person_and_what_was_dropped_is_found_again(
    accepted, put, given, clock, records_as, rows
):
    lost = accepted(announced=False, ago=2 * HOURS)
    poison = put(about=lost, body=b"")
    carry(given)
    assert announce_again(given) == 0
    with records_as("heard_operator").unit_of_work() as uow:
        drop(uow, poison, because="unreadable", moment=clock())
    assert announce_again(given) == 1
    carry(given)
    assert [case.submission_id for case in rows(Case)] == [lost]


@pytest.mark.parametrize("size", [1, 2], ids=["one after the other", "in one batch"])
def test_announced_twice_is_still_one_case(size, accepted, put, given, rows):
    once = accepted(email="a@example.com")
    put(about=once)
    while carry(given, size=size):
        pass
    assert [case.submission_id for case in rows(Case)] == [once]
    assert len(rows(Notice)) == 1
    assert not rows(Parked)


def test_an_area_that_left_the_rule_file_goes_to_the_complaints_team(accepted, given, council, rows):
    accepted(service_area="closed_last_year", topic="gone_too")
    accepted(service_area="closed_last_year", kind="compliment", topic=None, relationship=None)
    carry(given)
    assert {(case.team, case.service_area) for case in rows(Case)} == {(council.complaints_team, "closed_last_year")}
    assert {case.kind for case in rows(Case)} == {"complaint", "compliment"}
    assert rows(Deadline)


def test_the_gauges_say_how_much_waits_how_long_and_how_much_is_parked(put, accepted, given, clock):
    count_what_waits(given)
    assert (
        sample("heard_outbox_waiting") == sample("heard_outbox_oldest_seconds") == sample("heard_parked_waiting") == 0
    )
    put(body=b"")
    carry(given)
    accepted()
    clock.forward(seconds=90)
    accepted()
    count_what_waits(given)
    assert sample("heard_outbox_waiting") == 2
    assert sample("heard_outbox_oldest_seconds") == 90
    assert sample("heard_parked_waiting") == 1


def test_the_counters_count_each_fate(put, accepted, given, clock):
    counted = [
        ("heard_routed_total", {"kind": "complaint", "team": "assessment"}),
        ("heard_retried_total", {"type": "submission.received.v1"}),
        ("heard_parked_total", {"reason": "unreadable"}),
        ("heard_reannounced_total", {}),
    ]
    before = [sample(name, **labels) for name, labels in counted]
    accepted(announced=False, ago=2 * HOURS)
    announce_again(given)
    put()
    put(body=b"")
    carry(given)
    after = [sample(name, **labels) for name, labels in counted]
    assert [new - old for new, old in zip(after, before, strict=True)] == [1, 1, 1, 1]


@pytest.mark.parametrize("poisoned", [False, True], ids=["all sound", "with poison among them"])
def test_two_carriers_share_the_outbox_and_double_nothing(
    poisoned, accepted, put, given, council, days, records_as, rows
):
    wanted = set()
    for n in range(60):
        wanted.add(accepted(email="a@example.com"))
        if n % 10 == 0:
            put(about=max(wanted))  # announced twice
        if poisoned and n % 20 == 0:
            put(body=b"")
    barrier = Barrier(2)

    def run(_):
        mine = Circumstances(records_as("heard_worker"), council, days, given.now)
        barrier.wait()
        return sum(iter(lambda: carry(mine, size=4), 0))

    with ThreadPoolExecutor(2) as pool:
        shares = list(pool.map(run, range(2)))
    given_to_either = [share for share in shares if share]
    assert given_to_either
    while carry(Circumstances(given.records, council, days, lambda: given.now() + timedelta(hours=1))):
        pass
    assert sorted(case.submission_id for case in rows(Case)) == sorted(wanted)
    assert len(rows(Notice)) == 60
    assert len([line for line in rows(HistoryLine) if line.what == "opened"]) == 60
    assert not rows(Outgoing)
    assert len(rows(Parked)) == (3 if poisoned else 0)
    assert len(rows(Incoming)) == 60 + 6 + 60


@pytest.mark.parametrize("received_on", [date(2023, 12, 1), date(2028, 12, 29)], ids=["before it", "at its end"])
@pytest.mark.parametrize("child_at_risk", [True, False], ids=["a child at risk", "no child at risk"])
def test_where_the_calendar_of_working_days_ends_a_case_is_opened_all_the_same(
    received_on, child_at_risk, accepted, given, clock, rows
):
    clock.moment = datetime(received_on.year, 12, 30, tzinfo=UTC)
    accepted(received_on=received_on, child_at_risk=child_at_risk, email="a@example.com")
    carry(given)
    [case] = rows(Case)
    assert (case.person_decides, case.stage) == (True, "triage")
    assert (case.priority == "urgent") is child_at_risk
    assert {clock.due for clock in rows(Deadline)} == ({"safeguarding_check"} if child_at_risk else set())
