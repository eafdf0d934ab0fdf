"""Working days of England: the table of bank holidays, what is proclaimed, and where the table ends."""

from datetime import date, timedelta

import holidays
import pytest
from triaged import ENGLAND, the_day

from foundation.procedure.working_days import (
    BadChange,
    CalendarChange,
    CalendarRunsOut,
    WorkingDays,
    anniversary,
)

ONE_DAY = timedelta(days=1)
KNOWN = [ENGLAND.known_from + n * ONE_DAY for n in range((ENGLAND.known_until - ENGLAND.known_from).days + 1)]
YEARS = range(ENGLAND.known_from.year, ENGLAND.known_until.year + 1)

# What it shows, the day received, how many working days, the last of them. Worked out away from our code.
DAYS_BY_HAND = [
    ("an ordinary Monday", "Mon 2 Mar 2026", 10, "Mon 16 Mar 2026"),
    ("an ordinary Monday, five days", "Mon 2 Mar 2026", 5, "Mon 9 Mar 2026"),
    ("an ordinary Wednesday", "Wed 10 Jun 2026", 10, "Wed 24 Jun 2026"),
    ("an ordinary Friday", "Fri 10 Jul 2026", 10, "Fri 24 Jul 2026"),
    ("one day, from a Friday", "Fri 4 Sep 2026", 1, "Mon 7 Sep 2026"),
    ("no days is the same day", "Fri 4 Sep 2026", 0, "Fri 4 Sep 2026"),
    ("no days is the same day, a Saturday too", "Sat 5 Sep 2026", 0, "Sat 5 Sep 2026"),
    ("received on a Saturday: Monday is day 1", "Sat 6 Jun 2026", 1, "Mon 8 Jun 2026"),
    ("received on a Saturday", "Sat 6 Jun 2026", 10, "Fri 19 Jun 2026"),
    ("received on the Sunday after", "Sun 7 Jun 2026", 10, "Fri 19 Jun 2026"),
    ("received on the Monday after: a day later", "Mon 8 Jun 2026", 10, "Mon 22 Jun 2026"),
    ("the Friday before Christmas 2026", "Fri 18 Dec 2026", 10, "Wed 6 Jan 2027"),
    ("the Friday before Christmas 2026, five days", "Fri 18 Dec 2026", 5, "Tue 29 Dec 2026"),
    ("the Friday before Christmas 2026, twenty days", "Fri 18 Dec 2026", 20, "Wed 20 Jan 2027"),
    ("Christmas Eve 2026", "Thu 24 Dec 2026", 1, "Tue 29 Dec 2026"),
    ("received on Christmas Day 2026", "Fri 25 Dec 2026", 1, "Tue 29 Dec 2026"),
    ("received on Christmas Day 2026, ten days", "Fri 25 Dec 2026", 10, "Tue 12 Jan 2027"),
    ("Boxing Day 2026, a Saturday", "Sat 26 Dec 2026", 1, "Tue 29 Dec 2026"),
    ("received on Boxing Day’s substitute day", "Mon 28 Dec 2026", 1, "Tue 29 Dec 2026"),
    ("New Year’s Eve 2026", "Thu 31 Dec 2026", 1, "Mon 4 Jan 2027"),
    ("received on New Year’s Day 2027", "Fri 1 Jan 2027", 10, "Fri 15 Jan 2027"),
    ("Christmas 2027 has two substitute days", "Fri 24 Dec 2027", 1, "Wed 29 Dec 2027"),
    ("the week before Christmas 2027", "Fri 17 Dec 2027", 10, "Wed 5 Jan 2028"),
    ("Christmas Day 2027, a Saturday", "Sat 25 Dec 2027", 1, "Wed 29 Dec 2027"),
    ("New Year’s Day 2028 has a substitute day", "Wed 29 Dec 2027", 3, "Tue 4 Jan 2028"),
    ("New Year’s Day 2028, a Saturday", "Sat 1 Jan 2028", 1, "Tue 4 Jan 2028"),
    ("Christmas 2024, in midweek", "Fri 20 Dec 2024", 5, "Tue 31 Dec 2024"),
    ("Christmas 2025, Thursday and Friday", "Fri 19 Dec 2025", 10, "Wed 7 Jan 2026"),
    ("Christmas 2028", "Mon 11 Dec 2028", 10, "Wed 27 Dec 2028"),
    ("Maundy Thursday 2026", "Thu 2 Apr 2026", 1, "Tue 7 Apr 2026"),
    ("received on Good Friday 2026", "Fri 3 Apr 2026", 1, "Tue 7 Apr 2026"),
    ("Easter 2026", "Fri 27 Mar 2026", 10, "Tue 14 Apr 2026"),
    ("Easter 2024, in March", "Fri 22 Mar 2024", 10, "Tue 9 Apr 2024"),
    ("over Easter 2024 twenty working days are 32 days", "Thu 28 Mar 2024", 20, "Mon 29 Apr 2024"),
    ("Maundy Thursday 2025", "Thu 17 Apr 2025", 1, "Tue 22 Apr 2025"),
    ("Easter and May 2025, a stage 2 answer", "Tue 1 Apr 2025", 25, "Fri 9 May 2025"),
    ("Maundy Thursday 2027", "Thu 25 Mar 2027", 1, "Tue 30 Mar 2027"),
    ("Easter 2028", "Thu 13 Apr 2028", 5, "Mon 24 Apr 2028"),
    ("received on Easter Sunday 2028", "Sun 16 Apr 2028", 1, "Tue 18 Apr 2028"),
    ("the early May holiday", "Fri 1 May 2026", 1, "Tue 5 May 2026"),
    ("both May holidays of 2026", "Mon 27 Apr 2026", 25, "Wed 3 Jun 2026"),
    ("the spring holiday on the last day of May", "Fri 28 May 2027", 5, "Mon 7 Jun 2027"),
    ("the August holiday", "Fri 28 Aug 2026", 10, "Mon 14 Sep 2026"),
    ("received on the August holiday", "Mon 31 Aug 2026", 10, "Mon 14 Sep 2026"),
    ("twenty days over the August holiday", "Fri 20 Aug 2027", 20, "Mon 20 Sep 2027"),
    ("received on 29 February 2024", "Thu 29 Feb 2024", 10, "Thu 14 Mar 2024"),
    ("over 29 February 2024", "Mon 26 Feb 2024", 5, "Mon 4 Mar 2024"),
    ("due on 29 February 2028", "Tue 22 Feb 2028", 5, "Tue 29 Feb 2028"),
    ("received on 29 February 2028", "Tue 29 Feb 2028", 5, "Tue 7 Mar 2028"),
    ("there is no 29 February 2027", "Fri 26 Feb 2027", 1, "Mon 1 Mar 2027"),
    ("the longest stage 2, sixty-five days", "Mon 2 Nov 2026", 65, "Thu 4 Feb 2027"),
    ("the longest stage 1, over Christmas 2025", "Mon 8 Dec 2025", 20, "Thu 8 Jan 2026"),
    ("the first day of the table, a holiday", "Mon 1 Jan 2024", 10, "Mon 15 Jan 2024"),
    ("the day before the table begins is day 0", "Sun 31 Dec 2023", 1, "Tue 2 Jan 2024"),
    ("the last ten days that the table reaches", "Wed 13 Dec 2028", 10, "Fri 29 Dec 2028"),
]  # fmt: skip


