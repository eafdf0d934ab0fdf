"""The calendar as it is now: the bank holidays that Heard ships, and what was proclaimed or taken back since."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import select

from foundation.procedure.working_days import CalendarChange, WorkingDays
from foundation.records.models import HolidayChange
from foundation.records.unit_of_work import Records, RecordsRefused, UnitOfWork

ASKED_EVERY = 3.0  # seconds


@dataclass(frozen=True)
class Calendar:
    """Working days, and the number of the last change that is in them: kept with every date counted by them."""

    days: WorkingDays
    number: int


def read_calendar(uow: UnitOfWork, shipped: WorkingDays) -> Calendar:
    """The calendar as this transaction sees it."""
    found = uow.session.scalars(select(HolidayChange).order_by(HolidayChange.number)).all()
    return Calendar(shipped.with_changes(map(as_change, found)), found[-1].number) if found else Calendar(shipped, 0)


def as_change(row: HolidayChange) -> CalendarChange:
    """A row of the table as the calendar takes it."""
    return CalendarChange(row.day, row.name, row.source, off=row.what == "added")


class CurrentCalendar:
    """The calendar for a process that runs on: asked for anew every few seconds, by one thread at a time.

    While the records do not answer it is the one that was known last, at first the shipped one. Nothing is lost by
    that: a date counted with an old calendar carries its number, and the clock counts it again.
    """

    def __init__(self, records: Records, shipped: WorkingDays, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._records, self._shipped, self._monotonic = records, shipped, monotonic
        self._known = Calendar(shipped, 0)
        self._ask_at = float("-inf")
        self._asking = Lock()

    def now(self) -> Calendar:
        """Days and number, which belong together."""
        if self._monotonic() >= self._ask_at and self._asking.acquire(blocking=False):
            try:
                self._ask()
            finally:
                self._asking.release()
        return self._known

    def _ask(self) -> None:
        self._ask_at = self._monotonic() + ASKED_EVERY
        try:
            with self._records.unit_of_work() as uow:
                found = read_calendar(uow, self._shipped)
        except RecordsRefused:
            return
        if found.number != self._known.number:  # else what was worked out for the one that is known stays
            self._known = found
