"""Is a rise in complaints good or bad? Never from their number alone: what those say who are served decides."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from foundation.equality.asked import Sample
from foundation.equality.counted import Counted
from foundation.equality.intervals import newcombe
from foundation.equality.opinions import OPINIONS
from foundation.equality.release.demand import Compared, Limits, Reading
from foundation.equality.settings import SETTINGS, Settings
from foundation.equality.weighting import Stratum, estimate, weigh
from foundation.equality.xmr import FEWEST, xmr

UP, DOWN, UNCLEAR = "up", "down", "unclear"
SATISFIED, ACCESS = "satisfied", ("knows_how", "feels_able")
BASELINE = 12
SIGNALS = ("astronomical", "shift", "trend", "two_of_three")


def chart(points: Sequence[float], settings: Settings = SETTINGS) -> Limits | None:
    """The XmR chart of months; None of fewer than two.

    With two years of them mean and limits are those of the first, so that a lasting rise does not hide itself.
    """
    if len(points) < FEWEST:
        return None
    found = xmr(points, BASELINE if len(points) >= 2 * BASELINE else None, screen=True, settings=settings)
    signals = {kind: getattr(found, kind) for kind in SIGNALS}
    return Limits(
        found.mean, found.lpl_display, found.upl, found.trial, {kind: at for kind, at in signals.items() if at}
    )


def has_risen(points: Sequence[float], limits: Limits) -> bool:
    """Whether one of the last twelve months is a signal above the mean; a run that falls is none."""
    flagged = {
        at for kind, of in limits.signals.items() for at in of if kind != "trend" or _rises(points, at, of)
    }  # fmt: skip
    return any(at > len(points) - BASELINE and points[at - 1] > limits.mean for at in flagged)


def _rises(points: Sequence[float], at: int, trend: Collection[int]) -> bool:
    """Whether a point of a trend is above the one before it, or is the first of a run and below the next."""
    first = at - 1 not in trend
    return points[at] > points[at - 1] if first else points[at - 1] > points[at - 2]


def compare(before: Sample, after: Sample, settings: Settings = SETTINGS) -> Iterator[Compared]:
    """Satisfaction, knowing how and being able to in two sample surveys, the earlier first.

    None if one began before the other was over, or if the questions are of another version. Of a sample of several
    strata k and n are as many unweighted answers as its answers are worth.
    """
    if after.pooled.begins_on <= before.pooled.ends_on or after.pooled.versions != before.pooled.versions:
        return
    for code in (SATISFIED, *ACCESS):
        then, now = _yes(before, code), _yes(after, code)
        if then[1] and now[1]:
            between = newcombe(*now, *then, settings.conf)
            direction = UP if between.lo > 0 else DOWN if between.hi < 0 else UNCLEAR
            yield Compared(code, then, now, between.diff, between.lo, between.hi, direction)


def read(risen: bool | None, compared: Sequence[Compared]) -> Reading:
    """What a rise of the rate means. `risen` is None where a number rose and no rate is known.

    Access is up where one of its two questions is and the other is not down.
    """
    if risen is False:
        return Reading.NO_RISE
    directions = {one.code: one.direction for one in compared}
    access = {directions.get(code) for code in ACCESS}
    more_access = UP in access and DOWN not in access
    less_satisfied = directions.get(SATISFIED) == DOWN
    if risen is None or not (more_access or less_satisfied):
        return Reading.CANNOT_TELL
    if more_access and less_satisfied:
        return Reading.BOTH
    return Reading.MORE_ARE_HEARD if more_access else Reading.SERVICE_WORSE


def _yes(sample: Sample, code: str) -> tuple[int, int]:
    """So many said yes of so many who said yes or no."""
    strata = [(of, counted) for of, counted in sample.strata if counted.answers]
    if len(strata) < 2:
        return _counted_yes(sample.pooled, code)
    weights = weigh([Stratum(of.people, counted.answers) for of, counted in strata]).of_stratum
    found = estimate(weights, [_counted_yes(counted, code) for _, counted in strata])
    return (round(found.share * found.effective), found.effective) if found else (0, 0)


def _counted_yes(counted: Counted, code: str) -> tuple[int, int]:
    yes, no = (_sum(counted.of(code), OPINIONS[code][column]) for column in ("yes", "no"))
    return yes, yes + no


def _sum(counts: Mapping[str, int], answers: frozenset[str]) -> int:
    return sum(n for answer, n in counts.items() if answer in answers)
