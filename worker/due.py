"""Each minute: who must know is warned of a clock that runs out soon, and of one that has run out; of each once.

A clock that stands still in a pause is left alone. What is due on the day it starts is not warned of: that is what an
alert is for.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, Row, and_, select, update
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from foundation.procedure.working_days import CalendarRunsOut, WorkingDays
from foundation.records import UnitOfWork
from foundation.records.models import Account, Case, Deadline, HistoryLine, StaffMail
from foundation.runtime.clock import london_day
from worker.circumstances import Circumstances
from worker.mailboxes import CALENDAR_ENDS, DUE_SOON, OVERDUE, mail, mailboxes_of, mails

AT_ONCE = 2_000
ONE_A_MONTH = UUID("5f0c8f4e-6d0e-4d5c-9a53-0f6b3a0d3c11")  # the name space of mails that go once a month


def watch(given: Circumstances) -> int:
    """Warn of every clock that is near and mark every one that has passed; how many there were."""
    today = london_day(given.now())
    near = last_day_to_warn_of(today, given.council.warn_days, given.days)
    soon = and_(
        Deadline.warned_on.is_(None), Deadline.due_on.between(today, near), Deadline.starts_on != Deadline.due_on
    )
    passed = and_(Deadline.breached_on.is_(None), Deadline.due_on < today)
    return _all(given, passed, "breached_on", "breached", OVERDUE) + _all(given, soon, "warned_on", "warned", DUE_SOON)


def last_day_to_warn_of(today: date, warn_days: int, days: WorkingDays) -> date:
    """The last date that is no more than so many working days away; the table's end where it ends before that."""
    try:
        return days.after(today, warn_days + 1) - timedelta(days=1)
    except CalendarRunsOut:
        return days.known_until


def tell_of_calendar_end(given: Circumstances) -> int:
    """In the last year of the bank holidays write to the complaints team once a month; 1 where it was written now."""
    today, days = london_day(given.now()), given.days
    if not days.ends_within_a_year(today):
        return 0
    mail_id = uuid5(ONE_A_MONTH, f"{CALENDAR_ENDS} {days.known_until} {today:%Y-%m}")
    items = [{"on": days.known_until.isoformat()}]
    row = mail(mail_id, CALENDAR_ENDS, given.council.complaints_mailbox, items, given.now())
    with given.records.unit_of_work() as uow:
        return uow.connection.execute(insert(StaffMail).values(row).on_conflict_do_nothing()).rowcount


def _all(given: Circumstances, which: ColumnElement[bool], mark: str, what: str, template: str) -> int:
    """Lot after lot, each with its history and mails in one transaction."""
    done = 0
    while True:
        with given.records.unit_of_work() as uow:
            clocks = _take(uow, which)
            _mark(uow, clocks, mark, what, given)
            uow.keep(StaffMail, *mails(template, _told(uow, clocks, given), given.now()))
        done += len(clocks)
        if len(clocks) < AT_ONCE:
            return done


def _take(uow: UnitOfWork, which: ColumnElement[bool]) -> Sequence[Row[Any]]:
    running = and_(Deadline.met_on.is_(None), Deadline.ended_on.is_(None), Deadline.paused_since.is_(None))
    found = (
        select(
            Deadline.id, Deadline.case_id, Deadline.due, Deadline.local, Deadline.due_on,
            Case.reference, Case.team, Case.coordinator_id,
        )
        .join(Case, Case.id == Deadline.case_id)
        .where(running, which)
        .order_by(Deadline.due_on, Deadline.id)
        .limit(AT_ONCE)
        .with_for_update(of=Deadline, skip_locked=True)
    )  # fmt: skip
    return uow.connection.execute(found).all()


def _mark(uow: UnitOfWork, clocks: Sequence[Row[Any]], mark: str, what: str, given: Circumstances) -> None:
    marked = update(Deadline).where(Deadline.id.in_([clock.id for clock in clocks]))
    uow.connection.execute(marked.values({mark: london_day(given.now())}))
    lines = [
        {
            "id": uuid7(),
            "case_id": clock.case_id,
            "at": given.now(),
            "by": "worker",
            "what": what,
            "details": {"due": clock.due, "local": clock.local, "on": clock.due_on.isoformat()},
        }
        for clock in clocks
    ]
    uow.keep(HistoryLine, *lines)


def _told(uow: UnitOfWork, clocks: Sequence[Row[Any]], given: Circumstances) -> dict[str, list[dict[str, str]]]:
    """Its coordinator, while they work here; else the complaints team and the team."""
    wanted = {clock.coordinator_id for clock in clocks} - {None}
    at_work = select(Account.id, Account.email).where(Account.id.in_(wanted), Account.disabled_at.is_(None))
    coordinators = {row.id: row.email for row in uow.connection.execute(at_work)} if wanted else {}
    told: dict[str, list[dict[str, str]]] = defaultdict(list)
    for clock in clocks:
        own = coordinators.get(clock.coordinator_id)
        for address in [own] if own else mailboxes_of(given.council, clock.team):
            told[address].append({"reference": clock.reference, "on": clock.due_on.isoformat()})
    return told
