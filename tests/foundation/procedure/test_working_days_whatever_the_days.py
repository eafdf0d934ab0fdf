"""Counting working days agrees with a paper calendar, whatever the days and the holidays are."""

from datetime import date, timedelta

import holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.procedure.working_days import WorkingDays, england

ENGLAND = england()
ONE_DAY = timedelta(days=1)
KNOWN = [ENGLAND.known_from + n * ONE_DAY for n in range((ENGLAND.known_until - ENGLAND.known_from).days + 1)]
YEARS = range(ENGLAND.known_from.year, ENGLAND.known_until.year + 1)
INSIDE = st.sampled_from([day for day in KNOWN if day < date(2028, 6, 1)])
COUNTS = st.integers(0, 70)
OFTEN = settings(deadline=None, max_examples=300)


def by_crossing_off(received: date, count: int, off: set[date]) -> date:
    """The slow way: cross off one day of a paper calendar after the other."""
    left = [day for day in KNOWN if day > received and day.weekday() < 5 and day not in off]
    return left[count - 1] if count else received


BANK_HOLIDAYS = set(holidays.country_holidays("GB", subdiv="ENG", years=YEARS))


@OFTEN
@given(INSIDE, COUNTS)
def test_counting_agrees_with_crossing_off_a_paper_calendar(received, count):
    assert ENGLAND.after(received, count) == by_crossing_off(received, count, BANK_HOLIDAYS)


@OFTEN
@given(INSIDE, COUNTS)
def test_counting_back_gives_the_number_counted(received, count):
    assert ENGLAND.between(received, ENGLAND.after(received, count)) == count


@OFTEN
@given(st.sampled_from([day for day in KNOWN if day > date(2024, 6, 1)]), st.integers(0, 70))
def test_counting_back_and_forth_comes_to_the_same_day(end, count):
    first = ENGLAND.before(end, count)
    assert first <= end
    assert count == 0 or first in ENGLAND
    if end in ENGLAND:
        assert ENGLAND.after(first, count) == end
        assert ENGLAND.between(first, end) == count


@OFTEN
@given(INSIDE, st.integers(1, 70))
def test_a_deadline_falls_on_a_working_day_after_the_one_received(received, count):
    due = ENGLAND.after(received, count)
    assert due > received
    assert due in ENGLAND
    assert ENGLAND.between(received, due - ONE_DAY) == count - 1


@OFTEN
@given(INSIDE, COUNTS, st.sets(st.sampled_from(KNOWN), max_size=5))
def test_one_more_holiday_never_makes_a_deadline_earlier(received, count, proclaimed):
    more = WorkingDays(
        {**ENGLAND.holidays, **dict.fromkeys(proclaimed, "Proclaimed")},
        ENGLAND.known_from,
        ENGLAND.known_until,
    )
    assert more.after(received, count) >= ENGLAND.after(received, count)
    assert more.after(received, count) == by_crossing_off(received, count, BANK_HOLIDAYS | proclaimed)


@OFTEN
@given(INSIDE, COUNTS)
def test_received_a_day_later_is_never_due_earlier(received, count):
    assert ENGLAND.after(received + ONE_DAY, count) >= ENGLAND.after(received, count)


@OFTEN
@given(INSIDE, INSIDE, INSIDE)
def test_working_days_between_add_up(one, two, three):
    first, middle, last = sorted((one, two, three))
    assert ENGLAND.between(first, middle) + ENGLAND.between(middle, last) == ENGLAND.between(first, last)