@pytest.mark.parametrize(
    "received, count, due",
    [pytest.param(received, count, due, id=shows) for shows, received, count, due in DAYS_BY_HAND],
)
def test_working_days_are_counted_from_the_day_after_the_one_received(received, count, due):
    assert ENGLAND.after(the_day(received), count) == the_day(due)


@pytest.mark.parametrize("year", YEARS)
def test_the_table_agrees_with_the_holidays_package_on_every_day_of_the_year(year):
    package = holidays.country_holidays("GB", subdiv="ENG", years=year)
    for day in (day for day in KNOWN if day.year == year):
        assert (day in ENGLAND) == (day.weekday() < 5 and day not in package), f"{day:%A %d %B %Y}"


def test_the_table_holds_eight_days_a_year_and_no_weekend():
    for year in YEARS:
        assert sum(day.year == year for day in ENGLAND.holidays) == 8
    assert [day for day in ENGLAND.holidays if day.weekday() > 4] == []
    assert all(ENGLAND.holidays.values()), "every holiday has its name"


def test_the_table_covers_whole_years_and_nothing_outside_them():
    assert (ENGLAND.known_from.month, ENGLAND.known_from.day) == (1, 1)
    assert (ENGLAND.known_until.month, ENGLAND.known_until.day) == (12, 31)
    assert all(ENGLAND.known_from <= day <= ENGLAND.known_until for day in ENGLAND.holidays)


