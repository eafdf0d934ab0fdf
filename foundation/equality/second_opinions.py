"""The same questions by another method, for the appendix of a report."""

from scipy.stats import beta, binomtest

from foundation.equality.figures import refuse_count, refuse_part, refuse_share
from foundation.equality.intervals import Interval, z_of
from foundation.equality.settings import SETTINGS


def jeffreys(x: int, n: int, conf: float = SETTINGS.conf) -> Interval:
    """Jeffreys's interval of x in n, its ends not corrected at 0 and n. Raises BadFigure.

    Brown, Cai and DasGupta (2001).
    """
    refuse_count("n", n, least=1)
    refuse_part("x", x, "n", n)
    z_of(conf)
    tail = (1 - conf) / 2
    return Interval(*(float(beta.ppf(at, x + 0.5, n - x + 0.5)) for at in (tail, 1 - tail)))


def exact_binomial(x: int, n: int, reference_share: float) -> float:
    """Two-sided exact p: the chance of everything that is no likelier than x. Raises BadFigure."""
    refuse_count("n", n, least=1)
    refuse_count("x", x)
    refuse_part("x", x, "n", n)
    refuse_share("reference_share", reference_share)
    return float(binomtest(x, n, reference_share).pvalue)
