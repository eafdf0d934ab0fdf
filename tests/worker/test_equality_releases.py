"""What is closed and counted becomes a release: once, whole, for the officer and for everybody, and told by no log."""

import json
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier, Thread

import pytest
from builders import a_case
from counted import a_closed_period, a_counted_sample, make_releases
from sqlalchemy import select, text, update
from staffing import an_account

from foundation.equality.figures import BadFigure
from foundation.equality.release.content import as_json, from_json
from foundation.equality.release.kinds import Kind
from foundation.records import RecordsRefused
from foundation.records.models import EqualityCount, EqualityRelease, PublishedNumber
from heard.work import OF_A_RELEASE, Work
from worker.equality import releasing
from worker.equality.making import work_out
from worker.health import SLOW
from worker.jobs import Worker

MOMENT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PROGRAM = Path(__file__).with_name("dies_while_releasing.py")
FEW = {"answers": 4, "declined": 0, "offers": 60}  # of so few nothing is told, which takes no time


@pytest.fixture
def closed(everything):
    """Another period that is closed; its id."""

    def close(**different):
        with everything.unit_of_work() as uow:
            return a_closed_period(uow, MOMENT, **{**FEW, **different})

    return close


def versions(rows, number=1):
    return {row.profile: row for row in rows(EqualityRelease) if row.number == number}


def test_a_closed_period_becomes_a_release_for_the_officer_and_one_for_everybody(closed, given, rows):
    closed(answers=24, declined=12, offers=60)
    assert make_releases(given) == 1
    found = versions(rows)
    assert found.keys() == {"officer", "public"}
    for row in found.values():
        assert (row.kind, row.about, row.begins_on, row.ends_on) == (
            "period", "complainants", date(2026, 7, 1), date(2026, 9, 30),
        )  # fmt: skip
        content = from_json(Kind.PERIOD, row.content)
        assert (content.answers, content.declined) == (24, 12)
        assert [(step.code, step.n) for step in content.funnel] == [
            ("offered", 60), ("submitted", 36), ("answered_any", 24),
        ]  # fmt: skip
        assert content.tables
    assert {line.release_id for line in rows(PublishedNumber)} == {row.id for row in found.values()}
    assert make_releases(given) == 0


def test_a_log_says_that_a_release_was_made_and_no_count(closed, given, caplog):
    caplog.set_level("DEBUG")
    closed(answers=4, declined=3, offers=91_827_364)
    make_releases(given)
    [line] = [record.msg for record in caplog.records if record.msg["event"] == "release made"]
    assert line.keys() - {"level", "logger", "timestamp", "process"} == {"event", "number", "kind", "seconds"}
    assert "91827364" not in caplog.text


