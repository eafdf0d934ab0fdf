"""More boxes than offers: somebody answered more often than was asked, and an officer decides before any is counted."""

import pytest
from sealed_away import AUTUMN, NO_THANKS, POOL, period_of, put, said
from sqlalchemy import update

from foundation.records.models import EqualityBox, EqualityOffer, EqualityPeriod, SealedTally
from worker.equality.closing import HELD, close_periods
from worker.equality.holding import drop_periods
from worker.equality.periods import keep_periods
from worker.equality.tally import tally_boxes


@pytest.fixture
def period(keys, everything):
    return period_of(everything)


@pytest.fixture
def decide(everything, given):
    """The officer says to keep or to drop a period."""

    def say(period, decision):
        said = {"decision": decision, "reason": "We asked.", "decided_at": given.now()}
        with everything.unit_of_work() as uow:
            uow.connection.execute(update(EqualityPeriod).where(EqualityPeriod.id == period.id).values(said))

    return say


def test_more_boxes_than_offers_stop_the_tally_and_as_many_do_not(keys, given, everything, period, sample, caplog):
    put(everything, period, *[NO_THANKS] * 20)
    assert tally_boxes(given, keys) == 20
    put(everything, period, *[NO_THANKS] * 20, offers=19)
    assert tally_boxes(given, keys) == 0
    assert period_of(everything).held_at == given.now()
    assert tally_boxes(given, keys) == 0
    assert period_of(everything).waiting == 20
    drop_periods(given, keys)
    assert sample("heard_equality_periods_held") == 1
    assert [line.levelname for line in caplog.records] == ["ERROR"]


def test_offers_that_come_later_do_not_free_what_is_held(keys, given, everything, period, rows):
    put(everything, period, *[NO_THANKS] * 20, offers=0)
    tally_boxes(given, keys)
    put(everything, period, offers=50)
    assert tally_boxes(given, keys) == 0
    assert len(rows(EqualityBox)) == 20


def test_kept_by_the_officer_it_is_counted_and_not_held_again(keys, given, everything, period, decide, rows):
    put(everything, period, *[NO_THANKS] * 20, offers=0)
    tally_boxes(given, keys)
    decide(period, "keep")
    put(everything, period, *[NO_THANKS] * 20, offers=0)
    assert tally_boxes(given, keys) == 40
    drop_periods(given, keys)
    assert period_of(everything).state == "open"


def test_dropped_by_the_officer_all_of_it_goes_unopened_with_its_key_and_another_begins(
    keys, given, everything, period, decide, rows, clock
):
    put(everything, period, *[said(sex="female")] * 20)
    tally_boxes(given, keys)
    put(everything, period, *[said(sex="female")] * 20, offers=0)
    tally_boxes(given, keys)
    decide(period, "drop")
    assert drop_periods(given, keys) == 1
    assert rows(EqualityBox) == rows(EqualityOffer) == rows(SealedTally) == []
    assert keys.private(period.id) is None
    [dropped] = [row for row in rows(EqualityPeriod) if row.id == period.id]
    assert (dropped.state, dropped.ended_at, dropped.waiting) == ("dropped", clock(), 20)
    assert drop_periods(given, keys) == 0
    assert keep_periods(given, keys) == 1
    following = period_of(everything)
    assert (following.begins_on, following.ends_on) == (clock().date(), AUTUMN)


def test_a_decision_about_what_is_not_held_changes_nothing(keys, given, everything, period, decide, rows):
    put(everything, period, *[NO_THANKS] * 20)
    decide(period, "drop")
    assert drop_periods(given, keys) == 0
    assert tally_boxes(given, keys) == 20


def test_held_it_is_not_closed_and_the_reason_is_told(keys, given, everything, period, decide, rows, clock):
    put(everything, period, *[said(sex="female")] * 19, offers=18)
    clock.forward(days=60)
    keep_periods(given, keys)
    endings = {ending.pool: ending for ending in close_periods(given, keys)}
    assert (endings[POOL].became, endings[POOL].why) == ("waits", HELD)
    assert len(rows(EqualityBox)) == 19
    decide(period, "keep")
    assert [ending.became for ending in close_periods(given, keys)] == ["ran_on"]
