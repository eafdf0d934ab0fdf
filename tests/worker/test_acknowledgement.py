"""The acknowledgement: neutral outside, honest inside, and what it does to the clocks."""

from datetime import date
from email import message_from_bytes, policy

import pytest
from builders import a_submission, a_told
from running_clocks import a_clock
from sqlalchemy import select
from uuid_utils.compat import uuid7

from foundation.contracts.submissions import SubmissionReceived
from foundation.procedure.working_days import england
from foundation.records.models import Case, Deadline, Notice, Point, Submission
from worker.carrier import carry
from worker.circumstances import Circumstances
from worker.notices import send_waiting
from worker.providers import FileOutbox


@pytest.fixture
def acknowledged(intake_client, given, records_as, tmp_path):
    """Send a body in, let the worker route it and write its letter; the letter and the clocks."""

    def send(**different):
        answer = intake_client.post("/api/v1/submissions", json=a_told(email="parent@example.com", **different))
        assert answer.status_code == 201, answer.text
        carry(given)
        assert send_waiting(given, FileOutbox(tmp_path)) == 1
        [file] = tmp_path.glob("*.eml")
        letter = message_from_bytes(file.read_bytes(), policy=policy.default)
        with records_as().unit_of_work() as uow:
            clocks = uow.session.scalars(select(Deadline).order_by(Deadline.due_on)).all()
            return letter, clocks, uow.session.scalars(select(Case)).one()

    return send


def test_it_says_by_when_the_answer_comes_and_so_meets_the_councils_target(acknowledged, today):
    letter, clocks, case = acknowledged(service_area="children_in_care")
    assert "an answer by Monday 7 December 2026" in letter.get_content()
    assert case.reference in letter.get_content()
    assert {(clock.due, clock.met_on) for clock in clocks} == {("acknowledgement", today), ("stage_1_answer", None)}


def test_for_a_corporate_complaint_it_starts_the_clock_of_the_answer(acknowledged, today):
    letter, clocks, case = acknowledged(service_area="front_door", topic="waiting")
    assert case.procedure == "corporate"
    answer = next(clock for clock in clocks if clock.due == "stage_1_answer")
    assert (answer.starts_on, answer.due_on, answer.met_on) == (today, date(2026, 12, 7), None)
    assert answer.source.startswith("LGSCO Complaint Handling Code 2024, para 6.3")
    assert {clock.met_on for clock in clocks if clock.due == "acknowledgement"} == {today}
    assert "by Monday 7 December 2026" in letter.get_content()


def test_where_a_person_must_decide_first_it_is_a_receipt_and_the_target_stays_open(acknowledged):
    letter, clocks, case = acknowledged(relationship="grandparent")
    assert case.stage == "triage"
    text = " ".join(letter.get_content().split())
    assert "writes to you by Thursday 26 November 2026, to say what happens next." in text
    assert "an answer by" not in text  # it may be that it is not taken at all
    assert all(clock.met_on is None for clock in clocks)


def test_its_subject_and_name_tell_nobody_what_it_is_about(acknowledged):
    letter, _, case = acknowledged(words="The social worker did not come")
    assert letter["Subject"] == f"We have your message {case.reference}"
    assert letter["To"] == "parent@example.com"
    assert "social worker" not in letter.get_content()


def test_a_date_that_has_passed_is_never_promised(records_as, council, days, moment, tmp_path):
    with records_as().unit_of_work() as uow:
        uow.keep(Submission, late := a_submission(received_on=date(2026, 9, 1), email="parent@example.com"))
        message = SubmissionReceived(late["id"], "complaint", late["received_on"])
        uow.send((message, "submission.received"), source="tests", moment=moment)
    given = Circumstances(records_as("heard_consume"), council, days, lambda: moment)
    carry(given)
    send_waiting(given, FileOutbox(tmp_path))
    [file] = tmp_path.glob("*.eml")
    text = message_from_bytes(file.read_bytes(), policy=policy.default).get_content()
    assert "by Tuesday 15 September 2026" not in text
    assert "You should have heard from us before now" in text
    with records_as().unit_of_work() as uow:
        assert all(clock.met_on is None for clock in uow.session.scalars(select(Deadline)))


