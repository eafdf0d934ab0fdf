"""`heard equality keys`: which keys answers are sealed to, as the database and the key folder know them."""

from collections.abc import Set
from datetime import date
from pathlib import Path
from uuid import UUID

import click
from sqlalchemy import select

from foundation.records.models import SealingKey
from foundation.runtime.clock import london_today
from foundation.runtime.settings import read_profile
from heard.database import operator_records
from worker.surveys.key_life import destroyed_after, of
from worker.surveys.keys import KeyFolder

NOT_LOOKED_AT = "private half not looked at"


def tell_keys() -> None:
    """A line for each key, oldest first, and how many there are to standard error."""
    profile = read_profile()
    with operator_records(profile) as records, records.unit_of_work() as uow:
        known = uow.session.scalars(select(SealingKey).order_by(SealingKey.month, SealingKey.id)).all()
    here = _private_halves(profile.key_folder)
    for key in known:
        click.echo("  ".join((str(key.id), of(key), _state(key, london_today()), _where(key, here))))
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


def _where(key: SealingKey, here: Set[UUID] | None) -> str:
    if here is None:
        return NOT_LOOKED_AT
    if key.id in here:
        return "private half still here" if key.destroyed else "private half here"
    return "private half gone" if key.destroyed else "PRIVATE HALF MISSING"
