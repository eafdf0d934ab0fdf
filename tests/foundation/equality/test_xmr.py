"""XmR charts: the worked months, the NHS's own example, and the rules one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.equality.figures import BadFigure
from foundation.equality.xmr import xmr

MONTHS = [14, 12, 15, 13, 11, 14, 16, 12, 13, 15, 14, 12, 13, 16, 18, 17, 19, 18, 20, 17, 19, 21, 31, 18]


def limits(found) -> tuple[float, ...]:
    return found.mean, found.amr, found.lpl, found.upl, found.near_lpl, found.near_upl


def test_a_frozen_baseline_says_higher_since_month_14():
    found = xmr(MONTHS, 12, screen=True)
    worked = (13.416667, 2.181818, 7.613030, 19.220303, 9.547576, 17.285758)
    assert limits(found) == pytest.approx(worked, abs=5e-7)
    assert found.astronomical == (19, 22, 23)
    assert found.shift == tuple(range(14, 25))
    assert found.trend == ()
    assert found.two_of_three == (15, 17, 18)
    assert not found.trial


def test_all_months_screened():
    found = xmr(MONTHS, None, screen=True)
    worked = (16.166667, 2.047619, 10.72, 21.613333, 12.535556, 19.797778)
    assert limits(found) == pytest.approx(worked, abs=5e-7)
    assert (found.mr_dropped, found.astronomical, found.shift) == (2, (23,), tuple(range(1, 25)))
    assert (found.trend, found.two_of_three) == ((), ())


def test_all_months_unscreened():
    found = xmr(MONTHS, None, screen=False)
    worked = (16.166667, 2.869565, 8.533623, 23.799710, 11.077971, 21.255362)
    assert limits(found) == pytest.approx(worked, abs=5e-7)
    assert (found.mr_dropped, found.astronomical, found.shift) == (0, (23,), tuple(range(1, 25)))


def test_a_trend_counts_the_point_it_starts_from():
    y = [30, 28, 31, 29, 27, 26, 25, 23, 22, 20, 19, 24, 29, 31, 30, 28, 21, 20, 29, 30, 28, 27, 29, 30]
    found = xmr(y, None, screen=True)
    assert (found.mean, found.amr, found.mr_dropped) == pytest.approx((26.5, 2.136364, 1), abs=5e-7)
    assert found.astronomical == (10, 11, 18)
    assert found.shift == tuple(range(6, 13))
    assert found.trend == tuple(range(3, 12))
    assert found.two_of_three == ()


def test_the_example_of_the_nhs_with_and_without_screening():
    y = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    screened, bare = xmr(y, None, screen=True), xmr(y, None, screen=False)
    assert (screened.mean, screened.lpl, screened.upl) == pytest.approx((1.94, -0.72, 4.60), abs=5e-3)
    assert (bare.lpl, bare.upl) == pytest.approx((-3.06, 6.95), abs=5e-3)
    assert screened.lpl_display == 0


def test_a_point_on_the_mean_breaks_a_shift_though_the_mean_is_no_round_number():
    y = [0.1, 0.1, 0.1, 0.2, 0.2, 0.2, 0.15]
    assert xmr([*y, *[0.2] * 6, 0.15, *[0.2] * 6], 7, screen=True).shift == ()
    assert xmr([*y, *[0.2] * 7], 7, screen=True).shift == tuple(range(8, 15))


def test_six_rising_points_are_no_trend_and_seven_are():
    assert xmr([1, 2, 3, 4, 5, 6, 6], None, screen=False).trend == ()
    assert xmr([1, 2, 3, 4, 5, 6, 7], None, screen=False).trend == tuple(range(1, 8))


def test_months_that_are_all_alike_have_no_signal_and_the_mean_for_limits():
    found = xmr([3, 3, 3, 3], None, screen=True)
    assert (found.upl, found.lpl, found.mr_dropped, found.trial) == (3, 3, 0, True)
    assert found.astronomical == found.shift == found.trend == found.two_of_three == ()


@given(st.lists(st.integers(0, 60), min_size=2, max_size=40), st.booleans())
def test_limits_are_in_order_and_a_mirrored_chart_has_the_same_signals(y, screen):
    found, mirrored = xmr(y, None, screen), xmr([60 - one for one in y], None, screen)
    ordered = [found.lpl, found.near_lpl, found.mean, found.near_upl, found.upl]
    assert ordered == sorted(ordered)
    for rule in ("astronomical", "shift", "trend", "two_of_three"):
        assert getattr(found, rule) == getattr(mirrored, rule)


@pytest.mark.parametrize(
    "y, baseline, field",
    [([1], None, "y"), ([1, 2], 3, "baseline"), ([1, 2], 1, "baseline"), ([1, float("inf")], None, "y")],
)
def test_a_chart_that_cannot_be_is_refused_by_name(y, baseline, field):
    with pytest.raises(BadFigure) as refused:
        xmr(y, baseline, screen=True)
    assert refused.value.field == field