def test_christmas_and_boxing_day_on_a_weekend_keep_their_names_beside_their_substitute_days():
    assert ENGLAND.holiday(date(2026, 12, 26)) == "Boxing Day"
    assert ENGLAND.holiday(date(2026, 12, 28)) == "Boxing Day (substitute day)"
    assert ENGLAND.holiday(date(2027, 12, 25)) == "Christmas Day"
    assert ENGLAND.holiday(date(2027, 12, 27)) == "Christmas Day (substitute day)"
    assert ENGLAND.holiday(date(2026, 12, 24)) is None


@pytest.mark.parametrize("day", [date(2024, 12, 25), date(2024, 12, 26), date(2026, 12, 25), date(2026, 12, 26)])
def test_christmas_and_boxing_day_are_off_even_where_a_table_forgets_them(day):
    forgetful = WorkingDays({}, ENGLAND.known_from, ENGLAND.known_until)
    assert day not in forgetful
    assert forgetful.after(day - ONE_DAY, 1) > day


def test_a_proclaimed_day_moves_a_deadline_by_one_day():
    proclaimed = WorkingDays(
        {**ENGLAND.holidays, date(2026, 6, 19): "A proclaimed day"}, ENGLAND.known_from, ENGLAND.known_until
    )
    assert ENGLAND.after(date(2026, 6, 10), 10) == date(2026, 6, 24)
    assert proclaimed.after(date(2026, 6, 10), 10) == date(2026, 6, 25)


def test_the_holidays_passed_over_are_those_a_reader_may_miss_and_no_weekends():
    assert ENGLAND.passed_over(date(2026, 12, 18), date(2027, 1, 6)) == [
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 28), "Boxing Day (substitute day)"),
        (date(2027, 1, 1), "New Year’s Day"),
    ]
    assert ENGLAND.passed_over(date(2026, 3, 2), date(2026, 3, 16)) == []
    assert ENGLAND.passed_over(date(2026, 12, 25), date(2026, 12, 27)) == [], "the day received is not passed over"


def test_a_deadline_beyond_the_table_is_refused_and_not_guessed():
    with pytest.raises(CalendarRunsOut, match=r"2029-01-01 is outside .* 2024-01-01 to 2028-12-31"):
        ENGLAND.after(date(2028, 12, 14), 10)


def test_a_day_before_the_table_is_refused_and_not_guessed():
    with pytest.raises(CalendarRunsOut, match="2023-12-29 is outside"):
        ENGLAND.after(date(2023, 12, 28), 1)
    assert ENGLAND.known_from not in ENGLAND, "New Year’s Day 2024 is known"
    with pytest.raises(CalendarRunsOut):
        ENGLAND.between(date(2023, 12, 22), date(2024, 1, 5))
    with pytest.raises(CalendarRunsOut):
        ENGLAND.holiday(date(2023, 12, 31))
    with pytest.raises(CalendarRunsOut):
        ENGLAND.passed_over(date(2028, 12, 22), date(2029, 1, 5))


@pytest.mark.parametrize("start", [date.max, date(2030, 1, 1), date(2028, 12, 31)])
def test_counting_from_beyond_the_table_is_refused_however_far(start):
    with pytest.raises(CalendarRunsOut):
        ENGLAND.after(start, 1)


