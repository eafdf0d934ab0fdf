"""What is published: dataclasses that become the JSON of a release, and are read from it by the pages.

None for a count is “hidden”: a page shows it as c, whatever the reason. Shares and intervals stand only where every
count that they could be turned back into is shown; else there are words and a band.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import cattrs

from foundation.equality.silence import Flag, Outcome, State
from foundation.equality.verdicts import Reason, Verdict


class Kind(StrEnum):
    """What a release is of."""

    PERIOD = "period"  # the counts of one closed period of a pool
    FAMILIES = "families"  # those of one sample survey of people served
    YEAR = "year"  # who is heard and who is silent in one municipal year, in words
    DEMAND = "demand"  # how many complaints and compliments, by month and by part of the service


class Profile(StrEnum):
    """For whom: the equality officer, or everybody."""

    OFFICER = "officer"
    PUBLIC = "public"


@dataclass(frozen=True)
class Table:
    """Counts of one characteristic on one rung, or of it by one opinion; the total of each line at its end.

    `rows` are groups, then the states; with an opinion these are one, `:not_said`. `columns` is empty for a one-way
    table, whose lines have one count; else what was said, `:no_answer`, and `:other` for columns too small to stand
    alone. The last line is the total of each column.
    """

    characteristic: str
    rung: str
    opinion: str | None
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True)
class Withheld:
    """A table that is not published, and why: too_small, would_expose, too_much_hidden."""

    characteristic: str
    opinion: str | None
    why: str


@dataclass(frozen=True)
class Step:
    """One bar of the funnel: offered, eligible, invited, delivered, submitted, answered_any. None is hidden."""

    code: str
    n: int | None


@dataclass(frozen=True)
class Counts:
    """A release of kind period or families."""

    about: str
    begins_on: date
    ends_on: date
    funnel: tuple[Step, ...]
    answers: int | None
    declined: int | None
    versions: tuple[int, ...]
    tables: tuple[Table, ...]
    withheld: tuple[Withheld, ...]


class Band(StrEnum):
    """A ratio in words, where it may not be told exactly."""

    UNDER_HALF = "under_0_5"
    HALF_TO_LOW = "0_5_to_0_8"
    AS_EXPECTED = "0_8_to_1_25"
    TO_TWICE = "1_25_to_2"
    OVER_TWICE = "over_2"


@dataclass(frozen=True)
class Against:
    """The population that a group is held against: which, of whom, by which source. `n` people, `missing` not known.

    `poor` says that the fixed warning belongs to it: residents are older and less diverse than their children.
    """

    reference_id: str
    population: str
    source: str
    year: int
    n: int
    missing: int
    poor: bool
    place_holder: bool


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


class Reading(StrEnum):
    """Is a rise in complaints good or bad? Never from the number alone."""

    MORE_ARE_HEARD = "more_are_heard"
    SERVICE_WORSE = "service_worse"
    BOTH = "both"
    CANNOT_TELL = "cannot_tell"
    NO_RISE = "no_rise"


@dataclass(frozen=True)
class Month:
    """Complaints of a month, and so many for each 100 children open to the service; None without that number."""

    month: date
    complaints: int
    compliments: int
    per_100: float | None


@dataclass(frozen=True)
class Limits:
    """An XmR chart of the months: mean and limits, and which months (counted from 1) are a signal of which kind."""

    mean: float
    lower: float
    upper: float
    trial: bool
    signals: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Compared:
    """An opinion in two sample surveys: k of n before and after, the difference with its interval, and its direction.

    The direction is up, down or unclear.
    """

    code: str
    before: tuple[int, int]
    after: tuple[int, int]
    difference: float
    lo: float
    hi: float
    direction: str


@dataclass(frozen=True)
class Area:
    """A part of the service: complaints and compliments of the year, and people it works with, by which figures.

    None is hidden or not known.
    """

    code: str
    complaints: int | None
    compliments: int | None
    people: int | None
    per_100: float | None
    against: Against | None = None


@dataclass(frozen=True)
class Demand:
    """A release of kind demand. `areas` are of the municipal year that began in April of `areas_year`, where known."""

    begins_on: date
    ends_on: date
    months: tuple[Month, ...]
    open_children: Against | None
    counts: Limits | None
    rates: Limits | None
    areas: tuple[Area, ...]
    compared: tuple[Compared, ...]
    reading: Reading
    areas_year: int | None = None


Release = Counts | Year | Demand
CLASSES: Mapping[Kind, type[Any]] = {
    Kind.PERIOD: Counts, Kind.FAMILIES: Counts, Kind.YEAR: Year, Kind.DEMAND: Demand,
}  # fmt: skip
_CONVERTER = cattrs.Converter(forbid_extra_keys=True)
_CONVERTER.register_unstructure_hook(date, date.isoformat)
_CONVERTER.register_structure_hook(date, lambda text, _: date.fromisoformat(text))


def as_json(release: Release) -> dict[str, Any]:
    """Numbers, texts, lists and dicts only; floats are rounded to ten digits, so that the same is the same."""
    found: dict[str, Any] = _rounded(_CONVERTER.unstructure(release))
    return found


def from_json(kind: Kind, content: Mapping[str, Any]) -> Any:
    """The release again. Raises cattrs' errors for what is none."""
    return _CONVERTER.structure(dict(content), CLASSES[kind])


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.10g}") + 0.0  # PostgreSQL drops the minus before nought
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return value
