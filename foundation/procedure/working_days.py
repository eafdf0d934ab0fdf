"""Counting working days, over a calendar that knows where it ends.

A working day is not a Saturday, Sunday, Christmas Day, Boxing Day, Good Friday or a bank holiday under
the Banking and Financial Dealings Act 1971 (SI 2006/1738 reg. 2). The day received is day 0 and the next
working day is day 1; "within n" means by the end of day n.
"""

import json
from bisect import bisect_left, bisect_right
from calendar import isleap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from importlib import resources
from typing import Any

ALWAYS_OFF = {(12, 25): "Christmas Day", (12, 26): "Boxing Day"}  # named in reg. 2 beside their substitute days
GOOD_FRIDAY = "Good Friday"  # named there too; its day is in the table
ONE_DAY = timedelta(days=1)


class CalendarRunsOut(ValueError):
    """A day outside the table of bank holidays: a guess there would be a wrong legal date."""

    def __init__(self, day: date, known_from: date, known_until: date) -> None:
        super().__init__(f"{day.isoformat()} is outside the bank holidays we know, {known_from} to {known_until}")
        self.day = day


class BadChange(ValueError):
    """A change of the calendar that cannot be made; the message says why."""


@dataclass(frozen=True)
class CalendarChange:
    """One day proclaimed a bank holiday (off) or taken back (not off), and where that is from."""

    day: date
    name: str
    source: str
    off: bool = True


@dataclass(frozen=True)
class WorkingDays:
    """The working days of England and Wales between two days, both included."""

    holidays: Mapping[date, str]
    known_from: date
    known_until: date

    def __contains__(self, day: date) -> bool:
        """Is it a working day? Raises CalendarRunsOut."""
        return day.weekday() < 5 and self.holiday(day) is None

    def holiday(self, day: date) -> str | None:
        """The name of the holiday on this day, if it is one. Raises CalendarRunsOut."""
        self._know(day)
        return self.holidays.get(day) or ALWAYS_OFF.get((day.month, day.day))

    @cached_property
    def counted_before(self) -> dict[Any, Any]:
        """What was counted by this calendar already: many items come in on one day, and its dates never change."""
        return {}

    def after(self, start: date, count: int) -> date:
        """The count-th working day after start (start itself is day 0). Raises CalendarRunsOut."""
        if count == 0:
            return start
        ordinal = start.toordinal()
        self._know_ordinal(ordinal + 1)
        place = bisect_right(self._counted, ordinal) + count - 1
        if place >= len(self._counted):
            self._know(self.known_until + ONE_DAY)
        return date.fromordinal(self._counted[place])

    def before(self, end: date, count: int) -> date:
        """The count-th working day before end (end itself is day 0). Raises CalendarRunsOut."""
        if count == 0:
            return end
        ordinal = end.toordinal()
        self._know_ordinal(ordinal - 1)
        place = bisect_left(self._counted, ordinal) - count
        if place < 0:
            self._know(self.known_from - ONE_DAY)
        return date.fromordinal(self._counted[place])

    def between(self, start: date, end: date) -> int:
        """How many working days lie after start, up to and including end. Raises CalendarRunsOut."""
        if end <= start:
            return 0
        first, last = start.toordinal(), end.toordinal()
        self._know_ordinal(first + 1)
        self._know_ordinal(last)
        return bisect_right(self._counted, last) - bisect_right(self._counted, first)

    def passed_over(self, start: date, end: date) -> list[tuple[date, str]]:
        """The holidays on weekdays after start, up to end: those that a reader of the date may miss."""
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return [(day, name) for day in days if day.weekday() < 5 and (name := self.holiday(day))]

    def with_changes(self, changes: Iterable[CalendarChange]) -> "WorkingDays":
        """The same calendar with days added or taken out, in the order given; what is so already stays so.

        Raises CalendarRunsOut for a day outside the table, and BadChange for 25 and 26 December and Good Friday, which
        the regulations name themselves: no proclamation makes them working days.
        """
        holidays = dict(self.holidays)
        for change in changes:
            self._know(change.day)
            if change.off:
                holidays[change.day] = change.name
            elif (change.day.month, change.day.day) in ALWAYS_OFF or holidays.get(change.day) == GOOD_FRIDAY:
                raise BadChange(f"{change.day} is off by SI 2006/1738 reg. 2 itself and cannot become a working day")
            else:
                holidays.pop(change.day, None)
        return replace(self, holidays=holidays)

    def ends_within_a_year(self, today: date) -> bool:
        """Is it time to add the next year's bank holidays? A stage may run for a quarter; a year is ample warning."""
        return self.known_until < anniversary(today)

    @cached_property
    def _counted(self) -> list[int]:
        """Every working day of the table, as ordinals in order: counting is a search in it."""
        every = map(date.fromordinal, range(self.known_from.toordinal(), self.known_until.toordinal() + 1))
        return [day.toordinal() for day in every if day in self]

    @cached_property
    def _ends(self) -> tuple[int, int]:
        return self.known_from.toordinal(), self.known_until.toordinal()

    def _know_ordinal(self, ordinal: int) -> None:
        first, last = self._ends
        if not first <= ordinal <= last:
            day = date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))
            raise CalendarRunsOut(day, self.known_from, self.known_until)

    def _know(self, day: date) -> None:
        if not self.known_from <= day <= self.known_until:
            raise CalendarRunsOut(day, self.known_from, self.known_until)


def anniversary(day: date, years: int = 1) -> date:
    """The same day so many years on. Where there is no 29 February it is the 28th, which is surely still within."""
    is_missing = (day.month, day.day) == (2, 29) and not isleap(day.year + years)
    return day.replace(year=day.year + years, day=28 if is_missing else day.day)


def england() -> WorkingDays:
    """The calendar that Heard ships; its source stands in bank_holidays.json."""
    table = json.loads(resources.files(__package__).joinpath("bank_holidays.json").read_text("utf-8"))
    days = {date.fromisoformat(day): name for day, name in table["days"].items()}
    return WorkingDays(days, date.fromisoformat(table["known_from"]), date.fromisoformat(table["known_until"]))