@pytest.mark.parametrize("end", [date.min, date(2020, 1, 1), date(2024, 1, 1)])
def test_counting_back_from_before_the_table_is_refused_however_far(end):
    with pytest.raises(CalendarRunsOut):
        ENGLAND.before(end, 1)


CORONATION = CalendarChange(date(2027, 5, 7), "A proclaimed day", "London Gazette")
MAY_DAY_BACK = CalendarChange(date(2027, 5, 3), "Early May bank holiday", "London Gazette", off=False)


def test_a_day_proclaimed_is_off_and_a_day_taken_back_is_worked():
    changed = ENGLAND.with_changes([CORONATION, MAY_DAY_BACK])
    assert date(2027, 5, 7) in ENGLAND
    assert date(2027, 5, 7) not in changed
    assert changed.holiday(date(2027, 5, 7)) == "A proclaimed day"
    assert date(2027, 5, 3) in changed
    assert date(2027, 5, 3) not in ENGLAND, "the calendar that was is unchanged"
    assert changed.after(date(2027, 4, 30), 5) == date(2027, 5, 10)


def test_the_last_change_of_a_day_counts_and_what_is_so_already_stays_so():
    back = CalendarChange(CORONATION.day, CORONATION.name, "a second proclamation", off=False)
    assert ENGLAND.with_changes([CORONATION, back]) == ENGLAND
    assert ENGLAND.with_changes([back, CORONATION]).holiday(CORONATION.day) == CORONATION.name
    assert ENGLAND.with_changes([back]) == ENGLAND
    known = CalendarChange(date(2027, 5, 3), "Early May bank holiday", "a newer table")
    assert ENGLAND.with_changes([known]) == ENGLAND
    assert ENGLAND.with_changes([]) == ENGLAND


@pytest.mark.parametrize("day", [date(2026, 12, 25), date(2025, 12, 26), date(2026, 12, 26), date(2027, 3, 26)])
def test_christmas_boxing_day_and_good_friday_are_in_the_regulations_and_cannot_be_taken_back(day):
    with pytest.raises(BadChange, match=r"by SI 2006/1738 reg\. 2 itself"):
        ENGLAND.with_changes([CalendarChange(day, "off", "nowhere", off=False)])


def test_a_substitute_day_can_be_taken_back():
    changed = ENGLAND.with_changes([CalendarChange(date(2026, 12, 28), "Boxing Day", "nowhere", off=False)])
    assert date(2026, 12, 28) in changed


@pytest.mark.parametrize("off", [True, False])
@pytest.mark.parametrize("day", [date(2023, 12, 29), date(2029, 1, 1)])
def test_a_change_outside_the_table_is_refused(day, off):
    with pytest.raises(CalendarRunsOut):
        ENGLAND.with_changes([CalendarChange(day, "A day", "a paper", off=off)])


def test_a_day_proclaimed_on_a_weekend_moves_nothing():
    changed = ENGLAND.with_changes([CalendarChange(date(2027, 5, 8), "A Saturday", "a paper")])
    assert changed.after(date(2027, 5, 3), 20) == ENGLAND.after(date(2027, 5, 3), 20)


@pytest.mark.parametrize(
    "today, warned",
    [(date(2027, 12, 30), False), (date(2027, 12, 31), False), (date(2028, 1, 1), True), (date(2028, 2, 29), True),
     (date(2030, 1, 1), True)],
)  # fmt: skip
def test_a_year_before_the_table_ends_it_says_so(today, warned):
    assert ENGLAND.ends_within_a_year(today) is warned


@pytest.mark.parametrize(
    "day, years, same_day",
    [(date(2026, 5, 4), 1, date(2027, 5, 4)), (date(2024, 2, 29), 1, date(2025, 2, 28)),
     (date(2024, 2, 29), 4, date(2028, 2, 29)), (date(2027, 2, 28), 1, date(2028, 2, 28))],
)  # fmt: skip
def test_the_anniversary_of_29_february_is_the_day_that_is_surely_within_where_the_year_has_none(day, years, same_day):
    assert anniversary(day, years) == same_day
