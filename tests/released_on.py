"""A period of equality answers on an installation, released as the worker would, for commands that read releases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from counted import a_closed_period, make_releases
from sqlalchemy import delete

from chaos.installation import Installation
from foundation.council import load_council
from foundation.procedure.working_days import england
from foundation.records import Records
from foundation.records.models import EqualityCount, EqualityPeriod, EqualityRelease, PublishedNumber
from worker.circumstances import Circumstances

MOMENT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@contextmanager
def released_on(prepared: Installation, **period: int) -> Iterator[Records]:
    """One period that is closed and released, and gone in the end; the database with all rights."""
    records = Records(prepared.profile.database.url("postgres"), process="tests", connections=1)
    worker = Records(prepared.profile.database.url("heard_consume"), process="tests", connections=2)
    with records.unit_of_work() as uow:
        a_closed_period(uow, MOMENT, **period)
    rules = load_council(prepared.profile.council_folder)
    assert make_releases(Circumstances(worker, rules, england(), lambda: MOMENT))
    worker.close()
    yield records
    with records.unit_of_work() as uow:
        for table in (PublishedNumber, EqualityRelease, EqualityCount, EqualityPeriod):
            uow.connection.execute(delete(table))
    records.close()
