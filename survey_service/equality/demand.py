"""How many complaints come, and whether a rise is good or bad: never from the number alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.equality.release.demand import Compared, Demand, Limits
from survey_service.equality import words

UP, DOWN, UNCLEAR = "up", "down", "unclear"
NUMBER_ALONE = (
    "A number of complaints says nothing by itself. More can mean that more people are heard, or that the service is "
    "getting worse. Fewer is good only if people are as satisfied as before and could still complain."
)
GOOD, BAD = "It would make a rise good", "It would make a rise bad"


@dataclass(frozen=True)
class Sign:
    """Something that would make a rise good or bad, whether it is there, and the figures, if there are any."""

    means: str
    what: str
    is_there: str
    figures: str


SIGNS = (
    (GOOD, "knows_how", UP, "More families know how to complain"),
    (GOOD, "feels_able", UP, "More families feel able to complain"),
    (BAD, "satisfied", DOWN, "Fewer families are satisfied with the help"),
)


def signs(demand: Demand) -> Sequence[Sign]:
    """What would make this rise good or bad, and which signs are there."""
    found = {it.code: it for it in demand.compared}
    return [
        Sign(means, what, _is_there(found.get(code), wanted), difference(found[code]) if code in found else "")
        for means, code, wanted, what in SIGNS
    ]


def difference(it: Compared) -> str:
    """45% (72 of 160) before and 63% (99 of 158) after: +18 points (+7 to +28)"""
    (k1, n1), (k2, n2) = it.before, it.after
    return f"{_share(k1, n1)} before and {_share(k2, n2)} after: {words.points(it.difference, it.lo, it.hi)}"


def finding(demand: Demand, limits: Limits | None, what: str) -> str:
    """The title of a chart of the months: what stands out of the usual ups and downs, if anything does."""
    if limits is None:
        return f"{what}: there are too few months to draw limits."
    high, low = stand_out(demand, limits, what)
    last = len(demand.months)
    if last in high:
        since = last
        while since - 1 in high:
            since -= 1
        return f"{what}: higher than usual since {_month(demand, since)}."
    if last in low:
        since = last
        while since - 1 in low:
            since -= 1
        return f"{what}: lower than usual since {_month(demand, since)}."
    if high or low:
        return f"{what}: the last month is as usual; {len(high | low)} of {last} months stood out."
    return f"{what}: nothing but the usual ups and downs."


def stand_out(demand: Demand, limits: Limits, what: str) -> tuple[set[int], set[int]]:
    """Months, counted from 1, that are a signal: those above the mean, and those below it."""
    values = values_of(demand, what)
    flagged = {at for kind in limits.signals.values() for at in kind}
    high = {at for at in flagged if values[at - 1] > limits.mean}
    return high, flagged - high


COUNTS, RATES = "Complaints each month", "Complaints each month for every 100 children"


def values_of(demand: Demand, what: str) -> list[float]:
    """The complaints of each month, or the rate; 0 where there is no rate."""
    if what == COUNTS:
        return [it.complaints for it in demand.months]
    return [it.per_100 or 0.0 for it in demand.months]


def points(demand: Demand, what: str) -> list[tuple[str, float]]:
    """Each month by its name."""
    return list(zip([f"{it.month:%b %Y}" for it in demand.months], values_of(demand, what), strict=True))


def by_month(demand: Demand) -> list[tuple[str, str, str, str]]:
    """Each month with its complaints, compliments and rate."""
    return [
        (
            f"{it.month:%B %Y}", f"{it.complaints:,}", f"{it.compliments:,}",
            "Not known" if it.per_100 is None else f"{it.per_100:.2f}",
        )
        for it in demand.months
    ]  # fmt: skip


def _is_there(it: Compared | None, wanted: str) -> str:
    if it is None:
        return "Not known: there are no two surveys of families to compare"
    if it.direction == UNCLEAR:
        return "Cannot tell"
    return "Yes" if it.direction == wanted else "No, the other way round"


def _share(k: int, n: int) -> str:
    return f"{words.percent(k / n)} ({k:,} of {n:,})"


def _month(demand: Demand, at: int) -> str:
    return f"{demand.months[at - 1].month:%B %Y}"
