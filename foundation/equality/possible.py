"""Counts that were found to agree with all that is known: some still do when more is known, and need no new search."""

from collections import deque

import numpy as np

from foundation.equality.attack import Values
from foundation.equality.ties import Part

MOST_KEPT = 256
NEARLY = 1e-6


class Possible:
    """The last whole counts that were found, each of as many parts as were searched; NaN where none was."""

    def __init__(self) -> None:
        self._found: deque[Values] = deque(maxlen=MOST_KEPT)

    def of(self, part: Part) -> Values:
        """Those that agree with all lines of a part, a row each."""
        here = [counts[part.at] for counts in self._found if len(counts) == part.of_all]
        once = {counts.tobytes(): counts for counts in here if not np.isnan(counts).any()}
        if not once:
            return np.empty((0, len(part.at)))
        counts = np.array([*once.values()])
        sums = (part.matrix @ counts.T).T
        agree = (sums >= part.lo - NEARLY) & (sums <= part.hi + NEARLY)
        return np.asarray(counts[agree.all(axis=1)])

    def add(self, part: Part, found: Values) -> None:
        """Keep counts of one part, beside those of the others that were kept last."""
        if np.isnan(found).any():
            return
        fits = self._found and len(self._found[-1]) == part.of_all
        counts = self._found[-1].copy() if fits else np.full(part.of_all, np.nan)
        counts[part.at] = found
        self._found.append(counts)
