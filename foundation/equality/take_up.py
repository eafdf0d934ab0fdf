"""Of those who were shown the link, how many answered; and whether that is far more than in earlier quarters.

Who makes up answers adds boxes and no offers. Below as many boxes as offers nothing else tells of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.equality.intervals import newcombe
from foundation.equality.settings import SETTINGS, Settings


@dataclass(frozen=True)
class TakeUp:
    """Boxes that came, “no thanks” among them, and how many times the link was shown for them."""

    boxes: int
    offers: int

    @property
    def shown(self) -> int:
        """How many could have answered: where more did than were shown the link, those who did."""
        return max(self.boxes, self.offers)


def is_far_above(this: TakeUp, before: Sequence[TakeUp], settings: Settings = SETTINGS) -> bool:
    """Whether this share is above that of earlier quarters together by more than the margin, and surely so.

    The lower end of Newcombe's interval decides (foundation/equality/intervals.py). Without an earlier quarter, or
    anybody who was shown the link, nothing is far above. Raises BadFigure.
    """
    boxes, shown = sum(it.boxes for it in before), sum(it.shown for it in before)
    if not (shown and this.shown):
        return False
    return newcombe(this.boxes, this.shown, boxes, shown, settings.conf).lo > settings.take_up_margin
