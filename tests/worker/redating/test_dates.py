"""A bank holiday comes or goes: every running clock is counted again, and its case says so."""

from datetime import date, timedelta

import pytest
from builders import MONDAY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running_clocks import DUE, LATER, proclaim
from sqlalchemy import text

from foundation.procedure.working_days import england
from foundation.records.models import Deadline, StaffMail
from worker.jobs import clock_jobs
from worker.redating import redate_all


def test_a_date_moves_with_its_working_and_the_history_says_which_and_why(a_case_with, keep, clock_given, rows, lines):
    case_id = a_case_with({}, {"due": "acknowledgement", "local": True, "allowed": 3})
    keep(proclaim)
    assert redate_all(clock_given) == 2
    answer, target = sorted(rows(Deadline), key=lambda clock: clock.local)
    assert (answer.due_on, answer.calendar) == (LATER, 1)
    assert "Tuesday 8 December 2026. Wednesday 2 December 2026 is a holiday (Day of joy)." in answer.working
    assert (target.due_on, target.calendar) == (date(2026, 11, 26), 1)
    [line] = lines("redated")
    assert line.case_id == case_id
    assert line.details == {
        "clocks": [{"due": "stage_1_answer", "local": False, "from": "2026-12-07", "to": "2026-12-08"}],
        "changes": [{"day": "2026-12-02", "what": "added", "name": "Day of joy"}],
        "letter": False,
    }


def test_two_dates_of_one_case_stand_in_one_line(a_case_with, keep, clock_given, lines):
    a_case_with({}, {"due": "decision", "local": True, "allowed": 8})
    keep(proclaim)
    redate_all(clock_given)
    [line] = lines("redated")
    assert {(clock["due"], clock["to"]) for clock in line.details["clocks"]} == {
        ("stage_1_answer", "2026-12-08"),
        ("decision", "2026-12-04"),
    }


def test_a_date_that_stays_gets_the_number_of_the_calendar_and_nothing_else(
    a_case_with, keep, clock_given, rows, lines
):
    a_case_with({"due_on": DUE, "working": "As somebody wrote it."})
    keep(proclaim, date(2027, 5, 7))
    assert redate_all(clock_given) == 1
    [clock] = rows(Deadline)
    assert (clock.due_on, clock.working, clock.calendar) == (DUE, "As somebody wrote it.", 1)
    assert not lines("redated")
    assert not rows(StaffMail)


@pytest.mark.parametrize("over", ["met_on", "ended_on"])
def test_what_is_over_is_left_alone(a_case_with, keep, clock_given, rows, over):
    a_case_with({over: MONDAY})
    keep(proclaim)
    assert redate_all(clock_given) == 0
    [clock] = rows(Deadline)
    assert (clock.due_on, clock.calendar) == (DUE, 0)


def test_without_a_change_there_is_nothing_to_do_and_a_second_run_finds_nothing(a_case_with, keep, clock_given, lines):
    a_case_with({})
    assert redate_all(clock_given) == 0
    keep(proclaim)
    assert (redate_all(clock_given), redate_all(clock_given)) == (1, 0)
    assert len(lines("redated")) == 1


def test_it_is_one_of_the_clocks_jobs(a_case_with, keep, clock_given, rows):
    a_case_with({})
    keep(proclaim)
    [job] = [job for job in clock_jobs(clock_given) if job.name == "redate"]
    assert (job.do(), job.every <= 60) == (1, True)
    assert {clock.due_on for clock in rows(Deadline)} == {LATER}


def test_a_holiday_taken_back_brings_every_date_back(a_case_with, keep, clock_given, rows, lines):
    a_case_with({}, {"allowed": 20}, {"allowed": 30, "unit": "calendar"}, {"allowed": 10, "extended_by": 10})
    before = {clock.id: (clock.due_on, clock.working) for clock in rows(Deadline)}
    keep(proclaim)
    redate_all(clock_given)
    keep(proclaim, what="removed")
    redate_all(clock_given)
    assert {clock.id: (clock.due_on, clock.working) for clock in rows(Deadline)} == before
    there, back = sorted(lines("redated"), key=lambda line: line.id)
    assert [change["what"] for change in back.details["changes"]] == ["removed"]
    assert {(one["to"], one["from"]) for one in there.details["clocks"]} == {
        (one["from"], one["to"]) for one in back.details["clocks"]
    }


def test_a_date_beyond_the_table_stays_and_a_person_is_asked_to_set_it(a_case_with, keep, clock_given, rows, lines):
    last = england().known_until
    a_case_with({"starts_on": date(2028, 12, 27), "allowed": 2})
    keep(proclaim, date(2028, 12, 28))
    redate_all(clock_given)
    [clock] = rows(Deadline)
    assert clock.due_on == date(2028, 12, 29) <= last
    assert clock.calendar == 1
    assert [line.details for line in lines("not_redated")] == [{"due": "stage_1_answer", "on": "2028-12-29"}]
    assert [mail.template for mail in rows(StaffMail)] == ["not_redated"]
    assert redate_all(clock_given) == 0


def test_a_breach_that_was_none_by_the_new_calendar_is_taken_back(a_case_with, keep, clock_given, rows):
    a_case_with({"breached_on": LATER, "breach_reason": "Nobody knew", "warned_on": MONDAY})
    a_case_with({"breached_on": LATER + timedelta(days=1), "breach_reason": "Too busy"})
    keep(proclaim)
    redate_all(clock_given)
    void, real = sorted(rows(Deadline), key=lambda clock: clock.breached_on is not None)
    assert (void.breached_on, void.breach_reason, void.warned_on) == (None, None, None)
    assert (real.breached_on, real.breach_reason) == (LATER + timedelta(days=1), "Too busy")


# Whatever the clocks and the changes are.

GOOD_FRIDAY = date(2027, 3, 26)


A_DAY = st.dates(date(2026, 6, 1), date(2027, 6, 30))


CLOCKS = st.lists(
    st.fixed_dictionaries(
        {
            "starts_on": A_DAY,
            "allowed": st.integers(0, 65),
            "unit": st.sampled_from(["working", "calendar"]),
            "extended_by": st.integers(0, 20),
            "paused_days": st.integers(0, 10),
        }
    ),
    min_size=1, max_size=30,
)  # fmt: skip


CHANGES = st.lists(
    st.tuples(A_DAY.filter(lambda day: day.month != 12 and day != GOOD_FRIDAY), st.sampled_from(["added", "removed"])),
    max_size=6,
)


def counted_by_hand(clock, off):
    """Day by day, as a person would with a wall calendar."""
    left, day = clock.allowed + clock.extended_by + clock.paused_days, clock.starts_on
    if clock.unit == "calendar":
        day += timedelta(days=left)
        left = 0
        while day.weekday() > 4 or day in off:
            day += timedelta(days=1)
    while left:
        day += timedelta(days=1)
        left -= not (day.weekday() > 4 or day in off)
    return day


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(clocks=CLOCKS, changes=CHANGES)
def test_what_is_counted_again_is_what_a_person_counts_by_the_new_calendar(
    keep, a_case_with, clock_given, rows, clocks, changes
):
    keep(lambda uow: uow.connection.execute(text('truncate casework."case", operation.holiday_change cascade')))
    a_case_with(*clocks)
    off = set(england().holidays) | {date(2026, 12, 25), date(2026, 12, 26)}
    for day, what in changes:
        keep(proclaim, day, what)
        redate_all(clock_given)
        (off.add if what == "added" else off.discard)(day)
    for clock in rows(Deadline):
        assert clock.due_on == counted_by_hand(clock, off), vars(clock)
        assert clock.calendar == len(changes)
