"""A complaint is closed once, with its reason; what runs ends truthfully; whoever told us is asked."""

import json
from datetime import UTC, date, datetime

import pytest
from builders import MONDAY
from sqlalchemy import select
from staffing import Browser, an_account
from uuid_utils.compat import uuid7

from foundation.records.models import Case, Deadline, Decision, HistoryLine, Notice, Outgoing, Point
from worker.due import watch
from worker.notices import send_waiting
from worker.providers import FileOutbox

CLOSE, REOPEN = "decide/close", "decide/reopen"
FRIDAY = ["20", "11", "2026"]
TODAY = ["23", "11", "2026"]
NOTHING = ["", "", ""]


@pytest.fixture
def sent(everything):
    """The messages of a case that has closed, by what they say."""

    def read():
        with everything.unit_of_work() as uow:
            rows = uow.session.scalars(select(Outgoing).where(Outgoing.type == "case.closed.v1")).all()
        return [(row.routing_key, json.loads(row.body)["case_id"], row.not_before) for row in rows]

    return read


def by_due(clocks):
    return {(clock.due, clock.local): (clock.met_on, clock.ended_on) for clock in clocks}


def test_an_answered_complaint_is_closed_its_clocks_are_met_on_the_day_of_the_answer_and_the_rest_ends(
    officer, case_of, clock_on, rows_of, sent
):
    reference = case_of(submission={"email": "sam@example.com", "received_on": date(2026, 11, 12)})
    for due, local in (("stage_1_answer", False), ("acknowledgement", True), ("panel_chair", False)):
        clock_on(reference, due=due, local=local, breached_on=MONDAY, due_on=date(2026, 11, 20))
    clock_on(reference, due="safeguarding_check")
    given = {"because": "answered", "on": FRIDAY, "why": "The letter of Friday."}
    assert officer.decide(reference, CLOSE, **given).location == f"/cases/{reference}"
    case = rows_of(Case, reference)
    assert (case.stage, case.closed_on, case.closed_because) == ("closed", MONDAY, "answered")
    friday = date(2026, 11, 20)
    assert by_due(rows_of(Deadline, reference)) == {
        ("stage_1_answer", False): (friday, None), ("acknowledgement", True): (friday, None),
        ("panel_chair", False): (None, MONDAY), ("safeguarding_check", False): (None, None),
    }  # fmt: skip
    assert {clock.due for clock in rows_of(Deadline, reference) if clock.breached_on} == {"panel_chair"}
    [decision] = rows_of(Decision, reference)
    assert (decision.what, decision.why, decision.before["stage"]) == ("closed", "The letter of Friday.", "stage_1")
    assert sent() == [("case.closed", str(case.id), datetime(2026, 11, 25, 10, 0, tzinfo=UTC))]
    page = officer.browser.get(f"/cases/{reference}").text
    assert "Closed on Monday 23 November 2026: they have our answer" in page
    assert "Closed: They have our answer." in page


@pytest.mark.parametrize("because", ["withdrawn", "no_reply"])
@pytest.mark.parametrize("stage", ["triage", "stage_1"])
def test_without_an_answer_no_clock_is_met(because, stage, officer, case_of, clock_on, rows_of, sent):
    reference = case_of(stage=stage, person_decides=stage == "triage", flags={"person_decides": True})
    for due, local in (("stage_1_answer", False), ("decision", True), ("acknowledgement", True)):
        clock_on(reference, due=due, local=local)
    assert officer.decide(reference, CLOSE, because=because, on=NOTHING).status_code == 303
    assert {tuple(ends) for ends in by_due(rows_of(Deadline, reference)).values()} == {(None, MONDAY)}
    case = rows_of(Case, reference)
    assert (case.stage, case.closed_because, case.person_decides, case.flags) == ("closed", because, False, {})
    assert len(sent()) == 1


def test_who_did_not_go_on_is_said_never_to_count_as_satisfied(officer, case_of):
    page = officer.page(case_of(), CLOSE).text
    assert "Who did not go on with it is never counted as satisfied." in page
    assert "tell them first" in page


