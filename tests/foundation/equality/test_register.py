"""The register: what all releases together give away, checked against every count there could be."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.equality.attack import DoesNotAddUp
from foundation.equality.register import Known, Register, lines_about
from foundation.equality.settings import SETTINGS

T = 5


def adds_up(cells: str, lo: int, hi: int | None = None) -> Known:
    """Cells of one letter each; a number, or a range."""
    return Known(tuple((one, 1) for one in cells), lo, lo if hi is None else hi)


def one(cell: str):
    return ((cell, 1),)


def test_all_less_the_adults_are_the_children():
    register = Register([adds_up("ac", 46)], [])
    assert register.bounds(one("c")) == (0, 46)
    assert register.admits([], ["c"], T)
    assert not register.admits([adds_up("a", 43)], ["c"], T)
    assert register.and_also([adds_up("a", 43)]).bounds(one("c")) == (3, 3)


def test_a_rolling_year_gives_away_the_quarter_that_came_in():
    register = Register([adds_up("abcd", 24), adds_up("bcde", 21)], [])
    assert register.bounds(one("e")) == (0, 21)
    assert register.protects(["e"], T)
    assert not register.admits([adds_up("a", 6)], ["e"], T)
    assert register.and_also([adds_up("a", 6)]).bounds(one("e")) == (3, 3)


def test_a_filter_not_on_the_list_is_refused_when_it_shows_that_a_small_count_is_not_empty():
    assert not Register([adds_up("bc", 40)], []).admits([adds_up("abc", 41, 45)], ["a"], T)


def test_what_is_hidden_in_one_table_and_shown_in_another_is_no_secret():
    hidden = Register([adds_up("abc", 60), adds_up("c", 30)], [])
    assert hidden.admits([adds_up("ad", 40)], ["a"], T)
    assert not hidden.admits([adds_up("ad", 40), adds_up("d", 37)], ["a"], T)


def test_a_sum_of_cells_is_guarded_as_one_count():
    register = Register([adds_up("abcd", 50)], [])
    small = [(("a", 1), ("b", 1))]
    assert register.admits([adds_up("c", 20)], small, T)
    assert not register.admits([adds_up("c", 20), adds_up("d", 27)], small, T)


def test_sums_over_parts_that_have_nothing_to_do_with_each_other_are_bounded_part_by_part():
    register = Register([adds_up("ab", 10), adds_up("cd", 7), adds_up("e", 3)], [])
    assert register.bounds((("a", 1), ("c", 2), ("e", 1))) == (3, 27)
    assert register.bounds((("a", 1), ("c", -1))) == (-7, 10)
    assert register.bounds(one("f")) == (0, None)


def test_bounds_are_those_of_whole_people():
    # Halves would agree with all three, and add up to one and a half.
    register = Register([adds_up("ab", 1), adds_up("bc", 1), adds_up("ac", 0, 1)], [])
    assert register.bounds((("a", 1), ("b", 1), ("c", 1))) == (1, 1)
    assert register.bounds(one("a")) == (0, 0)


def test_how_counts_are_built_is_known_and_not_published():
    built = [Known((("child", 1), ("adult", 1), ("all", -1)), 0, 0)]
    assert Register([adds_up("x", 1)], built).bounds(one("adult")) == (0, None)
    assert Register([Known(one("all"), 9, 9)], built).bounds(one("adult")) == (0, 9)


def test_lines_about_other_cells_are_left_out_and_no_others():
    lines = [adds_up("xy", 3), adds_up("cd", 9), adds_up("bc", 4), adds_up("ab", 7), adds_up("z", 1)]
    near = lines_about(["a"], lines)
    assert {*near} == {*lines[1:4]}
    assert Register(near, []).bounds(one("a")) == Register(lines, []).bounds(one("a")) == (3, 7)


@pytest.mark.parametrize(
    "lines",
    [
        [adds_up("a", 3), adds_up("a", 4)],
        [adds_up("ab", 3), adds_up("abc", 2)],
        [adds_up("ab", 0), adds_up("a", 1, 4)],
        [Known((("a", 1), ("b", -1)), 0, 0), adds_up("b", 2), adds_up("a", 5, 9)],
    ],
)
def test_lines_that_contradict_each_other_are_refused(lines):
    with pytest.raises(DoesNotAddUp):
        Register(lines, []).bounds((("a", 1), ("b", 1), ("c", 1)))


def test_where_the_search_may_not_go_on_bounds_are_no_narrower_and_nothing_is_admitted():
    lines = [adds_up("ab", 3, 4), adds_up("bc", 3, 4), adds_up("ca", 3, 4), adds_up("abcd", 5, 11)]
    whole, stopped = Register(lines, []), Register(lines, [], replace(SETTINGS, node_limit=0))
    for cell in "abcd":
        (lo, hi), (least, most) = stopped.bounds(one(cell)), whole.bounds(one(cell))
        assert lo <= least
        assert hi is None or most <= hi
    assert whole.protects(["d"], 3)
    assert not stopped.protects(["d"], 3)


CELLS = "abcd"
line = st.tuples(st.lists(st.sampled_from([-1, 0, 1, 2]), min_size=4, max_size=4), st.integers(0, 2))


@given(st.lists(st.integers(0, 5), min_size=4, max_size=4), st.lists(line, max_size=4), line)
@settings(deadline=None, max_examples=25)
def test_bounds_are_those_of_all_counts_that_agree_and_a_new_line_never_widens_them(truth, lines, further):
    def known(weights, slack) -> Known:
        total = int(np.dot(weights, truth))
        return Known(tuple(zip(CELLS, weights, strict=True)), total - slack, total + slack)

    few = [Known(one(cell), 0, 5) for cell in CELLS]  # so that all of them can be tried
    every = np.indices([6] * 4).reshape(4, -1)

    def agree(with_lines):
        sums = [(np.array(weights) @ every, np.dot(weights, truth), slack) for weights, slack in with_lines]
        return every[:, np.all([abs(each - total) <= slack for each, total, slack in sums] or [every[0] >= 0], axis=0)]

    before, after = agree(lines), agree([*lines, further])
    register = Register([*few, *(known(*one) for one in lines)], [])
    narrower = register.and_also([known(*further)])
    for at, cell in enumerate(CELLS[:2]):
        assert register.bounds(one(cell)) == (before[at].min(), before[at].max())
        assert narrower.bounds(one(cell)) == (after[at].min(), after[at].max())
        assert narrower.protects([cell], 3) == (after[at].min() == 0 and after[at].max() >= 3)
