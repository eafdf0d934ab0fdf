"""A two-way table of people with its totals: what is small in it, and what must add up.

A cell is (row, column), counted from 0; the row after the last and the column after the last hold the totals.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from foundation.equality.figures import BadFigure

Cell = tuple[int, int]
Counts = NDArray[np.int64]
MOST_COUNT = 10_000_000


class Zeros(StrEnum):
    """Whether nobody is news. “None of the 12 felt able” is: where columns are opinions or outcomes, zeros hide."""

    SHOW = "show"
    SENSITIVE = "sensitive"


class TableTooLarge(ValueError):
    """The table has too many cells to be solved exactly; the message says what to do."""


def with_totals(table: Sequence[Sequence[int]], cells_most: int) -> Counts:
    """The table with a row and a column of totals. Raises BadFigure, and TableTooLarge."""
    if not table or not table[0]:
        raise BadFigure("table", "Give at least one row with one count.")
    for at, row in enumerate(table):
        if len(row) != len(table[0]):
            raise BadFigure("table", f"Row {at} has {len(row)} counts, row 0 has {len(table[0])}.")
        for column, count in enumerate(row):
            if isinstance(count, bool) or count != int(count) or not 0 <= count <= MOST_COUNT:
                raise BadFigure("table", f"Row {at}, column {column}: give a whole number from 0 to {MOST_COUNT}.")
    if len(table) * len(table[0]) > cells_most:
        raise TableTooLarge(f"this table has {len(table) * len(table[0])} cells; group it into {cells_most} or fewer")
    inner = np.array(table, dtype=np.int64)
    rows = np.hstack([inner, inner.sum(axis=1, keepdims=True)])
    return np.vstack([rows, rows.sum(axis=0, keepdims=True)])


def small_cells(counts: Counts, threshold: int, zeros: Zeros) -> list[Cell]:
    """Cells and totals from 1 to below the threshold; and cells of 0 where these are sensitive."""
    small = (counts >= 1) & (counts < threshold)
    if zeros == Zeros.SENSITIVE:
        small[:-1, :-1] |= counts[:-1, :-1] == 0
    return cells(small)


def cells(where: NDArray[np.bool_]) -> list[Cell]:
    """The cells that are true, row by row."""
    return [(int(row), int(column)) for row, column in np.argwhere(where)]


def lines(rows: int, columns: int) -> list[list[int]]:
    """Each row and each column, totals included, as positions in the flattened table; its total comes last."""
    at = np.arange(rows * columns).reshape(rows, columns)
    return [[int(one) for one in line] for line in (*at, *at.T)]


def equations(rows: int, columns: int) -> Any:
    """The matrix that is zero times every table that adds up: a line's cells less its total. Totals included."""
    found = lines(rows, columns)
    entries = [(line, cell, -1.0 if cell == of[-1] else 1.0) for line, of in enumerate(found) for cell in of]
    line, cell, sign = zip(*entries, strict=True)
    return csr_array((sign, (line, cell)), shape=(len(found), rows * columns))
