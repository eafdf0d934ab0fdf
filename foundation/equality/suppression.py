"""Which cells of a table to hide so that no small count can be worked out: the fewest, solved exactly.

Fischetti and Salazar-González (2001): a mixed-integer program, here by HiGHS. For each small count the solution holds
two other tables that agree with everything shown, one with nobody there and one with a count that would have been
shown. This guards against subtraction, not against a reader who knows their own answer: see `narrow_to_insiders`.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.optimize import Bounds as Limits
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import block_diag, csr_array, diags_array, eye_array, hstack, vstack

from foundation.equality.attack import Bounds, Values, bound, shown
from foundation.equality.figures import BadFigure
from foundation.equality.settings import SETTINGS, Settings
from foundation.equality.tables import Cell, Counts, Zeros, equations, lines, small_cells, with_totals

SOLVED = 0


class TooFewToPublish(ValueError):
    """Fewer people in the whole table than the threshold: nothing of it is published."""


@dataclass(frozen=True)
class Fixed:
    """What other tables decided of this one: cells that are known from them, and cells that are hidden there.

    Of totals that are hidden there a reader must not learn more here than of a small count.
    """

    known: Collection[Cell] = ()
    hidden: Collection[Cell] = ()
    hidden_totals: Collection[Cell] = ()


NOTHING_FIXED = Fixed()


@dataclass(frozen=True)
class Suppression:
    """The cells to hide, sorted, and what hiding them costs.

    `whole` says that the search ended at its limit and everything but the grand total is hidden.
    """

    counts: Counts
    hidden: tuple[Cell, ...]
    cost: int
    whole: bool = False

    @cached_property
    def attacker(self) -> dict[Cell, Bounds]:
        """What a reader can work out about each hidden cell."""
        return bound(*shown(self.counts, self.hidden), self.hidden)

    @property
    def hidden_share(self) -> float:
        """The share of the cells, totals not counted, that is hidden."""
        rows, columns = self.counts.shape[0] - 1, self.counts.shape[1] - 1
        inner = sum(row < rows and column < columns for row, column in self.hidden)
        return float(inner / (rows * columns))


@dataclass(frozen=True)
class Insider:
    """Who stands in a cell knows that it is not empty, and bounds another cell so narrowly."""

    stands_in: Cell
    narrowed: Cell
    bounds: Bounds


def suppress(
    table: Sequence[Sequence[int]],
    threshold: int,
    zeros: Zeros,
    settings: Settings = SETTINGS,
    fixed: Fixed = NOTHING_FIXED,
) -> Suppression:
    """The cheapest hidden cells that are safe. A cell costs 1 and its count, a total as much more as all people.

    Safe is: of every small count a reader can rule out neither nobody nor the threshold. Where the search ends at its
    limit of steps, which no busy machine changes, or what is fixed leaves no way, all but the grand total is hidden.
    Raises BadFigure, TableTooLarge, and TooFewToPublish for fewer people than the threshold.
    """
    if not 2 <= threshold <= 1000:
        raise BadFigure("t", "Give a whole number from 2 to 1000, like 5.")
    counts = with_totals(table, settings.cells_most)
    if counts[-1, -1] < threshold:
        raise TooFewToPublish(f"fewer than {threshold} people")
    primary = small_cells(counts, threshold, zeros)
    if not (primary or fixed.hidden_totals):
        return Suppression(counts, (), 0)
    costs = _costs(counts)
    hidden = _solve(counts, primary, threshold, costs, fixed, settings.node_limit)
    if hidden is not None and _are_safe(counts, hidden, primary, threshold):
        return Suppression(counts, hidden, _cost(costs, hidden))
    # With only the grand total shown, every count can be nobody or all.
    everything = tuple(np.ndindex(*counts.shape))[:-1]
    return Suppression(counts, everything, _cost(costs, everything), whole=True)


def narrow_to_insiders(
    least: Values, most: Values, hidden: Sequence[Cell], settings: Settings = SETTINGS
) -> Iterator[Insider]:
    """Other hidden cells that somebody who stands in one of them can bound within fewer steps than `width_min`.

    The table, with its totals, is known to lie from least to most: see `shown`. To report, not to forbid: nobody can
    be kept from knowing their own answer. Raises DoesNotAddUp.
    """
    for own, reach in bound(least, most, hidden).items():
        if reach.hi == 0:
            continue
        standing = least.copy()
        standing[own] = max(least[own], 1)
        for cell, bounds in bound(standing, most, hidden).items():
            if cell != own and bounds.is_narrower_than(settings.width_min):
                yield Insider(own, cell, bounds)


def _costs(counts: Counts) -> Counts:
    costs = 1 + counts
    costs[-1, :] += counts[-1, -1]
    costs[:, -1] += counts[-1, -1]
    return costs


def _cost(costs: Counts, hidden: Sequence[Cell]) -> int:
    return sum(int(costs[cell]) for cell in hidden)


def _are_safe(counts: Counts, hidden: Sequence[Cell], primary: Sequence[Cell], threshold: int) -> bool:
    """Whether the attacker, who is not the solver, narrows no small count."""
    if not {*primary} <= {*hidden}:
        return False
    found = bound(*shown(counts, hidden), primary)
    return all(of.lo == 0 and (of.hi is None or of.hi >= threshold) for of in found.values())


def _solve(
    counts: Counts, primary: Sequence[Cell], threshold: int, costs: Counts, fixed: Fixed, node_limit: int
) -> tuple[Cell, ...] | None:
    """The hidden cells of least cost; None at the limit, and where what is fixed leaves no way."""
    moves = _moves(counts, primary, threshold, fixed)
    n = counts.size
    zeros = np.zeros(n * len(moves))
    lowest, highest = np.zeros(n), np.ones(n)
    lowest[[_flat(counts, cell) for cell in (*primary, *fixed.hidden, *fixed.hidden_totals)]] = 1
    highest[[-1, *(_flat(counts, cell) for cell in fixed.known)]] = 0
    if (lowest > highest).any():
        return None
    reaches = [_reach(counts, cell, by) for cell, by in moves]
    solved = milp(
        np.concatenate([costs.ravel().astype(float), zeros]),
        integrality=np.concatenate([np.ones(n), zeros]),
        bounds=Limits(
            np.concatenate([lowest, *(reach[0] for reach in reaches)]),
            np.concatenate([highest, *(reach[1] for reach in reaches)]),
        ),
        constraints=_constraints(counts, reaches),
        options={"mip_rel_gap": 0, "node_limit": node_limit},
    )
    if solved.status != SOLVED:
        return None
    return tuple(sorted(divmod(int(at), counts.shape[1]) for at in np.flatnonzero(solved.x[:n] > 0.5)))


def _moves(counts: Counts, primary: Sequence[Cell], threshold: int, fixed: Fixed) -> list[tuple[Cell, int]]:
    """What must be possible, each alone: a cell that changes by so much, in a table that agrees with all shown."""
    moves = [(cell, -int(counts[cell])) for cell in primary if counts[cell]]
    moves += [(cell, threshold - int(counts[cell])) for cell in primary]
    others = [cell for cell in fixed.hidden_totals if cell not in primary]
    return moves + [(cell, by) for cell in others for by in (-min(int(counts[cell]), threshold), threshold)]


def _flat(counts: Counts, cell: Cell) -> int:
    return int(cell[0] * counts.shape[1] + cell[1])


def _reach(counts: Counts, cell: Cell, by: int) -> tuple[Any, Any]:
    """How far each cell can move while this one moves by so much.

    Moves of a table that adds up are cycles; those through this cell carry what it moves, and no others are needed.
    So none moves further than it does, which keeps the program tight.
    """
    up = np.full(counts.size, float(abs(by)))
    down = np.minimum(counts.ravel(), abs(by)).astype(float)
    lowest, highest = -down, up
    at = _flat(counts, cell)
    lowest[at] = highest[at] = by
    return lowest, highest


def _constraints(counts: Counts, reaches: Sequence[tuple[Any, Any]]) -> list[LinearConstraint]:
    """What moves adds up and is hidden; and no line hides one cell alone, for that would be no secret."""
    n, m = counts.size, len(reaches)
    adding = equations(*counts.shape)
    lone = _not_alone(counts)
    still = csr_array((adding.shape[0] * m, n))
    up = vstack([diags_array(-np.maximum(highest, 0)) for _, highest in reaches])
    down = vstack([diags_array(np.minimum(lowest, 0)) for lowest, _ in reaches])
    moving = eye_array(n * m, format="csr")
    return [
        LinearConstraint(hstack([still, block_diag([adding] * m)]).tocsr(), 0, 0),
        LinearConstraint(hstack([up, moving]).tocsr(), -np.inf, 0),
        LinearConstraint(hstack([down, -moving]).tocsr(), -np.inf, 0),
        LinearConstraint(hstack([lone, csr_array((lone.shape[0], n * m))]).tocsr(), -np.inf, 0),
    ]


def _not_alone(counts: Counts) -> Any:
    entries = [
        (row, cell, 1.0 if cell == own else -1.0)
        for row, (of, own) in enumerate((of, own) for of in lines(*counts.shape) for own in of)
        for cell in of
    ]
    row, cell, sign = zip(*entries, strict=True)
    return csr_array((sign, (row, cell)), shape=(2 * counts.size, counts.size))
