"""What the pages of the console work with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app

from foundation.council import Council
from foundation.procedure.working_days import WorkingDays
from foundation.records import Records
from foundation.records.calendar import CurrentCalendar
from foundation.runtime.clock import london_day


@dataclass(frozen=True)
class Console:
    """The records, the council's words, the calendar and the time."""

    records: Records
    council: Council
    calendar: CurrentCalendar
    now: Callable[[], datetime]

    @property
    def days(self) -> WorkingDays:
        """The working days as they are now."""
        return self.calendar.now().days

    def today(self) -> date:
        """The day it is in England."""
        return london_day(self.now())


def console() -> Console:
    """That of this request."""
    found: Console = current_app.extensions["console"]
    return found
