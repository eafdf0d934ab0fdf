"""A request for a different worker is decided, with its reason, and nothing waits any longer."""

from builders import MONDAY

from foundation.records.models import Deadline, HistoryLine, Notice, WorkerChange

REQUEST = {"kind": "worker_change", "procedure": None, "reason": "service_request", "stage": "registered"}


def test_a_decision_on_a_request_for_a_different_worker_meets_the_day_that_was_promised(
    officer, case_of, rows_of, clock_on, today
):
    reference = case_of(**REQUEST)
    clock = clock_on(reference, due="decision", due_on=MONDAY, source="the council's own target", local=True)
    assert "Decision on another worker: Monday" in officer.browser.get(f"/cases/{reference}").text
    assert "Decision on another worker" in officer.browser.get("/cases").text
    assert officer.page(reference, f"{clock}/done").status_code == 409  # it is done by deciding
    answer = officer.decide(reference, "decide/answer-request", answer="agreed", why="It has come to a stop.")
    assert answer.status_code == 303
    [clock] = rows_of(Deadline, reference)
    assert (clock.met_on, clock.ended_on) == (today, None)
    [kept] = rows_of(WorkerChange, reference)
    assert (kept.decision, kept.why) == ("agreed", "It has come to a stop.")


def test_a_letter_says_what_was_decided_and_why_as_the_thanks_page_promised(officer, case_of, rows_of):
    reference, silent = case_of(submission={"email": "sam@example.com"}, **REQUEST), case_of(**REQUEST)
    assert "The letter to the family gives this reason" in officer.page(reference, "decide/answer-request").text
    for case in (reference, silent):
        officer.decide(case, "decide/answer-request", answer="joint_visit", why="He trusts her.")
    [letter] = rows_of(Notice, reference)
    assert (letter.template, letter.channel) == ("worker_answered", "email")
    assert letter.details == {"answer": "joint_visit", "why": "He trusts her."}
    assert "Letter about another worker by e-mail: not sent yet" in " ".join(
        officer.browser.get(f"/cases/{reference}").text.split()
    )
    assert rows_of(Notice, silent) == []
    assert "letter_impossible" in {line.what for line in rows_of(HistoryLine, silent)}
