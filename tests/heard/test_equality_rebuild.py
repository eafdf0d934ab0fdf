"""`heard equality rebuild` as an operator types it: every release again from its inputs, and not one count shown."""

from collections.abc import Iterator
from typing import Any

import pytest
from released_on import released_on
from sqlalchemy import delete, update

from chaos.installation import Installation
from foundation.records import Records
from foundation.records.models import EqualityCount, EqualityRelease, PublishedNumber

pytestmark = pytest.mark.xdist_group("commands")

FIRST = "1  period  complainants  2026-07-01 to 2026-09-30  made on 2026-11-23  "


@pytest.fixture
def released(prepared: Installation) -> Iterator[Records]:
    """One period that is closed and released: with four answers only its funnel is told."""
    with released_on(prepared, answers=4, declined=0, offers=777) as records:
        yield records


def change(records: Records, statement: Any) -> None:
    with records.unit_of_work() as uow:
        assert uow.connection.execute(statement).rowcount


def test_what_is_made_again_the_same_is_said_to_be_and_nothing_is_changed(typed, prepared, released):
    done = typed(prepared, "equality", "rebuild")
    assert (done.exit_code, done.stdout) == (0, f"{FIRST}the same\n")
    assert done.stderr == "1 releases made again, none different\n"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            update(EqualityCount).where(EqualityCount.question == ":offers").values(n=778),
            "DIFFERENT: the officer version has other content; the public version has other content",
        ),
        (
            update(EqualityRelease).where(EqualityRelease.profile == "public").values(content={"about": "nothing"}),
            "DIFFERENT: the public version has other content",
        ),
        (
            update(EqualityCount).where(EqualityCount.question == "sex").values(n=EqualityCount.n + 1),
            "NOT MADE AGAIN: the counts of sex do not add up",
        ),
        (
            update(EqualityRelease).values(inputs={"period": "gone"}),
            "NOT MADE AGAIN: what it was made from cannot be read by this version of Heard (KeyError)",
        ),
        (delete(PublishedNumber), "DIFFERENT: the officer version has other lines in the register"),
        (
            delete(EqualityRelease).where(EqualityRelease.profile == "public"),
            "the public version is missing",
        ),
    ],
    ids=["a count", "what was published", "what does not add up", "inputs", "the register", "a version"],
)
def test_whatever_is_not_the_same_any_more_is_told_and_no_count_with_it(changed, said, typed, prepared, released):
    if changed.is_delete and changed.table.name == "release":
        change(released, delete(PublishedNumber))
    change(released, changed)
    done = typed(prepared, "equality", "rebuild")
    assert done.exit_code == 1, done.output
    assert done.stdout.startswith(FIRST), done.output
    assert said in done.stdout
    assert "1 different" in done.stderr
    assert not any(count in done.output for count in ("777", "778"))
