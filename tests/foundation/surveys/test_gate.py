"""What a reader of every page at once can find out about a group of fewer than ten: nothing exact."""

from collections import Counter
from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from foundation.surveys.gate import LEAST, blocks, hidden

APRIL, MAY, JUNE, JULY = (date(2026, month, 1) for month in (4, 5, 6, 7))
MONTHS = st.sampled_from([APRIL, MAY, JUNE, JULY])
AREAS = st.sampled_from(["adoption", "fostering"])
TEAMS = st.sampled_from([None, "one", "two", "three"])
SENT = st.sampled_from([None, "first", "second"])
SIZES = st.one_of(st.integers(1, 9), st.integers(1, 40))
LEAVES = st.dictionaries(st.tuples(MONTHS, AREAS, st.tuples(TEAMS, SENT)), SIZES, min_size=1, max_size=14)


def shape(found):
    return [(it.month, it.area, it.path, it.n) for it in found]


def test_a_team_of_fewer_than_ten_is_counted_with_another_and_not_named():
    found = blocks({(APRIL, "a", ("small",)): 6, (APRIL, "a", ("other",)): 12, (APRIL, "a", ("large",)): 20})
    assert shape(found) == [(APRIL, "a", (None,), 18), (APRIL, "a", ("large",), 20)]


def test_small_teams_that_are_ten_together_leave_larger_ones_alone():
    found = blocks({(APRIL, "a", ("one",)): 6, (APRIL, "a", ("two",)): 4, (APRIL, "a", ("large",)): 10})
    assert shape(found) == [(APRIL, "a", (None,), 10), (APRIL, "a", ("large",), 10)]


def test_people_whose_team_is_not_known_do_not_stand_alone_either():
    found = blocks({(APRIL, "a", (None,)): 5, (APRIL, "a", ("large",)): 12})
    assert shape(found) == [(APRIL, "a", (None,), 17)]


def test_the_send_out_is_given_up_before_the_team():
    found = blocks({(APRIL, "a", ("one", "x")): 6, (APRIL, "a", ("one", "y")): 7, (APRIL, "a", ("two", "z")): 11})
    assert shape(found) == [(APRIL, "a", ("one", None), 13), (APRIL, "a", ("two", "z"), 11)]


def test_a_part_of_the_service_waits_until_ten_came_and_stands_in_that_month():
    found = blocks(
        {(APRIL, "a", ("one",)): 6, (MAY, "a", ("one",)): 3, (JUNE, "a", ("one",)): 1, (JULY, "a", (None,)): 9}
    )
    assert shape(found) == [(JUNE, "a", ("one",), 10)]


@given(LEAVES)
def test_every_block_is_ten_people_or_more_and_nobody_is_counted_twice(counts):
    found = blocks(counts)
    assert all(it.n >= LEAST and it.n == sum(counts[leaf] for leaf in it.members) for it in found)
    members = [leaf for it in found for leaf in it.members]
    assert len(members) == len(set(members))
    left_out = Counter()
    for leaf in counts.keys() - set(members):
        left_out[leaf[1]] += counts[leaf]
    assert all(n < LEAST for n in left_out.values())


@given(LEAVES)
def test_what_is_named_after_a_team_or_a_send_out_holds_nobody_else(counts):
    for it in blocks(counts):
        for leaf in it.members:
            assert leaf[1] == it.area
            assert leaf[0] <= it.month
            assert all(named in (None, own) for named, own in zip(it.path, leaf[2], strict=True))


@given(LEAVES, MONTHS)
def test_a_later_month_changes_no_earlier_figure(counts, last):
    before = blocks({leaf: n for leaf, n in counts.items() if leaf[0] <= last})
    assert [it for it in blocks(counts) if it.month <= last] == before


@settings(deadline=None, max_examples=40)
@given(LEAVES)
def test_no_sums_and_differences_of_all_pages_of_all_days_narrow_a_small_group_to_one_number(counts):
    """The attacker even knows which groups stand in which block, and solves all equations at once."""
    leaves = sorted(counts, key=str)
    rows, shown = [], []
    for last in (APRIL, MAY, JUNE, JULY):  # the pages of each day
        found = blocks({leaf: n for leaf, n in counts.items() if leaf[0] <= last})
        for members, n in figures(found):
            rows.append([float(leaf in members) for leaf in leaves])
            shown.append(float(n))
    if not rows:
        return
    for at, leaf in enumerate(leaves):
        if counts[leaf] >= LEAST:
            continue
        least, most = (bound(np.array(rows), np.array(shown), at, sign) for sign in (1, -1))
        assert least < 1 <= most - least, (leaf, least, most)


def figures(found):
    """Every sum that a page can show: any months, everything, a part of the service, a team, a send-out."""
    spans = [(first, last) for first in (APRIL, MAY, JUNE, JULY) for last in (APRIL, MAY, JUNE, JULY) if first <= last]
    names = (
        {(None, None)} | {(it.area, None) for it in found} | {(it.area, it.path[:n]) for it in found for n in (1, 2)}
    )
    for (first, last), (area, path) in product(spans, names):
        inside = [
            it
            for it in found
            if first <= it.month <= last and area in (None, it.area) and (path is None or it.path[: len(path)] == path)
        ]
        yield {leaf for it in inside for leaf in it.members}, sum(it.n for it in inside)


def bound(matrix, right, at, sign):
    aim = np.zeros(matrix.shape[1])
    aim[at] = sign
    solved = linprog(aim, A_eq=matrix, b_eq=right, method="highs")
    if solved.status == 3:
        return np.inf
    assert solved.status == 0
    return sign * solved.fun


def test_a_small_group_of_a_total_takes_the_next_smallest_with_it():
    assert hidden({"a": 3, "b": 40, "c": 12, "d": 0}) == {"a", "c", "d"}


def test_small_groups_that_are_ten_together_take_nobody_with_them():
    assert hidden({"a": 3, "b": 7, "c": 12}) == {"a", "b"}


def test_a_group_of_nobody_alone_takes_nobody_with_it():
    assert hidden({"a": 0, "b": 10, "c": 12}) == {"a"}


def test_what_is_hidden_for_another_reason_is_not_left_alone():
    assert hidden({"a": 30, "b": 10, "c": 12}, also={"a"}) == {"a", "b"}


def test_fewer_than_ten_in_all_are_all_hidden():
    assert hidden({"a": 4, "b": 5}) == {"a", "b"}


@pytest.mark.parametrize("total", [10, 11, 13, 19, 20, 21, 27])
def test_somebody_who_knows_the_rule_cannot_find_a_hidden_group_of_one_to_nine(total):
    """Of all tables with this total, those that show the same leave every small group at least two sizes."""
    seen = {}
    for sizes in product(range(total + 1), repeat=3):
        rest = total - sum(sizes)
        if rest < 0:
            continue
        counts = dict(zip("abcd", (*sizes, rest), strict=True))
        kept_back = hidden(counts)
        page = tuple((key, None if key in kept_back else n) for key, n in counts.items())
        seen.setdefault(page, []).append(counts)
    for page, tables in seen.items():
        for key, shown in page:
            if shown is None:
                sizes = {table[key] for table in tables}
                assert sizes == {0} or len(sizes) > 1, page
