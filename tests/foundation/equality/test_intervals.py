"""Intervals: the worked figures, another library's figures, and what every interval must do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from foundation.equality.figures import BadFigure
from foundation.equality.intervals import Change, Interval, byar, change, newcombe, wilson
from foundation.equality.second_opinions import jeffreys

SURE = st.sampled_from([0.8, 0.9, 0.95, 0.99])


@st.composite
def parts(draw, most: int = 2000) -> tuple[int, int]:
    """x of n."""
    n = draw(st.integers(1, most))
    return draw(st.integers(0, n)), n


def ends(interval: Interval) -> tuple[float, float]:
    return interval.lo, interval.hi


def test_wilsons_interval_of_seven_in_120_and_of_none_in_forty():
    assert ends(wilson(7, 120)) == pytest.approx((0.028541, 0.115526), abs=5e-7)
    assert ends(wilson(0, 40)) == pytest.approx((0, 0.087622), abs=5e-7)


def test_jeffreys_interval_of_seven_in_120():
    assert ends(jeffreys(7, 120)) == pytest.approx((0.026468, 0.111104), abs=5e-7)


def test_newcombes_interval_of_18_in_40_less_70_in_100():
    found = newcombe(18, 40, 70, 100)
    assert (found.diff, found.lo, found.hi) == pytest.approx((-0.25, -0.414326, -0.070549), abs=5e-7)


@pytest.mark.parametrize("x", [1, 2, 5, 10, 57, 1000])
def test_byars_interval_is_within_a_hair_of_the_exact_one(x):
    exact = chi2.ppf(0.025, 2 * x) / 2, chi2.ppf(0.975, 2 * x + 2) / 2
    assert ends(byar(x)) == pytest.approx(exact, abs=0.02)


def test_where_nothing_happened_something_could_have():
    assert ends(byar(0)) == pytest.approx((0, 3.668), abs=5e-4)


@given(parts(), SURE)
@settings(deadline=None)
def test_wilson_and_jeffreys_say_what_statsmodels_says(part, conf):
    x, n = part
    assert ends(wilson(x, n, conf)) == pytest.approx(proportion_confint(x, n, 1 - conf, "wilson"), abs=1e-9)
    found = jeffreys(x, n, conf)
    assert ends(found) == pytest.approx(proportion_confint(x, n, 1 - conf, "jeffreys"), abs=1e-9)


@given(parts(500), parts(500))
@settings(deadline=None)
def test_newcombe_says_what_statsmodels_says(one, other):
    found = newcombe(*one, *other)
    oracle = confint_proportions_2indep(*one, *other, method="newcomb", compare="diff")
    assert (found.lo, found.hi) == pytest.approx(oracle, abs=1e-9)


@given(st.floats(0, 1), st.integers(1, 10**9), SURE)
def test_an_interval_lies_within_0_and_1_and_holds_its_share_which_need_not_be_whole(share, n, conf):
    found = wilson(share * n, n, conf)
    assert 0 <= found.lo <= share * n / n <= found.hi <= 1


@given(parts(), parts())
def test_a_difference_lies_within_its_interval_and_turns_its_sign_with_its_terms(one, other):
    found, turned = newcombe(*one, *other), newcombe(*other, *one)
    assert -1 - 1e-12 <= found.lo <= found.diff <= found.hi <= 1 + 1e-12
    assert (found.lo, found.hi) == pytest.approx((-turned.hi, -turned.lo), abs=1e-12)


@given(parts())
def test_one_who_would_be_surer_must_say_less(part):
    narrow, wide = wilson(*part, 0.9), wilson(*part, 0.99)
    assert wide.lo <= narrow.lo <= narrow.hi <= wide.hi


def test_a_year_is_higher_or_lower_only_where_the_interval_leaves_out_no_change():
    assert change((70, 100), (18, 40)) == Change.HIGHER
    assert change((18, 40), (70, 100)) == Change.LOWER
    assert change((18, 40), (50, 100)) == Change.NO_CLEAR_CHANGE


@pytest.mark.parametrize(
    "call, field",
    [
        (lambda: wilson(1, 0), "n"),
        (lambda: wilson(5, 4), "x"),
        (lambda: wilson(-0.1, 4), "x"),
        (lambda: wilson(1, 4, 1.0), "conf"),
        (lambda: wilson(float("nan"), 4), "x"),
        (lambda: jeffreys(1, 4, 95), "conf"),
        (lambda: byar(-1), "x"),
        (lambda: newcombe(1, 2, 3, 2), "x2"),
        (lambda: newcombe(1, 0, 1, 2), "n1"),
    ],
)
def test_a_figure_that_cannot_be_true_is_refused_by_name(call, field):
    with pytest.raises(BadFigure) as refused:
        call()
    assert refused.value.field == field