def test_two_workers_at_once_make_one_release_of_each_period(closed, given, rows):
    closed()
    closed(pool="other_feedback", seed=2)
    barrier, made = Barrier(2), []

    def work():
        barrier.wait()
        made.append(make_releases(given))

    workers = [Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sum(made) + make_releases(given) == 2
    assert sorted((row.number, row.profile) for row in rows(EqualityRelease)) == [
        (1, "officer"), (1, "public"), (2, "officer"), (2, "public"),
    ]  # fmt: skip


def test_what_another_worker_made_in_between_is_not_made_again(closed, given, rows, monkeypatch):
    closed()
    make_it = releasing._make

    def too_late(*told):
        monkeypatch.setattr(releasing, "_make", make_it)
        assert make_releases(given) == 1
        return make_it(*told)

    monkeypatch.setattr(releasing, "_make", too_late)
    assert make_releases(given) == 0
    assert versions(rows, 2) == {}


def test_a_worker_that_is_killed_between_two_versions_has_made_no_release_and_the_next_makes_it(
    closed, given, rows, database, let_go
):
    closed()
    told = json.dumps({"records": database.url("heard_consume")})
    done = subprocess.run([sys.executable, PROGRAM], input=told, capture_output=True, text=True, timeout=120)
    assert done.returncode == -signal.SIGKILL, done.stderr
    let_go()
    assert rows(EqualityRelease) == rows(PublishedNumber) == []
    assert make_releases(given) == 1
    assert versions(rows).keys() == {"officer", "public"}


def test_counts_that_do_not_add_up_are_no_release_and_hold_up_no_other(closed, given, rows, everything):
    wrong = closed(ends_on=date(2026, 6, 30), begins_on=date(2026, 4, 1))
    closed()
    with everything.unit_of_work() as uow:
        uow.connection.execute(
            update(EqualityCount)
            .where(EqualityCount.period_id == wrong, EqualityCount.question == "sex", EqualityCount.answer == "female")
            .values(n=EqualityCount.n + 1)
        )
    with pytest.raises(BadFigure, match="sex"):
        make_releases(given)
    assert {row.ends_on for row in rows(EqualityRelease)} == {date(2026, 9, 30)}


def test_a_sample_survey_becomes_a_release_too_and_with_few_answers_it_says_that_they_are_few(
    given, rows, everything, records_as, council
):
    officer = an_account(records_as("heard_operator"), council, MOMENT, role="equality_officer", password=None)
    with everything.unit_of_work() as uow:
        a_counted_sample(uow, officer, MOMENT, answered={"north": 1, "south": 3})
    assert make_releases(given) == 1
    row = versions(rows)["officer"]
    content = from_json(Kind.FAMILIES, row.content)
    assert (row.kind, row.about, content.answers, content.tables) == ("families", "Winter survey", None, ())
    assert [step.code for step in content.funnel] == ["eligible", "invited", "delivered", "submitted"]
    assert {(one.characteristic, one.opinion) for one in content.withheld} >= {("sex", None), ("sex", "satisfied")}
    assert {one.why for one in content.withheld} == {"too_small"}


def test_after_counts_come_the_report_of_the_year_and_of_demand_made_from_them(closed, given, rows, everything, clock):
    clock.moment = datetime(2026, 4, 20, 9, 0, tzinfo=UTC)
    period_id = closed(begins_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))
    with everything.unit_of_work() as uow:
        for day in (date(2026, 1, 12), date(2026, 2, 2), date(2026, 3, 3), date(2026, 3, 4)):
            a_case(uow, submission={"received_on": day})
    assert make_releases(given) == 3
    assert [versions(rows, number)["public"].kind for number in (1, 2, 3)] == ["period", "year", "demand"]
    year, demand = (
        from_json(Kind(row.kind), row.content) for row in (versions(rows, number)["officer"] for number in (2, 3))
    )
    assert (year.year, year.periods, year.sample) == (2025, (str(period_id),), None)
    assert "records" in {one.channel for one in year.characteristics}
    assert [(month.month, month.complaints) for month in demand.months] == [
        (date(2026, 2, 1), 1), (date(2026, 3, 1), 2),
    ]  # fmt: skip
    assert demand.areas_year == 2025
    assert [area.code for area in demand.areas] == list(given.council.areas)
    assert make_releases(given) == 0
    kept = select(EqualityRelease.kind, EqualityRelease.inputs, EqualityRelease.number, EqualityRelease.content)
    with given.records.unit_of_work() as uow:
        for kind, inputs, number, content in uow.connection.execute(kept.where(EqualityRelease.profile == "public")):
            assert as_json(work_out(uow, Kind(kind), inputs, number).public) == content, "made again it is the same"


def test_the_survey_site_reads_releases_but_not_what_they_were_made_from(closed, given, records_as):
    closed()
    make_releases(given)
    staff = records_as("heard_survey_staff")
    with staff.unit_of_work() as uow:
        assert len(uow.session.scalars(select(EqualityRelease)).all()) == 2
    with pytest.raises(RecordsRefused), staff.unit_of_work() as uow:
        uow.connection.execute(text("select inputs from equality.release"))


def test_releases_are_numbered_in_turn_and_each_knows_of_those_before_it(closed, given, rows, monkeypatch):
    earlier = []
    monkeypatch.setattr(releasing, "work_out", lambda *told: (earlier.append(told[3]), work_out(*told))[1])
    closed()
    closed(begins_on=date(2026, 10, 1), ends_on=date(2026, 12, 31), seed=5)
    assert make_releases(given) == 2
    assert earlier == [1, 2]
    assert [versions(rows, number)["officer"].ends_on for number in (1, 2)] == [date(2026, 9, 30), date(2026, 12, 31)]


def test_a_release_that_takes_minutes_is_no_alarm_and_other_work_that_does_is_one():
    releasing, other = Worker([], slack=OF_A_RELEASE), Worker([])
    work = Work([releasing, other], list)
    releasing.alive_at -= SLOW + 60
    assert time.monotonic() - work.heard_of_at() < SLOW
    other.alive_at -= SLOW + 60
    assert time.monotonic() - work.heard_of_at() > SLOW
