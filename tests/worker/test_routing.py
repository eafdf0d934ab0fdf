"""What the worker does with a submission: the right team, the right clock, once."""

import json
from datetime import UTC, date, datetime

import pytest
from builders import a_told
from sqlalchemy import select

from foundation.records.models import Case, Deadline, HistoryLine, Incoming, Notice, Outgoing, Point
from worker.carrier import carry


@pytest.fixture
def tell(intake_client):
    def send(**different):
        answer = intake_client.post("/api/v1/submissions", json=a_told(**different))
        assert answer.status_code == 201, answer.text
        return answer.json["reference"]

    return send


def rows(records, table):
    with records.unit_of_work() as uow:
        return uow.session.scalars(select(table).order_by(*table.__table__.primary_key)).all()


def test_a_complaint_stands_before_its_team_with_its_first_clock(tell, given, records_as):
    reference = tell(service_area="children_in_care", topic="home", words="He was moved twice.", email="a@example.com")
    carry(given)
    everything = records_as()
    [case] = rows(everything, Case)
    assert (case.reference, case.team, case.priority) == (reference, "children_in_care", "high")
    assert (case.procedure, case.reason, case.stage) == ("statutory", "statutory_eligible", "stage_1")
    assert {(clock.due, clock.due_on, clock.local) for clock in rows(everything, Deadline)} == {
        ("stage_1_answer", date(2026, 12, 7), False),
        ("acknowledgement", date(2026, 11, 26), True),
    }
    [point] = rows(everything, Point)
    assert (point.number, point.subject, point.words) == (1, "placement_decision", "He was moved twice.")
    assert [line.what for line in rows(everything, HistoryLine)] == ["opened", "acknowledgement_queued"]
    [notice] = rows(everything, Notice)
    assert (notice.template, notice.channel, notice.sent_at) == ("acknowledgement", "email", None)


def test_routing_is_announced_under_the_team_and_carries_no_words(tell, given, records_as):
    reference = tell(service_area="fostering", topic="help", relationship="foster_carer", words="Canary words")
    carry(given, size=1)
    [announced] = rows(records_as(), Outgoing)
    assert announced.routing_key == "routed.fostering"
    assert announced.headers["cloudEvents_type"] == "item.routed.v1"
    assert json.loads(announced.body)["reference"] == reference
    assert b"anary" not in announced.body
    assert "anary" not in json.dumps(announced.headers)


@pytest.mark.parametrize("left", [{"email": "a@example.com"}, {}], ids=["with an address", "without one"])
def test_a_request_for_a_different_worker_waits_for_the_decision_that_was_promised_and_is_announced_as_a_comment(
    left, intake_client, given, records_as
):
    told = {
        "kind": "worker_change",
        "service_area": "leaving_care",
        "relationship": "care_leaver",
        "words": "Never here",
    }
    answer = intake_client.post("/api/v1/submissions", json=told | left)
    promised = (
        answer.json["what_happens_next"]["by"] if left else "2026-11-30"
    )  # who cannot be reached is promised none
    carry(given, size=1)
    everything = records_as()
    [case] = rows(everything, Case)
    assert (case.kind, case.team, case.procedure) == ("worker_change", "leaving_care", None)
    [clock] = rows(everything, Deadline)
    assert (clock.due, str(clock.due_on), clock.local) == ("decision", promised, True)
    assert {json.loads(message.body)["kind"] for message in rows(everything, Outgoing)} == {"comment"}


def test_the_same_message_delivered_twice_is_handled_once(tell, given, records_as):
    tell()
    everything = records_as()
    [first] = rows(everything, Outgoing)
    carry(given)
    with everything.unit_of_work() as uow:
        uow.keep(Outgoing, {column.name: getattr(first, column.name) for column in Outgoing.__table__.columns})
    carry(given)
    assert len(rows(everything, Case)) == 1
    assert first.id in {seen.message_id for seen in rows(everything, Incoming)}


def test_a_child_at_risk_is_urgent_and_due_today_and_the_ordinary_clock_runs_beside(tell, given, records_as):
    tell(child_at_risk=True)
    carry(given)
    [case] = rows(records_as(), Case)
    assert (case.procedure, case.priority, case.stage) == ("safeguarding_first", "urgent", "triage")
    due = {clock.due: clock.due_on for clock in rows(records_as(), Deadline)}
    assert due["safeguarding_check"] == date(2026, 11, 23)
    assert due["stage_1_answer"] == date(2026, 12, 7)


def test_praise_is_registered_without_procedure_clock_or_letter(intake_client, given, records_as):
    body = {"kind": "compliment", "service_area": "adoption", "words": "Thank you", "email": "a@example.com"}
    assert intake_client.post("/api/v1/submissions", json=body).status_code == 201
    carry(given)
    everything = records_as()
    [case] = rows(everything, Case)
    assert (case.kind, case.procedure, case.stage, case.team) == ("compliment", None, "registered", "adoption")
    assert not rows(everything, Deadline)
    assert not rows(everything, Notice)


@pytest.mark.parametrize("received_on", [date(2023, 12, 1), date(2028, 12, 29)], ids=["before it", "at its end"])
@pytest.mark.parametrize("child_at_risk", [True, False], ids=["a child at risk", "no child at risk"])
def test_where_the_calendar_of_working_days_ends_a_case_is_opened_all_the_same(
    received_on, child_at_risk, accepted, given, clock, everything
):
    clock.moment = datetime(received_on.year, 12, 30, tzinfo=UTC)
    accepted(received_on=received_on, child_at_risk=child_at_risk, email="a@example.com")
    carry(given)
    [case] = rows(everything, Case)
    assert (case.person_decides, case.stage) == (True, "triage")
    assert (case.priority == "urgent") is child_at_risk
    assert {clock.due for clock in rows(everything, Deadline)} == ({"safeguarding_check"} if child_at_risk else set())
