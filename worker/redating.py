"""Each few seconds: what was counted with an older calendar is counted again, and who must know is told.

Dates are counted here, once for all clocks with the same start and length; PostgreSQL sets them in lots of some
thousand clocks. Dates, history, letters and mails of a lot are one transaction. A clock that somebody else has in hand
is passed over; whatever is left, by that, by a kill, or by a case that was opened meanwhile with the calendar of
before, has its old number still and is found again.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, select
from uuid_utils.compat import uuid7

from foundation.procedure.deadlines import recount, show_working
from foundation.procedure.working_days import CalendarRunsOut, WorkingDays
from foundation.records import UnitOfWork
from foundation.records.calendar import Calendar, read_calendar
from foundation.records.models import Deadline, HolidayChange, StaffMail
from foundation.runtime.clock import london_day
from foundation.runtime.logs import get_logger
from worker.circumstances import Circumstances
from worker.due import RUNNING, last_day_to_warn_of
from worker.mailboxes import NOT_REDATED, REDATED, mailboxes_of, mails
from worker.setting_dates import INGREDIENTS, SET_DATES

log = get_logger("worker")

AT_ONCE = 4_000  # clocks
FROM_THE_FIRST = UUID(int=0)


class Lot(NamedTuple):
    """How many clocks it was, and the last case among them; its other clocks may be in the next lot."""

    clocks: int
    last: UUID


def redate_all(given: Circumstances, size: int = AT_ONCE) -> int:
    """Count every running clock again whose calendar is not the newest, lot after lot; how many there were."""
    with given.records.unit_of_work() as uow:
        calendar = read_calendar(uow, given.shipped)
        older = (*RUNNING, Deadline.calendar < calendar.number)
        different = select(*(getattr(Deadline, name) for name in INGREDIENTS)).where(*older).distinct()
        found = uow.connection.execute(different).all() if calendar.number else ()
        told = _told(uow, found, calendar, given) if found else {}
    done, lot = 0, Lot(size, FROM_THE_FIRST)
    while told and lot.clocks >= size:
        lot = _redate(told, given, size, lot.last)
        done += lot.clocks
    if done:
        log.info("counted again", clocks=done)
    return done


def _told(uow: UnitOfWork, found: Sequence[Row[Any]], calendar: Calendar, given: Circumstances) -> dict[str, Any]:
    """What all lots are told: the date and the working that each start and length gives, and what has changed."""
    counted = [_count(told, calendar.days) for told in found]
    changes = uow.session.scalars(select(HolidayChange).order_by(HolidayChange.number)).all()
    said = [{"day": one.day.isoformat(), "what": one.what, "name": one.name} for one in changes]
    return {name: [getattr(told, name) for told in found] for name in INGREDIENTS} | {
        "due_on": [due_on for due_on, _ in counted],
        "working": [working for _, working in counted],
        "calendar": calendar.number,
        "since": list(range(calendar.number)),
        "changes": [json.dumps(said[number:]) for number in range(calendar.number)],
        "near": last_day_to_warn_of(london_day(given.now()), given.council.warn_days, calendar.days),
    }


def _count(told: Row[Any], days: WorkingDays) -> tuple[date | None, str | None]:
    """None where our table does not reach: no date is guessed."""
    try:
        return recount(told, days), show_working(told, days)  # type: ignore[arg-type] -- a row has its ingredients
    except CalendarRunsOut:
        return None, None


def _redate(told: dict[str, Any], given: Circumstances, size: int, first: UUID) -> Lot:
    at_hand = {
        "size": size,
        "first": first,
        "at": given.now(),
        "ids": [uuid7() for _ in range(size)],
    }
    with given.records.unit_of_work() as uow:
        *cases, lot = uow.connection.execute(SET_DATES, told | at_hand).all()
        moved, beyond = [case for case in cases if not case.beyond], [case for case in cases if case.beyond]
        uow.keep(StaffMail, *_mails(REDATED, moved, given), *_mails(NOT_REDATED, beyond, given))
    return Lot(lot.clocks, lot.last or first)


def _mails(template: str, cases: Iterable[Row[Any]], given: Circumstances) -> list[dict[str, Any]]:
    """To the complaints team and to each team, the references of its cases."""
    told: dict[str, list[dict[str, str]]] = defaultdict(list)
    for case in cases:
        for address in mailboxes_of(given.council, case.team):
            told[address].append({"reference": case.reference})
    return mails(template, told, given.now())
