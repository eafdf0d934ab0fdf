"""`heard equality keys` as an operator types it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, update

from chaos.installation import Installation
from foundation.records import Records
from foundation.records.models import EqualityPeriod, SealingKey
from foundation.runtime.clock import london_today
from worker.surveys.keys import KeyFolder

pytestmark = pytest.mark.xdist_group("commands")


@pytest.fixture
def made(prepared: Installation) -> Iterator[dict[str, UUID]]:
    """Keys of this month, the month before, a sample and two periods, and one that was destroyed; their ids."""
    records = Records(prepared.profile.database.url("postgres"), process="tests", connections=1)
    folder = KeyFolder(prepared.profile.key_folder)
    this_month = london_today().replace(day=1)
    before = (this_month - timedelta(days=1)).replace(day=1)
    ids: dict[str, Any] = {}
    with records.unit_of_work() as uow:
        uow.connection.execute(delete(SealingKey))
        ids["now"] = folder.make_key(uow, month=this_month)
        ids["before"] = folder.make_key(uow, month=before)
        ids["old"] = folder.make_key(uow, month=date(2025, 1, 1))
        ids["sample"] = folder.make_key(uow, sample_id=UUID(int=1))
        ids["period"] = folder.make_period(uow, "complainants", this_month, this_month + timedelta(days=90))
        ids["lost"] = folder.make_period(uow, "other_feedback", this_month, this_month + timedelta(days=90))
        uow.connection.execute(update(EqualityPeriod).where(EqualityPeriod.id == ids["lost"]).values(state="lost"))
        uow.connection.execute(update(SealingKey).where(SealingKey.id == ids["old"]).values(destroyed=True))
    folder.destroy(ids["old"])
    folder.destroy(ids["before"])
    folder.destroy(ids["lost"])
    yield ids
    with records.unit_of_work() as uow:
        uow.connection.execute(delete(SealingKey))
        uow.connection.execute(delete(EqualityPeriod))
    for one in ids.values():
        folder.destroy(one)
    records.close()


def test_every_key_is_listed_with_its_use_and_where_its_private_half_is(typed, prepared, made):
    done = typed(prepared, "equality", "keys")
    assert done.exit_code == 0, done.output
    lines = {line.split("  ")[0]: line.split("  ")[1:] for line in done.stdout.splitlines()}
    today = london_today()
    assert lines[str(made["now"])] == [f"{today:%B %Y}", "in use", "private half here"]
    assert lines[str(made["sample"])][1:] == ["until the survey is counted", "private half here"]
    assert lines[str(made["old"])] == ["January 2025", "destroyed", "private half gone"]
    _, state, where = lines[str(made["before"])]
    assert state.startswith("kept until ")
    assert where == "PRIVATE HALF MISSING"
    begins_on = today.replace(day=1)
    ends_on = begins_on + timedelta(days=90)
    assert lines[str(made["period"])] == [
        f"about oneself: complainants, {begins_on} to {ends_on}",
        f"until its answers are counted, from {ends_on + timedelta(days=14)}",
        "private half here",
    ]
    assert lines[str(made["lost"])][1:] == [
        "lost; put back, its answers are counted with the period that is open", "PRIVATE HALF MISSING",
    ]  # fmt: skip
    assert "6 keys" in done.stderr


def test_no_secret_is_shown_and_a_folder_that_is_elsewhere_is_said_and_not_made(typed, prepared, made, tmp_path):
    private = KeyFolder(prepared.profile.key_folder).private(made["now"])
    assert private
    elsewhere = tmp_path / "not here"
    done = typed(prepared, "equality", "keys", HEARD_KEYS=str(elsewhere))
    assert done.exit_code == 0, done.output
    assert "cannot be read from here" in done.stderr
    assert "private half not looked at" in done.stdout
    assert private.hex() not in done.output
    assert not elsewhere.exists()
