"""A person confirms or changes the procedure; the wrong one costs the family no day."""

from datetime import date, timedelta

from builders import MONDAY
from sqlalchemy import update

from foundation.records.models import Case, Deadline, Decision, HistoryLine, Notice, Outgoing, Point

EMAIL = {"email": "sam@example.com"}


def running(clocks):
    return {clock.due: clock.due_on for clock in clocks if clock.met_on is None and clock.ended_on is None}


def test_a_wrong_procedure_is_moved_and_its_clock_is_counted_from_the_first_day_received(
    officer, case_of, rows_of, clock_on, moment, everything
):
    received = MONDAY - timedelta(days=14)
    reference = case_of(submission=EMAIL | {"received_on": received}, procedure="corporate", reason="corporate_default")
    clock_on(reference, due="acknowledgement", due_on=MONDAY, source="the Code, para 6.2")
    answer = officer.decide(
        reference, "decide/change", reason="statutory_eligible", our_mistake="y", why="The regulations list it."
    )
    assert (answer.status_code, answer.location) == (303, f"/cases/{reference}")
    case = rows_of(Case, reference)
    assert (case.procedure, case.reason, case.stage) == ("statutory", "statutory_eligible", "stage_1")
    assert running(rows_of(Deadline, reference)) == {"stage_1_answer": date(2026, 11, 23)}
    assert [point.procedure for point in rows_of(Point, reference)] == ["statutory"]
    [decision] = rows_of(Decision, reference)
    assert decision.before == {"procedure": "corporate", "reason": "corporate_default"}
    assert (decision.what, decision.why) == ("procedure_changed", "The regulations list it.")
    [letter] = rows_of(Notice, reference)
    assert (letter.template, letter.channel, letter.details["ours"]) == ("moved", "email", True)
    assert letter.details["by"] == "2026-11-23"
    assert [line.what for line in rows_of(HistoryLine, reference)] == ["opened", "procedure_changed", "letter_queued"]
    assert {line.by for line in rows_of(HistoryLine, reference)} == {"worker", "Chris"}
    with everything.unit_of_work() as uow:
        [announced] = uow.session.query(Outgoing).all()
    assert announced.routing_key == "routed.assessment"
    assert b'"due_on": "2026-11-23"' in announced.body
    page = officer.browser.get(f"/cases/{reference}").text
    for said in (
        "Moved from Corporate procedure to Statutory procedure",
        "The regulations list it.",
        "Procedure changed",
    ):
        assert said in page


def test_corporate_counts_the_answer_from_the_acknowledgement_that_went(officer, case_of, rows_of, with_line, moment):
    reference = case_of(submission=EMAIL)
    sent = {"template": "acknowledgement", "channel": "email", "details": {}, "attempts": 1, "made_at": moment}
    with_line(reference, Notice, sent_at=moment - timedelta(days=3), **sent)
    officer.decide(reference, "decide/change", reason="corporate_default")
    assert running(rows_of(Deadline, reference)) == {"stage_1_answer": date(2026, 12, 4)}


def test_corporate_without_an_acknowledgement_gets_one_by_this_letter(officer, case_of, rows_of):
    reference = case_of(submission=EMAIL)
    officer.decide(reference, "decide/change", reason="corporate_default")
    clocks = rows_of(Deadline, reference)
    assert running(clocks) == {"stage_1_answer": date(2026, 12, 7)}
    assert [clock.met_on for clock in clocks if clock.due == "acknowledgement"] == [MONDAY]


def test_corporate_with_an_acknowledgement_on_its_way_waits_for_it(officer, case_of, rows_of, with_line, moment):
    reference = case_of(submission=EMAIL)
    waiting = {"template": "acknowledgement", "channel": "email", "details": {}, "attempts": 0, "made_at": moment}
    with_line(reference, Notice, **waiting)
    officer.decide(reference, "decide/change", reason="corporate_default")
    assert running(rows_of(Deadline, reference)) == {"acknowledgement": date(2026, 11, 30)}
    assert rows_of(Notice, reference)[-1].details["by"] is None


def test_where_nobody_can_be_written_to_a_person_must_tell_them(officer, case_of, rows_of):
    reference = case_of()
    officer.decide(reference, "decide/change", reason="corporate_default")
    assert running(rows_of(Deadline, reference)) == {"stage_1_answer": date(2026, 12, 7)}
    assert rows_of(Notice, reference) == []
    assert (
        "no way to reach the person was given. Tell them another way" in officer.browser.get(f"/cases/{reference}").text
    )


