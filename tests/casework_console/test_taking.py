"""Late complaints, interest in a child, late requests, courts: a person weighs it, and the clock starts with that."""

from datetime import date, timedelta

import pytest
from builders import MONDAY

from foundation.records.models import Case, Deadline, Decision, Notice

EMAIL = {"email": "sam@example.com"}
LONG_AGO = MONDAY - timedelta(days=500)
RECEIVED = MONDAY - timedelta(days=7)
TESTS = {"sooner": "She was a child in care then.", "fairly": "The file is whole."}


def running(clocks):
    return {clock.due: (clock.starts_on, clock.due_on) for clock in clocks if not (clock.met_on or clock.ended_on)}


@pytest.fixture
def waiting(case_of, clock_on):
    """A case that waits for a decision, with the council's own target for it."""

    def make(reason, *, submission=None, **different):
        told = EMAIL | {"received_on": RECEIVED, "happened_on": LONG_AGO} | (submission or {})
        reference = case_of(submission=told, stage="triage", reason=reason, person_decides=True, **different)
        clock_on(reference, due="decision", local=True, starts_on=RECEIVED, due_on=MONDAY, source="our own")
        return reference

    return make


def test_a_late_complaint_is_taken_and_its_clock_starts_on_the_day_of_the_decision(officer, waiting, rows_of):
    reference = waiting("late_needs_decision", historic=True)
    officer.decide(reference, "decide/late", outcome="take", why="We look at it.", **TESTS)
    case = rows_of(Case, reference)
    assert (case.stage, case.reason, case.person_decides) == ("stage_1", "statutory_eligible", False)
    clocks = rows_of(Deadline, reference)
    assert running(clocks) == {"stage_1_answer": (MONDAY, date(2026, 12, 7))}
    assert [clock.met_on for clock in clocks if clock.due == "decision"] == [MONDAY]
    [decision] = rows_of(Decision, reference)
    assert decision.after | TESTS == decision.after
    assert [letter.template for letter in rows_of(Notice, reference)] == ["late_taken"]
    page = officer.browser.get(f"/cases/{reference}").text
    for shown in ("Monday 16 November 2026", "Monday 7 December 2026", "She was a child in care then.", "Chris"):
        assert shown in page


def test_a_late_complaint_is_declined_with_its_reasons_and_never_without_both_tests(officer, waiting, rows_of):
    reference = waiting("late_needs_decision", historic=True)
    for missing in TESTS:
        answer = officer.decide(reference, "decide/late", outcome="decline", **(TESTS | {missing: ""}))
        assert answer.status_code == 400
        assert f'href="#{missing}"' in answer.text
    officer.decide(reference, "decide/late", outcome="decline", why="Nobody is left to ask.", **TESTS)
    assert rows_of(Case, reference).stage == "declined"
    assert running(rows_of(Deadline, reference)) == {}
    [letter] = rows_of(Notice, reference)
    assert (letter.template, letter.details) == ("late_declined", {"why": "Nobody is left to ask."})


def test_an_old_corporate_complaint_is_weighed_under_the_code(officer, waiting, rows_of, clock_on):
    reference = waiting("corporate_default", procedure="corporate", historic=True)
    clock_on(
        reference, due="acknowledgement", starts_on=RECEIVED, due_on=MONDAY, allowed=5, source="Code 6.2"
    )  # fmt: skip
    assert officer.page(reference, "decide/confirm").status_code == 409
    officer.decide(reference, "decide/old", outcome="take")
    assert rows_of(Case, reference).stage == "stage_1"
    assert running(rows_of(Deadline, reference)) == {"stage_1_answer": (MONDAY, date(2026, 12, 7))}


