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
