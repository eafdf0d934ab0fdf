"""Tests of one share, and of many at once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import binom_test

from foundation.equality.figures import BadFigure
from foundation.equality.second_opinions import exact_binomial
from foundation.equality.testing import benjamini_hochberg, midp_binomial

RESIDENTS = 16613 / 187032
SHARES = st.floats(0.001, 0.999)


@st.composite
def parts(draw) -> tuple[int, int]:
    n = draw(st.integers(1, 400))
    return draw(st.integers(0, n)), n


def test_five_of_140_are_hardly_chance():
    assert midp_binomial(5, 140, RESIDENTS) == pytest.approx(0.016534, abs=5e-7)
    assert exact_binomial(5, 140, RESIDENTS) == pytest.approx(0.024636, abs=5e-7)


@given(parts(), SHARES)
@settings(deadline=None)
def test_mid_p_is_twice_the_smaller_tail_with_half_of_x_in_each(part, r):
    x, n = part
    likely = binom.pmf(range(n + 1), n, r)
    below, above = likely[:x].sum() + likely[x] / 2, likely[x + 1 :].sum() + likely[x] / 2
    assert midp_binomial(x, n, r) == pytest.approx(min(1, 2 * min(below, above)), abs=1e-9)


@given(parts(), SHARES)
@settings(deadline=None)
def test_the_exact_test_says_what_statsmodels_says(part, r):
    x, n = part
    assert exact_binomial(x, n, r) == pytest.approx(binom_test(x, n, r), abs=1e-9)


@given(parts(), SHARES)
@settings(deadline=None)
def test_a_test_is_the_same_seen_from_the_group_and_from_the_rest(part, r):
    x, n = part
    assert midp_binomial(x, n, r) == pytest.approx(midp_binomial(n - x, n, 1 - r), abs=1e-9)


def test_five_tests_at_once():
    assert benjamini_hochberg([0.001, 0.02, 0.03, 0.5, 0.04]) == pytest.approx([0.005, 0.05, 0.05, 0.5, 0.05])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
@settings(deadline=None)
def test_many_tests_are_adjusted_as_statsmodels_adjusts_them(p):
    found = benjamini_hochberg(p)
    assert found == pytest.approx(list(multipletests(p, method="fdr_bh")[1]), abs=1e-9)
    assert all(bare - 1e-12 <= adjusted <= 1 for bare, adjusted in zip(p, found, strict=True))


@pytest.mark.parametrize(
    "call, field",
    [
        (lambda: midp_binomial(5, 4, 0.1), "x"),
        (lambda: midp_binomial(1, 4, 1), "reference_share"),
        (lambda: exact_binomial(1, 0, 0.1), "n"),
        (lambda: benjamini_hochberg([]), "p"),
        (lambda: benjamini_hochberg([0.1, float("nan")]), "p"),
        (lambda: benjamini_hochberg([0.1, 1.1]), "p"),
    ],
)
def test_a_test_of_what_cannot_be_is_refused_by_name(call, field):
    with pytest.raises(BadFigure) as refused:
        call()
    assert refused.value.field == field
