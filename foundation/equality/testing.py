"""Whether a share could be chance, and what that is worth when many groups are tested at once."""

from collections.abc import Sequence
from math import exp, lgamma, log, log1p

from scipy.special import betainc, betaincc
from scipy.stats import false_discovery_control

from foundation.equality.figures import BadFigure, refuse_count, refuse_part, refuse_share

MOST_TESTS = 10_000


def midp_binomial(x: int, n: int, reference_share: float) -> float:
    """Two-sided mid-p that x of n came from a population with this share; from 0 to 1. Raises BadFigure.

    Twice the smaller tail, each tail with half of what x itself has. Where those who answered are more than a tenth
    of the population it is cautious, and is left so.
    """
    refuse_count("n", n, least=1)
    refuse_count("x", x)
    refuse_part("x", x, "n", n)
    refuse_share("reference_share", reference_share)
    below = float(betaincc(x, n - x + 1, reference_share)) if x else 0.0
    above = float(betainc(x + 1, n - x, reference_share)) if x < n else 0.0
    return min(1.0, 2 * min(below, above) + _chance_of(x, n, reference_share))


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Each p adjusted for all that were tested in one report, in the same order. Raises BadFigure.

    Benjamini and Hochberg (1995): of the differences called real, alpha at most are not.
    """
    if not 0 < len(p) <= MOST_TESTS:
        raise BadFigure("p", f"Give from 1 to {MOST_TESTS} numbers.")
    if not all(0 <= one <= 1 for one in p):
        raise BadFigure("p", "Give numbers from 0 to 1.")
    return [float(one) for one in false_discovery_control(p, method="bh")]


# The binomial distribution of scipy.stats says the same in sixty times as long; a report asks thousands of times.
def _chance_of(x: int, n: int, share: float) -> float:
    ways = lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1)
    return exp(ways + x * log(share) + (n - x) * log1p(-share))
