"""How days, moments and ages are shown to staff."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from foundation.procedure.working_days import CalendarRunsOut, WorkingDays
from foundation.runtime.clock import LONDON


def short_day(day: date) -> str:
    """7 Dec 2026."""
    return f"{day.day} {day:%b %Y}"


def in_london(moment: datetime) -> str:
    """23 Nov 2026 at 10:00, by the clock in England."""
    there = moment.astimezone(LONDON)
    return f"{short_day(there)} at {there:%H:%M}"


def counted(number: int, one: str) -> str:
    """1 day, 2 days."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def when(due_on: date, today: date) -> str:
    """How far away a date is, in words."""
    left = (due_on - today).days
    if left < 0:
        return f"Overdue by {counted(-left, 'day')}"
    return {0: "Due today", 1: "Due tomorrow"}.get(left, f"Due in {counted(left, 'day')}")


def working_age(received_on: date, today: date, days: WorkingDays) -> int | None:
    """Working days since it was received; None where our calendar does not reach."""
    try:
        return days.between(received_on, today)
    except CalendarRunsOut:
        return None


FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {"short_day": short_day, "in_london": in_london, "counted": counted, "when": when}
)
