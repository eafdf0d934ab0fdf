"""Hiding small counts: the worked tables, the cheapest of all ways, and an attacker who finds nothing."""

from dataclasses import replace
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.equality.attack import attack, shown
from foundation.equality.figures import BadFigure
from foundation.equality.settings import SETTINGS
from foundation.equality.suppression import Fixed, TooFewToPublish, narrow_to_insiders, suppress
from foundation.equality.tables import TableTooLarge, Zeros, small_cells, with_totals

T = 5
W1 = [[4, 20, 35], [16, 28, 31], [22, 9, 40]]
W2 = [[2, 3, 40, 31], [25, 33, 18, 27], [30, 22, 36, 19]]
W3 = [[2, 1, 0], [44, 51, 17], [38, 29, 26]]
W4 = [[1, 1, 50], [30, 2, 22], [19, 24, 28]]
WORKED = [
    pytest.param(W1, 59, {(0, 0): (0, 24), (0, 1): (0, 24), (2, 0): (2, 26), (2, 1): (5, 29)}, id="one small count"),
    pytest.param(W2, 61, {(0, 0): (0, 5), (0, 1): (0, 5), (2, 0): (27, 32), (2, 1): (20, 25)}, id="two in a row"),
    pytest.param(
        W3, 588,
        {(0, 0): (0, 40), (0, 1): (0, 30), (0, 3): (0, 70), (2, 0): (0, 40), (2, 1): (0, 30), (2, 3): (26, 96)},
        id="a small total",
    ),
]  # fmt: skip


@pytest.mark.parametrize("table, cost, attacker", WORKED)
def test_the_cheapest_safe_cells_and_what_they_give_away(table, cost, attacker):
    found = suppress(table, T, Zeros.SHOW)
    assert (found.hidden, found.cost, found.whole) == (tuple(attacker), cost, False)
    assert {cell: (bounds.lo, bounds.hi) for cell, bounds in found.attacker.items()} == attacker


def test_a_table_of_which_nearly_all_must_be_hidden_says_so():
    found = suppress(W4, T, Zeros.SHOW)
    assert found.cost == 155
    assert {(row, column) for row in range(3) for column in range(3)} - {*found.hidden} == {(1, 0)}
    assert found.hidden_share == pytest.approx(8 / 9)
    assert found.hidden_share > SETTINGS.hidden_most


tables = st.integers(1, 6).flatmap(
    lambda columns: st.lists(
        st.lists(st.one_of(st.integers(0, 12), st.integers(0, 60)), min_size=columns, max_size=columns),
        min_size=1,
        max_size=6,
    )
)


@given(tables, st.sampled_from(Zeros), st.sampled_from([SETTINGS.t_officer, SETTINGS.t_public]))
@settings(deadline=None, max_examples=25)
def test_of_no_small_count_can_nobody_or_a_count_that_would_be_shown_be_ruled_out(table, zeros, threshold):
    counts = with_totals(table, SETTINGS.cells_most)
    try:
        found = suppress(table, threshold, zeros)
    except TooFewToPublish:
        assert counts[-1, -1] < threshold
        return
    small = small_cells(counts, threshold, zeros)
    attacker = attack(table, found.hidden, {})
    assert {*small} <= {*found.hidden}
    assert all(attacker[cell].lo == 0 and attacker[cell].hi >= threshold for cell in small)
    assert bool(found.hidden) == bool(small)
    assert not found.whole


# Counts as one finds them in a county: most groups small, a few large.
SHAPES = [((6, 12), 8), ((8, 8), 20), ((7, 10), 5), ((9, 9), 12), ((20, 5), 8), ((12, 10), 20)]
LARGE = [
    np.random.default_rng(seed).poisson(mean * np.random.default_rng(seed).gamma(1, 1, size=shape)).tolist()
    for seed, (shape, mean) in enumerate(SHAPES)
]

LARGE[0] = [[30 * row[0], *row[1:]] for row in LARGE[0]]  # nearly all said one thing
LARGE[1][0] = [2, 1, 0, 0, 0, 0, 0, 0]  # a group of three people


@pytest.mark.parametrize("table", LARGE, ids=lambda table: f"{len(table)} by {len(table[0])}")
def test_large_tables_are_solved_exactly_and_are_safe(table):
    found = suppress(table, T, Zeros.SHOW)
    attacker = attack(table, found.hidden, {})
    small = small_cells(found.counts, T, Zeros.SHOW)
    assert len(small) > 5
    assert not found.whole
    assert all(attacker[cell].lo == 0 and attacker[cell].hi >= T for cell in small)


def test_the_same_table_is_hidden_the_same_way_again():
    assert suppress(LARGE[1], T, Zeros.SHOW).hidden == suppress(LARGE[1], T, Zeros.SHOW).hidden


@pytest.mark.parametrize("seed", range(14))
def test_no_cheaper_cells_are_safe_among_all_that_could_be_hidden(seed):
    random = np.random.default_rng(seed)
    table = random.poisson(9, size=[(2, 2), (2, 3), (3, 3)][seed % 3]).tolist()
    zeros = [*Zeros][seed % 2]
    counts = with_totals(table, SETTINGS.cells_most)
    found = suppress(table, 7, zeros)
    small = small_cells(counts, 7, zeros)
    total = counts[-1, -1]
    costs = {
        (row, column): 1 + int(counts[row, column]) + (row == len(table) or column == len(table[0])) * int(total)
        for row, column in np.ndindex(*counts.shape)
    }
    assert found.cost == sum(costs[cell] for cell in found.hidden)
    others = [cell for cell in costs if cell not in small and cell != (len(table), len(table[0]))]
    needed = sum(costs[cell] for cell in small)
    for more in chain.from_iterable(combinations(others, size) for size in range(len(others) + 1)):
        hidden = {*small, *more}
        if needed + sum(costs[cell] for cell in more) < found.cost and not alone_in_a_line(small, hidden):
            attacker = attack(table, hidden, {})
            assert any(attacker[cell].lo > 0 or attacker[cell].hi < 7 for cell in small)


