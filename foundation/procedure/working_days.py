"""Counting working days, over a calendar that knows where it ends.

A working day is not a Saturday, Sunday, Christmas Day, Boxing Day, Good Friday or a bank holiday under
the Banking and Financial Dealings Act 1971 (SI 2006/1738 reg. 2). The day received is day 0 and the next
working day is day 1; "within n" means by the end of day n.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources

ALWAYS_OFF = {(12, 25): "Christmas Day", (12, 26): "Boxing Day"}  # named in reg. 2 beside their substitute days


class CalendarRunsOut(ValueError):
    """A day outside the table of bank holidays: a guess there would be a wrong legal date."""

    def __init__(self, day: date, known_from: date, known_until: date) -> None:
        super().__init__(f"{day.isoformat()} is outside the bank holidays we know, {known_from} to {known_until}")


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
        if not self.known_from <= day <= self.known_until:
            raise CalendarRunsOut(day, self.known_from, self.known_until)
        return self.holidays.get(day) or ALWAYS_OFF.get((day.month, day.day))

    def after(self, start: date, count: int) -> date:
        """The count-th working day after start (start itself is day 0). Raises CalendarRunsOut."""
        day = start
        while count > 0:
            day += timedelta(days=1)
            count -= day in self
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days lie after start, up to and including end. Raises CalendarRunsOut."""
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(day in self for day in days)

    def passed_over(self, start: date, end: date) -> list[tuple[date, str]]:
        """The holidays on weekdays after start, up to end: those that a reader of the date may miss."""
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return [(day, name) for day in days if day.weekday() < 5 and (name := self.holiday(day))]


def england() -> WorkingDays:
    """The calendar that Heard ships; its source stands in bank_holidays.json."""
    table = json.loads(resources.files(__package__).joinpath("bank_holidays.json").read_text("utf-8"))
    days = {date.fromisoformat(day): name for day, name in table["days"].items()}
    return WorkingDays(days, date.fromisoformat(table["known_from"]), date.fromisoformat(table["known_until"]))
