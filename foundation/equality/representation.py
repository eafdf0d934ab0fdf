"""One group's share of the answers, against its share of the population."""

from dataclasses import dataclass

from foundation.equality.figures import refuse_count, refuse_part, refuse_share
from foundation.equality.intervals import wilson
from foundation.equality.settings import SETTINGS


@dataclass(frozen=True)
class Representation:
    """Shares of 1; a ratio of 1 is as in the population; gaps in percentage points; the shortfall in people."""

    share: float
    lo: float
    hi: float
    ratio: float
    ratio_lo: float
    ratio_hi: float
    gap_pp: float
    gap_lo_pp: float
    gap_hi_pp: float
    shortfall: float


def representation(x: int, substantive: int, reference_share: float, conf: float = SETTINGS.conf) -> Representation:
    """x of so many answers with substance. The reference share is taken as known. Raises BadFigure.

    A negative shortfall is a surplus.
    """
    refuse_count("substantive", substantive, least=1)
    refuse_count("x", x)
    refuse_part("x", x, "substantive", substantive)
    refuse_share("reference_share", reference_share)
    share, r, sure = x / substantive, reference_share, wilson(x, substantive, conf)
    return Representation(
        share, sure.lo, sure.hi,
        share / r, sure.lo / r, sure.hi / r,
        100 * (share - r), 100 * (sure.lo - r), 100 * (sure.hi - r),
        r * substantive - x,
    )  # fmt: skip
