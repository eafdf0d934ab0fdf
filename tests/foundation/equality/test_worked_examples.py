"""The figures behind the worked verdicts and outcomes, to their digits."""

import pytest

from foundation.equality.intervals import wilson
from foundation.equality.missing_data import missing_data_bounds
from foundation.equality.representation import representation
from foundation.equality.testing import midp_binomial

# x, answers, did not say, share of the population; which bound decides, and its value.
BOUNDS = [
    (4, 180, 20, 0.088824, "k_conf_hi", 0.059376),
    (6, 140, 30, 0.088824, "k_conf_hi", 0.100695),
    (40, 150, 20, 0.1862, "k_conf_lo", 0.190652),
    (40, 150, 20, 0.1862, "manski_conf_lo", 0.177817),
    (52, 150, 20, 0.1862, "manski_conf_lo", 0.241542),
    (1820, 2000, 15, 0.911176, "k_conf_lo", 0.896063),
    (1820, 2000, 15, 0.911176, "k_conf_hi", 0.922067),
    (6, 100, 200, 0.9, "manski_conf_hi", 0.736516),
    (5, 180, 24, 16613 / 187032, "k_conf_hi", 0.068301),
]


@pytest.mark.parametrize("x, substantive, non_disclosed, share, bound, worked", BOUNDS)
def test_the_bound_that_decides_a_verdict(x, substantive, non_disclosed, share, bound, worked):
    found = missing_data_bounds(x, substantive, non_disclosed, share)
    assert getattr(found, bound) == pytest.approx(worked, abs=5e-7)


def test_how_unlike_those_who_did_not_say_must_be_to_undo_a_verdict():
    assert missing_data_bounds(4, 180, 20, 0.088824).tipping == pytest.approx(86.6, abs=0.05)


def test_what_is_as_expected_lies_within_its_margin():
    share = 0.911176
    margin = share - 0.2 * (1 - share), share + 0.25 * (1 - share)
    assert margin == pytest.approx((0.893411, 0.933382), abs=5e-7)


# Of complainants: x, answers, share of the population; ratio, and p where it was worked.
RATIOS = [
    (6, 150, 3198 / 23465, 0.293496, 0.000105),
    (12, 150, 0.20, 0.400000, 0.000059),
    (45, 150, 0.49, 0.612245, 0.000003),
    (0, 150, 567 / 187032, 0.0, 0.634178),
    (3, 140, 0.25, 0.085714, None),
    (60, 150, 34828 / 187034, 2.148088, None),
]


@pytest.mark.parametrize("x, substantive, share, ratio, p", RATIOS)
def test_the_ratio_of_a_group_and_how_likely_it_is_by_chance(x, substantive, share, ratio, p):
    assert representation(x, substantive, share).ratio == pytest.approx(ratio, abs=5e-7)
    if p is not None:
        assert midp_binomial(x, substantive, share) == pytest.approx(p, abs=5e-7)


# k of n, and the interval that makes the answer high, low or unclear.
OPINIONS = [
    (9, 20, 0.258, 0.658), (5, 20, 0.112, 0.469), (4, 19, 0.085, 0.433),
    (42, 45, 0.821, 0.977), (43, 45, 0.852, 0.988), (40, 44, 0.788, 0.964),
    (25, 86, 0.205, 0.394), (74, 86, 0.772, 0.918), (70, 85, 0.729, 0.890),
    (36, 40, 0.769, 0.960), (11, 40, 0.161, 0.428), (26, 39, 0.510, 0.794),
    (12, 43, 0.167, 0.427), (37, 43, 0.727, 0.934), (33, 43, 0.623, 0.868),
]  # fmt: skip


@pytest.mark.parametrize("k, n, lo, hi", OPINIONS)
def test_how_sure_an_opinion_is(k, n, lo, hi):
    sure = wilson(k, n)
    assert (sure.lo, sure.hi) == pytest.approx((lo, hi), abs=5e-4)
