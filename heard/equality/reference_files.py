"""Files of people as the operator adds them, by the same checks as the page of the equality officer."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import click
from marshmallow import Schema, fields
from marshmallow.validate import OneOf
from uuid_utils.compat import uuid7

from foundation.contracts.text import LONGEST_LINE, is_text
from foundation.council import Council, load_council
from foundation.equality.reference_file import BadReference, Counted, fault_of_day
from foundation.equality.references import POPULATIONS
from foundation.records import UnitOfWork
from foundation.runtime.clock import london_today, now
from foundation.runtime.settings import read_profile
from foundation.runtime.written_files import Strict, check, read_tree
from heard.database import operator_records
from heard.equality.csv_files import MOST_TOLD
from heard.refused import Refused
from survey_service.equality.references import keeping, reading
from survey_service.equality.references.file import read_reference
from survey_service.equality.references.forms import LONGEST
from survey_service.equality.references.keeping import About, SameFile
from survey_service.send.table import MOST_BYTES, BadFile

FOLDER, MANIFEST = "references", "place_holders.yaml"
BY_NOBODY = "Nobody: the council must replace these figures"


class PlaceHolderSchema(Strict):
    """One line of the list of files that stand in for a council's own figures."""

    file = fields.String(required=True)
    population = fields.String(required=True, validate=OneOf(POPULATIONS))
    dated_on = fields.Date(required=True)
    description = fields.String(required=True)


def tell_check(path: Path, population: str) -> None:
    """A line for each characteristic of a file. Raises Refused with every fault of it."""
    _, counted = read_file(path, population, load_council(read_profile().council_folder))
    for name, people in counted.counts.items():
        click.echo(f"{name}  {sum(people.values()):,} people  {counted.sources[name]}")
    for name in counted.may_be_shares():
        click.echo(f"{path.name}: {name} adds up to about 100; give people, not percentages", err=True)


def add_file(
    path: Path, population: str, dated_on: date, description: str, approved_by: str, *, place_holder: bool
) -> None:
    """Keep a file, or raise Refused and keep nothing."""
    about = About(
        population,
        dated_on,
        _words("description", description, LONGEST),
        _words("approved-by", approved_by, LONGEST_LINE),
        place_holder,
    )
    profile = read_profile()
    content, counted = read_file(path, population, load_council(profile.council_folder))
    if fault := fault_of_day(dated_on, london_today(), counted.year):
        raise Refused(f"--dated-on: {fault[0].lower()}{fault[1:]}")
    with operator_records(profile) as records, records.unit_of_work() as uow:
        if not _keep(uow, about, counted, content):
            raise Refused(f"{path.name}: this very file is there already; `heard equality references list` shows it")
    click.echo(f"added to {population}; reports made from now on use it")


def add_place_holders() -> None:
    """Keep every figure that came with the council's folder, and say which."""
    profile = read_profile()
    with operator_records(profile) as records, records.unit_of_work() as uow:
        added = keep_place_holders(uow, profile.council_folder)
    for name in added:
        click.echo(f"added {name}")
    click.echo(f"{len(added)} added", err=True)


def keep_place_holders(uow: UnitOfWork, folder: Path) -> list[str]:
    """Keep those files of a council's folder that are not there, and give their names; none where it has no list.

    Raises Mistake for a wrong list, and Refused for a wrong file.
    """
    council = load_council(folder)
    added = []
    for path, about in place_holders(folder):
        content, counted = read_file(path, about.population, council)
        if _keep(uow, about, counted, content):
            added.append(path.name)
    return added


def place_holders(folder: Path) -> Iterator[tuple[Path, About]]:
    """The files that a council's folder lists, and what is said of each. Raises Mistake naming the line."""
    listed = folder / FOLDER / MANIFEST
    if not listed.exists():
        return
    schema: Schema = PlaceHolderSchema(many=True)
    found: list[dict[str, Any]] = check(listed, read_tree(listed), schema)
    for one in found:
        about = About(one["population"], one["dated_on"], one["description"], BY_NOBODY, place_holder=True)
        yield folder / FOLDER / one["file"], about


def tell_all() -> None:
    """A line for each file to standard output, how many there are to standard error."""
    with operator_records(read_profile()) as records, records.unit_of_work() as uow:
        kept = reading.every(uow)
    for it in kept:
        about = it.about
        state = "withdrawn" if about.withdrawn_at else "place-holder" if about.place_holder else "in use"
        names = ", ".join(it.people.counts)
        click.echo(f"{about.population} {about.version}  {about.dated_on}  {state}  {names}")
    click.echo(f"{len(kept)} files", err=True)


def read_file(path: Path, population: str, council: Council) -> tuple[bytes, Counted]:
    """A file and what it says. Raises Refused with every fault of it, or so many as can be read."""
    with closing(path.open("rb")) as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused(f"{path.name}: this is more than {MOST_BYTES // 1024 // 1024} MB; give counts, not people")
    try:
        return content, read_reference(content, population, council)
    except BadFile as bad:
        raise Refused(f"{path.name}: {bad}") from None
    except BadReference as bad:
        told = [f"{path.name}: {fault}" for fault in bad.faults]
        more = [f"and {len(told) - MOST_TOLD} more"] if len(told) > MOST_TOLD else []
        raise Refused("\n".join([*told[:MOST_TOLD], *more])) from None


def _keep(uow: UnitOfWork, about: About, counted: Counted, content: bytes) -> bool:
    try:
        keeping.keep(uow, uuid7(), about, counted, content, by=None, moment=now())
    except SameFile:
        return False
    return True


def _words(option: str, given: str, longest: int) -> str:
    words = given.strip()
    if not words or len(words) > longest or not is_text(words):
        raise Refused(f"--{option}: give 1 to {longest} characters of text")
    return words
