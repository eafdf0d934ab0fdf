"""Extending a clock, once and with a reason, and letting it stand still where the law lets it."""

from dataclasses import replace
from datetime import date

from foundation.procedure.deadlines import Deadline, in_words, recount, show_working
from foundation.procedure.working_days import WorkingDays


class NotAllowed(ValueError):
    """The law gives no such extension or pause; the message says what it does give."""


def extend(clock: Deadline, more: int, because: str, *, on: date, days: WorkingDays) -> Deadline:
    """The clock with so many more days, told to the person on this day with the reason. Raises NotAllowed.

    Once only, up to the longest that the rule allows, and before the date has passed: after it the answer is late.
    """
    if clock.extension is None or clock.longest is None:
        raise NotAllowed(f"This cannot be extended. {clock.source} gives no extension.")
    if clock.extended_by:
        raise NotAllowed(f"It was extended already, by {clock.extended_by} days. There is no second extension.")
    if not because.strip():
        raise NotAllowed(f"Give the reason. It may be extended where {clock.extension.where}.")
    if on > clock.due_on and clock.paused_since is None:
        raise NotAllowed(f"It was due on {in_words(clock.due_on)}, which has passed. It is late; tell the person why.")
    room = clock.longest - clock.allowed - clock.paused_days
    if not 1 <= more <= room:
        most = f"1 to {room} days are left" if room > 0 else "no days are left"
        raise NotAllowed(f"{clock.longest} {clock.unit} days are the most ({clock.extension.source}): {most}.")
    return _again(replace(clock, extended_by=more, extended_because=because.strip()), days)


def pause(clock: Deadline, *, on: date) -> Deadline:
    """The clock standing still from the end of this day. Raises NotAllowed."""
    if clock.pause is None:
        raise NotAllowed(f"This clock cannot be paused. {clock.source} gives no pause.")
    if clock.paused_since is not None:
        raise NotAllowed(f"It stands still already, since {in_words(clock.paused_since)}.")
    if not clock.starts_on <= on <= clock.due_on:
        raise NotAllowed(f"It runs from {in_words(clock.starts_on)} to {in_words(clock.due_on)}. Pause it in between.")
    return replace(clock, paused_since=on)


def resume(clock: Deadline, *, on: date, days: WorkingDays) -> Deadline:
    """The clock going on after the end of this day. Days of the pause do not count, up to the longest that there is.

    Raises NotAllowed, and CalendarRunsOut.
    """
    if clock.paused_since is None or clock.longest is None:
        raise NotAllowed("It does not stand still.")
    if on < clock.paused_since:
        raise NotAllowed(f"It stands still since {in_words(clock.paused_since)}. It cannot go on before that.")
    room = clock.longest - clock.allowed - clock.extended_by - clock.paused_days
    waited = min(days.between(clock.paused_since, on), room)
    return _again(replace(clock, paused_since=None, paused_days=clock.paused_days + waited), days)


def _again(clock: Deadline, days: WorkingDays) -> Deadline:
    return replace(clock, due_on=recount(clock, days), working=show_working(clock, days))
