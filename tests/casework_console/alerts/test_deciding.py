"""What was decided about a sign of harm: kept with who and when, changed with a reason, never by a stale page."""

import pytest
from alerting import decide, fields_of, open_it
from builders import MONDAY

from foundation.records.models import AlertDecision, Deadline, HistoryLine, Notice, StaffMail


def test_a_decision_is_kept_with_its_person_its_time_and_a_line_of_history_that_holds_a_code_only(
    duty, alert_of, rows, moment
):
    reference = alert_of(opened=True)
    answer = decide(duty, reference, "referred_to_mash", note="Spoke to Sam at the hub.")
    assert (answer.status_code, answer.location) == (303, f"/alerts/{reference}")
    [kept] = rows(AlertDecision)
    assert (kept.decision, kept.note, kept.at) == ("referred_to_mash", "Spoke to Sam at the hub.", moment)
    assert [line.details for line in rows(HistoryLine) if line.what == "alert_decided"] == [
        {"decision": "referred_to_mash"}
    ]
    assert "Referred to the MASH, by Chris. " in duty.get(f"/alerts/{reference}").text


def test_a_decision_is_the_check_that_was_due_that_day_and_the_lado_is_told_when_that_is_decided(
    duty, alert_of, rows_of, clock_on
):
    reference = alert_of(opened=True)
    for due, allowed, source in (("safeguarding_check", 0, "s.47"), ("allegation_referral", 1, "the LADO procedures")):
        clock_on(reference, due=due, allowed=allowed, due_on=MONDAY, source=source)
    clock_on(reference)
    decide(duty, reference, "police")
    assert {clock.due: clock.met_on for clock in rows_of(Deadline, reference)} == {
        "safeguarding_check": MONDAY, "allegation_referral": None, "stage_1_answer": None,
    }  # fmt: skip
    decide(duty, reference, "referred_to_lado", note="He is a foster carer.")
    assert {clock.due for clock in rows_of(Deadline, reference) if clock.met_on is None} == {"stage_1_answer"}


@pytest.mark.parametrize("decision", ["already_known_and_told", "no_sign_of_harm", "other"])
def test_some_decisions_need_a_note(duty, alert_of, rows, decision):
    reference = alert_of(opened=True)
    answer = decide(duty, reference, decision, note="  ")
    assert answer.status_code == 400
    assert "this decision needs a note" in answer.text
    assert rows(AlertDecision) == []
    assert decide(duty, reference, decision, note="The school told us in May.").status_code == 303


@pytest.mark.parametrize("decision", ["", "cleared", "referred_to_mash\x00"])
def test_a_decision_that_is_none_is_refused(duty, alert_of, rows, decision):
    reference = alert_of(opened=True)
    assert decide(duty, reference, decision).status_code == 400
    assert rows(AlertDecision) == []


def test_an_alert_that_nobody_has_opened_cannot_be_decided(duty, alert_of, rows):
    opened, unopened = alert_of(opened=True), alert_of()
    fields = fields_of(duty, f"/alerts/{opened}")
    duty.client.post(f"/alerts/{unopened}", data={**fields, "decision": "emergency"})
    assert rows(AlertDecision) == []


def test_a_decision_is_changed_with_a_reason_and_both_stay(duty, alert_of, rows):
    reference = alert_of(opened=True)
    decide(duty, reference, "no_sign_of_harm", note="A game of football.")
    without = decide(duty, reference, "referred_to_mash")
    assert without.status_code == 400
    assert "To change it, say why" in without.text
    assert decide(duty, reference, "referred_to_mash", note="The school rang.").status_code == 303
    assert sorted(kept.decision for kept in rows(AlertDecision)) == ["no_sign_of_harm", "referred_to_mash"]
    page = duty.get(f"/alerts/{reference}").text
    assert page.index("The school rang.") < page.index("A game of football.")
    assert len([line for line in rows(HistoryLine) if line.what == "alert_decision_changed"]) == 1


def test_the_same_form_sent_twice_decides_once(duty, alert_of, rows):
    reference = alert_of(opened=True)
    fields = {**fields_of(duty, f"/alerts/{reference}"), "decision": "police"}
    assert [duty.client.post(f"/alerts/{reference}", data=fields).status_code for _ in range(2)] == [303, 303]
    assert len(rows(AlertDecision)) == 1


def test_who_decides_on_a_stale_page_reads_what_somebody_else_decided(duty, manager, alert_of, rows):
    reference = alert_of(opened=True)
    stale = {**fields_of(duty, f"/alerts/{reference}"), "decision": "no_sign_of_harm", "note": "I was first."}
    decide(manager, reference, "emergency")
    answer = duty.client.post(f"/alerts/{reference}", data=stale)
    assert answer.status_code == 409
    assert "Somebody has decided since your page was made" in answer.text
    assert "I was first." in answer.text
    assert [kept.decision for kept in rows(AlertDecision)] == ["emergency"]


@pytest.mark.parametrize("broken", [{"form_id": "x"}, {"csrf_token": "forged"}, {"note": "\x00"}, {"note": "a" * 2001}])
def test_a_broken_form_is_refused_and_nothing_is_kept(duty, alert_of, rows, broken):
    reference = alert_of(opened=True)
    assert decide(duty, reference, **broken).status_code == 400
    assert rows(AlertDecision) == []


def test_a_stale_page_gives_back_the_note_and_changes_nothing(duty, alert_of, rows):
    reference = alert_of(opened=True)
    answer = decide(duty, reference, "other", note="I spoke to the school.", csrf_token="old")
    assert answer.status_code == 400
    assert "I spoke to the school." in answer.text
    assert "press the button again" in answer.text
    assert rows(AlertDecision) == []


def test_there_is_no_address_that_clears_several(console_app):
    posts = {
        rule.rule
        for rule in console_app.url_map.iter_rules()
        if rule.endpoint.startswith("alerts.") and "POST" in rule.methods
    }
    assert posts == {
        "/alerts/<reference>",
        "/alerts/<reference>/open",
        "/alerts/misses",
        "/alerts/misses/<uuid:miss_id>",
    }


def test_nothing_is_written_to_the_family_whatever_is_decided(duty, alert_of, rows):
    reference = alert_of(email="ann@example.com")
    open_it(duty, reference)
    decide(duty, reference, "referred_to_mash")
    assert rows(Notice) == rows(StaffMail) == []


def test_history_tells_of_it_in_words_on_the_case(manager, alert_of):
    reference = alert_of()
    open_it(manager, reference)
    decide(manager, reference, "police")
    page = manager.get(f"/cases/{reference}").text
    assert "The sign of harm was opened" in page
    assert "The sign of harm was decided: police told" in page
