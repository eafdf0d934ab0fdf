"""Whether a group is heard as much as one would expect, or whether that cannot be told."""

from dataclasses import dataclass
from enum import StrEnum

from foundation.equality.figures import BadFigure, refuse_count, refuse_part
from foundation.equality.missing_data import MissingDataBounds, missing_data_bounds
from foundation.equality.settings import SETTINGS, Settings


class Verdict(StrEnum):
    """What is said of a group."""

    UNDER = "under"
    OVER = "over"
    AS_EXPECTED = "as_expected"
    CANNOT_TELL = "cannot_tell"


class Reason(StrEnum):
    """Why it is said."""

    TOO_FEW_ANSWERS = "too_few_answers"
    LOW_DISCLOSURE = "low_disclosure"
    WITHIN_MARGIN = "within_margin"
    WORST_CASE = "worst_case"
    HOLDS_TO_K = "holds_to_k"
    IMPRECISE = "imprecise"
    REFERENCE_MISSING = "reference_missing"


@dataclass(frozen=True)
class Judged:
    """A verdict and its reason."""

    verdict: Verdict
    reason: Reason


TOO_FEW = Judged(Verdict.CANNOT_TELL, Reason.TOO_FEW_ANSWERS)


def judge(
    x: int,
    substantive: int,
    non_disclosed: int,
    reference_share: float | None,
    p_adj: float | None,
    settings: Settings = SETTINGS,
) -> Judged:
    """The first rule that fits decides; p_adj is from benjamini_hochberg over the whole report. Raises BadFigure.

    No reference, or too few answers. Too few of those asked answered: only the worst case decides. As expected must
    be shown, not assumed: the whole interval lies within the margin. Under and over must be more than chance and
    outlast people who did not say. Else it is too imprecise.
    """
    refuse_count("substantive", substantive)
    refuse_count("x", x)
    refuse_part("x", x, "substantive", substantive)
    refuse_count("non_disclosed", non_disclosed)
    if reference_share is None or substantive < settings.a_min:
        return TOO_FEW
    if p_adj is None or not 0 <= p_adj <= 1:
        raise BadFigure("p_adj", "Give a number from 0 to 1.")
    bounds = missing_data_bounds(x, substantive, non_disclosed, reference_share, settings.conf, settings.k)
    if substantive / bounds.n < settings.d_min:
        return _by_worst_case(bounds, reference_share)
    small = min(reference_share, 1 - reference_share)
    least = reference_share - (1 - settings.ratio_low) * small
    most = reference_share + (settings.ratio_high - 1) * small
    if least <= bounds.k_conf_lo and bounds.k_conf_hi <= most:
        return Judged(Verdict.AS_EXPECTED, Reason.WITHIN_MARGIN)
    return _by_chance(bounds, reference_share, p_adj, settings.alpha)


def _by_worst_case(bounds: MissingDataBounds, share: float) -> Judged:
    if bounds.manski_conf_hi < share:
        return Judged(Verdict.UNDER, Reason.WORST_CASE)
    if bounds.manski_conf_lo > share:
        return Judged(Verdict.OVER, Reason.WORST_CASE)
    return Judged(Verdict.CANNOT_TELL, Reason.LOW_DISCLOSURE)


def _by_chance(bounds: MissingDataBounds, share: float, p_adj: float, alpha: float) -> Judged:
    if p_adj < alpha and bounds.k_conf_hi < share:
        worst = bounds.manski_conf_hi < share
        return Judged(Verdict.UNDER, Reason.WORST_CASE if worst else Reason.HOLDS_TO_K)
    if p_adj < alpha and bounds.k_conf_lo > share:
        worst = bounds.manski_conf_lo > share
        return Judged(Verdict.OVER, Reason.WORST_CASE if worst else Reason.HOLDS_TO_K)
    return Judged(Verdict.CANNOT_TELL, Reason.IMPRECISE)
