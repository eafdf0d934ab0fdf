"""Whole reports: which grouping is chosen decides what can be seen."""

import pytest

from foundation.equality.coverage import Group, Question, cover
from foundation.equality.figures import BadFigure

FIVE = Question(
    "ethnic_group_5",
    (
        Group("white", 176, 181248),
        Group("mixed", 1, 1980),
        Group("asian", 2, 2218),
        Group("black", 0, 567),
        Group("other", 1, 1019),
    ),
    24,
)
TWO = Question("ethnic_group_2", (Group("white_british", 175, 170419), Group("all_other", 5, 16613)), 24)


def test_in_five_groups_nothing_can_be_told():
    rows = cover([FIVE])[0]
    assert [row.p_adj for row in rows] == pytest.approx([0.964944, 0.964944, 0.990832, 0.964944, 0.990832], abs=5e-7)
    assert {(row.verdict, row.reason) for row in rows} == {("cannot_tell", "imprecise")}


def test_the_same_people_in_two_groups_are_under_and_over():
    most, rest = cover([TWO])[0]
    assert (rest.share, rest.ratio) == pytest.approx((0.027778, 0.312727), abs=5e-7)
    assert (rest.ratio_lo, rest.ratio_hi) == pytest.approx((0.134221, 0.713409), abs=5e-7)
    assert (rest.p, rest.p_adj) == pytest.approx((0.001223, 0.001223), abs=5e-7)
    assert (rest.verdict, rest.reason) == ("under", "holds_to_k")
    assert (most.ratio, most.ratio_lo, most.ratio_hi) == pytest.approx((1.066998, 1.027938, 1.084399), abs=5e-7)
    assert (most.verdict, most.reason, most.p_adj) == ("over", "holds_to_k", rest.p_adj)


def test_all_groups_of_a_report_are_one_family_and_a_pair_is_one_test():
    five, two = cover([FIVE, TWO])
    smallest = min(row.p for row in (*five, *two))
    assert two[0].p == pytest.approx(smallest)
    assert two[0].p_adj == two[1].p_adj == pytest.approx(6 * smallest)


def test_a_question_with_too_few_answers_is_not_tested_and_shows_no_share():
    small = Question("sex", (Group("female", 10, 95177), Group("male", 9, 91848)), 3)
    five, few = cover([FIVE, small])
    assert five == cover([FIVE])[0]
    assert all(row.share is None and row.ratio is None and row.p is None for row in few)
    assert {row.reason for row in few} == {"too_few_answers"}


def test_without_a_reference_nothing_is_told():
    rows = cover([Question("sex", (Group("female", 100, None), Group("male", 90, None)), 0)])[0]
    assert {(row.verdict, row.r, row.p) for row in rows} == {("cannot_tell", None, None)}


def test_a_group_of_nobody_in_the_population_is_not_tested():
    empty = cover([Question("a", (Group("one", 60, 10), Group("two", 40, 10), Group("none", 0, 0)), 0)])[0][2]
    assert (empty.r, empty.ratio, empty.p, empty.verdict) == (0, None, None, "cannot_tell")


def test_a_verdict_that_people_missing_from_the_reference_would_change_cannot_be_told():
    def verdicts(missing: int) -> list[tuple[str, str]]:
        question = Question("b", (Group("one", 175, 1000), Group("two", 25, 300)), 0, reference_missing=missing)
        return [(row.verdict, row.reason) for row in cover([question])[0]]

    assert verdicts(0)[1] == ("under", "holds_to_k") or verdicts(0)[1] == ("under", "worst_case")
    assert verdicts(10) == verdicts(0)
    assert verdicts(600)[1] == ("cannot_tell", "reference_missing")


@pytest.mark.parametrize(
    "groups, field",
    [
        ((), "groups"),
        ((Group("a", 1, 2), Group("a", 1, 2)), "groups[1].code"),
        ((Group("a", 1, 2), Group("b", 1, None)), "groups[1].reference"),
        ((Group("a", 1, 0), Group("b", 1, 0)), "groups[0].reference"),
        ((Group("a", -1, 1),), "groups[0].x"),
        ((Group("a", 1, -1), Group("b", 1, 5)), "groups[0].reference"),
    ],
)
def test_a_report_that_cannot_be_is_refused_by_name(groups, field):
    with pytest.raises(BadFigure) as refused:
        cover([Question("a", groups, 0)])
    assert refused.value.field == field
