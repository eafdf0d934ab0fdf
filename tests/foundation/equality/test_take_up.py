"""Far more answers than in earlier quarters: when that is said, and how many made-up answers pass unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.equality.intervals import newcombe
from foundation.equality.settings import SETTINGS
from foundation.equality.take_up import TakeUp, is_far_above

LIKE_BEFORE = [TakeUp(30, 100)] * 4
TAKE_UPS = st.builds(TakeUp, st.integers(0, 400), st.integers(0, 400))


@pytest.mark.parametrize("shown, answered, made_up", [(40, 12, 10), (100, 30, 20), (200, 60, 36)])
def test_so_many_made_up_answers_pass_unseen_after_a_year_in_which_thirty_of_a_hundred_answered_and_no_more(
    shown, answered, made_up
):
    assert not is_far_above(TakeUp(answered + made_up, shown), LIKE_BEFORE)
    assert is_far_above(TakeUp(answered + made_up + 1, shown), LIKE_BEFORE)


def test_one_earlier_quarter_is_surer_of_less_than_a_year():
    assert is_far_above(TakeUp(51, 100), LIKE_BEFORE)
    assert not is_far_above(TakeUp(51, 100), LIKE_BEFORE[:1])
    assert is_far_above(TakeUp(54, 100), LIKE_BEFORE[:1])


@pytest.mark.parametrize("this, before", [
    (TakeUp(100, 100), []),
    (TakeUp(100, 100), [TakeUp(0, 0)]),
    (TakeUp(0, 0), LIKE_BEFORE),
    (TakeUp(5, 100), LIKE_BEFORE),
])  # fmt: skip
def test_without_anything_to_hold_it_against_and_where_fewer_answered_nothing_is_far_above(this, before):
    assert not is_far_above(this, before)


def test_where_more_answered_than_were_shown_the_link_all_of_them_count_as_shown():
    assert TakeUp(60, 40).shown == 60
    assert is_far_above(TakeUp(60, 40), LIKE_BEFORE)
    assert not is_far_above(TakeUp(1, 0), LIKE_BEFORE)


@given(TAKE_UPS, st.lists(TAKE_UPS, max_size=4))
def test_a_share_within_the_margin_is_never_far_above(this, before):
    boxes, shown = sum(it.boxes for it in before), sum(it.shown for it in before)
    if is_far_above(this, before):
        assert this.boxes / this.shown > boxes / shown + SETTINGS.take_up_margin
        assert newcombe(this.boxes, this.shown, boxes, shown).lo > 0


@given(st.integers(0, 200), st.integers(1, 200), st.integers(1, 50))
def test_more_boxes_of_the_same_offers_are_never_less_suspicious(boxes, offers, more):
    if is_far_above(TakeUp(boxes, offers), LIKE_BEFORE):
        assert is_far_above(TakeUp(boxes + more, offers), LIKE_BEFORE)
