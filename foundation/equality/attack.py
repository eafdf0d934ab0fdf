"""What a reader of a published table can work out about what it hides, by adding and taking away."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from foundation.equality.figures import BadFigure
from foundation.equality.settings import SETTINGS
from foundation.equality.tables import Cell, Counts, cells, equations, with_totals

Values = NDArray[np.float64]
SOLVED, UNBOUNDED = 0, 3


@dataclass(frozen=True)
class Bounds:
    """The least and the most that a hidden count can be; no most is None."""

    lo: int
    hi: int | None

    def is_narrower_than(self, steps: int) -> bool:
        """Whether fewer steps lie between the two."""
        return self.hi is not None and self.hi - self.lo < steps


class DoesNotAddUp(ValueError):
    """No table at all agrees with what is shown and known."""


def attack(
    table: Sequence[Sequence[int]], suppressed: Collection[Cell], known: Mapping[Cell, tuple[int, int | None]]
) -> dict[Cell, Bounds]:
    """The bounds of each suppressed cell of a table without totals, for one who knows these cells to lie so.

    Raises BadFigure for a cell that there is not and for knowledge that contradicts the table.
    """
    counts = with_totals(table, SETTINGS.cells_most)
    least, most = shown(counts, suppressed)
    for at, (cell, (lo, hi)) in enumerate(known.items()):
        refuse_cell(f"known[{at}].cell", cell, counts)
        least[cell] = max(least[cell], lo)
        most[cell] = min(most[cell], inf if hi is None else hi)
    try:
        return bound(least, most, suppressed)
    except DoesNotAddUp:
        raise BadFigure("known", "This contradicts the table. Give bounds that its counts lie in.") from None


def shown(counts: Counts, suppressed: Collection[Cell]) -> tuple[Values, Values]:
    """What a reader sees: the least and the most of each cell and total. Raises BadFigure."""
    least, most = counts.astype(float), counts.astype(float)
    for at, cell in enumerate(suppressed):
        refuse_cell(f"suppressed[{at}]", cell, counts)
        least[cell], most[cell] = 0, inf
    return least, most


def bound(least: Values, most: Values, wanted: Collection[Cell]) -> dict[Cell, Bounds]:
    """The bounds of the wanted cells of a table with totals, each cell of which lies between these.

    A two-way table is a network, so that the bounds of its real tables are those of its whole ones. Raises
    DoesNotAddUp.
    """
    if (least > most).any():
        raise DoesNotAddUp
    open_cells = cells(least < most)
    flat = [row * least.shape[1] + column for row, column in open_cells]
    matrix = equations(*least.shape)
    # Cells that are known move to the right-hand side.
    right = -(matrix @ np.where(least < most, 0.0, least).ravel())
    limits = [(least[cell], None if most[cell] == inf else most[cell]) for cell in open_cells]

    def extreme(cell: Cell, sign: int) -> int | None:
        aim = np.array([float(sign * (one == cell)) for one in open_cells])
        solved = linprog(aim, A_eq=matrix[:, flat], b_eq=right, bounds=limits, method="highs")
        if solved.status == UNBOUNDED:
            return None
        if solved.status != SOLVED:
            raise DoesNotAddUp
        return sign * round(float(solved.fun))

    fixed = {cell: Bounds(int(least[cell]), int(least[cell])) for cell in wanted if least[cell] == most[cell]}
    return {cell: fixed.get(cell) or Bounds(extreme(cell, 1) or 0, extreme(cell, -1)) for cell in sorted(wanted)}


def refuse_cell(field: str, cell: Cell, counts: Counts) -> None:
    """A cell lies in the table or among its totals. Raises BadFigure."""
    rows, columns = counts.shape
    if not (0 <= cell[0] < rows and 0 <= cell[1] < columns):
        raise BadFigure(
            field, f"There is no cell {list(cell)}: rows go from 0 to {rows - 1}, columns to {columns - 1}."
        )
