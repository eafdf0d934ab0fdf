"""The database for a command: the one that runs, or started for as long as the command takes."""

from collections.abc import Iterator
from contextlib import contextmanager

from foundation.records import Records
from foundation.records.grants import OWNER
from foundation.records.migrating import make_database, migrate
from foundation.runtime.embedded_database import DATABASE
from foundation.runtime.settings import Profile


@contextmanager
def database_up(profile: Profile) -> Iterator[None]:
    """Start the embedded database unless it runs, and leave it as it was found."""
    if profile.database.is_running():
        yield
        return
    profile.database.start()
    try:
        yield
    finally:
        profile.database.stop()


@contextmanager
def operator_records(profile: Profile) -> Iterator[Records]:
    """The records as the operator's commands see them."""
    with database_up(profile):
        records = Records(profile.database.url("heard_operator"), process="command", connections=2)
        try:
            yield records
        finally:
            records.close()


def bring_up_to_date(profile: Profile) -> None:
    """Make the database if there is none, run what migrations are missing, apply the grants."""
    make_database(profile.database.url("postgres", "postgres"), DATABASE)
    migrate(profile.database.url(OWNER))
