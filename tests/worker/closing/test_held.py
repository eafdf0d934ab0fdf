"""More boxes than offers: somebody answered more often than was asked, and an officer decides before any is counted."""

from datetime import date

import pytest
from sealed_away import AUTUMN, IN_JANUARY, NO_THANKS, POOL, WINTER, period_of, put, said

from foundation.records.models import EqualityBox, EqualityOffer, EqualityPeriod, SealedTally
from worker.equality.closing import HELD, close_periods
from worker.equality.holding import drop_periods
from worker.equality.periods import keep_periods
from worker.equality.tally import tally_boxes


def test_more_boxes_than_offers_stop_the_tally_and_as_many_do_not(keys, given, everything, autumn, sample, caplog):
    put(everything, autumn, *[NO_THANKS] * 20)
    assert tally_boxes(given, keys) == 20
    put(everything, autumn, *[NO_THANKS] * 20, offers=19)
    assert tally_boxes(given, keys) == 0
    assert period_of(everything).held_at == given.now()
    assert tally_boxes(given, keys) == 0
    assert period_of(everything).waiting == 20
    drop_periods(given, keys)
    assert sample("heard_equality_periods_held") == 1
    assert [line.levelname for line in caplog.records] == ["ERROR"]


def test_offers_that_come_later_do_not_free_what_is_held(keys, given, everything, autumn, rows):
    put(everything, autumn, *[NO_THANKS] * 20, offers=0)
    tally_boxes(given, keys)
    put(everything, autumn, offers=50)
    assert tally_boxes(given, keys) == 0
    assert len(rows(EqualityBox)) == 20


def test_kept_by_the_officer_what_came_until_then_is_counted_and_what_is_more_is_held_again(
    keys, given, everything, autumn, decide, clock
):
    put(everything, autumn, *[NO_THANKS] * 25, offers=0)
    tally_boxes(given, keys)
    assert period_of(everything).excess == 40, "in twenties, so that it tells no number"
    put(everything, autumn, *[NO_THANKS] * 20, offers=0)
    tally_boxes(given, keys)
    assert period_of(everything).excess == 60, "what comes while it is held is held with it"
    clock.forward(days=1)
    decide(autumn, "keep")
    put(everything, autumn, *[NO_THANKS] * 15, offers=0)
    assert tally_boxes(given, keys) == 60
    clock.forward(days=1)
    put(everything, autumn, *[NO_THANKS] * 20, offers=0)
    assert tally_boxes(given, keys) == 0
    held = period_of(everything)
    assert (held.held_at, held.excess, held.decision) == (clock(), 80, "keep")
    decide(autumn, "keep")
    assert tally_boxes(given, keys) == 20
    assert drop_periods(given, keys) == 0


def test_kept_and_run_on_it_is_not_held_again_in_the_next_quarter_for_the_same(
    keys, given, everything, autumn, decide, clock, rows
):
    put(everything, autumn, *[NO_THANKS] * 40, offers=4)
    tally_boxes(given, keys)
    decide(autumn, "keep")
    clock.forward(days=(IN_JANUARY - clock().date()).days)
    keep_periods(given, keys)
    endings = {ending.pool: ending.became for ending in close_periods(given, keys)}
    assert endings[POOL] == "ran_on"
    winter = period_of(everything, WINTER)
    assert (winter.excess, winter.held_at) == (40, None)
    put(everything, winter, *[NO_THANKS] * 20)
    assert tally_boxes(given, keys) == 20
    put(everything, winter, *[NO_THANKS] * 20, offers=0)
    assert tally_boxes(given, keys) == 0


def test_dropped_by_the_officer_all_of_it_goes_unopened_with_its_key_and_another_begins(
    keys, given, everything, autumn, decide, rows, clock
):
    put(everything, autumn, *[said(sex="female")] * 20)
    tally_boxes(given, keys)
    put(everything, autumn, *[said(sex="female")] * 20, offers=0)
    tally_boxes(given, keys)
    decide(autumn, "drop")
    assert drop_periods(given, keys) == 1
    assert rows(EqualityBox) == rows(EqualityOffer) == rows(SealedTally) == []
    assert keys.private(autumn.id) is None
    [dropped] = [row for row in rows(EqualityPeriod) if row.id == autumn.id]
    assert (dropped.state, dropped.ended_at, dropped.waiting) == ("dropped", clock(), 20)
    assert drop_periods(given, keys) == 0
    assert keep_periods(given, keys) == 1
    following = period_of(everything)
    assert (following.begins_on, following.ends_on) == (clock().date(), AUTUMN)


