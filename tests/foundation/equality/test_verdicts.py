"""The rules of the verdict, first one first."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.equality.figures import BadFigure
from foundation.equality.settings import SETTINGS
from foundation.equality.verdicts import Verdict, judge

# x, answers, did not say, share of the population, adjusted p; what is said, and why.
WORKED = [
    (4, 180, 20, 0.088824, 0.002, "under", "holds_to_k"),
    (6, 140, 30, 0.088824, 0.046, "cannot_tell", "imprecise"),
    (40, 150, 20, 0.1862, 0.03, "over", "holds_to_k"),
    (52, 150, 20, 0.1862, 0.00001, "over", "worst_case"),
    (5, 60, 80, 0.088824, 0.5, "cannot_tell", "low_disclosure"),
    (1, 12, 0, 0.088824, 0.9, "cannot_tell", "too_few_answers"),
    (1820, 2000, 15, 0.911176, 0.8, "as_expected", "within_margin"),
    (6, 100, 200, 0.9, 1e-9, "under", "worst_case"),
    (5, 140, 0, None, None, "cannot_tell", "too_few_answers"),
    (95, 100, 200, 0.1, 0.9, "over", "worst_case"),
]


@pytest.mark.parametrize("x, substantive, non_disclosed, share, p_adj, verdict, reason", WORKED)
def test_the_verdict_and_its_reason(x, substantive, non_disclosed, share, p_adj, verdict, reason):
    found = judge(x, substantive, non_disclosed, share, p_adj)
    assert (found.verdict, found.reason) == (verdict, reason)


def test_nineteen_answers_are_too_few_and_twenty_are_not():
    assert judge(0, 19, 0, 0.5, 0.0001).reason == "too_few_answers"
    assert judge(0, 20, 0, 0.5, 0.0001).verdict == "under"


def test_half_of_those_asked_is_enough_for_more_than_the_worst_case():
    assert judge(0, 50, 50, 0.5, 0.0001).reason == "holds_to_k"
    assert judge(0, 50, 51, 0.5, 0.0001).reason == "low_disclosure"


def test_a_difference_that_outlasts_those_who_did_not_say_must_be_more_than_chance_too():
    assert judge(4, 180, 20, 0.088824, 0.05).verdict == "cannot_tell"
    assert judge(4, 180, 20, 0.088824, 0.05, replace(SETTINGS, alpha=0.06)).verdict == "under"


def test_a_larger_k_takes_a_verdict_back():
    assert judge(4, 180, 20, 0.088824, 0.002, replace(SETTINGS, k=20)).verdict == "cannot_tell"


MIRROR = {Verdict.UNDER: Verdict.OVER, Verdict.OVER: Verdict.UNDER}


@given(st.data(), st.integers(20, 400), st.integers(0, 300), st.floats(0.01, 0.5), st.floats(0, 1))
def test_under_in_the_group_is_over_in_the_rest(data, substantive, non_disclosed, r, p_adj):
    x = data.draw(st.integers(0, substantive))
    here = judge(x, substantive, non_disclosed, r, p_adj).verdict
    there = judge(substantive - x, substantive, non_disclosed, 1 - r, p_adj).verdict
    # The margin is not the same on both sides, so that as_expected may be seen from one side only.
    if Verdict.AS_EXPECTED not in (here, there):
        assert there == MIRROR.get(here, here)


@given(st.data(), st.integers(20, 400), st.integers(0, 300), st.floats(0.01, 0.99), st.floats(0, 1))
def test_under_is_said_of_no_share_above_the_populations(data, substantive, non_disclosed, r, p_adj):
    x = data.draw(st.integers(0, substantive))
    verdict = judge(x, substantive, non_disclosed, r, p_adj).verdict
    assert not (verdict == Verdict.UNDER and x / substantive >= r)
    assert not (verdict == Verdict.OVER and x / substantive <= r)


@pytest.mark.parametrize("p_adj", [None, -0.1, 1.1, float("nan")])
def test_a_verdict_needs_its_test(p_adj):
    with pytest.raises(BadFigure, match=r"^p_adj: "):
        judge(4, 180, 20, 0.0888, p_adj)
