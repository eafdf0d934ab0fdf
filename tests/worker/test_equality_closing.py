"""The end of a period: fifty answers close it, fewer run on, each is counted once, and then nothing can be opened."""

import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Barrier, Event, Thread
from uuid import uuid4

import pytest
from sealed_away import AUTUMN, NO_THANKS, POOL, WINTER, period_of, put, said, sealed
from sqlalchemy import create_engine, event, text, update

from foundation.contracts.equality import EqualitySealed
from foundation.courier.topology import Topology, declare
from foundation.equality.sealing import CannotOpen, unseal
from foundation.equality.tally import Tally
from foundation.records import UnitOfWork
from foundation.records.models import (
    EqualityBox,
    EqualityCount,
    EqualityOffer,
    EqualityPeriod,
    Outgoing,
    Parked,
    SealedTally,
)
from worker.equality import closing as ends
from worker.equality.closing import NO_KEY, NO_NEXT, ON_BROKER, ON_ITS_WAY, close_periods
from worker.equality.periods import keep_periods
from worker.equality.tally import tally_boxes
from worker.handlers.keep_equality_box import keep_equality_boxes

PROGRAM = Path(__file__).with_name("dies_while_counting.py")
LAST_DAY_OF_WAITING, IN_JANUARY = date(2027, 1, 13), date(2027, 1, 14)


@pytest.fixture
def autumn(keys, everything):
    """The period that runs."""
    return period_of(everything)


@pytest.fixture
def until(clock, given, keys):
    """A day comes, and the periods that are made until then."""

    def pass_by(day):
        clock.forward(days=(day - clock.moment.date()).days)
        keep_periods(given, keys)

    return pass_by


@pytest.fixture
def counts(rows):
    """What was counted of periods that have closed, by question and answer."""
    return lambda: {(row.question, row.answer): row.n for row in rows(EqualityCount)}


@pytest.fixture
def ending(given, keys):
    """What became of the one pool's periods that were due."""
    return lambda **more: [(it.became, it.why) for it in close_periods(given, keys, pools=[POOL], **more)]


def states(rows):
    return {row.ends_on: row.state for row in rows(EqualityPeriod) if row.pool == POOL}


# ------------------------------------------------------------------ forty-nine and fifty


def test_fifty_answers_close_a_period_two_weeks_after_its_end_and_not_before(
    autumn, until, ending, everything, rows, counts, keys, clock
):
    put(everything, autumn, *[said(sex="female", religion="none")] * 50, *[NO_THANKS] * 9, offers=130)
    until(LAST_DAY_OF_WAITING)
    assert ending() == []
    until(IN_JANUARY)
    assert ending() == [("closed", "")]
    found = counts()
    totals = {question: n for (question, answer), n in found.items() if answer == ":all"}
    assert totals == {":boxes": 59, ":offers": 130, ":answers": 50, ":declined": 9, ":unreadable": 0}
    assert found["sex", "female"] == found["religion", "none"] == found["age_band", ":unanswered"] == 50
    [closed] = [row for row in rows(EqualityPeriod) if row.id == autumn.id]
    assert (closed.state, closed.ended_at, closed.begins_on, closed.ends_on) == (
        "closed", clock(), date(2026, 10, 1), AUTUMN,
    )  # fmt: skip
    assert rows(EqualityBox) == rows(SealedTally) == []
    assert not [row for row in rows(EqualityOffer) if row.period_id == autumn.id]
    assert keys.private(autumn.id) is None
    assert ending() == []