def test_a_decision_about_what_is_not_held_changes_nothing(keys, given, everything, autumn, decide, rows):
    put(everything, autumn, *[NO_THANKS] * 20)
    decide(autumn, "drop")
    assert drop_periods(given, keys) == 0
    assert tally_boxes(given, keys) == 20


def test_held_it_is_not_closed_and_the_reason_is_told(keys, given, everything, autumn, decide, rows, clock):
    put(everything, autumn, *[said(sex="female")] * 19, offers=18)
    clock.forward(days=60)
    keep_periods(given, keys)
    endings = {ending.pool: ending for ending in close_periods(given, keys)}
    assert (endings[POOL].became, endings[POOL].why) == ("waits", HELD)
    assert len(rows(EqualityBox)) == 19
    decide(autumn, "keep")
    assert [ending.became for ending in close_periods(given, keys)] == ["ran_on"]


def test_a_quarter_that_is_held_beyond_its_end_holds_up_no_other(keys, given, everything, autumn, decide, clock, rows):
    put(everything, autumn, *[NO_THANKS] * 20, offers=0)
    tally_boxes(given, keys)
    clock.forward(days=60)
    keep_periods(given, keys)
    winter = period_of(everything, WINTER)
    put(everything, winter, *[NO_THANKS] * 20)
    assert tally_boxes(given, keys) == 20
    decide(autumn, "drop")
    assert drop_periods(given, keys) == 1
    assert keep_periods(given, keys) == 0, "its time is over, and no other begins in its place"
    assert (winter.id, 20) == ((again := period_of(everything, WINTER)).id, again.waiting)


# ------------------------------------------------------------------ two quarters


@pytest.fixture
def winter(keys, given, everything, clock, autumn):
    """The quarter after; it has just begun."""

    def begins(*boxes, offers):
        put(everything, autumn, *boxes, offers=offers)
        tally_boxes(given, keys)
        clock.forward(days=(date(2027, 1, 4) - clock().date()).days)
        keep_periods(given, keys)
        return period_of(everything, WINTER)

    return begins


@pytest.mark.parametrize("closed", [False, True])
def test_an_answer_of_january_may_be_of_an_offer_of_december(closed, winter, keys, given, everything, clock):
    after = winter(*[said()] * 60, offers=80)
    if closed:
        clock.forward(days=10)
        assert POOL in {ending.pool for ending in close_periods(given, keys) if ending.became == "closed"}
    put(everything, after, *[NO_THANKS] * 20, offers=0)
    assert tally_boxes(given, keys) == 20
    put(everything, after, *[NO_THANKS] * 20, offers=19)
    assert tally_boxes(given, keys) == 0
    held = period_of(everything, WINTER)
    assert (held.held_at, held.excess) == (clock(), 20)


def test_what_an_earlier_quarter_than_the_last_did_not_use_counts_no_more(keys, given, everything, clock, winter):
    last = winter(*[said()] * 60, offers=200)
    put(everything, last, NO_THANKS)
    clock.forward(days=(date(2027, 4, 1) - clock().date()).days)
    keep_periods(given, keys)
    spring = period_of(everything, date(2027, 6, 30))
    put(everything, spring, *[NO_THANKS] * 20, offers=19)
    assert tally_boxes(given, keys) == 0


def test_who_was_shown_the_link_before_a_key_was_lost_may_answer_after_it(keys, given, everything, autumn, clock):
    put(everything, autumn, NO_THANKS, offers=21)
    (keys.path / f"{autumn.id}.key").unlink()
    clock.forward(days=1)
    keep_periods(given, keys)
    following = period_of(everything)
    put(everything, following, *[NO_THANKS] * 20, offers=0)
    assert tally_boxes(given, keys) == 20
    put(everything, following, *[NO_THANKS] * 20, offers=19)
    assert tally_boxes(given, keys) == 0


def test_what_the_other_pool_did_not_use_counts_for_none_but_itself(keys, given, everything, clock, winter):
    put(everything, period_of(everything, pool="other_feedback"), offers=100)
    after = winter(NO_THANKS, offers=1)
    put(everything, after, *[NO_THANKS] * 20, offers=19)
    assert tally_boxes(given, keys) == 0
