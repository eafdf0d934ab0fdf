"""`heard holidays`: bank holidays that were proclaimed, or taken back, after the table that Heard ships was made."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click
from sqlalchemy import func, select

from foundation.contracts.text import LONGEST_LINE, is_text
from foundation.procedure.working_days import BadChange, CalendarRunsOut, england
from foundation.records import RecordsRefused, UnitOfWork
from foundation.records.calendar import Calendar, read_calendar
from foundation.records.models import Deadline, HolidayChange
from foundation.runtime.clock import now
from foundation.runtime.settings import read_profile
from heard.database import operator_records
from heard.refused import Refused


class Day(click.ParamType[date]):
    """A day as it is typed."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it, or say how to write it."""
        try:
            return value if isinstance(value, date) else datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007
        except ValueError:
            self.fail(f"“{value}” is no day; write it like 2027-05-07", param, ctx)


def add_holiday(uow: UnitOfWork, day: date, name: str, source: str, moment: datetime) -> int:
    """Make a day a bank holiday from now on; how many open clocks will be counted again. Raises Refused."""
    calendar = _calendar_for(uow, day)
    if (already := calendar.days.holiday(day)) is not None:
        raise Refused(f"{day} is a holiday already ({already}); nothing was changed")
    return _change(uow, calendar, day, "added", _line("NAME", name), source, moment)


def remove_holiday(uow: UnitOfWork, day: date, source: str, moment: datetime) -> int:
    """Make a bank holiday a working day from now on; how many open clocks will be counted again. Raises Refused."""
    calendar = _calendar_for(uow, day)
    name = calendar.days.holiday(day)
    if name is None:
        raise Refused(f"{day} is no holiday; nothing was changed. `heard holidays list` shows them")
    return _change(uow, calendar, day, "removed", name, source, moment)


def _calendar_for(uow: UnitOfWork, day: date) -> Calendar:
    calendar = read_calendar(uow, england())
    try:
        calendar.days.holiday(day)
    except CalendarRunsOut as error:
        raise Refused(f"{error}; nothing was changed. A newer version of Heard knows more") from None
    if day.weekday() >= 5:
        raise Refused(f"{day} is a {day:%A}, which is no working day anyway; nothing was changed")
    return calendar


def _change(uow: UnitOfWork, calendar: Calendar, day: date, what: str, name: str, source: str, moment: datetime) -> int:
    row = {"number": calendar.number + 1, "day": day, "what": what, "name": name, "source": _line("--source", source)}
    uow.keep(HolidayChange, row | {"made_at": moment})
    try:
        read_calendar(uow, england())
    except BadChange as error:
        raise Refused(str(error)) from None
    running = select(func.count()).where(Deadline.met_on.is_(None), Deadline.ended_on.is_(None))
    return uow.session.scalar(running) or 0


def _line(what: str, said: str) -> str:
    said = said.strip()
    if not said or len(said) > LONGEST_LINE or not is_text(said) or len(said.splitlines()) > 1:
        raise Refused(f"{what} must be one line of 1 to {LONGEST_LINE} characters")
    return said


@click.group()
def holidays() -> None:
    """Bank holidays proclaimed or taken back: list, add, remove. Every open clock is counted again."""


@holidays.command()
@click.argument("day", type=Day())
@click.argument("name")
@click.option("--source", required=True, metavar="WHERE", help="Where it was proclaimed.")
def add(day: date, name: str, source: str) -> None:
    """Add a bank holiday: DAY written like 2027-05-07, NAME as letters will call it."""
    _commit(lambda uow: add_holiday(uow, day, name, source, now()), f"{day:%A} {day} is a holiday now")


@holidays.command()
@click.argument("day", type=Day())
@click.option("--source", required=True, metavar="WHERE", help="Where it was taken back.")
def remove(day: date, source: str) -> None:
    """Make a bank holiday a working day again."""
    _commit(lambda uow: remove_holiday(uow, day, source, now()), f"{day:%A} {day} is a working day now")


@holidays.command("list")
def show_all() -> None:
    """List the bank holidays as they are now, and every change of them with its source."""
    with operator_records(read_profile()) as records, records.unit_of_work() as uow:
        calendar = read_calendar(uow, england())
        changes = uow.session.scalars(select(HolidayChange).order_by(HolidayChange.number)).all()
    added = {change.day for change in changes if change.what == "added"}
    for day, name in sorted(calendar.days.holidays.items()):
        click.echo(f"{day}  {day:%a}  {name}{'  (added)' if day in added else ''}")
    for change in changes:
        made = f"{change.made_at:%Y-%m-%d}"
        click.echo(
            f"{made}  change {change.number}: {change.day} {change.what}, {change.name}: {change.source}", err=True
        )
    click.echo(f"known until {calendar.days.known_until}; {len(changes)} changed since the table was made", err=True)


def _commit(change: Callable[[UnitOfWork], int], done: str) -> None:
    with operator_records(read_profile()) as records:
        try:
            with records.unit_of_work() as uow:
                clocks = change(uow)
        except RecordsRefused as refused:
            if refused.constraint != "holiday_change_pkey":
                raise
            raise Refused("somebody else changed the holidays at this moment; see the list, and try again") from None
    click.echo(f"{done}; {clocks} open clocks: the clock counts them again within a minute")
