"""Which finest counts are settled by what is known, and which of the others hang together.

A release has thousands of finest counts, and most are tied to a few others only: each part is searched alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from foundation.equality.attack import DoesNotAddUp, Values

Cells = Sequence[tuple[str, int]]


@dataclass(frozen=True, eq=False)
class Part:
    """Counts that are tied to each other and to no others: sums of them, matrix times counts, lie from lo to hi.

    `at` are their places among `of_all` counts.
    """

    at: NDArray[np.int64]
    of_all: int
    matrix: Any
    lo: Values
    hi: Values


class Ties:
    """Lines over named counts, none of which is below 0: sums of `cells` that lie between the two ends."""

    def __init__(self, lines: Sequence[Cells], ends: Sequence[tuple[int, int | None]]) -> None:
        names = sorted({cell for line in lines for cell, _ in line})
        self.at: Mapping[str, int] = {cell: at for at, cell in enumerate(names)}
        entries = [(row, self.at[cell], float(weight)) for row, line in enumerate(lines) for cell, weight in line]
        row, column, weight = zip(*entries, strict=True) if entries else ((), (), ())
        self._matrix = csr_array((weight, (row, column)), shape=(len(lines), len(names)))
        self._lo = np.array([lo for lo, _ in ends], dtype=float)
        self._hi = np.array([inf if hi is None else hi for _, hi in ends], dtype=float)

    def parted(self, cells: Cells) -> tuple[int, dict[Part, Values]]:
        """The settled part of a sum, and the weights of the rest by the parts they are in.

        Raises KeyError for a count that no line names, and DoesNotAddUp.
        """
        settled = 0
        parted: dict[Part, Values] = {}
        for cell, weight in cells:
            at = self.at[cell]
            if np.isfinite(self._settled[at]):
                settled += weight * round(self._settled[at])
            else:
                part = self._part(int(self._labels[at]))
                weights = parted.setdefault(part, np.zeros(part.matrix.shape[1]))
                weights[self._places[at]] += weight
        return settled, parted

    def labels(self, cells: Iterable[str]) -> set[int]:
        """The numbers of the parts that these counts are in; what is settled or in no line is in none."""
        at = [self.at[cell] for cell in cells if cell in self.at]
        return {int(self._labels[one]) for one in at if np.isnan(self._settled[one])}

    @cached_property
    def _settled(self) -> Values:
        """The counts that are known, NaN for the others.

        A sum that is known settles the one count in it that is not, and all of them where it is nobody.
        """
        found = np.full(self._matrix.shape[1], np.nan)
        positive = self._matrix.copy()
        positive.data = np.where(positive.data > 0, 0.0, 1.0)
        while True:
            unknown = np.isnan(found)
            rest = self._matrix @ np.where(unknown, 0.0, found)
            left = _only(self._matrix, unknown)
            many = np.diff(left.indptr)
            lo, hi = self._lo - rest, self._hi - rest
            if ((many == 0) & ((lo > 0) | (hi < 0))).any():
                raise DoesNotAddUp
            nobody = (many > 0) & (hi == 0) & (_only(positive, unknown).sum(axis=1) == 0)
            one = (many == 1) & (lo == hi) & ~nobody
            if not (nobody | one).any():
                return found
            for row in np.flatnonzero(nobody):
                found[left.indices[left.indptr[row] : left.indptr[row + 1]]] = 0
            for row in np.flatnonzero(one):
                at = left.indptr[row]
                found[left.indices[at]] = lo[row] / left.data[at]
                if found[left.indices[at]] < 0:
                    raise DoesNotAddUp

    @cached_property
    def _free(self) -> Any:
        """The lines without what is settled."""
        return _only(self._matrix, np.isnan(self._settled))

    @cached_property
    def _labels(self) -> NDArray[np.int64]:
        """Which part each count is in."""
        touches = abs(self._free)
        _, labels = connected_components(touches.T @ touches, directed=False)
        return np.asarray(labels, dtype=np.int64)

    @cached_property
    def _places(self) -> NDArray[np.int64]:
        """Which column of its part each count is."""
        places = np.zeros(len(self._labels), dtype=np.int64)
        for label in np.unique(self._labels):
            here = np.flatnonzero(self._labels == label)
            places[here] = np.arange(len(here))
        return places

    @cached_property
    def _parts(self) -> dict[int, Part]:
        return {}

    def _part(self, label: int) -> Part:
        if label not in self._parts:
            here = np.flatnonzero(self._labels == label)
            matrix = self._free[:, here]
            lines = np.flatnonzero(np.diff(matrix.indptr))
            rest = self._matrix[lines] @ np.nan_to_num(self._settled)
            self._parts[label] = Part(
                here, len(self._labels), matrix[lines], self._lo[lines] - rest, self._hi[lines] - rest
            )
        return self._parts[label]


def _only(matrix: Any, columns: NDArray[np.bool_]) -> Any:
    """The matrix with these columns only; the others are empty."""
    found = matrix.copy()
    found.data = np.where(columns[found.indices], found.data, 0.0)
    found.eliminate_zeros()
    return found
