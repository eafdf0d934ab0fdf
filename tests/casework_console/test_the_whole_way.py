"""A late complaint from the outbox to the letter: triage waits for a person, who decides; the family reads it."""

from datetime import timedelta
from email import message_from_bytes, policy

from builders import MONDAY, a_submission

from foundation.contracts.submissions import SubmissionReceived
from foundation.records.models import Case, Deadline, Submission
from worker.carrier import carry
from worker.notices import send_waiting
from worker.providers import FileOutbox


def test_a_late_complaint_is_opened_weighed_taken_and_answered(officer, everything, given, rows_of, tmp_path):
    told = a_submission(email="sam@example.com", name="Sam", happened_on=MONDAY - timedelta(days=500))
    reference, post = told["reference"], FileOutbox(tmp_path)
    with everything.unit_of_work() as uow:
        uow.keep(Submission, told)
        message = SubmissionReceived(told["id"], "complaint", MONDAY)
        uow.send((message, "submission.received"), source="intake", moment=given.now())
    carry(given)
    assert send_waiting(given, post) == 1
    assert reference in officer.browser.get("/cases?stage=triage&age=historic").text
    page = officer.browser.get(f"/cases/{reference}").text
    for said in (
        "It goes back to", "SI 2006/1738 reg. 9", "Historic: more than a year ago", "Decide on a late complaint",
        "Decision on the procedure",
    ):  # fmt: skip
        assert said in page
    assert "decide/confirm" not in page
    tests = {"sooner": "She was ill.", "fairly": "The file is whole."}
    officer.decide(reference, "decide/late", outcome="take", why="We look at it.", **tests)
    assert rows_of(Case, reference).stage == "stage_1"
    assert {clock.due for clock in rows_of(Deadline, reference) if not (clock.met_on or clock.ended_on)} == {
        "stage_1_answer"
    }
    assert send_waiting(given, post) == 1
    letters = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in sorted(tmp_path.iterdir())]
    text = " ".join(letters[-1].get_content().split())
    for said in (
        "We have decided to do so", "an answer by Monday 7 December 2026", "at any time", "premature", reference,
    ):  # fmt: skip
        assert said in text
    assert "She was ill." not in text
    assert "Letter: taken although it is late by e-mail: sent on 23 Nov 2026" in " ".join(
        officer.browser.get(f"/cases/{reference}").text.split()
    )
