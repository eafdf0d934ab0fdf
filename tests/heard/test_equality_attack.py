"""`heard equality attack` as an operator types it: whether readers of all releases can work out a small count."""

from collections.abc import Iterator

import pytest
from released_on import released_on
from sqlalchemy import select

from chaos.installation import Installation
from foundation.records import Records
from foundation.records.models import EqualityCount, EqualityRelease

pytestmark = pytest.mark.xdist_group("commands")


@pytest.fixture
def released(prepared: Installation) -> Iterator[Records]:
    """One period of eighty adults that is closed and released."""
    with released_on(prepared) as records:
        yield records


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
