"""Crossing two questions: the first reason against it."""

import pytest

from foundation.equality.figures import BadFigure
from foundation.equality.intersections import is_forbidden, may_cross

FOUR = [0.50, 0.41, 0.05, 0.04]


def test_of_120_answers_one_cell_of_four_expects_fewer_than_five():
    assert may_cross(120, FOUR, forbidden_pair=False, ways=2) == "sparse_expected"


@pytest.mark.parametrize(
    "substantive, shares, forbidden, ways, hidden, reason",
    [
        (10, None, True, 3, 1, "more_than_two_way"),
        (10, None, True, 2, 1, "forbidden_pair"),
        (99, None, False, 2, 1, "too_few_answers"),
        (100, None, False, 2, 1, "no_reference"),
        (100, [0.995, 0.005], False, 2, 1, "expected_below_1"),
        (124, FOUR, False, 2, 1, "sparse_expected"),
        (125, FOUR, False, 2, 0.34, "too_much_hidden"),
        (125, FOUR, False, 2, 1 / 3, "ok"),
        (100, [0.24, 0.24, 0.24, 0.24, 0.04], False, 2, 0, "ok"),
        (100, [0.33] * 3, False, 1, 0, "ok"),
    ],
)
def test_the_first_reason_is_given(substantive, shares, forbidden, ways, hidden, reason):
    assert may_cross(substantive, shares, forbidden, ways, hidden) == reason


def test_some_questions_are_never_crossed():
    assert is_forbidden(["sex", "sexual_orientation"])
    assert is_forbidden(["ethnic_group", "religion"])
    assert not is_forbidden(["ethnic_group_2", "religion"])
    assert not is_forbidden(["sex", "age_band"])


@pytest.mark.parametrize("shares", [[50, 41, 5, 4], [0.9, 0.9], [-0.1, 1.0]])
def test_percentages_are_no_shares(shares):
    with pytest.raises(BadFigure, match=r"^reference_shares: "):
        may_cross(120, shares, forbidden_pair=False, ways=2)
