"""The report of a municipal year as it is published: who is heard and who is silent.

Shares and intervals stand only where every count that they could be turned back into is shown; else there are words
and a band.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.equality.release.against import Against
from foundation.equality.silence import Flag, Outcome, State
from foundation.equality.verdicts import Reason, Verdict


class Band(StrEnum):
    """A ratio in words, where it may not be told exactly."""

    UNDER_HALF = "under_0_5"
    HALF_TO_LOW = "0_5_to_0_8"
    AS_EXPECTED = "0_8_to_1_25"
    TO_TWICE = "1_25_to_2"
    OVER_TWICE = "over_2"


@dataclass(frozen=True)
class Figures:
    """The figures behind a verdict: x of A answers of `asked`; shares of 1, with 95% intervals; see representation."""

    x: int
    substantive: int
    asked: int
    share: float
    lo: float
    hi: float
    ratio: float
    ratio_lo: float
    ratio_hi: float
    worst_lo: float
    worst_hi: float
    tipping: float | None


@dataclass(frozen=True)
class Heard:
    """How much a group is heard in one channel. With neither band nor figures only the verdict may be told.

    `withheld` says that even the verdict may not.
    """

    verdict: Verdict
    reason: Reason
    band: Band | None = None
    figures: Figures | None = None
    withheld: bool = False


@dataclass(frozen=True)
class Opinion:
    """What a group says to one question: k of n say yes, with the interval; None where these are not told.

    `withheld` says that even the state may not be told; it is unclear then.
    """

    code: str
    state: State
    k: int | None = None
    n: int | None = None
    lo: float | None = None
    hi: float | None = None
    withheld: bool = False


@dataclass(frozen=True)
class Unvoiced:
    """Of those in a group who had a problem: how many did not raise it, and why; the difference from all others."""

    unraised: int
    had_problem: int
    share: float
    lo: float
    hi: float
    more_than_rest: float | None
    more_lo: float | None
    more_hi: float | None
    why_not: Mapping[str, int | None]


class Change(StrEnum):
    """This year's share beside last year's."""

    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_CHANGE = "no_clear_change"
    SERIES_BROKEN = "series_broken"  # another version of the question, or another population
    NOTHING_BEFORE = "nothing_before"
    WITHHELD = "withheld"  # it would tell too much of a few people


@dataclass(frozen=True)
class Line:
    """All that is said of one group in one year.

    `fewest` answers are needed for nobody at all in a group to be a finding; `too_small` says that no survey of this
    size can find it, so that outreach leads and not a figure. The outcome is None where there is no families' survey,
    and where the other channel of the same characteristic has it.
    """

    group: str
    reference_share: float | None
    complained: Heard
    answered: Heard | None
    opinions: tuple[Opinion, ...]
    outcome: Outcome | None
    flags: tuple[Flag, ...]
    unvoiced: Unvoiced | None
    fewest: int | None
    too_small: bool
    change: Change

    def key(self, characteristic: str) -> str:
        """What judgements and actions name it by."""
        return f"{characteristic}:{self.group}"


@dataclass(frozen=True)
class Disclosure:
    """Who said and who did not, of those asked; shares of 1. Counts that may not be told are None, and shares then."""

    substantive: int | None
    prefer_not: int | None
    unanswered: int | None
    not_asked: int | None
    share: float | None
    prefer_not_share: float | None
    unanswered_share: float | None


@dataclass(frozen=True)
class Characteristic:
    """One characteristic of the year: on which rung, against which population, and a line for each group.

    `channel` is survey (the equality answers of those who complained) or records (what cases say anyway: the
    relationship to the child, the part of the service).
    """

    code: str
    rung: str
    channel: str
    against: Against | None
    complained: Disclosure
    answered: Disclosure | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Unknown:
    """What this report cannot say: no_reference, no_answers, too_few_answers, low_disclosure, too_small_group,
    no_families_survey, not_asked, withheld; of which characteristic and group, if of one."""

    code: str
    characteristic: str | None
    group: str | None


@dataclass(frozen=True)
class Year:
    """A release of kind year."""

    year: int
    begins_on: date
    ends_on: date
    periods: tuple[str, ...]
    sample: str | None
    complainant_answers: int
    family_answers: int | None
    characteristics: tuple[Characteristic, ...]
    unknown: tuple[Unknown, ...]
