"""Every clock of the law and of the Code from thirteen days on which counting is easy to get wrong.

The dates were worked out away from our code, on paper calendars made with the holidays package.
"""

import csv
from pathlib import Path

import pytest
from triaged import ENGLAND, the_day

from foundation.procedure.deadlines import deadline
from foundation.procedure.rule_sets import VERSIONS, rule_set
from foundation.procedure.vocabulary import Clock

RULES = rule_set(VERSIONS[-1])
# What the day is, the day itself, and when each clock that starts on it is due.
STARTS = list(csv.DictReader(Path(__file__).with_name("clocks_by_hand.csv").read_text("utf-8").splitlines()))
WHAT, DAY, *NAMES = STARTS[0]
CLOCKS = [
    pytest.param(clock, row[DAY], row[clock], id=f"{clock} from {row[WHAT]}") for row in STARTS for clock in NAMES
]


@pytest.mark.parametrize("clock, starts_on, due_on", CLOCKS)
def test_a_clock_that_starts_on_such_a_day_is_due(clock, starts_on, due_on):
    assert deadline(RULES.clocks[Clock(clock)], the_day(starts_on), ENGLAND).due_on == the_day(due_on)


def test_every_clock_of_the_rules_is_in_the_table():
    assert set(NAMES) == set(RULES.clocks) == set(Clock)


# The longest that extensions may bring a clock to.
LONGEST = [
    ("statutory_stage_1_answer", "Mon 8 Jun 2026", "Mon 6 Jul 2026"),
    ("statutory_stage_1_answer", "Fri 18 Dec 2026", "Wed 20 Jan 2027"),
    ("statutory_stage_1_answer", "Thu 28 Mar 2024", "Mon 29 Apr 2024"),
    ("statutory_stage_2_answer", "Mon 2 Nov 2026", "Thu 4 Feb 2027"),
    ("statutory_stage_2_answer_from_statement", "Mon 2 Nov 2026", "Thu 4 Feb 2027"),
    ("corporate_stage_1_answer", "Fri 18 Dec 2026", "Wed 20 Jan 2027"),
    ("corporate_stage_2_answer", "Mon 8 Jun 2026", "Mon 3 Aug 2026"),
]


@pytest.mark.parametrize("clock, starts_on, longest_on", LONGEST)
def test_the_longest_that_a_clock_may_become(clock, starts_on, longest_on):
    assert deadline(RULES.clocks[Clock(clock)], the_day(starts_on), ENGLAND).longest_on == the_day(longest_on)


def test_no_other_clock_may_become_longer():
    may_grow = {clock for clock, it in RULES.clocks.items() if it.extension or it.pause}
    assert may_grow == {Clock(clock) for clock, _, _ in LONGEST}
    assert {clock for clock, it in RULES.clocks.items() if it.pause} == {Clock.STATUTORY_STAGE_1_ANSWER}
