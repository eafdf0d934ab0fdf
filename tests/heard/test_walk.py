"""The walk of the made-up year, on a slice of it: through the services' own doors, each submission once."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from chaos.installation import Installation, an_installation
from foundation.council import Council
from foundation.records.models import ApiKey, Case, Deadline, HistoryLine, Outgoing, Parked, Submission
from foundation.runtime.clock import london_day, now
from heard.partners import add_partner, renew_key
from heard.synthetic.walk import walk
from heard.synthetic.year import PlannedSubmission, plan

pytestmark = pytest.mark.xdist_group("walk")

PARTNER = "The synthetic year"
MOMENTS_AND_IDS = {"id", "submission_id", "partner_id", "case_id", "reference", "received_at", "opened_at", "at"}


@pytest.fixture(scope="module")
def planned(council: Council) -> list[PlannedSubmission]:
    """The first forty of the year."""
    return plan(council, date(2026, 11, 22))[:40]


def an_empty_one() -> Iterator[Installation]:
    with an_installation() as installation:
        installation.profile.database.start(fsync="off")
        assert installation.heard("init").returncode == 0
        assert installation.heard("migrate").returncode == 0
        yield installation


one = pytest.fixture(scope="module", name="one")(an_empty_one)
other = pytest.fixture(scope="module", name="other")(an_empty_one)


def a_key(installation: Installation) -> str:
    """The walk's key: a new one each time it begins, as `heard run` does it."""
    with installation.records("heard_operator") as records, records.unit_of_work() as uow:
        begun = uow.session.scalar(select(ApiKey.id).where(ApiKey.partner == PARTNER))
        return renew_key(uow, PARTNER) if begun else add_partner(uow, PARTNER, now())


def everything(installation: Installation) -> list[Any]:
    """What was kept, without ids, references and moments; each moment's day stays."""

    def plain(row: Any) -> tuple[Any, ...]:
        return tuple(
            str(getattr(row, column.name)) for column in row.__table__.columns if column.name not in MOMENTS_AND_IDS
        )

    found = []
    with installation.records() as records, records.unit_of_work() as uow:
        for submission, case in uow.session.execute(
            select(Submission, Case).join(Case, Case.submission_id == Submission.id).order_by(Submission.id)
        ):
            days = [london_day(moment) for moment in (submission.received_at, case.opened_at)]
            clocks = uow.session.scalars(select(Deadline).where(Deadline.case_id == case.id))
            lines = uow.session.scalars(select(HistoryLine).where(HistoryLine.case_id == case.id))
            found.append((plain(submission), plain(case), days, sorted(map(plain, clocks)), sorted(map(plain, lines))))
    return found


def test_interrupted_and_begun_again_each_is_there_once_and_two_walks_give_the_same(
    one: Installation, other: Installation, planned: list[PlannedSubmission]
) -> None:
    begun = walk(one.profile, planned, a_key(one))
    for done in begun:
        if done >= len(planned) // 2:
            break
    begun.close()  # type: ignore[attr-defined]
    with one.records() as records, records.unit_of_work() as uow:
        there = uow.session.scalar(select(func.count()).select_from(Submission))
    assert there == done < len(planned)

    assert list(walk(one.profile, planned, a_key(one)))[-1] == len(planned)
    assert list(walk(one.profile, planned, a_key(one)))[-1] == len(planned)
    walked = everything(one)
    assert Counter(submission for submission, *_ in walked).most_common(1)[0][1] == 1
    assert len(walked) == len(planned)
    with one.records() as records, records.unit_of_work() as uow:
        for table in (Outgoing, Parked):
            assert uow.session.scalar(select(func.count()).select_from(table)) == 0

    list(walk(other.profile, planned, a_key(other)))
    assert everything(other) == walked


def test_each_was_received_and_opened_on_its_own_day(other: Installation, planned: list[PlannedSubmission]) -> None:
    list(walk(other.profile, planned, a_key(other)))
    with other.records() as records, records.unit_of_work() as uow:
        received = uow.session.execute(select(Submission.received_on, Submission.received_at, Submission.words)).all()
    assert Counter(row.received_on for row in received) == Counter(each.received_on for each in planned)
    assert all(london_day(row.received_at) == row.received_on for row in received)
    assert {row.words for row in received} == {each.body.get("words") for each in planned}
