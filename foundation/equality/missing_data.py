"""What people who did not say could change: they are not like the others, for fear of being known is studied here.

The worst case is Manski (1989, 2003). The bounded view says in one number, K, how unlike the others they may be.
"""

from dataclasses import dataclass

from foundation.equality.figures import BadFigure, refuse_count, refuse_part, refuse_share
from foundation.equality.intervals import wilson
from foundation.equality.settings import SETTINGS

LARGEST_K = 1_000_000.0


@dataclass(frozen=True)
class MissingDataBounds:
    """Shares of 1 of all who were asked: bare, and (`conf`) with sampling error.

    `tipping`: so many times as likely to be in the group must those be who did not say, to bring the share to the
    population's; None where nothing they said could.
    """

    n: int
    manski_lo: float
    manski_hi: float
    manski_conf_lo: float
    manski_conf_hi: float
    k_lo: float
    k_hi: float
    k_conf_lo: float
    k_conf_hi: float
    tipping: float | None


def missing_data_bounds(
    x: int,
    substantive: int,
    non_disclosed: int,
    reference_share: float,
    conf: float = SETTINGS.conf,
    k: float = SETTINGS.k,
) -> MissingDataBounds:
    """x of so many answers, with so many who preferred not to say or passed it by. Raises BadFigure."""
    refuse_count("substantive", substantive, least=1)
    refuse_count("non_disclosed", non_disclosed)
    refuse_count("x", x)
    refuse_part("x", x, "substantive", substantive)
    refuse_share("reference_share", reference_share)
    if not 1 <= k <= LARGEST_K:
        raise BadFigure("k", f"Give a number from 1 to {LARGEST_K:.0f}, like 2.")
    n = substantive + non_disclosed
    odds = (x + 0.5) / (substantive - x + 0.5)
    k_lo, k_hi = ((x + non_disclosed * _share(of)) / n for of in (odds / k, odds * k))
    lowest, highest = wilson(x, n, conf), wilson(x + non_disclosed, n, conf)
    return MissingDataBounds(
        n, x / n, (x + non_disclosed) / n, lowest.lo, highest.hi,
        k_lo, k_hi, wilson(k_lo * substantive, substantive, conf).lo, wilson(k_hi * substantive, substantive, conf).hi,
        _tipping(reference_share * n - x, non_disclosed, odds),
    )  # fmt: skip


def _tipping(lacking: float, non_disclosed: int, odds: float) -> float | None:
    if not 0 < lacking < non_disclosed:
        return None
    return lacking / (non_disclosed - lacking) / odds


def _share(odds: float) -> float:
    return odds / (1 + odds)
