"""Each minute: who must know is warned of a clock that runs out soon, and of one that has run out; of each once.

A clock that stands still in a pause has passed when the longest that the law allows has. What is due on the day it
starts is not warned of: that is what an alert is for.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, Row, and_, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from foundation.procedure.rule_sets import rules_on
from foundation.procedure.working_days import CalendarRunsOut, WorkingDays
from foundation.records import UnitOfWork
from foundation.records.models import Account, Case, Deadline, HistoryLine, StaffMail
from foundation.runtime.clock import london_day
from worker.circumstances import Circumstances
from worker.mailboxes import CALENDAR_ENDS, DUE_SOON, OVERDUE, mail, mailboxes_of, mails

AT_ONCE = 2_000
RUNNING = (Deadline.met_on.is_(None), Deadline.ended_on.is_(None))
ONE_A_MONTH = UUID("5f0c8f4e-6d0e-4d5c-9a53-0f6b3a0d3c11")  # the name space of mails that go once a month


def watch(given: Circumstances) -> int:
    """Warn of every clock that is near and mark every one that has passed; how many there were."""
    today, days = london_day(given.now()), given.days
    near = last_day_to_warn_of(today, given.council.warn_days, days)
    moves = Deadline.paused_since.is_(None)
    soon = and_(
        moves, Deadline.warned_on.is_(None), Deadline.due_on.between(today, near), Deadline.starts_on != Deadline.due_on
    )
    passed = and_(
        Deadline.breached_on.is_(None),
        or_(and_(moves, Deadline.due_on < today), Deadline.id.in_(_paused_too_long(given, today, days))),
    )
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
    once = insert(StaffMail).values(row).on_conflict_do_nothing().returning(StaffMail.id)
    with given.records.unit_of_work() as uow:
        return len(uow.connection.execute(once).all())


def _paused_too_long(given: Circumstances, today: date, days: WorkingDays) -> list[UUID]:
    """Few clocks stand still, so each is looked at by the rules that its case came under."""
    still = (
        select(Deadline.id, Deadline.due, Deadline.starts_on, Case.received_on)
        .join(Case, Case.id == Deadline.case_id)
        .where(*RUNNING, Deadline.paused_since.is_not(None), Deadline.breached_on.is_(None))
    )
    with given.records.unit_of_work() as uow:
        found = uow.connection.execute(still).all()
    return [clock.id for clock in found if _longest_has_passed(clock, today, days)]


def _longest_has_passed(clock: Row[Any], today: date, days: WorkingDays) -> bool:
    rules = rules_on(clock.received_on).clocks.values()
    longest = next((rule.longest for rule in rules if rule.due == clock.due and rule.pause and rule.longest), None)
    return longest is not None and days.between(clock.starts_on, min(today, days.known_until)) > longest


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
    found = (
        select(
            Deadline.id, Deadline.case_id, Deadline.due, Deadline.local, Deadline.due_on,
            Case.reference, Case.team, Case.coordinator_id,
        )
        .join(Case, Case.id == Deadline.case_id)
        .where(*RUNNING, which)
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
