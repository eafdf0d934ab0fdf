"""A sign of harm that the screen missed is reported, raises an alert and is reviewed once."""

from datetime import timedelta

import pytest
from alerting import decide, fields_of, listed, open_it

from foundation.records.models import Alert, AlertDecision, HistoryLine, Miss


def report(browser, reference, phrase="he sleeps in the shed", **different):
    fields = {**fields_of(browser, "/alerts/misses"), "reference": reference, "phrase": phrase, **different}
    return browser.client.post("/alerts/misses", data=fields)


def test_a_miss_is_listed_for_review_counted_and_raises_an_alert(duty, case_of, rows):
    reference = case_of()
    assert report(duty, reference.lower()).status_code == 303
    [miss], [alert] = rows(Miss), rows(Alert)
    assert (miss.reference, miss.phrase, miss.outcome) == (reference, "he sleeps in the shed", None)
    assert (alert.reference, alert.because, alert.told) == (reference, ["missed"], 0)
    assert "he sleeps in the shed" in duty.get("/alerts/misses").text


def test_a_miss_where_an_alert_was_decided_makes_it_unopened_again_and_what_was_decided_stays(
    duty, alert_of, rows, console_clock, moment
):
    reference = alert_of(told=3)
    open_it(duty, reference)
    decide(duty, reference, "no_sign_of_harm", note="A game of football.")
    stale = {**fields_of(duty, f"/alerts/{reference}"), "decision": "other", "note": "Still a game."}
    console_clock.forward(minutes=5)
    assert report(duty, reference).status_code == 303
    [alert] = rows(Alert)
    assert (alert.because, alert.told, alert.told_at) == (["missed", "words"], 0, moment + timedelta(minutes=5))
    assert (alert.opened_at, alert.opened_by) == (None, None)
    assert listed(duty.get("/alerts?state=unopened")) == [reference]
    open_it(duty, reference)
    assert listed(duty.get("/alerts?state=undecided")) == [reference]
    assert duty.client.post(f"/alerts/{reference}", data=stale).status_code == 409
    page = duty.get(f"/alerts/{reference}").text
    assert "There is a new sign, and nobody has said yet" in page
    assert "No sign of harm (about an earlier sign)" in page
    assert decide(duty, reference, "police").status_code == 303
    assert sorted(kept.decision for kept in rows(AlertDecision)) == ["no_sign_of_harm", "police"]
    assert [line.what for line in rows(HistoryLine)] == [
        "opened", "alert_opened", "alert_decided", "alert_raised_again", "alert_opened", "alert_decided",
    ]  # fmt: skip


def test_a_new_sign_where_nobody_has_opened_the_first_hides_not_how_long_that_has_waited(duty, alert_of, rows, moment):
    reference = alert_of(told=3, ago=timedelta(hours=2))
    assert report(duty, reference).status_code == 303
    [alert] = rows(Alert)
    assert (alert.told, alert.raised_at) == (0, moment - timedelta(hours=2))


def test_a_report_sent_twice_is_kept_once(duty, case_of, rows):
    fields = {**fields_of(duty, "/alerts/misses"), "reference": case_of(), "phrase": "in the shed"}
    assert [duty.client.post("/alerts/misses", data=fields).status_code for _ in range(2)] == [303, 303]
    assert (len(rows(Miss)), [line.what for line in rows(HistoryLine)]) == (1, ["opened", "alert_raised_by_hand"])


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"reference": "nonsense"}, "eference"),
        ({"reference": "7KQ4-M2XH"}, "There is no case with the reference 7KQ4-M2XH"),
        ({"reference": ""}, "Enter the reference of the case"),
        ({"phrase": ""}, "Enter the words that were missed"),
        ({"phrase": "a\nb"}, "on one line"),
        ({"phrase": "\x00"}, "not text"),
        ({"form_id": "x"}, "Read it again"),
    ],
)
def test_a_report_that_cannot_be_kept_says_why(duty, case_of, rows, wrong, said):
    answer = report(duty, **{"reference": case_of(), **wrong})
    assert answer.status_code == 400
    assert said in answer.text
    assert rows(Miss) == []


@pytest.mark.parametrize("outcome", ["word_added", "no_sign"])
def test_a_report_is_reviewed_once_with_its_outcome(duty, manager, case_of, rows, outcome, moment):
    report(duty, case_of())
    [miss] = rows(Miss)
    assert manager.send(f"/alerts/misses/{miss.id}", outcome="").status_code == 400
    assert manager.send(f"/alerts/misses/{miss.id}", outcome=outcome).status_code == 303
    manager.send(f"/alerts/misses/{miss.id}", outcome="no_sign")
    [miss] = rows(Miss)
    assert (miss.outcome, miss.reviewed_at, miss.reviewed_by is not None) == (outcome, moment, True)


def test_no_sign_is_reported_as_missed_in_a_survey_that_has_no_case(duty, survey_alert, rows):
    answer = report(duty, survey_alert())
    assert answer.status_code == 400
    assert "There is no case with the reference" in answer.text
    assert rows(Miss) == []
