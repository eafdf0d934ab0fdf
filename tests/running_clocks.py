"""Open cases with running clocks for the tests of what the clock does, and bank holidays that are proclaimed."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from builders import COUNTED, MONDAY, a_case
from sqlalchemy import select, text
from uuid_utils.compat import uuid7

from foundation.procedure.deadlines import recount, show_working
from foundation.procedure.working_days import WorkingDays
from foundation.records import UnitOfWork
from foundation.records.models import Case, Deadline, HolidayChange, Notice
from foundation.runtime.clock import now

SENT_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEDNESDAY = date(2026, 12, 2)  # within ten working days of MONDAY
DUE, LATER = date(2026, 12, 7), date(2026, 12, 8)


class Ingredients:
    """What a clock is counted from."""

    def __init__(self, told: dict[str, Any]) -> None:
        vars(self).update(told)


def an_open_case(uow: UnitOfWork, **different: Any) -> UUID:
    """A case without clocks; its id."""
    reference = a_case(uow, **different)
    found = uow.session.scalar(select(Case.id).where(Case.reference == reference))
    assert found
    return found


def a_clock(uow: UnitOfWork, case_id: UUID, days: WorkingDays, **different: Any) -> UUID:
    """A running clock, counted by the calendar given unless a due_on is given; its id."""
    row = {"due": "stage_1_answer", "starts_on": MONDAY, "local": False, "source": "SI 2006/1738 reg. 14"} | COUNTED
    row |= {"id": uuid7(), "case_id": case_id} | different
    told = Ingredients(row)
    if "due_on" not in row:
        row |= {"due_on": recount(told, days), "working": show_working(told, days)}  # type: ignore[arg-type]
    uow.keep(Deadline, {"working": "As it was."} | row)
    return row["id"]


def a_promise(uow: UnitOfWork, case_id: UUID, on: date = DUE, due: str = "stage_1_answer", **different: Any) -> None:
    """An acknowledgement that went and named a day."""
    row = {"id": uuid7(), "case_id": case_id, "template": "acknowledgement", "channel": "email", "made_at": now()}
    details = {"promises": {"due": due, "on": on.isoformat()}}
    uow.keep(Notice, row | {"details": details, "attempts": 1, "sent_at": SENT_AT} | different)


def proclaim(uow: UnitOfWork, day: date = WEDNESDAY, what: str = "added", name: str = "Day of joy") -> None:
    """A change of the bank holidays, after those that there are."""
    number = (uow.session.scalar(text("select max(number) from operation.holiday_change")) or 0) + 1
    row = {"number": number, "day": day, "what": what, "name": name, "source": "the London Gazette", "made_at": now()}
    uow.keep(HolidayChange, row)
