"""A case is opened with all that the rules say of it: signs of harm, conflicts, links, stage, steps and sources."""

import json

import pytest
from builders import a_told
from sqlalchemy import select

from foundation.records.models import (
    Alert,
    Case,
    Conflict,
    Deadline,
    HistoryLine,
    Link,
    Outgoing,
    Point,
    StaffMail,
    Submission,
)
from worker.carrier import carry


@pytest.fixture
def opened(intake_client, given, records_as):
    """Tell the API something and let the worker route it; the rows of a table, oldest first."""

    def tell(body):
        answer = intake_client.post("/api/v1/submissions", json=body)
        assert answer.status_code == 201, answer.text
        carry(given)

    def rows(table):
        with records_as().unit_of_work() as uow:
            return uow.session.scalars(select(table).order_by(*table.__table__.primary_key.columns)).all()

    tell.rows = rows
    return tell


@pytest.mark.parametrize(
    "body",
    [
        a_told(words="My stepdad hits me when mum is out."),
        a_told(words="It is all slow.", outcome_wanted="I want him to stop hitting my brother"),
        {"kind": "compliment", "service_area": "adoption", "words": "Thank you. I am too scared to go home."},
        {"kind": "comment", "service_area": "send", "words": "I want to kill myself"},
        {
            "kind": "meeting",
            "meeting": "core_group",
            "meeting_went": 1,
            "meeting_listened": "no",
            "words": "he beats my mum",
        },
    ],
    ids=["a complaint", "what is wanted", "thanks", "an idea", "a meeting"],
)
def test_a_sign_of_harm_in_any_text_is_an_alert_and_a_mail_that_says_only_the_reference(body, opened, given):
    opened(body)
    [case], [alert], [mail] = opened.rows(Case), opened.rows(Alert), opened.rows(StaffMail)
    assert (case.procedure, case.priority, case.reason) == ("safeguarding_first", "urgent", "harm_risk")
    assert (alert.reference, alert.because, alert.opened_at) == (case.reference, ["words"], None)
    assert mail.address == given.council.duty.person(0).email
    assert mail.details["reference"] == case.reference
    kept = json.dumps([case.flags, case.explanation, mail.details, alert.because]).lower()
    assert not [word for word in ("stepdad", "hitting", "scared", "kill", "beats") if word in kept]


def test_the_ticks_are_signs_too_and_a_complaint_without_any_raises_no_alert(opened):
    opened(a_told(words="Nobody rang back", child_at_risk=True, allegation_against_worker=True))
    opened(a_told(words="Nobody rang back about the meeting"))
    [alert] = opened.rows(Alert)
    assert alert.because == ["allegation", "ticked"]
    dues = {clock.due for clock in opened.rows(Deadline) if clock.case_id == alert.case_id}
    assert {"safeguarding_check", "allegation_referral", "stage_1_answer"} <= dues


def test_a_sign_of_harm_is_about_the_whole_and_the_point_keeps_the_procedure_that_runs_beside(opened):
    opened(a_told(words="My stepdad hits me"))
    [point] = opened.rows(Point)
    assert (point.procedure, point.reason) == ("statutory", "statutory_eligible")


def test_a_team_that_a_complaint_names_does_not_get_it(opened):
    opened(a_told(service_area="fostering", topic="help", relationship="foster_carer", words="The fostering team lied"))
    [case], [conflict] = opened.rows(Case), opened.rows(Conflict)
    assert (case.team, conflict.team, conflict.found_by) == ("complaints", "fostering", None)
    assert "conflict_found" in {line.what for line in opened.rows(HistoryLine)}
    assert opened.rows(Outgoing)[-1].routing_key == "routed.complaints"


def test_the_same_family_writing_again_by_another_route_is_linked_for_a_person_to_judge(opened):
    opened(a_told(email="sam@example.com", child_name="Alex Example"))
    opened(a_told(email="SAM@example.com", words="As I wrote before, nobody rang."))
    [first, second] = opened.rows(Case)
    [link] = opened.rows(Link)
    assert (link.case_id, link.other_id, link.state) == (second.id, first.id, "proposed")
    assert {"same_person", "same_matter"} <= set(link.because)


def test_who_asks_for_the_next_stage_stands_there_with_its_own_clock(opened):
    opened(a_told(answered_at_stage=1, asks_for_stage=2, answered_on="2026-11-16"))
    [case] = opened.rows(Case)
    assert (case.stage, case.reason) == ("stage_2", "stage2_request")
    assert "stage_2_answer" in {clock.due for clock in opened.rows(Deadline)}


def test_a_case_keeps_every_step_with_its_source_and_the_rules_it_came_under(opened):
    opened(a_told())
    [case] = opened.rows(Case)
    assert case.rules_version == "2026-06-19"
    assert all(step["words"] and step["source"] for step in case.explanation)
    assert any("day 10 is Monday 7 December 2026" in step["words"] for step in case.explanation)


def test_a_matter_of_two_years_ago_is_historic_and_waits_for_a_person_without_a_clock_of_law(opened):
    opened(a_told(happened_on="2024-10-01", still_going_on=False))
    [case] = opened.rows(Case)
    assert (case.historic, case.reason, case.stage) == (True, "late_needs_decision", "triage")
    assert all(clock.local for clock in opened.rows(Deadline))


def test_a_request_for_another_worker_is_registered_with_the_day_a_manager_decides_by(opened):
    opened(
        {
            "kind": "worker_change",
            "service_area": "child_in_need",
            "words": "We do not get on",
            "relationship": "parent",
        }
    )
    [case], [submission] = opened.rows(Case), opened.rows(Submission)
    assert (case.kind, case.procedure, submission.kind) == ("worker_change", None, "worker_change")
    assert [(clock.due, clock.local) for clock in opened.rows(Deadline)] == [("decision", True)]
    assert json.loads(opened.rows(Outgoing)[-1].body)["kind"] == "comment"
