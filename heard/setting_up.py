"""`heard init` and `heard migrate`: secrets, and the database at its newest migration."""

import fcntl
import os
import secrets
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

import click
from dotenv import dotenv_values

from foundation.runtime.settings import read_profile

NEEDED = ("HEARD_SESSION_SECRET", "HEARD_METRICS_TOKEN")
# What docker-compose.yml asks for: each process is given its own and no other.
FOR_COMPOSE = (
    "POSTGRES_PASSWORD",
    "HEARD_OWNER_PASSWORD",
    "HEARD_INTAKE_PASSWORD",
    "HEARD_RELAY_PASSWORD",
    "HEARD_CONSUME_PASSWORD",
    "HEARD_CLOCK_PASSWORD",
    "HEARD_CONSOLE_PASSWORD",
    "HEARD_SURVEY_PUBLIC_PASSWORD",
    "HEARD_SURVEY_STAFF_PASSWORD",
    "HEARD_OPERATOR_PASSWORD",
    "HEARD_BROKER_PASSWORD",
    "HEARD_INTAKE_SESSION_SECRET",
    "HEARD_CONSOLE_SESSION_SECRET",
    "HEARD_SURVEY_PUBLIC_SESSION_SECRET",
    "HEARD_SURVEY_STAFF_SESSION_SECRET",
    "HEARD_METRICS_TOKEN",
)
# No secrets, and only the council knows them: compose refuses to start until they are filled in.
TO_FILL_IN = (
    "HEARD_INTAKE_ADDRESS",
    "HEARD_SURVEY_ADDRESS",
    "HEARD_CONSOLE_ADDRESS",
    "HEARD_SURVEY_STAFF_ADDRESS",
    "HEARD_SMTP_URL",
)


def write_secrets(file: Path, names: Iterable[str] = NEEDED, *, to_fill_in: Iterable[str] = ()) -> list[str]:
    """Write new secrets for their owner alone to read. What stands in the file stays; gives the names that were added.

    A newer version may need a secret more than the file has.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+") as opened:
        os.fchmod(opened.fileno(), 0o600)  # somebody may have begun it by hand
        fcntl.flock(opened, fcntl.LOCK_EX)  # two that start at once write each secret once
        there = opened.read()
        known = dotenv_values(stream=StringIO(there))
        added = [f"{name}={secrets.token_urlsafe(48)}" for name in names if name not in known]
        added += [f"{name}=" for name in to_fill_in if name not in known]
        opened.write("".join(f"{line}\n" for line in (*([""] if there and there[-1] != "\n" else []), *added)))
    return [line.partition("=")[0] for line in added]


@click.command()
@click.option(
    "--compose",
    "compose_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what docker-compose.yml needs to this file (.env beside it) instead.",
)
def init(compose_file: Path | None) -> None:
    """Write the secrets this installation needs. Nothing that exists is changed."""
    if compose_file:
        added = write_secrets(compose_file, FOR_COMPOSE, to_fill_in=TO_FILL_IN)
        click.echo(_said(compose_file, added))
        if left := [name for name, value in dotenv_values(compose_file).items() if name in TO_FILL_IN and not value]:
            click.echo(f"fill in there what only you know: {', '.join(left)}")
    else:
        file = read_profile().secrets_file
        click.echo(_said(file, write_secrets(file)))


def _said(file: Path, added: list[str]) -> str:
    return f"wrote {len(added)} settings to {file}" if added else f"kept what stands in {file}"


@click.command()
def migrate() -> None:
    """Bring the database to the newest migration and every role to its rights. Safe to repeat."""
    from foundation.records.readiness import newest
    from heard.database import bring_up_to_date, database_up

    profile = read_profile()
    with database_up(profile):
        bring_up_to_date(profile)
    click.echo(f"the database is at migration {newest()}")
