"""A deadline shows its working, and the working agrees with the date."""

import re
from dataclasses import FrozenInstanceError
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.procedure.deadlines import DUE_WORDS, Allowance, deadline, in_words, recount, show_working
from foundation.procedure.rule_sets import VERSIONS, rule_set
from foundation.procedure.vocabulary import Clock, Due
from foundation.procedure.working_days import CalendarChange, CalendarRunsOut, england

ENGLAND = england()
CLOCKS = rule_set(VERSIONS[-1]).clocks
STATUTORY_STAGE_1 = CLOCKS[Clock.STATUTORY_STAGE_1_ANSWER]
CORPORATE_ACKNOWLEDGEMENT = CLOCKS[Clock.CORPORATE_ACKNOWLEDGEMENT]
SAFEGUARDING = CLOCKS[Clock.SAFEGUARDING_CHECK]
IN_WORDS = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d{1,2} [A-Z][a-z]+ \d{4}"


def test_the_laws_own_lengths_stand_with_their_sources():
    assert (STATUTORY_STAGE_1.allowed, STATUTORY_STAGE_1.source) == (10, "SI 2006/1738 reg. 14")
    assert CORPORATE_ACKNOWLEDGEMENT.allowed == 5
    assert "para 6.2" in CORPORATE_ACKNOWLEDGEMENT.source
    assert SAFEGUARDING.allowed == 0
    assert "s.47" in SAFEGUARDING.source


def test_the_working_over_christmas_names_the_day_received_the_last_day_and_each_holiday():
    due = deadline(STATUTORY_STAGE_1, date(2026, 12, 18), ENGLAND)
    assert due.working == (
        "10 working days. Friday 18 December 2026 is day 0; "
        "day 10 is Wednesday 6 January 2027. "
        "Friday 25 December 2026 is a holiday (Christmas Day). "
        "Monday 28 December 2026 is a holiday (Boxing Day (substitute day)). "
        "Friday 1 January 2027 is a holiday (New Year’s Day)."
    )


def test_the_working_of_an_ordinary_fortnight_names_no_holiday():
    due = deadline(STATUTORY_STAGE_1, date(2026, 3, 2), ENGLAND)
    assert due.working == ("10 working days. Monday 2 March 2026 is day 0; day 10 is Monday 16 March 2026.")


def test_one_working_day_is_not_written_as_days():
    tomorrow = Allowance(Due.DECISION, 1, "the council's own target")
    assert deadline(tomorrow, date(2026, 9, 4), ENGLAND).working == (
        "1 working day. Friday 4 September 2026 is day 0; day 1 is Monday 7 September 2026."
    )


@pytest.mark.parametrize(
    "received_on, words",
    [
        (date(2026, 9, 4), "The same day, Friday 4 September 2026."),
        (date(2026, 12, 26), "The same day, Saturday 26 December 2026."),
        (date(2026, 12, 25), "The same day, Friday 25 December 2026."),
        (date(2028, 2, 29), "The same day, Tuesday 29 February 2028."),
    ],
)
def test_a_safeguarding_check_is_due_the_same_day_working_day_or_not(received_on, words):
    due = deadline(SAFEGUARDING, received_on, ENGLAND)
    assert (due.due, due.starts_on, due.due_on) == (Due.SAFEGUARDING_CHECK, received_on, received_on)
    assert due.working == words


def test_a_safeguarding_check_is_due_the_same_day_even_beyond_the_table():
    assert deadline(SAFEGUARDING, date(2035, 5, 5), ENGLAND).due_on == date(2035, 5, 5)


def test_a_deadline_carries_what_is_due_its_source_and_whose_it_is():
    law = deadline(CORPORATE_ACKNOWLEDGEMENT, date(2026, 3, 2), ENGLAND)
    own = deadline(Allowance(Due.ACKNOWLEDGEMENT, 3, "our charter"), date(2026, 3, 2), ENGLAND, local=True)
    assert (law.due, law.source, law.local) == (Due.ACKNOWLEDGEMENT, CORPORATE_ACKNOWLEDGEMENT.source, False)
    assert (own.due, own.source, own.local) == (Due.ACKNOWLEDGEMENT, "our charter", True)
    assert (law.due_on, own.due_on) == (date(2026, 3, 9), date(2026, 3, 5))


