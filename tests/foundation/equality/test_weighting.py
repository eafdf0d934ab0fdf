"""Answers of a stratified sample, weighed by the people they stand for."""

from math import isclose
from statistics import fmean, pvariance

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.equality.figures import BadFigure
from foundation.equality.intervals import wilson
from foundation.equality.weighting import Stratum, estimate, weigh

strata = st.lists(
    st.integers(1, 300).flatmap(lambda people: st.builds(Stratum, st.just(people), st.integers(0, people))),
    min_size=1, max_size=4,
).filter(lambda them: any(it.answered for it in them))  # fmt: skip


def test_a_worked_example():
    """1,000 people of whom 50 answered, and 200 of whom 50 did: weights 5/3 and 1/3, cv² 4/9."""
    weights = weigh([Stratum(1_000, 50), Stratum(200, 50)])
    assert weights.of_stratum == pytest.approx((5 / 3, 1 / 3))
    assert weights.design_effect == pytest.approx(1 + 4 / 9)
    assert weights.effective == pytest.approx(100 / (1 + 4 / 9))
    found = estimate(weights.of_stratum, [(10, 50), (40, 50)])
    assert found.share == pytest.approx((1_000 * 0.2 + 200 * 0.8) / 1_200)
    assert (found.n, found.effective) == (100, 69)
    assert found.sure == wilson(0.3 * 69, 69)


def test_when_every_part_answers_alike_the_weights_change_nothing():
    weights = weigh([Stratum(400, 40), Stratum(300, 30)])
    assert weights.of_stratum == pytest.approx((1, 1))
    found = estimate(weights.of_stratum, [(7, 40), (5, 30)])
    assert (found.share, found.effective) == (pytest.approx(12 / 70), 70)


@settings(deadline=None, max_examples=50)
@given(strata)
def test_the_weights_of_all_answers_add_up_to_their_number_and_the_design_effect_is_kishs(them):
    weights = weigh(them)
    of_each = [w for w, it in zip(weights.of_stratum, them, strict=True) for _ in range(it.answered)]
    assert isclose(sum(of_each), len(of_each))
    assert isclose(weights.design_effect, 1 + pvariance(of_each) / fmean(of_each) ** 2, rel_tol=1e-6)
    assert isclose(weights.effective, len(of_each) / weights.design_effect)
    assert weights.left_out == sum(it.people for it in them if not it.answered)


@settings(deadline=None, max_examples=50)
@given(strata, st.data())
def test_an_estimate_is_the_share_of_the_people_for_whom_the_answers_stand(them, data):
    counts = [(data.draw(st.integers(0, it.answered)), it.answered) for it in them]
    found = estimate(weigh(them).of_stratum, counts)
    people = sum(it.people for it in them if it.answered)
    by_people = sum(it.people / people * x / n for it, (x, n) in zip(them, counts, strict=True) if n)
    assert isclose(found.share, by_people, abs_tol=1e-9)
    assert found.sure.lo <= found.share + 1e-9
    assert found.share <= found.sure.hi + 1e-9
    assert 1 <= found.effective <= found.n


def test_unequal_weights_make_the_interval_wider():
    counts = [(10, 50), (40, 50)]
    equal, unequal = estimate((1.0, 1.0), counts), estimate((5 / 3, 1 / 3), counts)
    assert unequal.sure.hi - unequal.sure.lo > equal.sure.hi - equal.sure.lo
    assert equal.sure == wilson(50, 100)


def test_a_question_that_nobody_answered_has_no_estimate():
    assert estimate((1.2, 0.8), [(0, 0), (0, 0)]) is None
    assert estimate((0.0, 1.0), [(0, 0), (3, 12)]).share == 0.25


# What is wrong, and the figure that the message names.
WRONG = [
    (lambda: weigh([Stratum(10, 11)]), "strata[0].answered"),
    (lambda: weigh([Stratum(0, 0)]), "strata[0].people"),
    (lambda: weigh([Stratum(10, 0)]), "answered"),
    (lambda: weigh([]), "answered"),
    (lambda: estimate((1.0,), [(3, 2)]), "counts[0].x"),
    (lambda: estimate((1.0,), [(-1, 2)]), "counts[0].x"),
    (lambda: estimate((1.0, 1.0), [(1, 2)]), "counts"),
]


@pytest.mark.parametrize("made, field", WRONG)
def test_figures_that_cannot_be_are_refused_by_name(made, field):
    with pytest.raises(BadFigure) as refused:
        made()
    assert refused.value.field == field
