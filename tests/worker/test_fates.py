"""A message that fails is put off, parked or done already, and never holds up what is behind it."""

from datetime import timedelta

from builders import a_submission
from sqlalchemy import text
from uuid_utils.compat import uuid7

from foundation.contracts.submissions import SubmissionReceived
from foundation.records.models import Case, Deadline, HistoryLine, Incoming, Notice, Outgoing, Parked, Submission
from foundation.records.unit_of_work import outgoing

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
LADDER = [timedelta(seconds=seconds) for seconds in (10, 60, 600, 3600)]


def test_a_message_that_nobody_can_read_is_parked_at_once_and_the_others_flow_on(put, accepted, carriage, clock, rows):
    wanted, poison = [accepted()], []
    for wrong in POISON.values():
        poison.append(put(**wrong))
        wanted.append(accepted())
    carriage.carry()
    assert sorted(case.submission_id for case in rows(Case)) == wanted
    assert sorted(parked.message_id for parked in rows(Parked)) == poison
    for parked in rows(Parked):
        assert (parked.fate, parked.attempts, parked.parked_at) == ("waiting", 1, clock())
        assert parked.reason.startswith("unreadable: ")
    assert not rows(Outgoing)
    assert not carriage.put_off()
    assert not {seen.message_id for seen in rows(Incoming)} & set(poison)


def test_a_parked_message_is_kept_whole(put, carriage, rows):
    poison = put(body=b'{"kind": 5}')
    [was] = rows(Outgoing)
    carriage.carry()
    [parked] = rows(Parked)
    assert (parked.message_id, parked.type, parked.routing_key) == (poison, was.type, was.routing_key)
    assert (parked.headers, parked.body) == (was.headers, was.body)


def test_a_message_about_a_submission_that_is_not_there_is_put_off_and_the_others_flow_on(
    put, accepted, carriage, rows
):
    missing = put()
    behind = accepted()
    carriage.carry()
    assert [case.submission_id for case in rows(Case)] == [behind]
    assert carriage.put_off() == {missing: (1, LADDER[0])}
    assert not rows(Parked)


def test_after_each_failure_it_waits_longer(carriage, clock, rows):
    failed = [an_announcement(clock) for _ in LADDER]
    for attempt, row in enumerate(failed):
        carriage.failed_before(row, attempt)
    carriage.carry()
    wanted = {row["id"]: (attempt, wait) for row, attempt, wait in zip(failed, (1, 2, 3, 4), LADDER, strict=True)}
    assert carriage.put_off() == wanted
    assert not rows(Parked)


def test_after_the_fifth_failure_it_is_parked_whole(carriage, clock, rows):
    row = an_announcement(clock)
    carriage.failed_before(row, 4)
    carriage.carry()
    assert not carriage.put_off()
    [parked] = rows(Parked)
    assert (parked.message_id, parked.reason, parked.attempts) == (row["id"], "tried too often: NotThere", 5)
    assert (parked.type, parked.routing_key) == (row["type"], row["routing_key"])
    assert (parked.headers, parked.body) == (row["headers"], row["body"])


def test_it_is_tried_five_times_in_all_and_parked_whole(put, hasty, rows):
    missing = put()
    [was] = rows(Outgoing)
    hasty.carry()
    for _ in range(4):
        assert not rows(Parked)
        hasty.wait()
        hasty.carry()
    [parked] = rows(Parked)
    assert (parked.message_id, parked.attempts) == (missing, 5)
    assert (parked.routing_key, parked.headers, parked.body) == (was.routing_key, was.headers, was.body)
    assert not rows(Outgoing)


def test_a_message_that_waits_for_its_hour_holds_up_nothing(put, accepted, carriage, rows):
    put()
    carriage.carry()
    behind = accepted()
    carriage.carry()
    assert [case.submission_id for case in rows(Case)] == [behind]


def test_what_was_put_off_is_done_when_its_cause_is_gone(put, everything, hasty, clock, rows):
    late = a_submission(received_at=clock())
    put(about=late["id"])
    hasty.carry()
    with everything.unit_of_work() as uow:
        uow.keep(Submission, late)
    hasty.wait()
    hasty.carry()
    assert [case.submission_id for case in rows(Case)] == [late["id"]]
    assert not rows(Parked)
    assert not hasty.put_off()


def test_a_row_that_the_database_refuses_is_put_off_alone(accepted, everything, carriage, rows):
    with everything.unit_of_work() as uow:
        uow.session.execute(text("alter table casework.point add check (words <> 'refused')"))
    first, refused, last = accepted(), accepted(words="refused"), accepted()
    [about_it] = [row.id for row in rows(Outgoing) if row.headers["cloudEvents_subject"] == str(refused)]
    carriage.carry()
    assert {case.submission_id for case in rows(Case)} == {first, last}
    assert list(carriage.put_off()) == [about_it]
    assert {line.what for line in rows(HistoryLine)} == {"opened", "no_contact_given"}


def test_a_batch_that_fails_is_done_whole_one_by_one_and_nothing_twice(put, accepted, carriage, rows):
    wanted = {accepted() for _ in range(4)}
    put(body=b"")
    wanted |= {accepted() for _ in range(4)}
    carriage.carry()
    assert sorted(case.submission_id for case in rows(Case)) == sorted(wanted)
    assert len(rows(HistoryLine)) == 2 * len(wanted)
    assert len(rows(Incoming)) == 2 * len(wanted)  # what was received, and what was announced of it
    assert not rows(Outgoing)


def test_announced_twice_is_still_one_case(accepted, put, carriage, rows):
    once = accepted(email="a@example.com")
    put(about=once)
    carriage.carry()
    put(about=once)
    carriage.carry()
    assert [case.submission_id for case in rows(Case)] == [once]
    assert len(rows(Notice)) == 1
    assert not rows(Parked)


def test_an_area_that_left_the_rule_file_goes_to_the_complaints_team(accepted, carriage, council, rows):
    accepted(service_area="closed_last_year", topic="gone_too")
    accepted(service_area="closed_last_year", kind="compliment", topic=None, relationship=None)
    carriage.carry()
    assert {(case.team, case.service_area) for case in rows(Case)} == {(council.complaints_team, "closed_last_year")}
    assert {case.kind for case in rows(Case)} == {"complaint", "compliment"}
    assert rows(Deadline)


def an_announcement(clock):
    """A row for the outbox that speaks of a submission which is not there."""
    message = SubmissionReceived(uuid7(), "complaint", clock().date())
    return outgoing(message, "submission.received", source="intake", moment=clock())
