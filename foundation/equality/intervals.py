"""How sure a share is, a number of events, and the difference of two shares: Wilson's, Byar's and Newcombe's intervals.

Wilson and Byar are what English public health uses for proportions and for rates (PHEindicatormethods); Brown, Cai and
DasGupta (2001); Breslow and Day (1987).
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist

from foundation.equality.figures import BadFigure, refuse_count, refuse_part
from foundation.equality.settings import SETTINGS

LEAST_CONF, MOST_CONF = 0.5, 0.9999


@dataclass(frozen=True)
class Interval:
    """From the lower end to the upper, both included."""

    lo: float
    hi: float


@dataclass(frozen=True)
class Difference:
    """The first share less the second, and how sure that is; shares of 1, not percent."""

    diff: float
    lo: float
    hi: float


class Change(StrEnum):
    """What may be said of two years."""

    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_CHANGE = "no_clear_change"


def z_of(conf: float) -> float:
    """Standard deviations on either side that hold this share of a normal curve. Raises BadFigure."""
    if not LEAST_CONF <= conf <= MOST_CONF:
        raise BadFigure("conf", f"Give a confidence from {LEAST_CONF} to {MOST_CONF}, like 0.95.")
    return NormalDist().inv_cdf(0.5 + conf / 2)


def wilson(x: float, n: int, conf: float = SETTINGS.conf) -> Interval:
    """Of n people x, which need not be whole; within 0 and 1. Raises BadFigure."""
    refuse_count("n", n, least=1)
    refuse_part("x", x, "n", n)
    return _wilson(x, n, z_of(conf))


def byar(x: int, conf: float = SETTINGS.conf) -> Interval:
    """How many events one would expect where x were counted; for a rate divide both ends. Raises BadFigure."""
    refuse_count("x", x)
    z = z_of(conf)
    most = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * sqrt(x + 1))) ** 3
    return Interval(x * (1 - 1 / (9 * x) - z / (3 * sqrt(x))) ** 3 if x else 0.0, most)


def newcombe(x1: float, n1: int, x2: float, n2: int, conf: float = SETTINGS.conf) -> Difference:
    """x1 of n1 less x2 of n2. Newcombe (1998), his method 10. Raises BadFigure."""
    for name, x, n in (("1", x1, n1), ("2", x2, n2)):
        refuse_count(f"n{name}", n, least=1)
        refuse_part(f"x{name}", x, f"n{name}", n)
    z = z_of(conf)
    p1, p2, one, two = x1 / n1, x2 / n2, _wilson(x1, n1, z), _wilson(x2, n2, z)
    return Difference(
        p1 - p2,
        p1 - p2 - sqrt((p1 - one.lo) ** 2 + (two.hi - p2) ** 2),
        p1 - p2 + sqrt((one.hi - p1) ** 2 + (p2 - two.lo) ** 2),
    )


def change(later: tuple[float, int], earlier: tuple[float, int], conf: float = SETTINGS.conf) -> Change:
    """Whether a share, each as (x, n), rose or fell between two years with nobody in both. Raises BadFigure."""
    between = newcombe(*later, *earlier, conf)
    if between.lo > 0:
        return Change.HIGHER
    return Change.LOWER if between.hi < 0 else Change.NO_CLEAR_CHANGE


def _wilson(x: float, n: int, z: float) -> Interval:
    p, square = x / n, z * z / n
    centre = (p + square / 2) / (1 + square)
    half = z * sqrt(p * (1 - p) / n + square / (4 * n)) / (1 + square)
    # At 0 and n the end is the share itself, which floating point misses by a hair.
    return Interval(max(0.0, min(p, centre - half)), min(1.0, max(p, centre + half)))
