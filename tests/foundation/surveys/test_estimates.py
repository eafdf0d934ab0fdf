"""What a sample survey says: each share as answered and weighted, and no group of fewer than ten given away."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.equality.weighting import Stratum, weigh
from foundation.surveys.estimates import lines
from foundation.surveys.library import library
from foundation.surveys.people_served import EQUALITY

NEWEST = library().newest("people_served")
SATISFIED = "How satisfied are you with the help you have had?"
POINTS = [("satisfied", code) for code in ("1", "2", "3", "4", "5", "not_sure", ":unanswered")]
counts_of_a_group = st.fixed_dictionaries({cell: st.integers(0, 12) for cell in POINTS})
NOBODY = dict.fromkeys(POINTS, 0)


def of(question, counts, people=None):
    """The lines of one question."""
    answered = [sum(one.values()) for one in counts]
    strata = [Stratum(people[at] if people else max(100, n), n) for at, n in enumerate(answered)]
    return [line for line in lines(NEWEST, counts, weigh(strata)) if line.question == question]


def test_a_worked_example():
    """130 people of whom 30 answered and 260 of whom 10 did: all of the first are satisfied and none of the others."""
    [line] = of(SATISFIED, [{("satisfied", "5"): 30}, {("satisfied", "1"): 10}], people=(130, 260))
    assert line.answer == "“Satisfied” or “Very satisfied”"
    assert (line.whole.x, line.whole.n) == (30, 40)
    assert line.weighted.share == pytest.approx(130 / 390)
    assert [(share.x, share.n) for share in line.strata] == [(30, 30), (0, 10)]


def test_who_is_not_sure_says_nothing_of_satisfaction_and_does_not_know_how_to_complain():
    told = {
        ("satisfied", "5"): 12,
        ("satisfied", "not_sure"): 8,
        ("knows_how", "yes"): 12,
        ("knows_how", "not_sure"): 8,
    }
    [satisfied] = of(SATISFIED, [told])
    [knows_how] = of("Would you know how to make a complaint?", [told])
    assert (satisfied.whole.x, satisfied.whole.n) == (12, 12)
    assert (knows_how.whole.x, knows_how.whole.n) == (12, 20)


def test_who_prefers_not_to_say_is_in_no_share():
    told = {("had_problem", "yes"): 6, ("had_problem", "no"): 14, ("had_problem", "prefer_not_to_say"): 9}
    [line] = of("In the last 12 months, was anything wrong that you wanted to raise?", [told])
    assert (line.whole.x, line.whole.n) == (6, 20)


def test_of_what_became_of_a_problem_and_why_it_was_not_raised_each_answer_is_a_share():
    told = {("raised_it", "no"): 11, ("raised_it", "told_someone"): 4, ("why_not", "no_point"): 11}
    found = {line.answer: line.whole for line in lines(NEWEST, [told], weigh([Stratum(100, 20)]))}
    assert (found["“No”"].x, found["“No”"].n) == (11, 15)
    assert (found["“I saw no point in it”"].x, found["“I was worried about what would happen”"].x) == (11, 0)


def test_no_equality_question_is_in_any_line():
    told = {(code, option.code): 50 for it in NEWEST.questions for code in [it.code] for option in it.options}
    questions = {line.question for line in lines(NEWEST, [told], weigh([Stratum(10_000, 5_000)]))}
    assert questions == {it.words["adult"] for it in NEWEST.questions if it.code not in EQUALITY}


@settings(deadline=None, max_examples=60)
@given(st.lists(counts_of_a_group, min_size=1, max_size=4).filter(lambda them: any(any(it.values()) for it in them)))
def test_nobody_can_work_out_a_group_of_fewer_than_ten(counts):
    [line] = of(SATISFIED, counts)
    numbers = [sum(one["satisfied", code] for code in "12345") for one in counts]
    for n, share in zip(numbers, line.strata, strict=True):
        assert share is None or share.n == n >= 10
    hidden = [n for n, share in zip(numbers, line.strata, strict=True) if share is None]
    if line.whole and sum(hidden):
        assert sum(hidden) >= 10, "by taking away what is shown"
        assert len(hidden) >= 2
    if line.weighted:
        answered = [any(one.values()) for one in counts]
        assert all(share for share, any_of_it in zip(line.strata, answered, strict=True) if any_of_it)


def test_a_group_in_which_nobody_answered_at_all_hides_no_weighted_share():
    [line] = of(SATISFIED, [{("satisfied", "5"): 20, ("satisfied", "1"): 20}, NOBODY], people=(100, 300))
    assert line.weighted.share == 0.5
    assert line.strata[1] is None
