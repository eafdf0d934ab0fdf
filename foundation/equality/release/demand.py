"""How many complaints and compliments there are, as it is published: by month and by part of the service."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.equality.release.against import Against


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
