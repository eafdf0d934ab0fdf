"""What is due when, as values with their working shown, so that page, letter, list and export agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

from foundation.procedure.vocabulary import Due
from foundation.procedure.working_days import CalendarRunsOut, WorkingDays

DUE_WORDS: Mapping[Due, str] = MappingProxyType({
    Due.SAFEGUARDING_CHECK: "A person checks whether anybody is at risk of harm",
    Due.ALLEGATION_REFERRAL: "The designated officer for allegations (LADO) is told",
    Due.ACKNOWLEDGEMENT: "We write to say that we have it",
    Due.DECISION: "A person decides whether and how it is taken",
    Due.STAGE_1_ANSWER: "Answer at stage 1",
    Due.STAGE_2_REQUEST: "Last day to ask for stage 2",
    Due.STAGE_2_ACKNOWLEDGEMENT: "We write to say that stage 2 was asked for",
    Due.STAGE_2_ANSWER: "Answer at stage 2, with our decision on each point",
    Due.STAGE_2_ANSWER_FROM_STATEMENT: "Answer at stage 2, counted from the agreed written record",
    Due.STAGE_3_REQUEST: "Last day to ask for stage 3",
    Due.STAGE_3_ACKNOWLEDGEMENT: "We write to say that a panel was asked for",
    Due.PANEL_CHAIR: "The panel's chair is appointed",
    Due.PANEL_PAPERS: "The panel's papers go out",
    Due.PANEL_MEETING: "The review panel meets",
    Due.PANEL_REPORT: "The panel's report",
    Due.PANEL_RESPONSE: "The council answers the panel's report",
    Due.DATA_PROTECTION_ACKNOWLEDGEMENT: "The data protection complaint is acknowledged",
})  # fmt: skip


class Unit(StrEnum):
    """In which days a clock counts."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class Leave:
    """What a clock may be given beyond its length: for what, and by which rule."""

    where: str
    source: str


@dataclass(frozen=True)
class Allowance:
    """So many days, and where that number is from. Below zero: so many working days before the day given.

    `longest` is the most that extensions and pauses together may bring it to. `recalled` marks a number that nobody
    has looked up in its source yet.
    """

    due: Due
    allowed: int
    source: str
    unit: Unit = Unit.WORKING
    longest: int | None = None
    extension: Leave | None = None
    pause: Leave | None = None
    local: bool = False
    recalled: bool = False


class LocalTargets(Protocol):
    """The council's own, shorter targets; a council's rule file has them."""

    @property
    def acknowledge(self) -> Allowance:
        """By when people hear from us."""

    @property
    def decide(self) -> Allowance:
        """By when a person decides where no clock runs until then."""


class Ingredients(Protocol):
    """What a date is counted from: a Deadline has it, and so has a row that keeps one."""

    @property
    def starts_on(self) -> date:
        """Day 0."""

    @property
    def allowed(self) -> int:
        """The length of the clock in its unit."""

    @property
    def unit(self) -> str:
        """working or calendar."""

    @property
    def extended_by(self) -> int:
        """So many more, by an extension."""

    @property
    def paused_days(self) -> int:
        """So many that do not count, by pauses that are over."""


class Kept(Ingredients, Protocol):
    """The ingredients with what a pause and an extension leave beside them."""

    @property
    def extended_because(self) -> str | None:
        """Why it was extended."""

    @property
    def paused_since(self) -> date | None:
        """The day on which it stopped, while it stands still."""


@dataclass(frozen=True)
class Deadline:
    """One date that something is due by, the law's or (local) the council's own, with its working and ingredients.

    `longest` is the most that it can become, in its unit; `longest_on` that day, None also where the calendar does not
    reach it yet. `extension` and `pause` say for what it may grow.
    """

    due: Due
    starts_on: date
    due_on: date
    source: str
    working: str
    local: bool
    allowed: int
    unit: Unit
    extended_by: int = 0
    extended_because: str | None = None
    paused_days: int = 0
    paused_since: date | None = None
    longest: int | None = None
    longest_on: date | None = None
    extension: Leave | None = None
    pause: Leave | None = None
    recalled: bool = False

    @property
    def what(self) -> str:
        """What is due, in one line."""
        return DUE_WORDS[self.due]

    def is_breached(self, today: date) -> bool:
        """Is it over? While a clock is paused only its longest date counts."""
        return today > (self.longest_on if self.paused_since and self.longest_on else self.due_on)