@pytest.mark.parametrize(
    "outcome, happened, expected",
    [
        ("yes", RECEIVED, ("stage_1", "statutory", "statutory_eligible", {"stage_1_answer"})),
        ("yes", LONG_AGO, ("triage", "statutory", "late_needs_decision", {"decision"})),
        ("corporate", RECEIVED, ("stage_1", "corporate", "corporate_default", {"stage_1_answer"})),
        ("no", RECEIVED, ("declined", "statutory", "sufficient_interest_needed", set())),
    ],
)
def test_interest_in_a_child_is_weighed(officer, waiting, rows_of, outcome, happened, expected):
    historic = happened == LONG_AGO
    reference = waiting("sufficient_interest_needed", submission={"happened_on": happened}, historic=historic)
    officer.decide(reference, "decide/interest", outcome=outcome, why="She brought him up.")
    case, clocks = rows_of(Case, reference), running(rows_of(Deadline, reference))
    assert (case.stage, case.procedure, case.reason, set(clocks)) == expected
    assert all(start == MONDAY for start, _ in clocks.values())
    [letter] = rows_of(Notice, reference)
    assert letter.template == ("interest_yes" if outcome == "yes" else "interest_no")


def test_who_is_answered_under_the_code_is_told_so_while_the_first_letter_waits(
    officer, waiting, rows_of, with_line, moment
):
    reference = waiting("sufficient_interest_needed", submission={"happened_on": RECEIVED})
    unsent = {"template": "acknowledgement", "channel": "email", "details": {}, "attempts": 0, "made_at": moment}
    with_line(reference, Notice, **unsent)
    officer.decide(reference, "decide/interest", outcome="corporate", why="She saw it once.")
    letter = rows_of(Notice, reference)[-1]
    assert (letter.template, letter.details["corporate"], letter.details["by"]) == ("interest_no", True, None)


def test_a_late_request_is_taken_and_its_stage_starts_today(officer, waiting, rows_of):
    two = waiting("late_request_needs_decision", submission={"answered_at_stage": 1})
    officer.decide(two, "decide/next-stage", outcome="take")
    assert rows_of(Case, two).stage == "stage_2"
    assert running(rows_of(Deadline, two)) == {"stage_2_answer": (MONDAY, date(2026, 12, 30))}
    three = waiting("late_request_needs_decision", submission={"answered_at_stage": 2})
    officer.decide(three, "decide/next-stage", outcome="take")
    assert rows_of(Case, three).stage == "stage_3"
    assert set(running(rows_of(Deadline, three))) == {"panel_meeting", "stage_3_acknowledgement", "panel_chair"}
    declined = waiting("late_request_needs_decision", submission={"answered_at_stage": 1})
    officer.decide(declined, "decide/next-stage", outcome="decline", why="Three years went by.")
    assert rows_of(Case, declined).stage == "declined"
    assert rows_of(Notice, declined)[0].details == {"why": "Three years went by.", "stage": 2}


def test_a_matter_before_a_court_waits_or_goes_on_from_the_first_day(officer, waiting, rows_of):
    told = {"happened_on": RECEIVED, "already_in_court": True, "court_same_matter": True}
    waits = waiting("court_same_matter", procedure="out_of_scope", submission=told)
    officer.decide(waits, "decide/court", outcome="wait")
    assert rows_of(Case, waits).stage == "declined"
    assert [letter.template for letter in rows_of(Notice, waits)] == ["court_waits"]
    goes_on = waiting("court_same_matter", procedure="out_of_scope", submission=told)
    officer.decide(goes_on, "decide/court", outcome="take")
    case = rows_of(Case, goes_on)
    assert (case.stage, case.procedure, case.reason) == ("stage_1", "statutory", "statutory_eligible")
    assert running(rows_of(Deadline, goes_on)) == {"stage_1_answer": (RECEIVED, date(2026, 11, 30))}


def test_beyond_the_bank_holidays_nothing_is_decided_and_the_page_says_why(officer, case_of, rows_of):
    reference = case_of(submission={"received_on": date(2019, 3, 1)})
    answer = officer.decide(reference, "decide/change", reason="corporate_default")
    assert answer.status_code == 400
    assert "The table of bank holidays does not reach" in answer.text
    assert rows_of(Decision, reference) == []
