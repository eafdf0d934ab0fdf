"""The attacker: what is hidden and can yet be worked out, checked by trying every table there is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.equality.attack import Bounds, attack
from foundation.equality.differencing import Published, attack_linear
from foundation.equality.figures import BadFigure
from foundation.equality.rounding import attack_rounded

W1 = [[4, 20, 35], [16, 28, 31], [22, 9, 40]]
CELLS = [(row, column) for row in range(3) for column in range(3)]


def test_a_count_hidden_alone_is_no_secret_and_neither_are_two_in_a_row():
    assert attack(W1, [(0, 0)], {}) == {(0, 0): Bounds(4, 4)}
    assert attack(W1, [(0, 0), (0, 1)], {}) == {(0, 0): Bounds(4, 4), (0, 1): Bounds(20, 20)}


@given(
    st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=2), min_size=2, max_size=2),
    st.sets(st.sampled_from(CELLS)).filter(lambda hidden: (2, 2) not in hidden),
)
@settings(deadline=None)
def test_the_bounds_are_those_of_all_tables_that_agree_with_what_is_shown(table, hidden):
    total = np.sum(table)
    tried = np.indices([total + 1] * 4).reshape(4, -1)
    a, b, c, d = tried
    whole = np.array([[a, b, a + b], [c, d, c + d], [a + c, b + d, a + b + c + d]])
    truth = [[*row, sum(row)] for row in table]
    truth.append([sum(column) for column in zip(*truth, strict=True)])
    agrees = np.all([whole[cell] == truth[cell[0]][cell[1]] for cell in CELLS if cell not in hidden], axis=0)
    found = attack(table, hidden, {})
    assert {cell: (bounds.lo, bounds.hi) for cell, bounds in found.items()} == {
        cell: (whole[cell][agrees].min(), whole[cell][agrees].max()) for cell in hidden
    }


@given(st.sets(st.sampled_from(CELLS)), st.sampled_from(CELLS))
@settings(deadline=None, max_examples=25)
def test_to_show_one_more_count_widens_no_bound(hidden, shown):
    before, after = attack(W1, hidden, {}), attack(W1, hidden - {shown}, {})
    for cell, bounds in after.items():
        assert before[cell].lo <= bounds.lo
        assert before[cell].hi >= bounds.hi


def test_who_knows_a_count_can_tell_more():
    hidden = [(0, 0), (0, 1), (2, 0), (2, 1)]
    assert attack(W1, hidden, {})[0, 0] == Bounds(0, 24)
    assert attack(W1, hidden, {(2, 1): (9, 9)})[0, 0] == Bounds(4, 4)
    assert attack(W1, hidden, {(0, 0): (1, None)})[0, 1] == Bounds(0, 23)


def test_with_every_total_hidden_there_may_be_no_most():
    assert attack([[1, 2], [3, 4]], [(0, 0), (0, 2), (2, 0), (2, 2)], {})[0, 0] == Bounds(0, None)


@pytest.mark.parametrize(
    "suppressed, known, field",
    [
        ([(3, 4)], {}, "suppressed[0]"),
        ([(0, 0)], {(-1, 0): (0, 1)}, "known[0].cell"),
        ([(0, 0)], {(0, 0): (5, 9)}, "known"),
        ([(0, 0)], {(1, 1): (0, 27)}, "known"),
    ],
)
def test_an_attack_that_cannot_be_is_refused_by_name(suppressed, known, field):
    with pytest.raises(BadFigure) as refused:
        attack(W1, suppressed, known)
    assert refused.value.field == field


def test_rounding_is_no_proof():
    found = attack_rounded([[3, 24, 38], [17, 5, 46], [21, 33, 12]], 7, 5)
    assert found[0, 0] == Bounds(1, 6)
    assert found[1, 1] == Bounds(4, 6)
    assert found[0, 1] == Bounds(23, 25)
    assert len(found) == 9


def shown_as(count: int, stars: int, base: int) -> str | int:
    return "*" if 1 <= count <= stars else (2 * count + base) // (2 * base) * base


@given(
    st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=2), min_size=2, max_size=2),
    st.integers(1, 3),
    st.sampled_from([1, 2, 3, 5]),
)
@settings(deadline=None, max_examples=60)
def test_of_a_rounded_table_the_bounds_hold_every_table_that_would_look_the_same(table, stars, base):
    tried = np.indices([9] * 4).reshape(4, -1)
    a, b, c, d = tried
    whole = np.array([a, b, a + b, c, d, c + d, a + c, b + d, a + b + c + d])
    looks = np.array([[hash(shown_as(count, stars, base)) for count in range(40)]])[0][whole]
    (w, x), (y, z) = table
    here = np.flatnonzero((tried == np.array([[w], [x], [y], [z]])).all(axis=0))[0]
    same = (looks == looks[:, [here]]).all(axis=0)
    found = attack_rounded(table, stars, base)
    for cell, values in zip([(0, 0), (0, 1), (1, 0), (1, 1)], tried, strict=True):
        assert found[cell].lo <= values[same].min()
        assert found[cell].hi >= values[same].max()


def test_all_less_the_adults_are_the_children():
    everybody, adults = Published((1, 1), 46, 46), Published((1, 0), 43, 43)
    assert attack_linear(2, [everybody, adults], (0, 1)) == (3, 3)
    assert attack_linear(2, [everybody], (0, 1)) == (0, 46)


QUARTERS = [Published((1, 1, 1, 1, 0), 24, 24), Published((0, 1, 1, 1, 1), 21, 21)]
FIRST = Published((1, 0, 0, 0, 0), 6, 6)


def test_a_rolling_year_gives_away_the_quarter_that_came_in():
    assert attack_linear(5, [*QUARTERS, FIRST], (0, 0, 0, 0, 1)) == (3, 3)
    assert attack_linear(5, QUARTERS, (0, 0, 0, 0, 1)) == (0, 21)


def test_a_filter_not_on_the_list_shows_that_a_small_cell_is_not_empty():
    part = Published((0, 1, 1), 40, 40)
    wholly = Published((1, 1, 1), 41, 45)
    assert attack_linear(3, [part, wholly], (1, 0, 0)) == (1, 5)


@given(st.lists(st.integers(0, 20), min_size=3, max_size=3), st.sets(st.integers(1, 7), max_size=5), st.integers(1, 7))
@settings(deadline=None, max_examples=40)
def test_one_more_release_widens_no_interval_and_the_truth_stays_inside(cells, published, further):
    def release(which: int) -> Published:
        weights = tuple(float(which >> at & 1) for at in range(3))
        total = sum(weight * cell for weight, cell in zip(weights, cells, strict=True))
        return Published(weights, total, total)

    before = attack_linear(3, [release(which) for which in published], (1, 0, 0))
    after = attack_linear(3, [release(which) for which in {*published, further}], (1, 0, 0))
    assert before[0] <= after[0] <= cells[0]
    assert after[1] is None or cells[0] <= after[1]
    assert before[1] is None or after[1] <= before[1]


@pytest.mark.parametrize(
    "microcells, releases, target, field",
    [
        (0, [], (), "microcells"),
        (2, [Published((1,), 1, 1)], (1, 0), "releases[0].weights"),
        (2, [Published((1, 0), 2, 1)], (1, 0), "releases[0]"),
        (2, [], (1,), "target"),
        (2, [Published((1, 1), 3, 3), Published((1, 0), 4, 4)], (1, 0), "releases"),
    ],
)
def test_releases_that_cannot_be_are_refused_by_name(microcells, releases, target, field):
    with pytest.raises(BadFigure) as refused:
        attack_linear(microcells, releases, target)
    assert refused.value.field == field