def test_another_route_waits_to_be_passed_on_and_the_letter_says_where(officer, case_of, rows_of, clock_on):
    reference = case_of(submission=EMAIL, due_on=date(2026, 12, 7))
    officer.decide(reference, "decide/change", reason="tribunal_appeal")
    case = rows_of(Case, reference)
    assert (case.procedure, case.stage, case.person_decides) == ("out_of_scope", "triage", True)
    assert running(rows_of(Deadline, reference)) == {"decision": date(2026, 11, 30)}
    assert rows_of(Notice, reference) == []
    officer.decide(reference, "decide/pass-on", where="the SEND Tribunal")
    assert rows_of(Case, reference).stage == "passed_on"
    assert running(rows_of(Deadline, reference)) == {}
    [letter] = rows_of(Notice, reference)
    assert (letter.template, letter.details) == (
        "passed_on", {"where": "the SEND Tribunal", "reason": "tribunal_appeal"},
    )  # fmt: skip


def test_a_data_protection_clock_runs_on_when_the_complaint_is_passed_on(officer, case_of, rows_of):
    reference = case_of(submission=EMAIL)
    officer.decide(reference, "decide/change", reason="data_protection")
    officer.decide(reference, "decide/pass-on", where="the data protection officer")
    assert running(rows_of(Deadline, reference)) == {"data_protection_acknowledgement": date(2026, 12, 23)}


def test_a_passed_on_case_can_be_brought_back_with_the_first_date(officer, case_of, rows_of):
    received = MONDAY - timedelta(days=30)
    reference = case_of(
        submission={"received_on": received}, procedure="out_of_scope", reason="school", stage="passed_on"
    )
    officer.decide(reference, "decide/change", reason="statutory_eligible")
    assert rows_of(Case, reference).stage == "stage_1"
    [clock] = rows_of(Deadline, reference)
    assert (clock.starts_on, clock.due_on) == (received, date(2026, 11, 6))


def test_a_procedure_is_confirmed_once_and_who_only_had_a_receipt_is_told_by_when(officer, case_of, rows_of, clock_on):
    reference = case_of(
        submission=EMAIL, stage="triage", reason="doubt_statutory", person_decides=True, due_on=date(2026, 12, 7)
    )
    clock_on(reference, due="acknowledgement", due_on=date(2026, 11, 26), local=True, source="our own")
    officer.decide(reference, "decide/confirm", why="It is about the assessment.")
    case = rows_of(Case, reference)
    assert (case.stage, case.person_decides) == ("stage_1", False)
    assert running(rows_of(Deadline, reference)) == {"stage_1_answer": date(2026, 12, 7)}
    assert [(letter.template, letter.details["by"]) for letter in rows_of(Notice, reference)] == [
        ("confirmed", "2026-12-07")
    ]
    assert officer.page(reference, "decide/confirm").status_code == 409


def test_confirming_a_case_where_safety_came_first_goes_on_as_the_rules_propose(officer, case_of, rows_of, clock_on):
    told = EMAIL | {"child_at_risk": True, "happened_on": MONDAY - timedelta(days=9)}
    reference = case_of(
        submission=told, stage="triage", procedure="safeguarding_first", reason="harm_risk", person_decides=True,
        priority="urgent", due_on=date(2026, 12, 7),
    )  # fmt: skip
    clock_on(reference, due="safeguarding_check", due_on=MONDAY, allowed=0, source="Children Act 1989 s.47")
    officer.decide(reference, "decide/confirm")
    case = rows_of(Case, reference)
    assert (case.procedure, case.reason, case.stage) == ("statutory", "statutory_eligible", "stage_1")
    assert case.priority == "urgent"
    assert running(rows_of(Deadline, reference)) == {
        "safeguarding_check": MONDAY, "stage_1_answer": date(2026, 12, 7),
    }  # fmt: skip


