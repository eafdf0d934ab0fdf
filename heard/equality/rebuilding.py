"""`heard equality rebuild`: every release is made again from what it was made from, and compared with what was kept."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy import select, text
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import undefer

from foundation.equality.figures import BadFigure
from foundation.equality.release.content import as_json
from foundation.equality.release.kinds import Kind
from foundation.records import Records, UnitOfWork
from foundation.records.models import EqualityRelease
from foundation.runtime.settings import read_profile
from heard.database import records_as
from heard.equality.solver_output import solver_prints_to_stderr
from worker.equality.kept import known_by
from worker.equality.making import work_out

THE_SAME = "the same"


def tell_rebuilt() -> bool:
    """A line for each release, oldest first, and how many to standard error; whether all are as they were kept.

    No count is told: those from which releases are made have passed no gate.
    """
    told = []
    with records_as(read_profile(), "heard_consume") as records:
        for number in _numbers(records):
            with _reading(records) as uow:
                versions = _versions(uow, number)
                found = _compared(uow, versions)
            click.echo(f"{number}  {_what(versions[0])}  {found}")
            told.append(found)
    wrong = sum(found != THE_SAME for found in told)
    click.echo(f"{len(told)} releases made again, {wrong or 'none'} different", err=True)
    return not wrong


@contextmanager
def _reading(records: Records) -> Iterator[UnitOfWork]:
    with records.unit_of_work() as uow:
        uow.connection.execute(text("set transaction isolation level repeatable read, read only"))
        yield uow


def _numbers(records: Records) -> Sequence[int]:
    with _reading(records) as uow:
        return uow.session.scalars(
            select(EqualityRelease.number).distinct().order_by(EqualityRelease.number)
        ).all()  # fmt: skip


def _versions(uow: UnitOfWork, number: int) -> Sequence[EqualityRelease]:
    of_number = select(EqualityRelease).where(EqualityRelease.number == number).options(undefer(EqualityRelease.inputs))
    return uow.session.scalars(of_number.order_by(EqualityRelease.profile)).all()


def _what(release: EqualityRelease) -> str:
    days = f"{release.begins_on} to {release.ends_on}"
    return f"{release.kind}  {release.about}  {days}  made on {release.made_on}"


def _compared(uow: UnitOfWork, versions: Sequence[EqualityRelease]) -> str:
    """What is to be said of one number: that it is the same, or what is different."""
    newest = versions[0]
    try:
        with solver_prints_to_stderr():
            made = work_out(uow, Kind(newest.kind), newest.inputs, newest.number)
    except BadFigure as error:
        return f"NOT MADE AGAIN: the counts of {error.field} do not add up"
    except (LookupError, NoResultFound, TypeError, ValueError) as error:
        return f"NOT MADE AGAIN: what it was made from cannot be read by this version of Heard ({type(error).__name__})"
    kept = {it.profile: it for it in versions}
    wrong = []
    for profile, release, known in made.versions():
        if profile not in kept:
            wrong.append(f"the {profile} version is missing")
        elif _bytes(as_json(release)) != _bytes(kept[profile].content):
            wrong.append(f"the {profile} version has other content")
        elif sorted(known, key=str) != sorted(known_by(uow, kept[profile].id), key=str):
            wrong.append(f"the {profile} version has other lines in the register")
        elif kept[profile].inputs != newest.inputs:
            wrong.append("its two versions were made from different things")
    return f"DIFFERENT: {'; '.join(wrong)}" if wrong else THE_SAME


def _bytes(content: dict[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