def test_forty_nine_answers_run_on_and_the_next_period_counts_them_with_its_own(
    autumn, until, ending, everything, rows, counts, keys, given
):
    put(everything, autumn, *[said(sex="female")] * 45, *[NO_THANKS] * 20)
    tally_boxes(given, keys)
    put(everything, autumn, *[said(sex="female")] * 4)
    until(IN_JANUARY)
    assert ending() == [("ran_on", "")]
    assert counts() == {}
    assert states(rows) == {AUTUMN: "ran_on", WINTER: "open"}
    winter = period_of(everything, WINTER)
    assert (winter.begins_on, winter.waiting) == (date(2026, 10, 1), 60)
    [before] = [row for row in rows(EqualityPeriod) if row.id == autumn.id]
    assert before.ran_on_into == winter.id
    assert keys.private(autumn.id) is None
    assert {row.period_id for row in (*rows(EqualityBox), *rows(EqualityOffer), *rows(SealedTally))} == {winter.id}
    put(everything, winter, said(sex="male"))
    until(date(2027, 4, 14))
    assert ending() == [("closed", "")]
    assert (counts()["sex", "female"], counts()["sex", "male"]) == (49, 1)
    assert (counts()[":boxes", ":all"], counts()[":offers", ":all"]) == (70, 70)


def test_a_period_that_nobody_answered_runs_on_too(autumn, until, ending, everything, rows):
    until(IN_JANUARY)
    assert ending() == [("ran_on", "")]
    assert period_of(everything, WINTER).waiting == 0


def test_after_a_long_stop_of_the_worker_periods_run_on_into_the_one_that_is_open(
    autumn, until, ending, everything, rows
):
    put(everything, autumn, *[said()] * 7)
    until(date(2027, 8, 1))
    assert ending() == [("ran_on", "")]
    summer = period_of(everything, date(2027, 9, 30))
    assert summer.begins_on == date(2026, 10, 1)
    assert {box.period_id for box in rows(EqualityBox)} == {summer.id}


def test_boxes_that_nobody_can_read_are_counted_as_such_also_when_their_period_runs_on(
    autumn, until, ending, everything, counts, rows
):
    put(everything, autumn, said(), offers=3)
    with everything.unit_of_work() as uow:
        uow.keep(EqualityBox, {"id": uuid4(), "period_id": autumn.id, "sealed": b"x" * 100})
    until(IN_JANUARY)
    assert ending() == [("ran_on", "")]
    put(everything, period_of(everything, WINTER), *[said()] * 49)
    until(date(2027, 4, 14))
    assert ending() == [("closed", "")]
    assert (counts()[":unreadable", ":all"], counts()[":answers", ":all"]) == (1, 50)


# ------------------------------------------------------------------ what it waits for


def test_while_an_answer_of_it_is_on_its_way_or_parked_a_period_does_not_close(
    autumn, until, ending, everything, clock, rows
):
    put(everything, autumn, *[said()] * 50)
    until(IN_JANUARY)
    winter = period_of(everything, WINTER)
    box = sealed(NO_THANKS, autumn.public)
    with everything.unit_of_work() as uow:
        messages = [EqualitySealed(POOL, it.id, box) for it in (autumn, winter)]
        uow.send(*((message, "equality.sealed") for message in messages), source="intake", moment=clock())
    assert ending() == [("waits", ON_ITS_WAY)]
    with everything.unit_of_work() as uow:
        for row in uow.session.query(Outgoing).all():
            parked = {name: getattr(row, name) for name in ("type", "routing_key", "headers", "body")}
            uow.keep(Parked, parked | {
                "message_id": row.id, "reason": "tried too often", "attempts": 5, "parked_at": clock(),
                "fate": "waiting" if str(autumn.id).encode() in row.body else "dropped", "decided_at": None,
                "decided_because": None,
            })  # fmt: skip
            if str(autumn.id).encode() in row.body:
                uow.session.delete(row)
    assert ending() == [("waits", ON_ITS_WAY)]
    with everything.unit_of_work() as uow:
        uow.connection.execute(update(Parked).values(fate="dropped"))
    assert ending() == [("closed", "")], "the answer that is on its way is one of the next period"


