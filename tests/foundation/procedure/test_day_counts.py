"""Where a clock stands on any day, in words that page, letter and report share."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from triaged import ENGLAND

from foundation.procedure.day_counts import day_of, warns_on
from foundation.procedure.deadlines import deadline
from foundation.procedure.extensions import extend, pause, resume
from foundation.procedure.rule_sets import VERSIONS, rule_set
from foundation.procedure.vocabulary import Clock

RULES = rule_set(VERSIONS[-1])
STAGE_1, PAPERS, CHECK, DATA = (
    Clock.STATUTORY_STAGE_1_ANSWER, Clock.PANEL_PAPERS, Clock.SAFEGUARDING_CHECK, Clock.DATA_PROTECTION_ACKNOWLEDGEMENT,
)  # fmt: skip

# The clock, the day it starts, the day that is asked about, what is said of it.
DAYS = [
    (STAGE_1, date(2025, 5, 15), date(2025, 5, 14), "It has not started. Day 0 is Thursday 15 May 2025."),
    (STAGE_1, date(2025, 5, 15), date(2025, 5, 15), "Day 0 of 10."),
    (STAGE_1, date(2025, 5, 15), date(2025, 5, 16), "Day 1 of 10."),
    (STAGE_1, date(2025, 5, 15), date(2025, 5, 17), "Day 1 of 10. Saturday 17 May 2025 is no working day."),
    (STAGE_1, date(2025, 5, 15), date(2025, 5, 26),
     "Day 6 of 10. Monday 26 May 2025 is a bank holiday (Spring bank holiday)."),
    (STAGE_1, date(2025, 5, 15), date(2025, 5, 27), "Day 7 of 10."),
    (STAGE_1, date(2025, 5, 15), date(2025, 5, 30), "Day 10 of 10, the last day."),
    (STAGE_1, date(2025, 5, 15), date(2025, 6, 1),
     "It was due on Friday 30 May 2025. Sunday 1 June 2025 is no working day."),
    (STAGE_1, date(2025, 5, 15), date(2025, 6, 2), "It was due on Friday 30 May 2025, 1 working day ago."),
    (STAGE_1, date(2025, 5, 15), date(2025, 6, 4), "It was due on Friday 30 May 2025, 3 working days ago."),
    (STAGE_1, date(2026, 12, 18), date(2026, 12, 28),
     "Day 4 of 10. Monday 28 December 2026 is a bank holiday (Boxing Day (substitute day))."),
    (CHECK, date(2026, 12, 26), date(2026, 12, 26),
     "It is due on this day, Saturday 26 December 2026. Saturday 26 December 2026 is a bank holiday (Boxing Day)."),
    (CHECK, date(2026, 6, 8), date(2026, 6, 9), "It was due on Monday 8 June 2026, 1 working day ago."),
    (PAPERS, date(2026, 6, 22), date(2026, 6, 5), "It is due on Monday 8 June 2026, in 1 working day."),
    (PAPERS, date(2026, 6, 22), date(2026, 6, 8), "It is due on this day, Monday 8 June 2026."),
    (PAPERS, date(2026, 6, 22), date(2026, 6, 22), "It was due on Monday 8 June 2026, 10 working days ago."),
    (DATA, date(2026, 6, 19), date(2026, 6, 20), "Day 1 of 30."),
    (DATA, date(2026, 6, 19), date(2026, 7, 18), "Day 29 of 30."),
    (DATA, date(2026, 6, 19), date(2026, 7, 19), "Day 30 of 30."),  # a Sunday, so the last day is the Monday
    (DATA, date(2026, 6, 19), date(2026, 7, 20), "Day 30 of 30, the last day."),
    (DATA, date(2026, 6, 25), date(2026, 7, 26), "Day 30 of 30."),  # day 30 was the Saturday before
    (DATA, date(2026, 6, 19), date(2026, 7, 22), "It was due on Monday 20 July 2026, 2 calendar days ago."),
]  # fmt: skip


@pytest.mark.parametrize("clock, starts_on, day, said", DAYS)
def test_any_day_of_a_clock_has_its_number_and_why_it_does_not_count(clock, starts_on, day, said):
    assert day_of(deadline(RULES.clocks[clock], starts_on, ENGLAND), day, ENGLAND) == said


def test_a_clock_that_stands_still_says_since_when_and_at_which_day():
    clock = pause(deadline(RULES.clocks[STAGE_1], date(2026, 6, 8), ENGLAND), on=date(2026, 6, 10))
    assert day_of(clock, date(2026, 6, 9), ENGLAND) == "Day 1 of 10."
    assert day_of(clock, date(2026, 6, 30), ENGLAND) == "It stands still since Wednesday 10 June 2026, at day 2 of 10."
    assert day_of(resume(clock, on=date(2026, 6, 12), days=ENGLAND), date(2026, 6, 15), ENGLAND) == "Day 5 of 12."


def test_an_extended_clock_counts_to_its_new_length():
    clock = deadline(RULES.clocks[STAGE_1], date(2026, 6, 8), ENGLAND)
    assert (
        day_of(extend(clock, 5, "Ill", on=date(2026, 6, 8), days=ENGLAND), date(2026, 6, 22), ENGLAND)
        == "Day 10 of 15."
    )


# The clock, the day it starts, how many working days ahead, the day of the warning.
WARNINGS = [
    (STAGE_1, date(2026, 12, 18), 3, date(2026, 12, 31)),
    (STAGE_1, date(2026, 12, 18), 0, date(2027, 1, 6)),
    (STAGE_1, date(2026, 6, 8), 5, date(2026, 6, 15)),
    (STAGE_1, date(2026, 6, 8), 60, date(2026, 6, 8)),  # not before it starts
    (CHECK, date(2026, 12, 26), 2, date(2026, 12, 26)),
    (PAPERS, date(2026, 6, 22), 2, date(2026, 6, 4)),
    (DATA, date(2026, 6, 19), 3, date(2026, 7, 15)),
]


@pytest.mark.parametrize("clock, starts_on, ahead, warned_on", WARNINGS)
def test_a_warning_comes_so_many_working_days_before(clock, starts_on, ahead, warned_on):
    assert warns_on(deadline(RULES.clocks[clock], starts_on, ENGLAND), ahead, ENGLAND) == warned_on


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(list(RULES.clocks)), st.dates(date(2024, 6, 1), date(2028, 3, 1)), st.integers(-40, 120))
def test_every_day_has_its_words_and_only_the_days_after_the_last_are_over(clock, starts_on, away):
    due = deadline(RULES.clocks[clock], starts_on, ENGLAND)
    day = starts_on + timedelta(days=away)
    said = day_of(due, day, ENGLAND)
    assert said.endswith(".")
    assert said.startswith("It was due") is due.is_breached(day) is (day > due.due_on)
