"""XmR charts: what is more than the usual ups and downs of a count from month to month.

After NHS Making Data Count, as coded in NHSRplotthedots; Wheeler on XmR. All reckoning is in fractions, so that a
point on the mean is on the mean.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from foundation.equality.figures import BadFigure
from foundation.equality.settings import SETTINGS, Settings

MOST_POINTS = 10_000
LARGEST = 1e12
FEWEST = 2


@dataclass(frozen=True)
class Xmr:
    """Mean, mean moving range, limits; and the signals, each as points counted from 1."""

    mean: float
    amr: float
    mr_dropped: int
    upl: float
    lpl: float
    near_upl: float
    near_lpl: float
    lpl_display: float
    astronomical: tuple[int, ...]
    shift: tuple[int, ...]
    trend: tuple[int, ...]
    two_of_three: tuple[int, ...]
    trial: bool


def xmr(y: Sequence[float], baseline: int | None, screen: bool, settings: Settings = SETTINGS) -> Xmr:
    """The chart of y, its mean and limits from the first `baseline` points, or all; `screen` once. Raises BadFigure."""
    _refuse_bad(y, baseline)
    points = [Fraction(one) for one in y]
    base = points[:baseline]
    mean = _mean(base)
    amr, dropped = _moving_range(base, Fraction(str(settings.mr_screen)) if screen else None)
    away = Fraction(str(settings.limit)) * amr
    near = away * 2 / 3
    gaps = [point - mean for point in points]
    return Xmr(
        float(mean), float(amr), dropped,
        float(mean + away), float(mean - away), float(mean + near), float(mean - near), max(0.0, float(mean - away)),
        tuple(at for at, gap in enumerate(gaps, 1) if abs(gap) > away),
        tuple(_shift(gaps, settings.run)),
        tuple(_trend(points, settings.run)),
        tuple(_two_of_three(gaps, near, away)),
        len(base) < settings.points_min,
    )  # fmt: skip


def _mean(points: Sequence[Fraction]) -> Fraction:
    return sum(points, Fraction(0)) / len(points)


def _moving_range(base: Sequence[Fraction], screen: Fraction | None) -> tuple[Fraction, int]:
    ranges = [abs(later - earlier) for earlier, later in pairwise(base)]
    amr = _mean(ranges)
    if screen is None or not amr:
        return amr, 0
    kept = [one for one in ranges if one < screen * amr]
    return _mean(kept), len(ranges) - len(kept)


def _side(gap: Fraction) -> int:
    return (gap > 0) - (gap < 0)


def _shift(gaps: Sequence[Fraction], run: int) -> Iterator[int]:
    """Points in a run on one side of the mean; a point on the mean breaks it."""
    start = 0
    for at in range(1, len(gaps) + 1):
        if at == len(gaps) or _side(gaps[at]) != _side(gaps[start]):
            if _side(gaps[start]) and at - start >= run:
                yield from range(start + 1, at + 1)
            start = at


def _trend(points: Sequence[Fraction], run: int) -> Iterator[int]:
    """Points in a run, the one it starts from included, each strictly above the last, or each strictly below."""
    steps = [_side(later - earlier) for earlier, later in pairwise(points)]
    found: set[int] = set()
    start = 0
    for at in range(1, len(steps) + 1):
        if at == len(steps) or steps[at] != steps[start]:
            if steps[start] and at - start + 1 >= run:
                found.update(range(start + 1, at + 2))
            start = at
    yield from sorted(found)


def _two_of_three(gaps: Sequence[Fraction], near: Fraction, away: Fraction) -> Iterator[int]:
    """Of three in a row on one side, the two or three that lie between the near limit and the limit."""
    found: set[int] = set()
    for first in range(len(gaps) - 2):
        three = range(first, first + 3)
        if len({_side(gaps[at]) for at in three}) == 1:
            between = [at + 1 for at in three if near < abs(gaps[at]) <= away]
            found.update(between if len(between) >= 2 else ())
    yield from sorted(found)


def _refuse_bad(y: Sequence[float], baseline: int | None) -> None:
    if not FEWEST <= len(y) <= MOST_POINTS:
        raise BadFigure("y", f"Give from {FEWEST} to {MOST_POINTS} numbers.")
    if not all(abs(one) <= LARGEST for one in y):
        raise BadFigure("y", f"Give numbers up to {LARGEST:.0f}.")
    if baseline is not None and not FEWEST <= baseline <= len(y):
        raise BadFigure("baseline", f"Give a whole number from {FEWEST} to {len(y)}, the count of points, or null.")