@dataclass(frozen=True)
class _Plain:
    starts_on: date
    allowed: int
    unit: Unit
    extended_by: int = 0
    extended_because: str | None = None
    paused_days: int = 0
    paused_since: date | None = None


def deadline(allowance: Allowance, starts_on: date, days: WorkingDays, *, local: bool | None = None) -> Deadline:
    """The last day of an allowance. Raises CalendarRunsOut beyond the table of bank holidays."""
    known, asked = days.counted_before, (allowance, starts_on, local)
    if asked not in known:
        known[asked] = _counted(allowance, _Plain(starts_on, allowance.allowed, allowance.unit), days, local)
    found: Deadline = known[asked]
    return found


def restore(kept: Kept, allowance: Allowance, days: WorkingDays) -> Deadline:
    """A deadline that was kept as a row, as its rule and the calendar make it now. Raises CalendarRunsOut."""
    return _counted(allowance, kept, days, None)


def _counted(allowance: Allowance, kept: Kept, days: WorkingDays, local: bool | None) -> Deadline:
    return Deadline(
        allowance.due,
        kept.starts_on,
        recount(kept, days),
        allowance.source,
        show_working(kept, days),
        allowance.local if local is None else local,
        kept.allowed,
        Unit(kept.unit),
        kept.extended_by,
        kept.extended_because,
        kept.paused_days,
        kept.paused_since,
        longest=allowance.longest,
        longest_on=_longest_on(allowance, kept.starts_on, days),
        extension=allowance.extension,
        pause=allowance.pause,
        recalled=allowance.recalled,
    )


def _longest_on(allowance: Allowance, starts_on: date, days: WorkingDays) -> date | None:
    if allowance.longest is None:
        return None
    try:
        return recount(_Plain(starts_on, allowance.longest, allowance.unit), days)
    except CalendarRunsOut:
        return None


def recount(told: Ingredients, days: WorkingDays) -> date:
    """The date that these ingredients give under this calendar. Raises CalendarRunsOut."""
    count = told.allowed + told.extended_by + told.paused_days
    if told.unit == Unit.CALENDAR:
        last = told.starts_on + timedelta(days=count)
        return last if last in days else days.after(last, 1)
    if count < 0:
        return days.before(told.starts_on, -count)
    return days.after(told.starts_on, count)


def show_working(told: Ingredients, days: WorkingDays) -> str:
    """How that date was counted, in words for a letter. Raises CalendarRunsOut."""
    due_on = recount(told, days)
    count = told.allowed + told.extended_by + told.paused_days
    start, end = in_words(told.starts_on), in_words(due_on)
    if count == 0:
        return f"The same day, {end}."
    if told.unit == Unit.CALENDAR:
        last = told.starts_on + timedelta(days=count)
        on = "" if last == due_on else f", which is no working day; the next one is {end}"
        return f"{_so_many(told)}. {start} is day 0; day {count} is {in_words(last)}{on}."
    if count < 0:
        off = _named(days.passed_over(due_on, told.starts_on - timedelta(days=1)))
        return f"{-count} working days before {start}, which is day 0: {end}.{off}"
    off = _named(days.passed_over(told.starts_on, due_on))
    return f"{_so_many(told)}. {start} is day 0; day {count} is {end}.{off}"


def _so_many(told: Ingredients) -> str:
    more = f", {told.extended_by} more by an extension" * bool(told.extended_by)
    more += f", {told.paused_days} not counted in a pause" * bool(told.paused_days)
    return f"{told.allowed} {told.unit} day{'s' * (told.allowed != 1)}{more}"


def _named(holidays: list[tuple[date, str]]) -> str:
    return "".join(f" {in_words(day)} is a holiday ({name})." for day, name in holidays)


@lru_cache(maxsize=4096)
def in_words(day: date) -> str:
    """Friday 8 January 2027."""
    return f"{day:%A} {day.day} {day:%B %Y}"
