"""Far more answers than in earlier quarters: the officer is warned, has two weeks to drop them, and nothing is held."""

from datetime import date

import pytest
from counted import a_closed_period
from sealed_away import IN_JANUARY, NO_THANKS, period_of, put, said

from foundation.records.models import EqualityPeriod
from foundation.runtime.clock import now
from worker.equality.closing import BEING_DROPPED, WARNED
from worker.equality.holding import drop_periods
from worker.equality.tally import tally_boxes


@pytest.fixture
def earlier(everything):
    """A quarter that is closed, in which thirty of each hundred answered."""

    def keep(ends_on=date(2026, 9, 30), offers=100, **different):
        begins_on = date(ends_on.year, ends_on.month - 2, 1)
        share = {"answers": 3 * offers // 10 - 2, "declined": 2, "offers": offers}
        with everything.unit_of_work() as uow:
            return a_closed_period(uow, now(), begins_on=begins_on, ends_on=ends_on, **{**share, **different})

    return keep


def test_a_quarter_like_those_before_is_not_warned_of(earlier, autumn, everything, given, keys, until, ending):
    earlier()
    put(everything, autumn, *[said()] * 59, NO_THANKS, offers=200)
    assert tally_boxes(given, keys) == 60
    until(IN_JANUARY)
    assert ending() == [("closed", "")]


@pytest.mark.parametrize("boxes, warned", [(20, False), (59, False), (60, True)])
def test_as_it_runs_it_is_warned_of_by_as_many_boxes_as_pages_show_and_goes_on_to_be_counted(
    boxes, warned, earlier, autumn, everything, given, keys, clock, caplog
):
    earlier()
    put(everything, autumn, *[said()] * boxes, offers=20)  # and seventy of summer's that nobody used
    for _ in range(2):
        tally_boxes(given, keys)
    found = period_of(everything)
    assert found.waiting == boxes // 20 * 20
    assert (found.warned_at == clock(), found.held_at) == (warned, None)
    assert [line.levelname for line in caplog.records] == ["WARNING"] * warned


def test_before_it_is_closed_all_that_came_is_looked_at_and_the_officer_has_two_weeks_to_drop_it(
    earlier, autumn, everything, given, keys, clock, until, ending, rows, decide
):
    earlier(answers=28)
    put(everything, autumn, *[said()] * 59, offers=100)
    tally_boxes(given, keys)
    assert period_of(everything).warned_at is None
    until(IN_JANUARY)
    assert ending() == [("waits", WARNED)]
    assert period_of(everything).warned_at == clock()
    clock.forward(days=13)
    assert ending() == [("waits", WARNED)]
    decide(autumn, "drop")
    assert drop_periods(given, keys) == 1
    [dropped] = [it for it in rows(EqualityPeriod) if it.id == autumn.id]
    assert (dropped.state, keys.private(autumn.id)) == ("dropped", None)
    assert ending() == []


@pytest.mark.parametrize("said_so", [True, False])
def test_kept_or_after_two_weeks_without_a_word_it_is_counted(
    said_so, earlier, autumn, everything, clock, until, ending, decide
):
    earlier()
    put(everything, autumn, *[said()] * 59, offers=100)
    until(IN_JANUARY)
    assert ending() == [("waits", WARNED)]
    if said_so:
        decide(autumn, "keep")
    else:
        clock.forward(days=14)
    assert ending() == [("closed", "")]


@pytest.mark.parametrize("kept_on, became", [(date(2026, 12, 31), "waits"), (date(2027, 1, 1), "closed")])
def test_to_keep_what_came_so_far_is_asked_again_when_the_quarter_is_over(
    kept_on, became, earlier, autumn, everything, given, keys, until, ending, decide
):
    earlier()
    put(everything, autumn, *[said()] * 80, offers=80)
    tally_boxes(given, keys)
    assert period_of(everything).warned_at
    until(kept_on)
    decide(autumn, "keep")
    until(IN_JANUARY)
    [(found, _)] = ending()
    assert found == became


def test_what_is_dropped_is_not_closed_before_it_has_gone(
    earlier, autumn, everything, given, keys, until, ending, decide, monkeypatch
):
    earlier()
    put(everything, autumn, *[said()] * 80, offers=80)
    tally_boxes(given, keys)
    decide(autumn, "drop")
    until(IN_JANUARY)
    monkeypatch.setattr("worker.equality.closing.drop_periods", lambda *_: 0)  # another worker has it locked
    assert ending() == [("waits", BEING_DROPPED)]


@pytest.mark.parametrize("different", [
    {"pool": "other_feedback"},
    {"held_at": now(), "decision": "keep"},
    {"warned_at": now()},
    {"state": "dropped"},
])  # fmt: skip
def test_quarters_of_another_pool_and_those_that_were_not_usual_are_no_measure(
    different, earlier, autumn, everything, until, ending
):
    earlier(**different)
    put(everything, autumn, *[said()] * 80, offers=80)
    until(IN_JANUARY)
    assert ending() == [("closed", "")]


def test_a_warned_quarter_that_the_officer_kept_is_how_it_is_now(earlier, autumn, everything, until, ending):
    earlier(date(2026, 6, 30))
    earlier(answers=88, declined=2, warned_at=now(), decision="keep", decided_at=now())
    put(everything, autumn, *[said()] * 70, offers=100)
    until(IN_JANUARY)
    assert ending() == [("closed", "")]


def test_the_four_newest_quarters_are_the_measure(earlier, autumn, everything, until, ending):
    for year, month in ((2025, 9), (2025, 12), (2026, 3), (2026, 6), (2026, 9)):
        earlier(date(year, month, 30), **({"answers": 98} if year == 2025 and month == 9 else {}))
    put(everything, autumn, *[said()] * 51, offers=100)
    until(IN_JANUARY)
    assert ending() == [("waits", WARNED)]


def test_with_too_few_answers_to_be_closed_it_runs_on_unwarned(earlier, autumn, everything, until, ending, rows):
    earlier()
    put(everything, autumn, *[said()] * 49, offers=49)
    until(IN_JANUARY)
    assert ending() == [("ran_on", "")]
    assert not any(row.warned_at for row in rows(EqualityPeriod))
