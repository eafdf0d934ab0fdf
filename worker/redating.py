"""Each few seconds: what was counted with an older calendar is counted again, and who must know is told.

Clocks are taken some thousands at once, each lot a transaction of its own: dates, history, letters and mails of a lot
are there together or not at all. A lot that another clock has in hand is passed over; whatever is left, by a kill or by
a case that was opened meanwhile with the calendar of before, still has its old number and is found again.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text, update
from uuid_utils.compat import uuid7

from foundation.procedure.deadlines import recount, show_working
from foundation.procedure.working_days import CalendarRunsOut
from foundation.records import UnitOfWork
from foundation.records.calendar import Calendar, read_calendar
from foundation.records.models import Case, Deadline, HolidayChange, StaffMail
from foundation.runtime.clock import london_day
from foundation.runtime.logs import get_logger
from worker.circumstances import Circumstances
from worker.due import last_day_to_warn_of
from worker.mailboxes import NOT_REDATED, REDATED, mailboxes_of, mails
from worker.new_date import Promise, promises_of

log = get_logger("worker")

AT_ONCE = 4_000
LOTS = 20

MOVE = text(
    "update casework.deadline set due_on = new.due_on, working = new.working, calendar = :calendar,"
    " warned_on = case when new.far then null else warned_on end,"
    " breached_on = case when new.due_on >= breached_on then null else breached_on end,"
    " breach_reason = case when new.due_on >= breached_on then null else breach_reason end"
    " from unnest(cast(:ids as uuid[]), cast(:due_on as date[]), cast(:working as text[]), cast(:far as boolean[]))"
    " as new (id, due_on, working, far) where deadline.id = new.id"
)
KEEP_HISTORY = text(
    "insert into casework.history (id, case_id, at, by, what, details)"
    " select new.id, new.case_id, :at, 'worker', new.what, cast(new.details as jsonb)"
    " from unnest(cast(:ids as uuid[]), cast(:cases as uuid[]), cast(:what as text[]), cast(:details as text[]))"
    " as new (id, case_id, what, details)"
)
KEEP_NOTICES = text(
    "insert into casework.notice (id, case_id, template, channel, details, made_at, attempts)"
    " select new.id, new.case_id, 'new_date', new.channel, cast(new.details as jsonb), :at, 0"
    " from unnest(cast(:ids as uuid[]), cast(:cases as uuid[]), cast(:channels as text[]), cast(:details as text[]))"
    " as new (id, case_id, channel, details)"
)


@dataclass(frozen=True)
class Moved:
    """A clock whose date is another one now."""

    clock: Row[Any]
    due_on: date
    working: str


def redate_all(given: Circumstances) -> int:
    """Lot after lot, until nothing is left or much was done; how many clocks. The rest comes with the next run."""
    done = 0
    for _ in range(LOTS):
        lot = redate(given)
        done += lot
        if lot < AT_ONCE:
            break
    if done:
        log.info("counted again", clocks=done)
    return done


def redate(given: Circumstances, size: int = AT_ONCE) -> int:
    """Count up to `size` running clocks again whose calendar is not the newest; how many there were."""
    with given.records.unit_of_work() as uow:
        calendar = read_calendar(uow, given.shipped)
        clocks = _take(uow, calendar.number, size) if calendar.number else ()
        if not clocks:
            return 0
        moved, beyond = _count(clocks, calendar)
        _mark(uow, clocks, moved, calendar, given)
        cases = _by_case(moved)
        letters = _letters(uow, cases)
        changes = uow.session.scalars(select(HolidayChange).order_by(HolidayChange.number)).all()
        _keep_history(uow, _lines(cases, beyond, letters, changes), given)
        _write_to_families(uow, letters, given)
        uow.keep(
            StaffMail,
            *_mails(REDATED, [one.clock for one in moved], given),
            *_mails(NOT_REDATED, beyond, given),
        )
    return len(clocks)


def _take(uow: UnitOfWork, newest: int, size: int) -> Sequence[Row[Any]]:
    older = (
        select(
            Deadline.id, Deadline.case_id, Deadline.due, Deadline.local, Deadline.starts_on, Deadline.due_on,
            Deadline.allowed, Deadline.unit, Deadline.extended_by, Deadline.paused_days, Deadline.calendar,
            Case.reference, Case.team,
        )
        .join(Case, Case.id == Deadline.case_id)
        .where(Deadline.met_on.is_(None), Deadline.ended_on.is_(None), Deadline.calendar < newest)
        .limit(size)
        .with_for_update(of=Deadline, skip_locked=True)
    )  # fmt: skip
    return uow.connection.execute(older).all()


def _count(clocks: Iterable[Row[Any]], calendar: Calendar) -> tuple[list[Moved], list[Row[Any]]]:
    """Those whose date moves, and those whose new date our table does not reach: no date is guessed."""
    moved, beyond = [], []
    counted: dict[tuple[Any, ...], tuple[date, str]] = {}
    for clock in clocks:
        told = (clock.starts_on, clock.allowed, clock.unit, clock.extended_by, clock.paused_days)
        try:
            if told not in counted:
                counted[told] = recount(clock, calendar.days), show_working(clock, calendar.days)
        except CalendarRunsOut:
            beyond.append(clock)
            continue
        due_on, working = counted[told]
        if due_on != clock.due_on:
            moved.append(Moved(clock, due_on, working))
    return moved, beyond


def _mark(
    uow: UnitOfWork, clocks: Iterable[Row[Any]], moved: Sequence[Moved], calendar: Calendar, given: Circumstances
) -> None:
    """A clock that is no longer near, or no longer over, may be warned of again, and be breached again."""
    near = last_day_to_warn_of(london_day(given.now()), given.council.warn_days, calendar.days)
    uow.connection.execute(
        MOVE,
        {
            "ids": [one.clock.id for one in moved],
            "due_on": [one.due_on for one in moved],
            "working": [one.working for one in moved],
            "far": [one.due_on > near for one in moved],
            "calendar": calendar.number,
        },
    )
    elsewhere = {one.clock.id for one in moved}
    same = [clock.id for clock in clocks if clock.id not in elsewhere]
    uow.connection.execute(update(Deadline).where(Deadline.id.in_(same)).values(calendar=calendar.number))


def _by_case(moved: Iterable[Moved]) -> Mapping[UUID, list[Moved]]:
    cases: dict[UUID, list[Moved]] = defaultdict(list)
    for one in moved:
        cases[one.clock.case_id].append(one)
    return cases


def _letters(uow: UnitOfWork, cases: Mapping[UUID, list[Moved]]) -> dict[UUID, Promise]:
    """What was promised to whom by letter and will now be later: they are written to, unless a letter waits already."""
    later: dict[UUID, Promise] = {}
    for promise in promises_of(uow, cases):
        new = [one.due_on for one in cases[promise.case_id] if one.clock.due == promise.due]
        if new and max(new) > promise.on and not promise.letter_waits:
            later[promise.case_id] = promise
    return later


def _lines(
    cases: Mapping[UUID, list[Moved]],
    beyond: Iterable[Row[Any]],
    letters: Mapping[UUID, Promise],
    changes: Sequence[HolidayChange],
) -> Iterator[tuple[UUID, str, str]]:
    """One line for each case: which dates moved from when to when, by which days, and whether the family is told."""

    @cache
    def since(number: int) -> list[dict[str, str]]:
        return [
            {"day": one.day.isoformat(), "what": one.what, "name": one.name} for one in changes if one.number > number
        ]

    for case_id, moved in cases.items():
        clocks = [
            {
                "due": one.clock.due,
                "local": one.clock.local,
                "from": one.clock.due_on.isoformat(),
                "to": one.due_on.isoformat(),
            }
            for one in moved
        ]
        details: dict[str, Any] = {"clocks": clocks, "changes": since(min(one.clock.calendar for one in moved))}
        if case_id in letters:
            details["channel"] = letters[case_id].channel
        yield case_id, "redated", json.dumps(details)
    for clock in beyond:
        yield clock.case_id, "not_redated", json.dumps({"due": clock.due, "on": clock.due_on.isoformat()})


def _keep_history(uow: UnitOfWork, lines: Iterable[tuple[UUID, str, str]], given: Circumstances) -> None:
    kept = list(lines)
    columns = {
        "ids": [uuid7() for _ in kept],
        "cases": [case_id for case_id, _, _ in kept],
        "what": [what for _, what, _ in kept],
        "details": [details for _, _, details in kept],
    }
    uow.connection.execute(KEEP_HISTORY, columns | {"at": given.now()})


def _write_to_families(uow: UnitOfWork, letters: Mapping[UUID, Promise], given: Circumstances) -> None:
    columns = {
        "ids": [uuid7() for _ in letters],
        "cases": list(letters),
        "channels": [promise.channel for promise in letters.values()],
        "details": [json.dumps({"due": promise.due}) for promise in letters.values()],
    }
    uow.connection.execute(KEEP_NOTICES, columns | {"at": given.now()})


def _mails(template: str, clocks: Iterable[Row[Any]], given: Circumstances) -> list[dict[str, Any]]:
    """To the complaints team and to each team, its references once each."""
    told: dict[str, dict[str, None]] = defaultdict(dict)
    for clock in clocks:
        for address in mailboxes_of(given.council, clock.team):
            told[address][clock.reference] = None
    by_address = {address: [{"reference": one} for one in references] for address, references in told.items()}
    return mails(template, by_address, given.now())
