"""Where a clock stands on any day, in words, and when to warn before it runs out."""

from datetime import date

from foundation.procedure.deadlines import Ingredients, Kept, Unit, in_words, recount
from foundation.procedure.working_days import WorkingDays


def day_of(clock: Kept, day: date, days: WorkingDays) -> str:
    """Day 7 of 10. Monday 26 May 2025 is a bank holiday (Spring bank holiday). Raises CalendarRunsOut."""
    return _standing(clock, day, days) + _why_it_does_not_count(clock, day, days)


def warns_on(clock: Ingredients, ahead: int, days: WorkingDays) -> date:
    """So many working days before it is due, but not before it starts. Raises CalendarRunsOut."""
    first = days.before(recount(clock, days), ahead)
    return first if clock.allowed < 0 else max(first, clock.starts_on)


def _standing(clock: Kept, day: date, days: WorkingDays) -> str:
    count = clock.allowed + clock.extended_by + clock.paused_days
    due_on = recount(clock, days)
    last = in_words(due_on)
    if clock.paused_since is not None and day >= clock.paused_since:
        reached = days.between(clock.starts_on, clock.paused_since)
        return f"It stands still since {in_words(clock.paused_since)}, at day {reached} of {count}."
    if day > due_on:
        over = _so_many(clock, due_on, day, days)
        return f"It was due on {last}{f', {over} ago' if over else ''}."
    if day == due_on:
        return f"Day {count} of {count}, the last day." if count > 0 else f"It is due on this day, {last}."
    if count <= 0:
        return f"It is due on {last}, in {_so_many(clock, day, due_on, days)}."
    if day < clock.starts_on:
        return f"It has not started. Day 0 is {in_words(clock.starts_on)}."
    reached = (day - clock.starts_on).days if clock.unit == Unit.CALENDAR else days.between(clock.starts_on, day)
    # A last day that moved on to the next working day is still the last day.
    return f"Day {min(reached, count)} of {count}."


def _so_many(clock: Kept, start: date, end: date, days: WorkingDays) -> str:
    count = (end - start).days if clock.unit == Unit.CALENDAR else days.between(start, end)
    return f"{count} {clock.unit} day{'s' * (count > 1)}" if count else ""


def _why_it_does_not_count(clock: Kept, day: date, days: WorkingDays) -> str:
    if clock.unit == Unit.CALENDAR:
        return ""
    if (name := days.holiday(day)) is not None:
        return f" {in_words(day)} is a bank holiday ({name})."
    return f" {in_words(day)} is no working day." if day.weekday() > 4 else ""
