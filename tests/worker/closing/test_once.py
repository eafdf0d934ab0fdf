"""Killed at any moment, or many at once: a tally and the end of a period count each answer once."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from sealed_away import AUTUMN, IN_JANUARY, NO_THANKS, POOL, period_of, put, said, sealed
from sqlalchemy import event

from foundation.contracts.equality import EqualitySealed
from foundation.equality.sealing import unseal
from foundation.equality.tally import Tally
from foundation.records import UnitOfWork
from foundation.records.models import EqualityBox, EqualityCount, EqualityOffer, SealedTally
from worker.equality import closing as ends
from worker.equality.closing import close_periods
from worker.equality.tally import tally_boxes
from worker.handlers.keep_equality_box import keep_equality_boxes

PROGRAM = Path(__file__).with_name("dies_while_counting.py")


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
    answers, became, killed_at_every_statement, autumn, until, everything, given, keys, rows, states
):
    put(everything, autumn, *[said(sex="female")] * answers, NO_THANKS, NO_THANKS)
    tally_boxes(given, keys)
    until(IN_JANUARY)

    def check():
        assert everybody(keys, rows) == answers + 2
        assert keys.private(autumn.id) or states()[AUTUMN] == became

    steps = killed_at_every_statement(lambda: close_periods(given, keys), check)
    assert steps > 20
    assert states()[AUTUMN] == became
    assert everybody(keys, rows) == answers + 2
    assert len(rows(EqualityOffer)) == (answers + 2 if became == "ran_on" else 0)
    assert keys.private(autumn.id) is None


@pytest.mark.parametrize("step", ["close", "destroy"])
def test_killed_by_a_signal_it_goes_on_where_it_was(
    step, autumn, until, ending, everything, keys, rows, counts, database, clock, let_go
):
    put(everything, autumn, *[said(sex="female")] * 50)
    until(IN_JANUARY)
    told = {"records": database.url("heard_consume"), "keys": str(keys.path), "step": step, "moment": str(clock())}
    died = subprocess.run(
        [sys.executable, "-W", "error", PROGRAM], input=json.dumps(told), text=True, capture_output=True, timeout=60
    )  # fmt: skip
    assert died.returncode == -signal.SIGKILL, died.stderr
    let_go()
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
