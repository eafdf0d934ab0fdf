"""A person confirms or changes the procedure; the wrong one costs the family no day."""

from datetime import date, timedelta

from builders import MONDAY

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
