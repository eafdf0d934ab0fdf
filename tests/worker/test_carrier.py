"""The embedded carrier: the outbox is the queue."""

from datetime import timedelta

import pytest

from foundation.records import RecordsUnavailable
from foundation.records.models import Case, Outgoing, Parked
from worker.carrier import carry


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


def test_what_waits_for_its_hour_takes_no_room_in_a_batch(put, accepted, given, rows):
    put()
    carry(given)
    behind = accepted()
    assert carry(given, size=1) == 1
    assert [case.submission_id for case in rows(Case)] == [behind]


@pytest.mark.parametrize("size", [1, 2], ids=["one after the other", "in one batch"])
def test_announced_twice_is_one_case_in_batches_of_any_size(size, accepted, put, given, rows):
    once = accepted()
    put(about=once)
    while carry(given, size=size):
        pass
    assert [case.submission_id for case in rows(Case)] == [once]
    assert not rows(Parked)


def test_when_the_database_goes_away_no_attempt_is_counted(put, given, clock, door, rows):
    put()
    carry(given)
    clock.forward(seconds=10)
    door.shut()
    with pytest.raises(RecordsUnavailable):
        carry(given)
    assert [waiting.attempt for waiting in rows(Outgoing)] == [1]
