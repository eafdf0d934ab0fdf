"""What people who did not say could change."""

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.equality.figures import BadFigure
from foundation.equality.intervals import wilson
from foundation.equality.missing_data import missing_data_bounds

RESIDENTS = 16613 / 187032

# x, answers, did not say; worst case and with error; K = 2 and with error; tipping factor.
WORKED = [
    (5, 140, 30, (0.029412, 0.205882, 0.012627, 0.272839), (0.032922, 0.042662, 0.013680, 0.090088), 12.504150),
    (5, 140, 0, (0.035714, 0.035714, 0.015350, 0.080877), (0.035714, 0.035714, 0.015350, 0.080877), None),
    (30, 140, 30, (0.176471, 0.352941, 0.126501, 0.427304), (0.197872, 0.239239, 0.140336, 0.316268), None),
    (0, 60, 10, (0, 0.142857, 0, 0.243384), (0.000588, 0.002323, 0.000005, 0.064459), 198.911678),
]


@pytest.mark.parametrize("x, substantive, non_disclosed, worst, bounded, tipping", WORKED)
def test_the_three_views_of_those_who_did_not_say(x, substantive, non_disclosed, worst, bounded, tipping):
    found = missing_data_bounds(x, substantive, non_disclosed, RESIDENTS)
    assert found.n == substantive + non_disclosed
    assert astuple(found)[1:5] == pytest.approx(worst, abs=5e-7)
    assert astuple(found)[5:9] == pytest.approx(bounded, abs=5e-7)
    assert found.tipping == (None if tipping is None else pytest.approx(tipping, abs=5e-7))


@st.composite
def asked(draw) -> tuple[int, int, int]:
    substantive = draw(st.integers(1, 500))
    return draw(st.integers(0, substantive)), substantive, draw(st.integers(0, 500))


@given(asked(), st.floats(0.001, 0.999), st.floats(1, 50))
def test_the_bounded_view_lies_within_the_worst_case_and_grows_with_k(of, r, k):
    tight, loose = missing_data_bounds(*of, r, k=k), missing_data_bounds(*of, r, k=2 * k)
    worst = (tight.manski_lo, loose.k_lo, tight.k_lo, tight.k_hi, loose.k_hi, tight.manski_hi)
    assert list(worst) == sorted(worst)
    assert tight.manski_conf_lo <= tight.manski_lo <= tight.manski_hi <= tight.manski_conf_hi


@given(asked(), st.floats(0.001, 0.999), st.floats(1, 50))
def test_the_bounds_are_the_same_seen_from_the_rest(of, r, k):
    x, substantive, non_disclosed = of
    here = missing_data_bounds(x, substantive, non_disclosed, r, k=k)
    there = missing_data_bounds(substantive - x, substantive, non_disclosed, 1 - r, k=k)
    assert (here.k_lo, here.k_hi) == pytest.approx((1 - there.k_hi, 1 - there.k_lo), abs=1e-9)


@given(asked(), st.floats(0.01, 0.99))
def test_with_everybody_known_all_views_are_the_share(of, r):
    x, substantive, _ = of
    found, sure = missing_data_bounds(x, substantive, 0, r), wilson(x, substantive)
    assert (found.k_conf_lo, found.k_conf_hi) == (found.manski_conf_lo, found.manski_conf_hi) == (sure.lo, sure.hi)
    assert found.tipping is None


@given(asked(), st.floats(0.01, 0.99))
def test_as_many_times_as_the_tipping_factor_brings_the_share_to_the_populations(of, r):
    x, substantive, non_disclosed = of
    tipping = missing_data_bounds(x, substantive, non_disclosed, r).tipping
    if tipping is not None:
        odds = tipping * (x + 0.5) / (substantive - x + 0.5)
        share = (x + non_disclosed * odds / (1 + odds)) / (substantive + non_disclosed)
        assert share == pytest.approx(r, abs=1e-9)


@pytest.mark.parametrize("k", [0.5, float("inf"), float("nan")])
def test_k_is_a_number_from_one(k):
    with pytest.raises(BadFigure, match=r"^k: "):
        missing_data_bounds(1, 20, 5, 0.1, k=k)