def test_while_something_lies_on_the_broker_no_period_closes(autumn, until, ending, everything, broker):
    put(everything, autumn, *[said()] * 50)
    until(IN_JANUARY)
    with closing(broker.connect("tests")) as connection:
        declare(connection, Topology())
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish("heard", "equality.sealed", b"x", mandatory=True)
        assert ending(broker=broker) == [("waits", ON_BROKER)]
        channel.queue_purge("work")
        assert ending(broker=broker) == [("closed", "")]


def test_without_its_key_or_a_next_period_it_waits_and_says_why(autumn, until, ending, everything, keys, clock):
    put(everything, autumn, *[said()] * 49)
    clock.forward(days=52)
    assert ending() == [("waits", NO_NEXT)]
    (keys.path / f"{autumn.id}.key").rename(keys.path / "away")
    assert ending() == [("waits", NO_KEY)]


# ------------------------------------------------------------------ once


class Killed(BaseException):
    """What a signal does, at a statement of our choice."""


@pytest.fixture
def killed_at_every_statement(given, monkeypatch):
    """Do something again and again, and end it one statement later each time, until it comes to its end."""

    def run(do, check):
        left, keep, engine = [0], UnitOfWork.keep, given.records._engine

        def ran(*_):
            left[0] -= 1
            if left[0] == 0:
                raise Killed

        def keeps(uow, table, *rows):
            keep(uow, table, *rows)
            ran()

        monkeypatch.setattr(UnitOfWork, "keep", keeps)
        event.listen(engine, "after_cursor_execute", ran)
        event.listen(engine, "commit", ran)
        for step in range(1, 200):
            left[0] = step
            try:
                do()
            except Killed:
                left[0] = 0
                check()
            else:
                return step
        raise AssertionError("it never came to its end")

    return run


def everybody(keys, rows):
    """How many boxes are counted, in sealed tallies and in counts, or wait."""
    privates = [keys.private(one) for one in keys.all_private()]
    tallied = sum(Tally.unpack(unseal(row.sealed, privates)).boxes for row in rows(SealedTally))
    closed = sum(row.n for row in rows(EqualityCount) if row.question == ":boxes")
    return tallied + closed + len(rows(EqualityBox))


def test_killed_at_any_statement_of_the_tally_each_answer_is_counted_once(
    killed_at_every_statement, autumn, everything, given, keys, rows
):
    put(everything, autumn, *[said(sex="female")] * 20)
    tally_boxes(given, keys)
    put(everything, autumn, *[said(sex="female")] * 45)

    def check():
        assert everybody(keys, rows) == 65

    steps = killed_at_every_statement(lambda: tally_boxes(given, keys), check)
    assert steps > 7
    assert (everybody(keys, rows), period_of(everything).waiting) == (65, 60)


@pytest.mark.parametrize("answers, became", [(49, "ran_on"), (50, "closed")])
def test_killed_at_any_statement_of_a_closing_each_answer_is_counted_once(
    answers, became, killed_at_every_statement, autumn, until, everything, given, keys, rows
):
    put(everything, autumn, *[said(sex="female")] * answers, NO_THANKS, NO_THANKS)
    tally_boxes(given, keys)
    until(IN_JANUARY)

    def check():
        assert everybody(keys, rows) == answers + 2
        assert keys.private(autumn.id) or states(rows)[AUTUMN] == became

    steps = killed_at_every_statement(lambda: close_periods(given, keys), check)
    assert steps > 20
    assert states(rows)[AUTUMN] == became
    assert everybody(keys, rows) == answers + 2
    assert len(rows(EqualityOffer)) == (answers + 2 if became == "ran_on" else 0)
    assert keys.private(autumn.id) is None


@pytest.mark.parametrize("step", ["close", "destroy"])
def test_killed_by_a_signal_it_goes_on_where_it_was(
    step, autumn, until, ending, everything, keys, rows, counts, database, clock
):
    put(everything, autumn, *[said(sex="female")] * 50)
    until(IN_JANUARY)
    told = {"records": database.url("heard_consume"), "keys": str(keys.path), "step": step, "moment": str(clock())}
    died = subprocess.run(
        [sys.executable, "-W", "error", PROGRAM], input=json.dumps(told), text=True, capture_output=True, timeout=60
    )  # fmt: skip
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert everybody(keys, rows) == 50
    assert keys.private(autumn.id)
    assert ending() == ([] if step == "destroy" else [("closed", "")])
    assert counts()["sex", "female"] == counts()[":boxes", ":all"] == 50
    assert keys.private(autumn.id) is None


