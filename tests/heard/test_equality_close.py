"""`heard equality close` as an operator types it, where the key folder is."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from sealed_away import put, said
from sqlalchemy import delete, select

from chaos.installation import Installation
from foundation.records import Records
from foundation.records.models import EqualityBox, EqualityCount, EqualityOffer, EqualityPeriod, SealedTally
from foundation.runtime.clock import london_today
from worker.surveys.keys import KeyFolder

pytestmark = pytest.mark.xdist_group("commands")

Make = Callable[[str, date], UUID]


@pytest.fixture
def records(prepared: Installation) -> Iterator[Records]:
    """The database with every right, and nothing of equality left in it."""
    records = Records(prepared.profile.database.url("postgres"), process="tests", connections=1)
    yield records
    with records.unit_of_work() as uow:
        for table in (EqualityCount, EqualityBox, EqualityOffer, SealedTally, EqualityPeriod):
            uow.connection.execute(delete(table))
    records.close()


@pytest.fixture
def make(prepared: Installation, records: Records) -> Iterator[Make]:
    """A period of a pool that ends on a day."""
    keys = KeyFolder(prepared.profile.key_folder)
    made: list[UUID] = []

    def make(pool: str, ends_on: date) -> UUID:
        with records.unit_of_work() as uow:
            period_id = keys.make_period(uow, pool, ends_on - timedelta(days=90), ends_on)
            assert period_id
        made.append(period_id)
        return period_id

    yield make
    for period_id in made:
        keys.destroy(period_id)


def test_what_was_closed_what_runs_on_and_what_waits_is_said_with_a_reason(typed, prepared, records, make):
    today = london_today()
    over, running = today - timedelta(days=20), today + timedelta(days=70)
    for pool in ("complainants", "other_feedback"):
        make(pool, over)
        make(pool, running)
    with records.unit_of_work() as uow:
        periods = {(it.pool, it.ends_on): it for it in uow.session.scalars(select(EqualityPeriod))}
    put(records, periods["complainants", over], *[said(sex="female")] * 50)
    put(records, periods["other_feedback", over], *[said(sex="female")] * 3, offers=2)
    done = typed(prepared, "equality", "close", "--pool", "complainants")
    assert done.exit_code == 0, done.output
    first, second = done.stdout.splitlines()
    assert first.startswith(f"complainants, {over - timedelta(days=90)} to {over}  closed: ")
    assert second.endswith(f"  open: may be closed from {running + timedelta(days=14)}")
    done = typed(prepared, "equality", "close")
    assert done.exit_code == 1
    assert f"{over}  waits: more answers came than offers were made" in done.stdout
    put(records, periods["other_feedback", over], offers=1)
    with records.unit_of_work() as uow:
        held = uow.session.get_one(EqualityPeriod, periods["other_feedback", over].id)
        held.decision, held.decided_at = "keep", held.held_at
    done = typed(prepared, "equality", "close")
    assert done.exit_code == 0, done.output
    assert f"{over}  runs on: too few answers" in done.stdout


def test_where_the_key_folder_is_not_nothing_is_closed_and_no_folder_made(typed, prepared, make, tmp_path):
    make("complainants", london_today() - timedelta(days=20))
    elsewhere = tmp_path / "not here"
    done = typed(prepared, "equality", "close", HEARD_KEYS=str(elsewhere))
    assert done.exit_code == 1
    assert "close periods where consume runs" in done.stderr
    assert not elsewhere.exists()
    done = typed(prepared, "equality", "close", "--pool", "neighbours")
    assert done.exit_code == 2
    assert "complainants" in done.stderr
    elsewhere.mkdir()
    done = typed(prepared, "equality", "close", HEARD_KEYS=str(elsewhere))
    assert done.exit_code == 1
    assert "waits: the private half of its key is not here" in done.stdout
