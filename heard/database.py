"""The database for a command: the one that runs, or started for as long as the command takes."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager

from foundation.records import Records, RecordsRefused, RecordsUnavailable
from foundation.records.grants import GRANTS, OWNER
from foundation.records.migrating import make_database, migrate
from foundation.records.models import Installation
from foundation.records.readiness import refuse_mixture
from foundation.runtime.clock import now
from foundation.runtime.embedded_database import DATABASE
from foundation.runtime.settings import Profile
from heard.refused import Refused


@contextmanager
def database_up(profile: Profile) -> Iterator[None]:
    """Start the embedded database unless it runs, and leave it as it was found. A council's own is left alone."""
    if profile.server or profile.embedded.is_running():
        yield
        return
    profile.embedded.start()
    try:
        yield
    finally:
        profile.embedded.stop()


@contextmanager
def operator_records(profile: Profile) -> Iterator[Records]:
    """The records as the operator's commands see them."""
    with records_as(profile, "heard_operator") as records:
        yield records


@contextmanager
def records_as(profile: Profile, *roles: str) -> Iterator[Records]:
    """The records as the first of these roles sees them, or in the server profile the one that our address is of."""
    ours = [role for role in roles if profile.server and profile.server.is_of(role)]
    with database_up(profile):
        url = profile.database.url((ours or roles)[0])
        with closing(Records(url, process="command", connections=2)) as records:
            yield records


def bring_up_to_date(profile: Profile) -> None:
    """Run what migrations are missing and apply the grants; in the embedded profile, make the database first.

    In the server profile roles get the passwords of the environment (HEARD_INTAKE_PASSWORD for heard_intake, and
    so on), and the database is marked for what it may hold from now on.
    """
    if profile.server is None:
        make_database(profile.embedded.url("postgres", "postgres"), DATABASE)
        migrate(profile.embedded.url(OWNER))
        return
    owner = profile.server.url(OWNER)
    passwords = {role: os.environ[name] for role in GRANTS if os.environ.get(name := f"{role.upper()}_PASSWORD")}
    with closing(Records(owner, process="migrate", connections=1)) as records:
        if _is_marked(records):
            refuse_mixture(records, live=profile.live)  # before anything is changed
        migrate(owner, passwords)
        with records.unit_of_work() as uow:
            if uow.session.get(Installation, True) is None:
                made_up_since = None if profile.live else now()
                uow.keep(Installation, {"only_one": True, "made_up_since": made_up_since, "synthetic_year_at": None})
        refuse_mixture(records, live=profile.live)


def _is_marked(records: Records) -> bool:
    """Was it ever brought up to date? Raises Refused where nobody can tell."""
    try:
        return records.installation() is not None
    except RecordsUnavailable:
        raise Refused(
            f"the database does not answer, or refuses {OWNER} and the password in HEARD_DATABASE_URL"
        ) from None
    except RecordsRefused:
        return False  # it has no such table yet
