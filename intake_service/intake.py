"""What the doors of intake work with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app

from foundation.council import Council
from foundation.procedure.working_days import WorkingDays
from foundation.records import Records
from foundation.records.calendar import CurrentCalendar
from foundation.records.receipts import Receipts
from foundation.runtime.clock import london_day


@dataclass(frozen=True)
class Intake:
    """The records, the council's words, the calendar, receipts, where surveys are, and the time."""

    records: Records
    council: Council
    calendar: CurrentCalendar
    receipts: Receipts
    survey_address: str
    now: Callable[[], datetime]

    @property
    def days(self) -> WorkingDays:
        """The working days as they are now."""
        return self.calendar.now().days

    def today(self) -> date:
        """The day it is in England."""
        return london_day(self.now())


def intake() -> Intake:
    """Those of this request."""
    found: Intake = current_app.extensions["intake"]
    return found