def test_workers_that_count_and_close_at_once_count_each_answer_once(
    autumn, until, given_as, everything, keys, rows, counts
):
    put(everything, autumn, *[said(sex="female")] * 90)
    until(IN_JANUARY)
    workers, begin, faults = [given_as("heard_consume") for _ in range(3)], Barrier(3), []

    def work():
        given = workers.pop()
        begin.wait()
        try:
            for _ in range(5):
                close_periods(given, keys)
        except Exception as error:  # noqa: BLE001 -- of whatever kind, the test must see it
            faults.append(error)

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert counts()["sex", "female"] == counts()[":boxes", ":all"] == 90
    assert rows(EqualityBox) == []


def test_a_box_that_arrives_while_its_period_closes_waits_for_that_and_is_dropped_as_late(
    autumn, until, ending, everything, given_as, rows, counts, monkeypatch, sample
):
    put(everything, autumn, *[said()] * 50)
    until(IN_JANUARY)
    worker, ended, let_go = given_as("heard_consume"), Event(), ends.let_go
    late = EqualitySealed(POOL, autumn.id, sealed(said(), autumn.public))
    before = sample("heard_equality_boxes_late_total")

    def arrive():
        with worker.records.unit_of_work() as uow:
            keep_equality_boxes(uow, [late], worker)
        ended.set()

    thread = Thread(target=arrive)

    def closes(uow, period):
        thread.start()
        assert not ended.wait(0.2)
        let_go(uow, period)

    monkeypatch.setattr(ends, "let_go", closes)
    assert ending() == [("closed", "")]
    thread.join()
    assert rows(EqualityBox) == []
    assert counts()[":boxes", ":all"] == 50
    assert sample("heard_equality_boxes_late_total") == before + 1


# ------------------------------------------------------------------ afterwards


def test_a_copy_of_the_database_from_before_cannot_be_opened_once_a_period_has_closed(
    autumn, until, ending, everything, keys, rows, given, database
):
    put(everything, autumn, *[said(sex="female")] * 20)
    tally_boxes(given, keys)
    put(everything, autumn, *[said(sex="female")] * 30)
    until(IN_JANUARY)
    copy = f"{database.name}_copy"
    server = create_engine(os.environ["HEARD_TEST_DATABASE_URL"], isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(
            text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :name"),
            {"name": database.name},
        )
        connection.execute(text(f"create database {copy} template {database.name}"))
    try:
        assert ending() == [("closed", "")]
        backup = create_engine(database.url().replace(database.name, copy))
        with backup.connect() as connection:
            kept = connection.scalars(
                text("select sealed from equality.box union all select sealed from equality.sealed_tally")
            ).all()
        backup.dispose()
        assert len(kept) == 31
        privates = [keys.private(one) for one in keys.all_private()]
        for sealed_then in kept:
            with pytest.raises(CannotOpen):
                unseal(sealed_then, privates)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"drop database {copy} with (force)"))
        server.dispose()


def test_nobody_s_answers_or_counts_are_in_a_log(autumn, until, ending, everything, given, keys, caplog):
    caplog.set_level("DEBUG")
    put(everything, autumn, *[said(religion="sikh")] * 71)
    tally_boxes(given, keys)
    until(IN_JANUARY)
    assert ending() == [("closed", "")]
    assert "closed" in caplog.text
    for told in ("sikh", "71", "60"):
        assert told not in "".join(str({k: v for k, v in it.msg.items() if k not in ("period_id", "timestamp")})
                                   for it in caplog.records if isinstance(it.msg, dict))  # fmt: skip