def alone_in_a_line(small, hidden) -> bool:
    """A small count that is the only one hidden in its row or its column is the rest of the line: no LP is needed."""
    return any(sum(cell[axis] == one[axis] for cell in hidden) == 1 for one in small for axis in (0, 1))


@given(st.data(), tables, st.sampled_from(Zeros))
@settings(deadline=None, max_examples=15)
def test_the_order_of_rows_and_columns_changes_no_cost(data, table, zeros):
    rows = data.draw(st.permutations(table))
    columns = data.draw(st.permutations(range(len(table[0]))))
    turned = [[row[column] for row in rows] for column in columns]
    if sum(map(sum, table)) >= T:
        assert suppress(table, T, zeros).cost == suppress(turned, T, zeros).cost


@given(
    st.lists(st.lists(st.integers(T, 10**6), min_size=3, max_size=3), min_size=1, max_size=4), st.sampled_from(Zeros)
)
def test_nothing_is_hidden_where_nothing_is_small(table, zeros):
    found = suppress(table, T, zeros)
    assert (found.hidden, found.cost, found.hidden_share) == ((), 0, 0)


def test_zeros_are_hidden_only_where_they_tell_something():
    table = [[0, 12, 20], [30, 25, 9], [14, 40, 33]]
    assert suppress(table, T, Zeros.SHOW).hidden == ()
    assert (0, 0) in suppress(table, T, Zeros.SENSITIVE).hidden


def test_small_counts_in_a_table_of_very_many_people_are_as_safe():
    table = [[4, 2_000_000, 3_500_000], [1_600_000, 2_800_000, 3_100_000], [2_200_000, 900_000, 4_000_000]]
    found = suppress(table, T, Zeros.SHOW)
    assert (found.attacker[0, 0].lo, found.whole) == (0, False)
    assert found.hidden == ((0, 0), (0, 1), (2, 0), (2, 1))


def test_at_the_limit_of_steps_only_the_grand_total_is_published():
    found = suppress(LARGE[5], 10, Zeros.SENSITIVE, replace(SETTINGS, node_limit=0))
    assert found.whole
    assert len(found.hidden) == 13 * 11 - 1
    total = found.counts[-1, -1]
    assert all((bounds.lo, bounds.hi) == (0, total) for bounds in found.attacker.values())


def test_what_another_table_shows_is_not_hidden_here_and_what_it_hides_is():
    row = (0, 1)
    assert row in suppress(W1, T, Zeros.SHOW).hidden
    found = suppress(W1, T, Zeros.SHOW, fixed=Fixed(known=[row], hidden=[(1, 2)]))
    assert row not in found.hidden
    assert (1, 2) in found.hidden
    assert (found.attacker[0, 0].lo, found.attacker[0, 0].hi >= T) == (0, True)


def test_a_total_that_another_table_hides_can_be_worked_out_no_better_than_a_small_count():
    table = [[12, 20], [30, 25], [14, 40]]
    found = suppress(table, T, Zeros.SHOW, fixed=Fixed(hidden_totals=[(1, 2)]))
    bounds = found.attacker[1, 2]
    assert {(1, 2)} < {*found.hidden}
    assert bounds.lo <= 55 - T
    assert bounds.hi >= 55 + T


def test_where_other_tables_leave_no_way_only_the_grand_total_is_left():
    assert suppress(W1, T, Zeros.SHOW, fixed=Fixed(known=[(0, 0)])).whole
    assert suppress([[3, 40], [30, 30]], T, Zeros.SHOW, fixed=Fixed(known=[(0, 1)])).whole is False
    assert suppress([[3, 40]], T, Zeros.SHOW, fixed=Fixed(known=[(0, 1)])).whole


def test_of_fewer_people_than_the_threshold_nothing_is_published():
    with pytest.raises(TooFewToPublish):
        suppress([[1, 3]], T, Zeros.SHOW)
    assert suppress([[1, 4]], T, Zeros.SHOW).hidden


def test_a_table_too_large_is_grouped_first():
    with pytest.raises(TableTooLarge, match="121 cells"):
        suppress([[9] * 11] * 11, T, Zeros.SHOW)


def test_what_one_who_stands_in_a_cell_can_tell_is_reported():
    table = [[1, 1, 20], [1, 1, 30], [25, 35, 40]]
    hidden = [(0, 0), (0, 1), (1, 0), (1, 1)]
    found = [*narrow_to_insiders(*shown(with_totals(table, SETTINGS.cells_most), hidden), hidden)]
    assert {one.stands_in for one in found} == {*hidden}
    assert all((one.bounds.lo, one.bounds.hi) in [(0, 1), (1, 2)] for one in found)
    safe = suppress(W1, T, Zeros.SHOW)
    assert [*narrow_to_insiders(*shown(safe.counts, safe.hidden), safe.hidden)] == []


@pytest.mark.parametrize(
    "table, field", [([], "table"), ([[]], "table"), ([[1, 2], [3]], "table"), ([[-1]], "table"), ([[10**8]], "table")]
)
def test_a_table_that_cannot_be_is_refused_by_name(table, field):
    with pytest.raises(BadFigure) as refused:
        suppress(table, T, Zeros.SHOW)
    assert refused.value.field == field


@pytest.mark.parametrize("threshold", [0, 1, 1001])
def test_a_threshold_hides_something(threshold):
    with pytest.raises(BadFigure, match=r"^t: "):
        suppress(W1, threshold, Zeros.SHOW)
