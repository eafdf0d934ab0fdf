"""Whether answers changed: from month to month, and from before something new began to after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from foundation.equality.intervals import Change, Difference, change, newcombe
from foundation.surveys.results import Share

MOST_MONTHS = 12
Label = TypeVar("Label")


@dataclass(frozen=True)
class Compared:
    """Two shares of different people; the difference and what may be said of it only where both can be shown."""

    before: Share | None
    after: Share | None
    difference: Difference | None
    change: Change | None


@dataclass(frozen=True)
class Months:
    """From the first month to the last, both included; each is the first day of its month."""

    first: date
    last: date

    def __contains__(self, month: object) -> bool:
        return isinstance(month, date) and self.first <= month <= self.last

    def every(self) -> list[date]:
        """All months, in their order."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return [months_after(self.first, n) for n in range(count)]


def compare(before: Share | None, after: Share | None) -> Compared:
    """The later share less the earlier: Newcombe's interval, 95%. It is a change only where that leaves out nothing."""
    if before is None or after is None:
        return Compared(before, after, None, None)
    later, earlier = (after.x, after.n), (before.x, before.n)
    return Compared(before, after, newcombe(*later, *earlier), change(later, earlier))


def first_and_last(
    shares: Sequence[tuple[Label, Share | None]],
) -> tuple[tuple[Label, Share], tuple[Label, Share]] | None:
    """The first and the last time that can be shown; None for fewer than two."""
    shown = [(when, share) for when, share in shares if share]
    return (shown[0], shown[-1]) if len(shown) > 1 else None


def around(began_on: date, this_month: date) -> tuple[Months, Months | None]:
    """The twelve months before the one in which something began, and up to twelve after it; None while none is over.

    The month itself is in neither, unless it began on its first day. `this_month` has not ended and is left out.
    """
    month = began_on.replace(day=1)
    first_after = month if began_on == month else months_after(month, 1)
    last_after = min(months_after(first_after, MOST_MONTHS - 1), months_after(this_month, -1))
    before = Months(months_after(month, -MOST_MONTHS), months_after(month, -1))
    return before, Months(first_after, last_after) if last_after >= first_after else None


def quarter_of(month: date) -> date:
    """The first month of the quarter; the municipal year's are the calendar's."""
    return month.replace(month=(month.month - 1) // 3 * 3 + 1, day=1)


def months_after(month: date, n: int) -> date:
    """The first day of the n-th month after this one; n may be below 0."""
    count = month.year * 12 + month.month - 1 + n
    return date(count // 12, count % 12 + 1, 1)
