"""What a reader can work out from a table that stars small counts and rounds the others: rounding is no proof.

In the manner of NHS England's hospital data since 2018: 1 to 7 is a star, the rest goes to the nearest 5.
"""

from collections.abc import Sequence

import numpy as np

from foundation.equality.attack import Bounds, bound
from foundation.equality.figures import refuse_count
from foundation.equality.settings import SETTINGS
from foundation.equality.tables import Cell, with_totals

LARGEST_BASE = 1000


def attack_rounded(table: Sequence[Sequence[int]], suppress_up_to: int, base: int) -> dict[Cell, Bounds]:
    """The bounds of every cell but the totals, which are rounded too, each from the true one. Raises BadFigure."""
    refuse_count("suppress_up_to", suppress_up_to, most=LARGEST_BASE)
    refuse_count("base", base, least=1, most=LARGEST_BASE)
    counts = with_totals(table, SETTINGS.cells_most)
    meant = np.array([[_meant(int(count), suppress_up_to, base) for count in row] for row in counts], dtype=float)
    inner = [(row, column) for row in range(counts.shape[0] - 1) for column in range(counts.shape[1] - 1)]
    return bound(meant[..., 0], meant[..., 1], inner)


def _meant(count: int, suppress_up_to: int, base: int) -> tuple[int, int]:
    """The least and the most count that would be shown as this one is; a half goes up."""
    if 1 <= count <= suppress_up_to:
        return 1, suppress_up_to
    rounded = (2 * count + base) // (2 * base) * base
    least, most = -(-(2 * rounded - base) // 2), (2 * rounded + base - 1) // 2
    if not rounded:
        return 0, most if most > suppress_up_to else 0
    return max(least, suppress_up_to + 1), most
