"""A request for a different worker is decided, with its reason, and nothing waits any longer."""

from builders import MONDAY

from foundation.records.models import Deadline, WorkerChange


def test_a_decision_on_a_request_for_a_different_worker_meets_the_day_that_was_promised(
    officer, case_of, rows_of, clock_on, today
):
    request = {"kind": "worker_change", "procedure": None, "reason": "service_request", "stage": "registered"}
    reference = case_of(**request)
    clock_on(reference, due="decision", due_on=MONDAY, source="the council's own target", local=True)
    answer = officer.decide(reference, "decide/answer-request", answer="agreed", why="It has come to a stop.")
    assert answer.status_code == 303
    [clock] = rows_of(Deadline, reference)
    assert (clock.met_on, clock.ended_on) == (today, None)
    [kept] = rows_of(WorkerChange, reference)
    assert (kept.decision, kept.why) == ("agreed", "It has come to a stop.")
