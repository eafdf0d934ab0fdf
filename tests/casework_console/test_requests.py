"""Requests for another worker are decided and counted; a case can go to another team."""

import re
from datetime import date

from builders import MONDAY

from foundation.records.models import Case, Deadline, Outgoing, WorkerChange

ASKED = {"kind": "worker_change", "words": "She does not listen to him."}


def test_a_request_for_another_worker_is_answered_and_counted(officer, case_of, rows_of, clock_on):
    asked, other = (case_of(submission=ASKED, stage="registered", procedure=None) for _ in range(2))
    clock_on(asked, due="decision", local=True, source="our own")
    complaint = case_of()
    listed = officer.browser.get("/cases?answer=waiting").text
    assert asked in listed
    assert complaint not in listed
    officer.decide(asked, "decide/answer-request", answer="joint_visit", why="He likes the first one.")
    officer.decide(asked, "decide/answer-request", answer="agreed", why="It did not go well.")
    assert [row.decision for row in rows_of(WorkerChange, asked)] == ["joint_visit", "agreed"]
    assert [clock.met_on for clock in rows_of(Deadline, asked)] == [MONDAY]
    for query, shown, hidden in (("waiting", other, asked), ("agreed", asked, other)):
        listed = officer.browser.get(f"/cases?answer={query}").text
        assert shown in listed
        assert hidden not in listed
    assert asked not in officer.browser.get("/cases?answer=joint_visit").text
    page = officer.browser.get(f"/cases/{asked}").text
    for said in ("Another way: a joint visit", "It did not go well.", "Request for another worker"):
        assert said in page
    assert officer.page(asked, "decide/change").status_code == 409


def test_an_answer_that_we_do_not_know_is_refused(officer, case_of, rows_of):
    asked = case_of(submission=ASKED, stage="registered", procedure=None)
    for answer in ("", "fire_her"):
        assert officer.decide(asked, "decide/answer-request", answer=answer).status_code == 400
    assert rows_of(WorkerChange, asked) == []


def test_another_team_is_given_the_case_and_told(officer, case_of, rows_of, everything):
    reference = case_of(due_on=date(2026, 12, 7))
    assert officer.decide(reference, "decide/team", team="assessment").status_code == 400
    assert officer.decide(reference, "decide/team", team="nowhere").status_code == 400
    officer.decide(reference, "decide/team", team="disability")
    assert rows_of(Case, reference).team == "disability"
    with everything.unit_of_work() as uow:
        [announced] = uow.session.query(Outgoing).all()
    assert announced.routing_key == "routed.disability"
    page = officer.browser.get(f"/cases/{reference}").text
    assert "Given by Assessment and family support to Children with disabilities" in page


def test_historic_and_current_cases_are_apart(officer, case_of):
    old, new = case_of(historic=True), case_of()
    historic, current = (officer.browser.get(f"/cases?age={age}").text for age in ("historic", "current"))
    assert old in historic
    assert new not in historic
    assert new in current
    assert old not in current
    assert re.search(r">\s*Historic\s*</strong>", officer.browser.get("/cases").text)


def test_a_comment_that_a_sign_of_harm_kept_back_goes_to_its_team_and_its_check_goes_on(
    officer, case_of, rows_of, clock_on
):
    kept_back = {"procedure": "safeguarding_first", "reason": "harm_risk", "stage": "triage", "person_decides": True}
    reference = case_of(submission={"kind": "comment"}, flags={"harm_words": True, "person_decides": True}, **kept_back)
    complaint = case_of(**kept_back)
    clock_on(reference, due="safeguarding_check", due_on=MONDAY)
    assert "Pass it on to its team" in officer.browser.get(f"/cases/{reference}").text
    assert officer.page(complaint, "decide/register").status_code == 409
    assert officer.decide(reference, "decide/register", why="The alert is decided.").status_code == 303
    case = rows_of(Case, reference)
    assert (case.stage, case.procedure, case.reason) == ("registered", None, "service_request")
    assert (case.person_decides, case.flags) == (False, {"harm_words": True})
    [check] = rows_of(Deadline, reference)
    assert (check.met_on, check.ended_on) == (None, None)
    page = officer.browser.get(f"/cases/{reference}").text
    assert "No complaint: passed on to its team" in page
    assert "decide/register" not in page
    assert officer.page(reference, "decide/register").status_code == 409
