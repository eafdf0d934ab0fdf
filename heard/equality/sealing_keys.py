"""`heard equality keys`: which keys answers are sealed to, as the database and the key folder know them."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import click
from sqlalchemy import select

from foundation.records.models import EqualityPeriod, SealingKey
from foundation.runtime.clock import london_today
from foundation.runtime.settings import read_profile
from heard.database import records_as
from worker.equality.periods import closes_on, period_in_words
from worker.surveys.key_life import destroyed_after, key_in_words
from worker.surveys.keys import KeyFolder

NOT_LOOKED_AT = "private half not looked at"


@dataclass(frozen=True)
class Line:
    """One key: its id, what it is for, what becomes of it, and whether its private half is to be gone."""

    id: UUID
    what: str
    state: str
    over: bool


def tell_keys() -> None:
    """A line for each key, oldest first, and how many there are to standard error.

    For the operator anywhere, and where consume runs, for only there is the key folder.
    """
    profile, today = read_profile(), london_today()
    with records_as(profile, "heard_operator", "heard_consume") as records, records.unit_of_work() as uow:
        keys = uow.session.scalars(select(SealingKey).order_by(SealingKey.month, SealingKey.id)).all()
        periods = uow.session.scalars(
            select(EqualityPeriod).order_by(EqualityPeriod.ends_on, EqualityPeriod.pool, EqualityPeriod.id)
        ).all()
    known = [Line(key.id, key_in_words(key), _state(key, today), key.destroyed) for key in keys]
    known += [
        Line(it.id, f"about oneself: {period_in_words(it)}", _state_of_period(it, today), it.ended_at is not None)
        for it in periods
    ]
    here = _private_halves(profile.key_folder)
    for line in known:
        click.echo("  ".join((str(line.id), line.what, line.state, _where(line, here))))
    if here is None:
        click.echo(f"the key folder {profile.key_folder} cannot be read from here: ask where consume runs", err=True)
    click.echo(f"{len(known)} keys", err=True)


def _private_halves(folder: Path) -> Set[UUID] | None:
    """Whose private halves are in the folder; None where it is not this machine's or this user's."""
    try:
        readable = folder.is_dir() and bool([*folder.iterdir()])
    except OSError:
        return None
    return set(KeyFolder(folder).all_private()) if readable else None


def _state(key: SealingKey, today: date) -> str:
    if key.destroyed:
        return "destroyed"
    if key.month is None:
        return "until the survey is counted"
    this_month = today.replace(day=1)
    if key.month > this_month:
        return f"for use from {key.month}"
    return "in use" if key.month == this_month else f"kept until {destroyed_after(key.month)} for what still waits"


def _state_of_period(period: EqualityPeriod, today: date) -> str:
    if period.ended_at is not None:
        return "destroyed"
    if period.state == "lost":
        return "lost; put back, its answers are counted with the period that is open"
    if period.begins_on > today:
        return f"for use from {period.begins_on}"
    return f"until its answers are counted, from {closes_on(period)}"


def _where(line: Line, here: Set[UUID] | None) -> str:
    if here is None:
        return NOT_LOOKED_AT
    if line.id in here:
        return "private half still here" if line.over else "private half here"
    return "private half gone" if line.over else "PRIVATE HALF MISSING"
