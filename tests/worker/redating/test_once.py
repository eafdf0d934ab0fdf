"""Two that count again at once, one that is killed, and a case that is in somebody's hand: each clock moves once."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from running_clocks import LATER, a_clock, an_open_case, proclaim

from casework_console.deciding.hand import find
from foundation.records.models import Case, Deadline, HistoryLine
from worker.redating import redate_all

PROGRAM = Path(__file__).with_name("dies_while_redating.py")


def many(keep, days, count):
    """So many open cases with two clocks each, made at once."""

    def fill(uow):
        for _ in range(count):
            case_id = an_open_case(uow)
            a_clock(uow, case_id, days)
            a_clock(uow, case_id, days, allowed=20)

    keep(fill)


def each_moved_once(rows, count):
    assert {(clock.due_on, clock.calendar) for clock in rows(Deadline)} == {(LATER, 1), (date(2026, 12, 22), 1)}
    told = [
        (line.case_id, one["to"])
        for line in rows(HistoryLine)
        if line.what == "redated"
        for one in line.details["clocks"]
    ]
    assert len(told) == len(set(told)) == 2 * count


def test_two_clocks_at_once_share_the_work(keep, given_as, days, rows):
    many(keep, days, 100)
    keep(proclaim)

    def work(clock):
        return redate_all(clock, size=20)

    with ThreadPoolExecutor(2) as both:
        done = list(both.map(work, [given_as("heard_clock"), given_as("heard_clock")]))
    done.append(work(given_as("heard_clock")))  # what one had in hand when the other looked for the last time
    assert sum(done) == 200
    each_moved_once(rows, 100)


def test_killed_in_the_middle_of_a_lot_it_leaves_that_lot_whole_for_the_next(
    keep, clock_given, database, days, rows, let_go
):
    many(keep, days, 50)
    keep(proclaim)
    told = json.dumps({"records": database.url("heard_clock"), "size": 10})
    killed = subprocess.run([sys.executable, PROGRAM], input=told, capture_output=True, text=True, timeout=60)
    assert killed.returncode == -9, killed.stderr
    let_go()
    assert sum(clock.calendar for clock in rows(Deadline)) == 20
    assert redate_all(clock_given) == 80
    each_moved_once(rows, 50)


def test_a_case_that_somebody_decides_on_is_passed_over_until_they_have_done(
    a_case_with, everything, keep, clock_given, rows
):
    a_case_with({})
    reference = rows(Case)[0].reference
    keep(proclaim)
    with everything.unit_of_work() as uow:
        assert find(uow, reference, lock=True)
        assert redate_all(clock_given) == 0
    assert redate_all(clock_given) == 1