def test_where_another_route_lies_under_a_sign_of_harm_it_is_passed_on_next(officer, case_of, rows_of, clock_on):
    told = EMAIL | {"responsible_authority": "school", "happened_on": MONDAY - timedelta(days=9)}
    reference = case_of(
        submission=told, stage="triage", procedure="safeguarding_first", reason="harm_risk", person_decides=True
    )
    clock_on(reference, due="acknowledgement", due_on=date(2026, 11, 26), local=True, source="our own")
    officer.decide(reference, "decide/confirm")
    case = rows_of(Case, reference)
    assert (case.procedure, case.reason, case.stage, case.person_decides) == ("out_of_scope", "school", "triage", True)
    assert running(rows_of(Deadline, reference)) == {"acknowledgement": date(2026, 11, 26)}
    assert rows_of(Notice, reference) == []
    assert officer.page(reference, "decide/pass-on").status_code == 200


def test_confirming_corporate_at_stage_2_leaves_it_there(officer, case_of, rows_of, clock_on):
    reference = case_of(
        submission=EMAIL, procedure="corporate", reason="corporate_default", stage="triage", person_decides=True
    )
    clock_on(reference, due="stage_2_acknowledgement", due_on=date(2026, 11, 30), allowed=5, source="Code 6.10")
    officer.decide(reference, "decide/confirm")
    assert rows_of(Case, reference).stage == "stage_2"
    assert running(rows_of(Deadline, reference)) == {"stage_2_acknowledgement": date(2026, 11, 30)}


def test_confirming_corporate_starts_its_answer_with_the_letter(officer, case_of, rows_of, clock_on):
    reference = case_of(
        submission=EMAIL, procedure="corporate", reason="corporate_default", stage="triage", person_decides=True
    )
    clock_on(reference, due="acknowledgement", due_on=date(2026, 11, 30), allowed=5, source="Code 6.2")
    officer.decide(reference, "decide/confirm")
    assert rows_of(Case, reference).stage == "stage_1"
    assert running(rows_of(Deadline, reference)) == {"stage_1_answer": date(2026, 12, 7)}
    assert [letter.details["by"] for letter in rows_of(Notice, reference)] == ["2026-12-07"]


ASKS_2 = {
    "answered_at_stage": 1,
    "answered_on": MONDAY - timedelta(days=14),
    "happened_on": MONDAY - timedelta(days=60),
}


def test_a_request_for_stage_2_is_moved_to_the_statutory_procedure_at_stage_2(officer, case_of, rows_of, clock_on):
    reference = case_of(submission=EMAIL | ASKS_2, procedure="corporate", reason="corporate_default", stage="stage_2")
    clock_on(reference, due="stage_2_acknowledgement", due_on=date(2026, 11, 30), allowed=5, source="Code 6.10")
    officer.decide(reference, "decide/change", reason="stage2_request", our_mistake="y")
    assert rows_of(Case, reference).stage == "stage_2"
    assert running(rows_of(Deadline, reference)) == {"stage_2_answer": date(2026, 12, 30)}
    assert [letter.details["by"] for letter in rows_of(Notice, reference)] == ["2026-12-30"]


def test_a_request_for_stage_2_is_moved_to_the_corporate_procedure_at_stage_2(officer, case_of, rows_of):
    for way_to_write in (EMAIL, {}):
        reference = case_of(submission=way_to_write | ASKS_2, reason="stage2_request", stage="stage_2")
        officer.decide(reference, "decide/change", reason="corporate_default")
        assert rows_of(Case, reference).stage == "stage_2"
        assert running(rows_of(Deadline, reference)) == {"stage_2_acknowledgement": date(2026, 11, 30)}


def test_corporate_stage_2_under_a_sign_of_harm_goes_on_at_stage_2(officer, case_of, rows_of, clock_on, everything):
    told = EMAIL | ASKS_2 | {"child_at_risk": True, "service_area": "front_door", "topic": "waiting"}
    reference = case_of(
        submission=told, stage="triage", procedure="safeguarding_first", reason="harm_risk", person_decides=True,
        flags={"person_decides": True},
    )  # fmt: skip
    clock_on(reference, due="stage_2_acknowledgement", due_on=date(2026, 11, 30), allowed=5, source="Code 6.10")
    with everything.unit_of_work() as uow:
        uow.connection.execute(update(Point).values(subject="referral_not_acted_on"))
    officer.decide(reference, "decide/confirm")
    case = rows_of(Case, reference)
    assert (case.procedure, case.stage) == ("corporate", "stage_2")
    assert running(rows_of(Deadline, reference)) == {"stage_2_acknowledgement": date(2026, 11, 30)}
