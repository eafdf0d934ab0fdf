"""Response, disclosure, and a group's share against the population's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.equality.figures import BadFigure
from foundation.equality.rates import disclosure, response_rate
from foundation.equality.representation import representation

RESIDENTS = 16613 / 187032
COUNTS = st.integers(0, 10_000)


def test_who_was_not_asked_is_in_no_share():
    found = disclosure(112, 18, 10, 25)
    assert (found.asked, found.not_asked) == (140, 25)
    assert (found.disclosure, found.pnts, found.unanswered) == pytest.approx((0.8, 0.128571, 0.071429), abs=5e-7)


def test_nobody_asked_is_no_share_at_all():
    assert disclosure(0, 0, 0, 3).disclosure is None


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_the_three_states_of_those_asked_make_up_the_whole(substantive, prefer_not, unanswered, not_asked):
    found = disclosure(substantive, prefer_not, unanswered, not_asked)
    if found.asked:
        assert found.disclosure + found.pnts + found.unanswered == pytest.approx(1)


def test_58_of_320_responded():
    found = response_rate(58, 320, 0)
    assert (found.rate, found.lo, found.hi) == pytest.approx((0.181250, 0.142905, 0.227157), abs=5e-7)


def test_letters_that_came_back_are_not_counted_as_silence():
    assert response_rate(58, 330, 10) == response_rate(58, 320, 0)
    assert response_rate(0, 5, 5).rate is None


def test_five_of_140_against_the_residents():
    it = representation(5, 140, RESIDENTS)
    assert (it.share, it.lo, it.hi) == pytest.approx((0.035714, 0.015350, 0.080877), abs=5e-7)
    assert (it.ratio, it.ratio_lo, it.ratio_hi) == pytest.approx((0.402078, 0.172810, 0.910532), abs=5e-7)
    assert (it.gap_pp, it.shortfall) == pytest.approx((-5.311009, 7.435412), abs=5e-7)
    assert it.gap_lo_pp <= it.gap_pp <= it.gap_hi_pp


@pytest.mark.parametrize(
    "call, field",
    [
        (lambda: disclosure(-1, 0, 0, 0), "substantive"),
        (lambda: response_rate(5, 10, 6), "responses"),
        (lambda: response_rate(5, 10, 11), "undeliverable"),
        (lambda: representation(5, 4, 0.1), "x"),
        (lambda: representation(0, 0, 0.1), "substantive"),
        (lambda: representation(1, 4, 0.0), "reference_share"),
        (lambda: representation(1, 4, 8.88), "reference_share"),
    ],
)
def test_a_rate_that_cannot_be_is_refused_by_name(call, field):
    with pytest.raises(BadFigure) as refused:
        call()
    assert refused.value.field == field
