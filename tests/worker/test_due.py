"""Clocks that run out: a warning before, a mark after, each once, to whoever must know."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from builders import MONDAY
from running_clocks import DUE, a_clock, an_open_case, proclaim
from sqlalchemy import update
from staffing import an_account

from foundation.procedure.working_days import england
from foundation.records.models import Account, Case, Deadline, StaffMail
from worker import due
from worker.due import last_day_to_warn_of, tell_of_calendar_end, watch
from worker.jobs import clock_jobs
from worker.mailboxes import compose
from worker.redating import redate_all

COMPLAINTS = "complaints@herefordshire.example"
THURSDAY = date(2026, 12, 3)  # two working days before DUE
TUESDAY = DUE + timedelta(days=1)


@pytest.fixture
def on(given_as, clock):
    """What the clock is told on a day."""

    def tell(day, **different):
        clock.moment = datetime(day.year, day.month, day.day, 8, 0, tzinfo=UTC)
        return replace(given_as("heard_clock"), **different)

    return tell


@pytest.fixture
def a_case_with(everything, days):
    """A case with one clock; its id."""

    def make(*, coordinator_id=None, team="assessment", **clock):
        with everything.unit_of_work() as uow:
            case_id = an_open_case(uow, coordinator_id=coordinator_id, team=team)
            a_clock(uow, case_id, days, **clock)
        return case_id

    return make


@pytest.fixture
def the_clock(rows):
    def read():
        [clock] = rows(Deadline)
        return clock

    return read


def test_a_clock_is_warned_of_two_working_days_before_and_not_a_day_earlier(a_case_with, on, the_clock, lines, rows):
    a_case_with()
    assert watch(on(THURSDAY - timedelta(days=1))) == 0
    assert watch(on(THURSDAY)) == 1
    assert the_clock().warned_on == THURSDAY
    [line] = lines("warned")
    assert line.details == {"due": "stage_1_answer", "local": False, "on": "2026-12-07"}
    [mail], [case] = rows(StaffMail), rows(Case)
    assert (mail.template, mail.address) == ("due_soon", COMPLAINTS)
    assert mail.details == {"items": [{"reference": case.reference, "on": "2026-12-07"}]}
    subject, body = compose(mail.template, mail.details)
    assert subject == "Cases are due soon"
    assert body.splitlines()[2:] == [f"{case.reference}  Monday 7 December 2026"]


def test_the_council_says_how_many_days_before(a_case_with, on, council, the_clock):
    a_case_with()
    assert watch(on(date(2026, 11, 30), council=replace(council, warn_days=5))) == 1
    assert the_clock().warned_on == date(2026, 11, 30)


def test_the_days_before_are_working_days_by_the_calendar_as_it_is_now(everything, a_case_with, on, the_clock):
    with everything.unit_of_work() as uow:
        proclaim(uow, date(2026, 12, 4))
    a_case_with(due_on=DUE, calendar=1)
    assert watch(on(date(2026, 12, 2))) == 1
    assert the_clock().warned_on == date(2026, 12, 2)


def test_a_clock_that_has_passed_is_marked_the_day_after_and_told_once(a_case_with, on, the_clock, lines, rows):
    a_case_with()
    assert [watch(on(DUE)), watch(on(TUESDAY)), watch(on(TUESDAY)), watch(on(TUESDAY + timedelta(days=9)))] == [
        1,
        1,
        0,
        0,
    ]
    clock = the_clock()
    assert (clock.warned_on, clock.breached_on, clock.breach_reason) == (DUE, TUESDAY, None)
    assert [line.details["on"] for line in lines("breached")] == ["2026-12-07"]
    assert [mail.template for mail in rows(StaffMail)] == ["due_soon", "overdue"]


def test_what_has_passed_before_anybody_looked_is_not_warned_of_as_well(a_case_with, on, the_clock, lines):
    a_case_with()
    assert watch(on(TUESDAY)) == 1
    assert the_clock().warned_on is None
    assert not lines("warned")


@pytest.mark.parametrize("different", [{"met_on": MONDAY}, {"ended_on": MONDAY}, {"paused_since": MONDAY}])
def test_what_is_done_or_ended_or_stands_still_is_left_alone(a_case_with, on, the_clock, different):
    a_case_with(**different)
    assert [watch(on(THURSDAY)), watch(on(TUESDAY))] == [0, 0]
    assert (the_clock().warned_on, the_clock().breached_on) == (None, None)


def test_a_pause_lasts_no_longer_than_the_law_allows(a_case_with, on, the_clock):
    twenty_days = date(2026, 12, 21)
    a_case_with(paused_since=date(2026, 11, 30))
    assert [watch(on(day)) for day in (twenty_days, twenty_days + timedelta(days=1))] == [0, 1]
    assert the_clock().breached_on == twenty_days + timedelta(days=1)


def test_what_is_due_on_its_first_day_is_not_warned_of_and_is_late_the_day_after(a_case_with, on, the_clock):
    a_case_with(allowed=0, due="safeguarding_check")
    assert [watch(on(MONDAY)), watch(on(MONDAY + timedelta(days=1)))] == [0, 1]
    assert the_clock().breached_on == MONDAY + timedelta(days=1)


def test_the_coordinator_is_told_and_nobody_else(records_as, council, moment, a_case_with, on, rows):
    account_id = an_account(records_as("heard_operator"), council, moment, email="robin@example.gov.uk")
    a_case_with(coordinator_id=account_id)
    watch(on(THURSDAY))
    assert [mail.address for mail in rows(StaffMail)] == ["robin@example.gov.uk"]


def test_where_the_coordinator_has_left_the_teams_are_told(
    records_as, everything, council, moment, a_case_with, on, rows
):
    account_id = an_account(records_as("heard_operator"), council, moment)
    a_case_with(coordinator_id=account_id)
    with everything.unit_of_work() as uow:
        uow.connection.execute(update(Account).values(disabled_at=moment))
    watch(on(THURSDAY, council=replace(council, mailboxes=council.mailboxes | {"assessment": "team@example.gov.uk"})))
    assert {mail.address for mail in rows(StaffMail)} == {COMPLAINTS, "team@example.gov.uk"}


def test_the_clock_reads_the_address_of_an_account_and_no_password(records_as):
    from foundation.records import RecordsRefused

    clock = records_as("heard_clock")
    with clock.unit_of_work() as uow:
        uow.connection.exec_driver_sql("select id, email, disabled_at from staff.account")
    with pytest.raises(RecordsRefused, match="42501"), clock.unit_of_work() as uow:
        uow.connection.exec_driver_sql("select password_hash from staff.account")


def test_one_mail_for_each_mailbox_tells_of_all(a_case_with, on, rows):
    for _ in range(5):
        a_case_with()
    a_case_with(due_on=date(2026, 12, 4))
    watch(on(THURSDAY))
    [mail] = rows(StaffMail)
    days = [item["on"] for item in mail.details["items"]]
    assert days == ["2026-12-04", *["2026-12-07"] * 5]


def test_two_clocks_at_once_tell_of_each_once(a_case_with, on, rows, monkeypatch):
    monkeypatch.setattr(due, "AT_ONCE", 7)
    for _ in range(60):
        a_case_with()
    with ThreadPoolExecutor(2) as both:
        done = sum(both.map(watch, [on(THURSDAY), on(THURSDAY)]))
    done += watch(on(THURSDAY))
    told = [item["reference"] for mail in rows(StaffMail) for item in mail.details["items"]]
    assert done == len(told) == len(set(told)) == 60


def test_a_clock_that_moved_away_is_warned_of_again_when_it_comes_near(everything, a_case_with, on, the_clock, lines):
    a_case_with()
    watch(on(THURSDAY))
    with everything.unit_of_work() as uow:
        proclaim(uow, date(2026, 12, 4))
    redate_all(on(THURSDAY))
    assert (the_clock().due_on, the_clock().warned_on) == (TUESDAY, THURSDAY), "two working days away still"
    with everything.unit_of_work() as uow:
        proclaim(uow, DUE)
        proclaim(uow, TUESDAY)
    redate_all(on(date(2026, 12, 2)))
    assert (the_clock().due_on, the_clock().warned_on) == (date(2026, 12, 10), None)
    assert watch(on(date(2026, 12, 3))) == 1
    assert len(lines("warned")) == 2


def test_the_last_day_to_warn_of_takes_the_weekend_with_it():
    days = england()
    assert last_day_to_warn_of(date(2026, 12, 2), 2, days) == date(2026, 12, 6)
    assert last_day_to_warn_of(date(2026, 12, 24), 1, days) == date(2026, 12, 29)
    assert last_day_to_warn_of(days.known_until, 2, days) == days.known_until


def test_in_the_last_year_of_the_table_the_complaints_team_is_told_once_a_month(on, rows):
    last = england().known_until
    assert tell_of_calendar_end(on(last - timedelta(days=400))) == 0
    assert [tell_of_calendar_end(on(date(2028, 3, day))) for day in (1, 2, 31)] == [1, 0, 0]
    assert tell_of_calendar_end(on(date(2028, 4, 1))) == 1
    mails = rows(StaffMail)
    assert {(mail.template, mail.address) for mail in mails} == {("calendar_ends", COMPLAINTS)}
    assert len(mails) == 2
    subject, body = compose(mails[0].template, mails[0].details)
    assert subject == "The table of bank holidays ends within a year"
    assert body.endswith("\n\nSunday 31 December 2028\n")


def test_both_are_jobs_of_the_clock(a_case_with, on):
    a_case_with()
    jobs = {job.name: job for job in clock_jobs(on(THURSDAY))}
    assert (jobs["due"].every, jobs["due"].do()) == (60, 1)
    assert jobs["calendar"].do() == 0
