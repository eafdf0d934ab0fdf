"""What every job of the worker is told: the council's rules, the calendar and the moment."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from foundation.council import Council
from foundation.procedure.working_days import WorkingDays
from foundation.records import Records
from foundation.records.calendar import Calendar, CurrentCalendar


@dataclass(frozen=True)
class Circumstances:
    """The worker never asks the clock itself: a synthetic year gives it other moments."""

    records: Records
    council: Council
    shipped: WorkingDays
    now: Callable[[], datetime]
    _calendar: CurrentCalendar = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_calendar", CurrentCalendar(self.records, self.shipped))

    @property
    def calendar(self) -> Calendar:
        """The working days as they are now, with their number: take both at once for what is kept."""
        return self._calendar.now()

    @property
    def days(self) -> WorkingDays:
        """The working days as they are now."""
        return self.calendar.days