def test_the_clocks_of_its_points_end_too(officer, case_of, clock_on, with_line, rows_of):
    reference, point = case_of(), uuid7()
    own = {"subject": "other", "procedure": "corporate", "reason": "corporate_default"}
    with_line(reference, Point, number=2, words="And the car park.", **own | {"id": point})
    clock_on(reference, point_id=point)
    officer.decide(reference, CLOSE, because="withdrawn", on=NOTHING)
    assert [clock.ended_on for clock in rows_of(Deadline, reference)] == [MONDAY]


@pytest.mark.parametrize(
    "given, stage, field, said",
    [
        ({}, "stage_1", "because", "Select why it is closed"),
        ({"because": "bored"}, "stage_1", "because", "Choose one from the list"),
        ({"because": "answered", "on": NOTHING}, "stage_1", "on", "Enter the day"),
        ({"because": "answered", "on": ["24", "11", "2026"]}, "stage_1", "on", "today or in the past"),
        ({"because": "answered", "on": ["22", "11", "2026"]}, "stage_1", "on", "It was received on Monday 23"),
        ({"because": "answered", "on": ["31", "2", "2026"]}, "stage_1", "on", "Enter a real date"),
        ({"because": "answered", "on": TODAY}, "triage", "because", "It still waits for a decision"),
        ({"because": "withdrawn", "on": TODAY}, "stage_1", "on", "unless they have our answer"),
        ({"because": "withdrawn", "why": " "}, "stage_1", "why", "Say why, in a few words"),
        ({"because": "withdrawn", "why": "\x00"}, "stage_1", "why", "not text"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field_and_nothing_ends(
    given, stage, field, said, officer, case_of, clock_on, rows_of, sent
):
    reference = case_of(stage=stage)
    clock_on(reference)
    answer = officer.decide(reference, CLOSE, **given)
    assert answer.status_code == 400
    assert said in answer.text
    assert f'href="#{field}"' in answer.text
    assert rows_of(Case, reference).stage == stage
    assert by_due(rows_of(Deadline, reference)) == {("stage_1_answer", False): (None, None)}
    assert sent() == []


def test_an_answer_that_is_recorded_already_need_not_be_dated_again_and_cannot_be_dated_otherwise(
    officer, case_of, clock_on, rows_of
):
    reference = case_of(submission={"received_on": date(2026, 11, 12)})
    clock_on(reference, met_on=date(2026, 11, 20))
    refused = officer.decide(reference, CLOSE, because="answered", on=TODAY)
    assert "The answer is recorded for Friday 20 November 2026" in refused.text
    assert officer.decide(reference, CLOSE, because="answered", on=NOTHING).status_code == 303
    assert rows_of(Case, reference).stage == "closed"


@pytest.mark.parametrize(
    "different",
    [{"stage": "passed_on"}, {"stage": "declined"}, {"stage": "closed"}, {"submission": {"kind": "comment"}}],
    ids=str,
)
def test_only_a_complaint_that_is_open_can_be_closed(different, officer, case_of):
    reference = case_of(**different)
    assert officer.page(reference, CLOSE).status_code == 409
    assert f"/cases/{reference}/{CLOSE}" not in officer.browser.get(f"/cases/{reference}").text


def test_the_same_form_sent_twice_closes_once_and_asks_once(officer, case_of, rows_of, sent):
    reference = case_of()
    fields = officer.form(reference, CLOSE) | {"because": "withdrawn", "why": "They rang."}
    assert [officer.send(reference, CLOSE, fields).status_code for _ in range(2)] == [303, 303]
    assert len(rows_of(Decision, reference)) == len(sent()) == 1


def test_a_stale_tab_closes_nothing(officer, case_of, clock_on, rows_of, sent):
    reference = case_of()
    old_tab = officer.form(reference, CLOSE)
    clock_on(reference)
    answer = officer.send(reference, CLOSE, old_tab | {"because": "withdrawn", "why": "They rang."})
    assert answer.status_code == 409
    assert "They rang." in answer.text
    assert (rows_of(Case, reference).stage, sent()) == ("stage_1", [])


def test_nobody_closes_a_case_that_may_be_about_them(console_app, records_as, council, moment, case_of, rows_of):
    an_account(
        records_as("heard_operator"), council, moment, email="p@example.gov.uk", name="Petra Quill",
        role="complaints_officer",
    )  # fmt: skip
    browser = Browser(console_app)
    browser.sign_in("p@example.gov.uk")
    reference = case_of(submission={"words": "Petra Quill never rang me back."})
    assert browser.get(f"/cases/{reference}/{CLOSE}").status_code == 403
    assert rows_of(Case, reference).stage == "stage_1"


def test_of_a_closed_complaint_nothing_is_decided_but_to_open_it_again_and_who_has_it(officer, case_of):
    reference = case_of()
    officer.decide(reference, CLOSE, because="withdrawn", on=NOTHING)
    page = officer.browser.get(f"/cases/{reference}").text
    offered = {action for action in ("change", "confirm", "add-point", "close", "reopen", "coordinator", "team")
               if f"/decide/{action}" in page}  # fmt: skip
    assert offered == {"reopen", "coordinator", "team"}
    assert officer.page(reference, "decide/change").status_code == 409


def test_opened_again_it_stands_where_it_stood_with_the_clocks_and_dates_that_it_had(
    officer, case_of, clock_on, rows_of
):
    reference = case_of(stage="triage", person_decides=True, flags={"person_decides": True, "offer_advocate": True})
    clock_on(reference)
    clock_on(reference, due="decision", ended_on=date(2026, 11, 20))
    before = by_due(rows_of(Deadline, reference))
    officer.decide(reference, CLOSE, because="no_reply", on=NOTHING)
    assert officer.decide(reference, REOPEN, why="They rang after all.").status_code == 303
    case = rows_of(Case, reference)
    assert (case.stage, case.closed_on, case.closed_because, case.person_decides) == ("triage", None, None, True)
    assert case.flags == {"person_decides": True, "offer_advocate": True}
    assert by_due(rows_of(Deadline, reference)) == before
    assert "Opened again: Waiting for a decision." in officer.browser.get(f"/cases/{reference}").text
    assert officer.page(reference, REOPEN).status_code == 409
    assert officer.decide(reference, CLOSE, because="withdrawn", on=NOTHING).status_code == 303
    assert officer.decide(reference, REOPEN).status_code == 303
    assert [line.what for line in rows_of(HistoryLine, reference)][-4:] == ["closed", "reopened", "closed", "reopened"]


def test_closed_cases_are_out_of_the_list_until_they_are_asked_for(officer, case_of):
    open_one, closed = case_of(), case_of()
    officer.decide(closed, CLOSE, because="withdrawn", on=NOTHING)
    for path, shown, hidden in (
        ("/cases", open_one, closed),
        ("/cases?kind=complaint", open_one, closed),
        ("/cases?stage=closed", closed, open_one),
    ):
        page = officer.browser.get(path).text
        assert f"/cases/{shown}" in page, path
        assert f"/cases/{hidden}" not in page, path
    assert officer.browser.get(f"/cases?reference={closed}").location == f"/cases/{closed}"


def test_nobody_is_warned_of_a_clock_of_a_closed_case_and_no_letter_that_waited_goes_out(
    officer, case_of, clock_on, with_line, rows_of, given, tmp_path, moment
):
    reference = case_of(submission={"email": "sam@example.com"})
    clock_on(reference, due_on=date(2026, 11, 20))
    waits = {"template": "acknowledgement", "channel": "email", "details": {}, "made_at": moment, "attempts": 0}
    with_line(reference, Notice, **waits)
    officer.decide(reference, CLOSE, because="withdrawn", on=NOTHING)
    assert watch(given) == 0
    send_waiting(given, FileOutbox(tmp_path))
    assert list(tmp_path.iterdir()) == []
    [notice] = rows_of(Notice, reference)
    assert (notice.sent_at, notice.given_up_at) == (None, moment)
    assert "Acknowledgement not sent: the case was closed before" in officer.browser.get(f"/cases/{reference}").text
