"""`heard init` and `heard migrate`: secrets, and the database at its newest migration."""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

import click

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
    "HEARD_SURVEY_STAFF_PASSWORD",
    "HEARD_OPERATOR_PASSWORD",
    "HEARD_BROKER_PASSWORD",
    "HEARD_INTAKE_SESSION_SECRET",
    "HEARD_CONSOLE_SESSION_SECRET",
    "HEARD_SURVEY_STAFF_SESSION_SECRET",
    "HEARD_METRICS_TOKEN",
)


def write_secrets(file: Path, names: Iterable[str] = NEEDED) -> bool:
    """Write new secrets for their owner alone to read, unless the file is there. Says whether it wrote."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{name}={secrets.token_urlsafe(48)}\n" for name in names)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w") as opened:
        opened.write(text)
    return True


@click.command()
@click.option(
    "--compose",
    "compose_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what docker-compose.yml needs to this file (.env beside it) instead.",
)
def init(compose_file: Path | None) -> None:
    """Write the secrets this installation needs. Nothing that exists is changed."""
    file, names = (compose_file, FOR_COMPOSE) if compose_file else (read_profile().secrets_file, NEEDED)
    wrote = write_secrets(file, names)
    click.echo(f"{'wrote' if wrote else 'kept what stands in'} {file}")


@click.command()
def migrate() -> None:
    """Bring the database to the newest migration and every role to its rights. Safe to repeat."""
    from foundation.records.readiness import newest
    from heard.database import bring_up_to_date, database_up

    profile = read_profile()
    with database_up(profile):
        bring_up_to_date(profile)
    click.echo(f"the database is at migration {newest()}")
