"""`heard questionnaires`: list them, check one or all, and lock a new version."""

from collections.abc import Iterable
from pathlib import Path

import click

from foundation.surveys.library import FOLDER, library, lock_new, read_questionnaire
from foundation.surveys.plain_english import hard_to_read
from foundation.surveys.questionnaire import Questionnaire
from foundation.surveys.versions import mistakes, read_lock
from heard.refused import Refused


@click.group()
def questionnaires() -> None:
    """What families are asked, as files: see docs/questionnaires.md for how to write one."""


@questionnaires.command("list")
def show_all() -> None:
    """List the newest version of each: code, version, number of questions, for whom, name."""
    newest = library().all_newest()
    longest = max(len(it.code) for it in newest)
    for it in newest:
        click.echo(f"{it.code:{longest}}  {it.version}  {len(it.questions):3}  {' '.join(it.bands)}  {it.name}")


@questionnaires.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path | None) -> None:
    """Check FILE, or every questionnaire with the lock that keeps old versions as they were.

    A mistake is said with its file and line, and the exit code is 1. Wordings that are long for their readers are
    listed as advice.
    """
    if file is None:
        every = library().every.values()
        _advise(every)
        click.echo(f"{len(every)} versions of {len(library().all_newest())} questionnaires, no mistakes")
        return
    questionnaire, digest = read_questionnaire(file)
    version = (questionnaire.code, questionnaire.version)
    locked = read_lock(FOLDER)
    if version in locked and (changed := mistakes({version: locked[version]}, {version: digest})):
        raise Refused("\n".join(changed))
    _advise([questionnaire])
    questions = len(questionnaire.questions)
    said = "no mistakes" if version in locked else "no mistakes; not locked yet"
    click.echo(f"{questionnaire.code} version {questionnaire.version}, {questions} questions: {said}")


@questionnaires.command()
def lock() -> None:
    """Add new versions to the lock. From then on they stay as they are: what changes is a new version."""
    added = lock_new(Path(str(FOLDER)))
    for questionnaire in added:
        click.echo(f"{questionnaire.code} version {questionnaire.version} is locked")
    if not added:
        click.echo("nothing is new")


def _advise(read: Iterable[Questionnaire]) -> None:
    for questionnaire in read:
        for line in hard_to_read(questionnaire):
            click.echo(f"{questionnaire.code}: {line}", err=True)
