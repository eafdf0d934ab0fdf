"""What a survey of a given size can show at best: one test, and everybody said."""

from bisect import bisect_left

from scipy.stats import binom

from foundation.equality.figures import BadFigure, refuse_count, refuse_share
from foundation.equality.settings import SETTINGS, Settings
from foundation.equality.testing import midp_binomial
from foundation.equality.verdicts import Verdict, judge

LARGEST_SURVEY = 1_000_000


def fewest_answers(reference_share: float, x: int = 0, settings: Settings = SETTINGS) -> int | None:
    """The fewest answers with which x in a group are under; None if a million are too few. Raises BadFigure."""
    refuse_share("reference_share", reference_share)
    sizes = range(max(settings.a_min, x), LARGEST_SURVEY + 1)
    at = bisect_left(sizes, True, key=lambda size: _is_under(x, size, reference_share, settings))
    return sizes[at] if at < len(sizes) else None


def chance_of_under(size: int, reference_share: float, true_share: float, settings: Settings = SETTINGS) -> float:
    """The chance that so many answers find a group under, if its share of families is truly this. Raises BadFigure."""
    refuse_count("size", size, least=1, most=LARGEST_SURVEY)
    refuse_share("reference_share", reference_share)
    refuse_share("true_share", true_share)
    found = bisect_left(range(size + 1), True, key=lambda x: not _is_under(x, size, reference_share, settings))
    return float(binom.cdf(found - 1, size, true_share))


def answers_for_power(
    reference_share: float, true_share: float, power: float = 0.8, settings: Settings = SETTINGS
) -> int | None:
    """So many answers, or any number above, find a group under with this chance, if its true share is so low.

    The chance goes up and down a little with each answer; from here on it stays above. None if a million are too few.
    Raises BadFigure.
    """
    refuse_share("true_share", true_share)
    refuse_share("power", power)
    if true_share >= reference_share:
        raise BadFigure("true_share", "Give a share below reference_share.")
    x, size = 0, fewest_answers(reference_share, 0, settings)
    # From one of these sizes to the next the chance only falls, so that the last before the next is its least.
    while size is not None:
        x += 1
        further = fewest_answers(reference_share, x, settings)
        if further is not None and binom.cdf(x - 1, further - 1, true_share) >= power:
            return size
        size = further
    return None


def _is_under(x: int, size: int, reference_share: float, settings: Settings) -> bool:
    p = midp_binomial(x, size, reference_share)
    return judge(x, size, 0, reference_share, p, settings).verdict == Verdict.UNDER
