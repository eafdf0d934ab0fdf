"""A bank holiday comes or goes: every running clock is counted again, once, and who must know is told."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from builders import MONDAY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running_clocks import DUE, LATER, WEDNESDAY, a_clock, a_promise, an_open_case, proclaim
from sqlalchemy import text
from uuid_utils.compat import uuid7

from casework_console.deciding.hand import find
from foundation.contracts.references import read_reference
from foundation.procedure.working_days import england
from foundation.records.models import Case, Deadline, HistoryLine, Notice, Point, StaffMail
from worker.jobs import clock_jobs
from worker.mailboxes import compose
from worker.notices import send_waiting
from worker.providers import FileOutbox
from worker.redating import redate_all

PROGRAM = Path(__file__).with_name("dies_while_redating.py")
COMPLAINTS = "complaints@herefordshire.example"


@pytest.fixture
def clock_given(given_as):
    """What the clock is told, under its own role."""
    return given_as("heard_clock")


@pytest.fixture
def keep(everything):
    """Do something with a unit of work, and commit."""

    def do(use, *arguments, **different):
        with everything.unit_of_work() as uow:
            return use(uow, *arguments, **different)

    return do


@pytest.fixture
def a_case_with(everything, days):
    """A case with these clocks; its id."""

    def make(*clocks, promise=None, **different):
        with everything.unit_of_work() as uow:
            case_id = an_open_case(uow, **different)
            for clock in clocks:
                a_clock(uow, case_id, days, **clock)
            if promise is not None:
                a_promise(uow, case_id, **promise)
        return case_id

    return make


@pytest.fixture
def letters(given, tmp_path):
    """Send what waits; the texts of the letters."""

    def send():
        send_waiting(given, FileOutbox(tmp_path))
        files = sorted(tmp_path.glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    return send


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


# Who is told.


def test_the_complaints_team_and_the_team_get_the_references_and_no_more(a_case_with, keep, clock_given, rows, council):
    assessed = replace(clock_given, council=replace(council, mailboxes=council.mailboxes | {"assessment": "a@b.uk"}))
    for _ in range(2):
        a_case_with({}, {"allowed": 20}, submission={"words": "My neighbour Sam knows", "name": "Kim"})
    a_case_with({}, team="fostering")
    keep(proclaim)
    redate_all(assessed)
    references = {case.reference: case.team for case in rows(Case)}
    told = {mail.address: mail for mail in rows(StaffMail)}
    assert set(told) == {COMPLAINTS, "a@b.uk"}
    for address, wanted in (
        (COMPLAINTS, set(references)),
        ("a@b.uk", {r for r, t in references.items() if t != "fostering"}),
    ):
        items = told[address].details.pop("items")
        assert {item.pop("reference") for item in items} == wanted
        assert len(items) == len(wanted)
        assert not any(items)
        assert not told[address].details


def test_a_mail_says_its_references_and_nothing_of_anybody(a_case_with, keep, clock_given, rows):
    a_case_with({}, submission={"words": "Sam knows", "name": "Kim"})
    keep(proclaim)
    redate_all(clock_given)
    [case], [mail] = rows(Case), rows(StaffMail)
    subject, body = compose(mail.template, mail.details)
    assert subject == "Dates have changed"
    assert body.splitlines()[2:] == [case.reference]
    assert "Day of joy" not in body


def test_no_mail_names_more_than_two_hundred_cases(a_case_with, keep, clock_given, rows):
    for _ in range(401):
        a_case_with({})
    keep(proclaim)
    redate_all(clock_given)
    mails = rows(StaffMail)
    assert sorted(len(mail.details["items"]) for mail in mails) == [1, 200, 200]
    assert len({read_reference(item["reference"]) for mail in mails for item in mail.details["items"]}) == 401


def test_a_family_that_was_promised_a_day_is_told_the_later_one_and_why(
    a_case_with, keep, clock_given, letters, rows, lines
):
    a_case_with({}, promise={}, submission={"email": "kim@example.com", "name": "Kim"})
    keep(proclaim)
    redate_all(clock_given)
    assert lines("redated")[0].details["letter"]
    [letter] = letters()
    [case] = rows(Case)
    said = letter.get_content()
    assert letter["Subject"] == f"About your message {case.reference}"
    for words in (
        "Kim,", "We said that you would have an answer by Monday 7 December 2026.",
        "The new date is Tuesday 8 December 2026. We are sorry",
        "Wednesday 2 December 2026 is now a bank holiday (Day of joy).", case.reference, "Ombudsman at any time", "999",
    ):  # fmt: skip
        assert words in said
    [line] = lines("letter_sent")
    assert line.details == {"channel": "email", "template": "new_date"}
    kept = next(notice for notice in rows(Notice) if notice.template == "new_date")
    assert kept.details["promises"] == {"due": "stage_1_answer", "on": "2026-12-08"}


def test_of_a_split_complaint_each_promise_moves_with_its_own_clock(a_case_with, keep, clock_given, letters, rows):
    case_id, point_id = a_case_with({}, submission={"email": "sam@example.com"}, promise={}), uuid7()
    told = {"subject": "core_group", "words": "And this.", "procedure": "corporate", "reason": "corporate_default"}
    with_point = {"id": point_id, "case_id": case_id, "number": 2} | told
    keep(lambda uow: uow.keep(Point, with_point))
    later = {"point_id": point_id, "starts_on": date(2026, 11, 25), "source": "the Code, para 6.3"}
    keep(a_clock, case_id, england(), **later)
    keep(proclaim, date(2026, 12, 9), name="Day of the point")
    redate_all(clock_given)
    assert letters() == []
    assert {clock.due_on for clock in rows(Deadline)} == {DUE, date(2026, 12, 10)}
    of_point = {"promises": {"due": "stage_1_answer", "on": "2026-12-10"}, "point": str(point_id)}
    keep(a_promise, case_id, template="moved", details=of_point)
    keep(proclaim)
    redate_all(clock_given)
    said = [" ".join(letter.get_content().split()) for letter in letters()]
    assert len(said) == 2
    for before, new in (("Monday 7", "Tuesday 8"), ("Thursday 10", "Friday 11")):
        assert any(f"by {before} December 2026. The new date is {new} December 2026." in words for words in said)


def test_a_second_holiday_moves_what_the_second_letter_promised(a_case_with, keep, clock_given, letters, rows):
    a_case_with({}, promise={}, submission={"email": "kim@example.com"})
    keep(proclaim)
    redate_all(clock_given)
    letters()
    keep(proclaim, WEDNESDAY + timedelta(days=1), name="Another")
    redate_all(clock_given)
    said = letters()[-1].get_content()
    assert "an answer by Tuesday 8 December 2026" in said
    assert "The new date is Wednesday 9 December 2026" in said


def test_while_a_letter_waits_no_second_one_is_made_and_it_says_the_last_date(a_case_with, keep, clock_given, letters):
    a_case_with({}, promise={}, submission={"email": "kim@example.com"})
    for day in (1, 2, 3):
        keep(proclaim, date(2026, 12, day))
        redate_all(clock_given)
    [letter] = letters()
    assert "The new date is Thursday 10 December 2026" in letter.get_content()


def test_where_the_holiday_is_gone_before_the_letter_went_none_goes(a_case_with, keep, clock_given, letters, lines):
    a_case_with({}, promise={}, submission={"email": "kim@example.com"})
    keep(proclaim)
    redate_all(clock_given)
    keep(proclaim, what="removed")
    redate_all(clock_given)
    assert letters() == []
    assert [line.details["template"] for line in lines("letter_not_needed")] == ["new_date"]


def test_an_open_promise_to_write_is_kept_in_the_same_way(a_case_with, keep, clock_given, letters):
    target = {"due": "acknowledgement", "local": True, "allowed": 8}
    promise = {"due": "acknowledgement", "on": date(2026, 12, 3)}
    a_case_with(target, promise=promise, stage="triage", submission={"email": "kim@example.com"})
    keep(proclaim)
    redate_all(clock_given)
    [letter] = letters()
    assert "a person would write to you by Thursday 3 December 2026" in letter.get_content()
    assert "The new date is Friday 4 December 2026" in letter.get_content()


@pytest.mark.parametrize(
    "promise",
    [
        pytest.param(None, id="nobody was promised anything"),
        pytest.param({"sent_at": None}, id="the letter did not go yet"),
        pytest.param({"on": LATER}, id="the later day was promised"),
        pytest.param({"due": "acknowledgement"}, id="something else was promised"),
    ],
)
def test_no_family_is_told_of_a_date_that_is_no_later_than_promised(a_case_with, keep, clock_given, rows, promise):
    a_case_with({}, promise=promise)
    keep(proclaim)
    redate_all(clock_given)
    assert not [notice for notice in rows(Notice) if notice.template == "new_date"]


def test_a_promise_stands_where_the_date_moves_earlier(a_case_with, keep, clock_given, rows, lines):
    a_case_with({"starts_on": date(2026, 12, 21)}, promise={"on": date(2027, 1, 7)})
    keep(proclaim, date(2026, 12, 28), what="removed")
    redate_all(clock_given)
    [clock] = rows(Deadline)
    assert clock.due_on == date(2027, 1, 6)
    assert len(lines("redated")) == 1
    assert not [notice for notice in rows(Notice) if notice.template == "new_date"]


# Two at once, and killed.


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


def test_killed_in_the_middle_of_a_lot_it_leaves_that_lot_whole_for_the_next(keep, clock_given, database, days, rows):
    many(keep, days, 50)
    keep(proclaim)
    told = json.dumps({"records": database.url("heard_clock"), "size": 10})
    killed = subprocess.run([sys.executable, PROGRAM], input=told, capture_output=True, text=True, timeout=60)
    assert killed.returncode == -9, killed.stderr
    assert sum(clock.calendar for clock in rows(Deadline)) == 20
    assert redate_all(clock_given) == 80
    each_moved_once(rows, 50)


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