def test_without_a_way_to_write_no_clock_waits_for_a_letter_and_the_answers_clock_runs(
    intake_client, given, records_as
):
    body = a_told(service_area="front_door", topic="waiting")
    assert intake_client.post("/api/v1/submissions", json=body).status_code == 201
    carry(given)
    with records_as().unit_of_work() as uow:
        clocks = uow.session.scalars(select(Deadline)).all()
    assert [(clock.due, clock.due_on, clock.local) for clock in clocks] == [
        ("stage_1_answer", date(2026, 12, 7), False)
    ]


def test_an_idea_gets_no_letter(intake_client, given, records_as):
    body = {"kind": "comment", "service_area": "send", "words": "A bus from Ledbury", "email": "a@example.com"}
    assert intake_client.post("/api/v1/submissions", json=body).status_code == 201
    carry(given)
    with records_as().unit_of_work() as uow:
        assert uow.session.scalars(select(Notice)).all() == []


def test_it_tells_of_the_ombudsman_and_a_child_of_an_advocate_and_the_notice_keeps_that_it_did(
    acknowledged, records_as
):
    letter, _, _ = acknowledged(relationship="child", service_area="children_in_care")
    words = " ".join(letter.get_content().split())
    assert "Local Government and Social Care Ombudsman at any time" in words
    assert "right to an advocate" in words
    with records_as().unit_of_work() as uow:
        assert uow.session.scalars(select(Notice.says)).one() == ["advocate", "ombudsman", "danger"]


@pytest.fixture
def waits_with_a_letter(intake_client, given, records_as, tmp_path):
    """A complaint whose acknowledgement is made and has not gone; set clocks and points, then send it."""

    def wait(*clocks, point=None, **different):
        body = a_told(email="parent@example.com", **different)
        assert intake_client.post("/api/v1/submissions", json=body).status_code == 201
        carry(given)
        with records_as().unit_of_work() as uow:
            case_id = uow.session.scalars(select(Case.id)).one()
            if point:
                uow.keep(
                    Point, {"case_id": case_id, "number": 2, "subject": "core_group", "words": "And this."} | point
                )
            for clock in clocks:
                a_clock(uow, case_id, england(), **clock)
        assert send_waiting(given, FileOutbox(tmp_path)) == 1
        with records_as().unit_of_work() as uow:
            return uow.session.scalars(select(Deadline).order_by(Deadline.id)).all()

    return wait


def test_it_starts_the_answer_of_a_corporate_point_that_waits_for_it_beside_a_statutory_case(
    waits_with_a_letter, today
):
    point = {"id": uuid7(), "procedure": "corporate", "reason": "corporate_default"}
    waits = {"due": "acknowledgement", "allowed": 5, "point_id": point["id"], "source": "Code 6.2"}
    clocks = waits_with_a_letter(waits, point=point, service_area="children_in_care")
    own = {clock.due: (clock.due_on, clock.met_on) for clock in clocks if clock.point_id == point["id"]}
    assert own == {"acknowledgement": (date(2026, 11, 30), today), "stage_1_answer": (date(2026, 12, 7), None)}


def test_it_starts_no_second_clock_for_an_answer_that_is_counted_already(waits_with_a_letter):
    by_hand = {"due": "stage_1_answer", "source": "the Code, para 6.3"}
    clocks = waits_with_a_letter(by_hand, service_area="front_door", topic="waiting")
    assert [clock.source for clock in clocks if clock.due == "stage_1_answer"] == ["the Code, para 6.3"]


def test_it_names_the_day_of_the_answer_that_runs_and_none_that_was_ended(waits_with_a_letter, today, tmp_path):
    ended = {"due": "stage_1_answer", "starts_on": date(2026, 11, 16), "ended_on": today}
    waits_with_a_letter(ended, service_area="children_in_care")
    [file] = tmp_path.glob("*.eml")
    words = message_from_bytes(file.read_bytes(), policy=policy.default).get_content()
    assert "an answer by Monday 7 December 2026" in words
    assert "30 November" not in words
