"""`heard equality attack` as an operator types it: whether readers of all releases can work out a small count."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from counted import a_closed_period, make_releases
from sqlalchemy import delete, select

from chaos.installation import Installation
from foundation.council import load_council
from foundation.procedure.working_days import england
from foundation.records import Records
from foundation.records.models import EqualityCount, EqualityPeriod, EqualityRelease, PublishedNumber
from worker.circumstances import Circumstances

pytestmark = pytest.mark.xdist_group("commands")

MOMENT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def released(prepared: Installation) -> Iterator[Records]:
    """One period of eighty adults that is closed and released."""
    records = Records(prepared.profile.database.url("postgres"), process="tests", connections=1)
    worker = Records(prepared.profile.database.url("heard_consume"), process="tests", connections=2)
    with records.unit_of_work() as uow:
        a_closed_period(uow, MOMENT)
    assert make_releases(
        Circumstances(worker, load_council(prepared.profile.council_folder), england(), lambda: MOMENT)
    )
    worker.close()
    yield records
    with records.unit_of_work() as uow:
        for table in (PublishedNumber, EqualityRelease, EqualityCount, EqualityPeriod):
            uow.connection.execute(delete(table))
    records.close()


def test_of_what_was_released_nobody_can_work_out_a_small_count(typed, prepared, released):
    done = typed(prepared, "equality", "attack")
    assert done.exit_code == 0, done.output
    officer, everybody = done.stdout.splitlines()
    assert officer.startswith("officer, who reads both versions: ")
    assert everybody.startswith("everybody: ")
    assert all(int(told.split(": ")[1].split(" ")[0]) > 0 for told in (officer, everybody))
    assert done.stdout.count("none can be worked out") == 2


def test_a_small_count_that_was_published_is_found_and_not_told(typed, prepared, released):
    with released.unit_of_work() as uow:
        [public] = uow.session.scalars(select(EqualityRelease).where(EqualityRelease.profile == "public"))
        counts = uow.connection.execute(
            select(EqualityCount.answer, EqualityCount.n).where(EqualityCount.question == "religion")
        )  # fmt: skip
        few = {answer: n for answer, n in counts.all() if 1 <= n < 5}
        table = {"characteristic": "religion", "rung": "religion", "opinion": None, "columns": []}
        shown = {"rows": [*few], "counts": [*([n] for n in few.values()), [sum(few.values())]]}
        others = [it for it in public.content["tables"] if it["characteristic"] != "religion"]
        public.content = public.content | {"tables": [*others, table | shown]}
    done = typed(prepared, "equality", "attack")
    assert done.exit_code == 1, done.output
    for told in done.stdout.splitlines():
        assert told.endswith(" CAN BE WORKED OUT, of religion")
