"""What several releases together give away: two that are safe alone can be subtracted from each other.

Every published number says of the finest cells, weighted and added, that they lie between two values.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose

import numpy as np
from scipy.optimize import linprog

from foundation.equality.figures import BadFigure

MOST_CELLS, MOST_RELEASES = 2_000, 5_000
LARGEST = 1e9
SOLVED, CONTRADICTORY, UNBOUNDED = 0, 2, 3


@dataclass(frozen=True)
class Published:
    """A published number: a weight for each finest cell, and the least and the most that is meant."""

    weights: tuple[float, ...]
    lo: float
    hi: float


def attack_linear(
    microcells: int, releases: Sequence[Published], target: Sequence[float]
) -> tuple[float | None, float | None]:
    """The least and the most of the weighted cells, none of which is below 0; None where there is no end.

    Raises BadFigure, also for releases that contradict each other.
    """
    _refuse_bad(microcells, releases)
    _refuse_weights("target", target, microcells)
    return _extreme(microcells, releases, target, 1), _extreme(microcells, releases, target, -1)


def _extreme(microcells: int, releases: Sequence[Published], target: Sequence[float], sign: int) -> float | None:
    rows = np.array([release.weights for release in releases], dtype=float).reshape(len(releases), microcells)
    solved = linprog(
        sign * np.array(target, dtype=float),
        A_ub=np.vstack([rows, -rows]),
        b_ub=np.array([release.hi for release in releases] + [-release.lo for release in releases], dtype=float),
        method="highs",
    )
    if solved.status == UNBOUNDED:
        return None
    if solved.status != SOLVED:
        raise BadFigure("releases", "No counts agree with all of these. Look for a wrong number.")
    found = sign * float(solved.fun)
    whole = float(round(found))
    return whole if isclose(found, whole, rel_tol=1e-9, abs_tol=1e-6) else found


def _refuse_bad(microcells: int, releases: Sequence[Published]) -> None:
    if not 1 <= microcells <= MOST_CELLS:
        raise BadFigure("microcells", f"Give from 1 to {MOST_CELLS} cells.")
    if len(releases) > MOST_RELEASES:
        raise BadFigure("releases", f"Give {MOST_RELEASES} at most.")
    for at, release in enumerate(releases):
        _refuse_weights(f"releases[{at}].weights", release.weights, microcells)
        if not -LARGEST <= release.lo <= release.hi <= LARGEST:
            raise BadFigure(f"releases[{at}]", "Give lo and hi, lo no greater than hi.")


def _refuse_weights(field: str, weights: Sequence[float], microcells: int) -> None:
    if len(weights) != microcells:
        raise BadFigure(field, f"Give {microcells} weights, one for each cell; here are {len(weights)}.")
    if not all(abs(weight) <= LARGEST for weight in weights):
        raise BadFigure(field, f"Give weights up to {LARGEST:.0f}.")
