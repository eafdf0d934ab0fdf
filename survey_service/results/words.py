"""Figures in words: every percentage with its n, every difference with what may be said of it."""

from collections.abc import Sequence

from foundation.equality.intervals import Change
from foundation.surveys.results import Share
from foundation.surveys.trend import Compared, compare, first_and_last

NOT_SHOWN, CANNOT_TELL = "Not shown", "Cannot tell"
CHANGES = {Change.HIGHER: "More", Change.LOWER: "Less", Change.NO_CLEAR_CHANGE: CANNOT_TELL}
WHETHER = {
    Change.HIGHER: "That is more.", Change.LOWER: "That is less.",
    Change.NO_CLEAR_CHANGE: "Nobody can tell whether that is a change.",
}  # fmt: skip


def percent(share: float) -> str:
    """64%"""
    return f"{share:.0%}"


def with_n(share: Share | None) -> str:
    """64% (n = 39); or that it is not shown, for a reason that the page says once."""
    return f"{percent(share.share)} (n = {share.n:,})" if share else NOT_SHOWN


def between(share: Share | None) -> str:
    """48% to 78%; nothing where the share is not shown."""
    return f"{percent(share.lo)} to {percent(share.hi)}" if share else ""


def verdict(compared: Compared) -> str:
    """More, less, or that nobody can tell."""
    return CHANGES[compared.change] if compared.change else CANNOT_TELL


def points_between(compared: Compared) -> str:
    """By how many percentage points, and between which; nothing where one of the two is not shown."""
    if compared.difference is None:
        return ""
    it = compared.difference
    return f"{100 * it.diff:+.0f} points ({100 * it.lo:+.0f} to {100 * it.hi:+.0f})"


def finding(followed: str, points: Sequence[tuple[str, Share | None]]) -> str:
    """The title of a chart: what its first and its last point say, and whether that is a change."""
    ends = first_and_last(points)
    if ends is None:
        return ""
    (first, was), (last, now) = ends
    said = WHETHER[compare(was, now).change or Change.NO_CLEAR_CHANGE]
    return f"{last}: {with_n(now)} said {followed}. {first}: {with_n(was)}. {said}"