def test_a_deadline_cannot_be_changed_after_it_was_worked_out():
    due = deadline(STATUTORY_STAGE_1, date(2026, 3, 2), ENGLAND)
    with pytest.raises(FrozenInstanceError):
        due.due_on = date(2026, 3, 30)
    with pytest.raises(FrozenInstanceError):
        STATUTORY_STAGE_1.allowed = 28


def test_every_thing_that_is_due_has_its_line():
    assert set(DUE_WORDS) == set(Due)
    assert deadline(STATUTORY_STAGE_1, date(2026, 3, 2), ENGLAND).what == "Answer at stage 1"


def test_papers_go_out_so_many_working_days_before_the_meeting():
    papers = deadline(CLOCKS[Clock.PANEL_PAPERS], date(2027, 1, 6), ENGLAND)
    assert papers.due_on == date(2026, 12, 18)
    assert papers.working == (
        "10 working days before Wednesday 6 January 2027, which is day 0: Friday 18 December 2026. "
        "Friday 25 December 2026 is a holiday (Christmas Day). "
        "Monday 28 December 2026 is a holiday (Boxing Day (substitute day)). "
        "Friday 1 January 2027 is a holiday (New Year’s Day)."
    )


@pytest.mark.parametrize(
    "received, working",
    [
        (date(2026, 6, 26), "30 calendar days. Friday 26 June 2026 is day 0; day 30 is Sunday 26 July 2026, "
         "which is no working day; the next one is Monday 27 July 2026."),
        (date(2026, 6, 29), "30 calendar days. Monday 29 June 2026 is day 0; day 30 is Wednesday 29 July 2026."),
    ],
)  # fmt: skip
def test_calendar_days_end_on_a_working_day_and_say_so(received, working):
    due = deadline(CLOCKS[Clock.DATA_PROTECTION_ACKNOWLEDGEMENT], received, ENGLAND)
    assert due.working == working


def test_a_changed_calendar_dates_anew_with_the_same_working():
    due = deadline(STATUTORY_STAGE_1, date(2026, 6, 8), ENGLAND)
    changed = ENGLAND.with_changes([CalendarChange(date(2026, 6, 15), "A proclaimed day", "a proclamation")])
    assert recount(due, changed) == date(2026, 6, 23) == deadline(STATUTORY_STAGE_1, date(2026, 6, 8), changed).due_on
    assert show_working(due, changed).endswith("Monday 15 June 2026 is a holiday (A proclaimed day).")
    assert show_working(due, changed) == deadline(STATUTORY_STAGE_1, date(2026, 6, 8), changed).working
    assert (recount(due, ENGLAND), show_working(due, ENGLAND)) == (due.due_on, due.working)


def test_a_deadline_beyond_the_table_is_refused():
    with pytest.raises(CalendarRunsOut):
        deadline(STATUTORY_STAGE_1, date(2028, 12, 14), ENGLAND)


def test_a_day_is_written_as_people_say_it():
    assert in_words(date(2027, 1, 8)) == "Friday 8 January 2027"
    assert in_words(date(2028, 2, 29)) == "Tuesday 29 February 2028"


@settings(deadline=None, max_examples=300)
@given(st.dates(ENGLAND.known_from, date(2028, 6, 1)), st.integers(1, 65))
def test_whoever_counts_along_with_the_working_comes_to_the_same_date(received, count):
    due = deadline(Allowance(Due.STAGE_1_ANSWER, count, "the law"), received, ENGLAND)
    days = [datetime.strptime(words, "%A %d %B %Y").date() for words in re.findall(IN_WORDS, due.working)]  # noqa: DTZ007
    said_received, said_due, *said_off = days
    assert (said_received, said_due) == (received, due.due_on) == (due.starts_on, due.due_on)
    assert re.match(r"\d+", due.working).group() == str(count)
    counted = [
        day
        for day in map(date.fromordinal, range(received.toordinal() + 1, due.due_on.toordinal() + 1))
        if day.weekday() < 5 and day not in said_off
    ]
    assert len(counted) == count
    assert counted[-1] == due.due_on
