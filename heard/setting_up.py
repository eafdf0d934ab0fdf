"""`heard init` and `heard migrate`: secrets, and the database at its newest migration."""

import os
import secrets

import click

from foundation.runtime.settings import Profile, read_profile

NEEDED = ("HEARD_SESSION_SECRET", "HEARD_METRICS_TOKEN")


def write_secrets(profile: Profile) -> bool:
    """Write new secrets for their owner alone to read, unless they are there. Says whether it wrote."""
    profile.var.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{name}={secrets.token_urlsafe(48)}\n" for name in NEEDED)
    try:
        handle = os.open(profile.secrets_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w") as file:
        file.write(text)
    return True


@click.command()
def init() -> None:
    """Write the secrets this installation needs. Nothing that exists is changed."""
    profile = read_profile()
    wrote = write_secrets(profile)
    click.echo(f"{'wrote' if wrote else 'kept what stands in'} {profile.secrets_file}")


@click.command()
def migrate() -> None:
    """Bring the database to the newest migration and every role to its rights. Safe to repeat."""
    from foundation.records.readiness import newest
    from heard.database import bring_up_to_date, database_up

    profile = read_profile()
    with database_up(profile):
        bring_up_to_date(profile)
    click.echo(f"the database is at migration {newest()}")
