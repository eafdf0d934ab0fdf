"""Who is told of a date that moved: the teams by references, and a family that was promised an earlier one."""

from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy

import pytest
from running_clocks import DUE, LATER, WEDNESDAY, a_clock, a_promise, proclaim
from uuid_utils.compat import uuid7

from foundation.contracts.references import read_reference
from foundation.procedure.working_days import england
from foundation.records.models import Case, Deadline, Notice, Point, StaffMail
from worker.mailboxes import compose
from worker.notices import send_waiting
from worker.providers import FileOutbox
from worker.redating import redate_all

COMPLAINTS = "complaints@herefordshire.example"


@pytest.fixture
def letters(given, tmp_path):
    """Send what waits; the texts of the letters."""

    def send():
        send_waiting(given, FileOutbox(tmp_path))
        files = sorted(tmp_path.glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    return send


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
