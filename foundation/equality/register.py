"""The release register: all that a reader knows of the finest counts, and how narrowly that bounds them.

Whatever is published says of finest counts, weighted and added, that they lie between two values. Two releases that
are safe alone can be subtracted from each other, so that a new one is held against all that are known already.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds as Limits
from scipy.optimize import LinearConstraint, milp

from foundation.equality.attack import DoesNotAddUp, Values
from foundation.equality.possible import Possible
from foundation.equality.settings import SETTINGS, Settings
from foundation.equality.tables import MOST_COUNT
from foundation.equality.ties import Part, Ties

Sum = tuple[tuple[str, int], ...]
CONTRADICTORY = 2
NEARLY = 1e-6


@dataclass(frozen=True)
class Known:
    """One line of the register: these finest counts, each times its weight, add up to no less and no more than this.

    No most is None.
    """

    cells: Sum
    lo: int
    hi: int | None


@dataclass(frozen=True)
class Guarded:
    """Counts that add up to a sum of which a reader must be able to think as little as `lo` and as much as `hi`."""

    cells: Sum
    lo: int
    hi: int


def lines_about(cells: Iterable[str], lines: Iterable[Known]) -> list[Known]:
    """The lines that could say something of these cells, at however many removes; the others never can."""
    near, left = set(cells), list(lines)
    found: list[Known] = []
    while here := [line for line in left if not near.isdisjoint(cell for cell, _ in line.cells)]:
        left = [line for line in left if near.isdisjoint(cell for cell, _ in line.cells)]
        near.update(cell for line in here for cell, _ in line.cells)
        found += here
    return found


class Register:
    """What a reader of the `known` lines knows, who knows besides how counts are built (`structure`).

    Bounds are those of whole counts, none below 0, that agree with every line.
    """

    def __init__(
        self,
        known: Iterable[Known],
        structure: Iterable[Known],
        settings: Settings = SETTINGS,
        possible: Possible | None = None,
    ) -> None:
        self._known, self._structure, self._settings = tuple(known), tuple(structure), settings
        self._possible = Possible() if possible is None else possible

    def and_also(self, new: Iterable[Known]) -> "Register":
        """The register of one who knows these too."""
        return Register((*self._known, *new), self._structure, self._settings, self._possible)

    def bounds(self, cells: Sum) -> tuple[int, int | None]:
        """The least and the most of these counts, weighted and added; no most is None.

        Where the search ends at its limit they are too wide, never too narrow. Raises DoesNotAddUp where no counts
        agree with all lines.
        """
        settled, parted = self._parted(cells)
        least, most, ends = settled, settled, True
        for part, weights in parted.items():
            lowest, highest = self._least(part, weights), -self._least(part, -weights)
            least, most, ends = least + lowest, most + highest, ends and highest < MOST_COUNT
        return least, most if ends else None

    def touched(self, small: Iterable[Sum], new: Iterable[Known]) -> list[Sum]:
        """Those of the small counts that new lines could say something of; of the others they say nothing at all."""
        near = self._ties.labels({cell for line in new for cell, _ in line.cells})
        return [cells for cells in small if not near.isdisjoint(self._ties.labels(cell for cell, _ in cells))]

    def admits(self, new: Iterable[Known], small: Iterable[str | Sum], t: int) -> bool:
        """Whether one who reads `new` too can rule out neither nobody nor t people, of each small count.

        A small count is a cell or a sum of cells. Where the search ends at its limit the answer is no. Raises
        DoesNotAddUp.
        """
        return self.and_also(new).protects(small, t)

    def protects(self, small: Iterable[str | Sum], t: int) -> bool:
        """The same of what is known already. Raises DoesNotAddUp."""
        return self.leaves(Guarded(((one, 1),) if isinstance(one, str) else one, 0, t) for one in small)

    def exposed(self, small: Sequence[Sum], t: int) -> list[Sum]:
        """Those of the small counts that are not protected."""
        if self.protects(small, t):
            return []
        middle = len(small) // 2
        return [*self.exposed(small[:middle], t), *self.exposed(small[middle:], t)] if middle else [*small]

    def leaves(self, guarded: Iterable[Guarded]) -> bool:
        """Whether each can be as little and as much as it must, by what is known. Raises DoesNotAddUp."""
        together: dict[Part, list[tuple[Values, int, int]]] = {}
        for one in guarded:
            settled, parted = self._parted(one.cells)
            if len(parted) == 1 and settled <= one.lo:
                [(part, weights)] = parted.items()
                together.setdefault(part, []).append((weights, one.lo - settled, one.hi - settled))
            else:
                lo, hi = self.bounds(one.cells)
                if lo > one.lo or (hi is not None and hi < one.hi):
                    return False
        for part, here in together.items():
            weights, least, most = (np.array(of) for of in zip(*here, strict=True))
            if not (self._reaches(part, weights, least) and self._reaches(part, -weights, -most)):
                return False
        return True

    def _reaches(self, part: Part, sums: Values, aims: Values) -> bool:
        """Whether each sum, a row of weights, can be as low as its aim.

        Counts that agree with every line prove it; those that were found for one often prove many, and often still do
        when there are more lines.
        """
        proven = (sums @ self._possible.of(part).T <= aims[:, None]).any(axis=1)
        alone = True
        while not proven.all():
            sums, aims = sums[~proven], aims[~proven]
            proven = sums @ self._solve(part, sums[0] if alone else sums.sum(axis=0))[0] <= aims
            if alone and not proven[0]:
                return False
            alone = not alone
        return True

    def _least(self, part: Part, weights: Values) -> int:
        """The least that these counts of one part add up to."""
        return int(np.ceil(self._solve(part, weights)[1] - NEARLY))

    def _solve(self, part: Part, weights: Values) -> tuple[Values, float]:
        """Whole counts that agree with every line and add up to little, and a value that none are below.

        There need be none where the search ended at its limit; then they are all NaN, which proves nothing.
        """
        solved = milp(
            weights,
            integrality=np.ones(len(weights)),
            bounds=Limits(0, MOST_COUNT),
            constraints=[LinearConstraint(part.matrix, part.lo, part.hi)],
            options={"mip_rel_gap": 0, "node_limit": self._settings.node_limit},
        )
        if solved.status == CONTRADICTORY:
            raise DoesNotAddUp
        found = np.full(len(weights), np.nan) if solved.x is None else np.round(solved.x)
        self._possible.add(part, found)
        below = solved.mip_dual_bound
        return found, float(np.minimum(weights, 0).sum() * MOST_COUNT if below is None else below)

    def _parted(self, cells: Sum) -> tuple[int, Mapping[Part, Values]]:
        """What is settled of a sum, and the weights of the rest by part. A cell that no line names is a part alone."""
        unheard_of = [Known(((cell, 1),), 0, None) for cell, _ in cells if cell not in self._ties.at]
        return self.and_also(unheard_of)._parted(cells) if unheard_of else self._ties.parted(cells)

    @cached_property
    def _ties(self) -> Ties:
        lines = (*self._structure, *self._known)
        return Ties([line.cells for line in lines], [(line.lo, line.hi) for line in lines])
