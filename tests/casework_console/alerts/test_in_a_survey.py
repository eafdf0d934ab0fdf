"""A sign of harm in an answer to a survey: it has no case, and nobody knows whose it is."""

from datetime import timedelta

from alerting import decide, fields_of, listed, open_it
from staffing import Browser, an_account

from foundation.records.models import Alert, AlertDecision, HistoryLine, Notice, StaffMail


def test_a_sign_of_harm_in_a_survey_is_listed_counted_and_shown_only_when_it_is_opened(
    duty, survey_alert, alert_of, rows, moment
):
    older, reference = alert_of(ago=timedelta(hours=2)), survey_alert()
    page = duty.get("/alerts")
    assert listed(page) == [older, reference]
    assert "2 signs of harm not opened yet" in page.text
    assert "Written in a survey" in page.text
    for shown in (page, duty.get(f"/alerts/{reference}")):
        assert "boyfriend" not in shown.text
    open_it(duty, reference)
    [opened] = [alert for alert in rows(Alert) if alert.reference == reference]
    assert (opened.opened_at, opened.opened_by is not None) == (moment, True)
    page = duty.get(f"/alerts/{reference}").text
    for shown in ("<mark>", "boyfriend", "hits me", "Nobody can find out by whom", "01432 260800"):
        assert shown in page, shown
    assert f"/cases/{reference}" not in page
    assert "1 sign of harm not opened yet" in page


def test_what_was_done_about_it_is_kept_once_and_changed_with_a_reason(duty, manager, survey_alert, rows, moment):
    reference = survey_alert()
    open_it(duty, reference)
    fields = {**fields_of(duty, f"/alerts/{reference}"), "decision": "referred_to_mash"}
    stale = {**fields_of(manager, f"/alerts/{reference}"), "decision": "police"}
    assert [duty.client.post(f"/alerts/{reference}", data=fields).status_code for _ in range(2)] == [303, 303]
    assert manager.client.post(f"/alerts/{reference}", data=stale).status_code == 409
    assert decide(manager, reference, "police", note="They know the school.").status_code == 303
    assert sorted(kept.decision for kept in rows(AlertDecision)) == ["police", "referred_to_mash"]
    assert listed(duty.get("/alerts?state=decided")) == [reference]
    assert rows(HistoryLine) == rows(Notice) == rows(StaffMail) == []


def test_those_who_do_not_act_on_alerts_never_see_the_words_of_a_survey(signed_in_as, survey_alert):
    reference = survey_alert()
    for role, team in (("service_team", "assessment"), ("practitioner", None)):
        browser = signed_in_as(role, team)
        assert browser.get(f"/alerts/{reference}").status_code == 403
        assert "not opened yet" not in browser.get("/password").text


def test_whoever_is_named_in_a_survey_neither_opens_it_nor_sees_it_counted(
    console_app, records_as, council, moment, survey_alert, manager
):
    an_account(
        records_as("heard_operator"), council, moment, email="p@example.gov.uk", name="Petra Quill", role="duty_worker"
    )
    browser = Browser(console_app)
    browser.sign_in("p@example.gov.uk")
    reference = survey_alert(words="PETRA QUÍLL hit me.")
    assert listed(browser.get("/alerts")) == []
    assert "not opened yet" not in browser.get("/alerts").text
    assert browser.get(f"/alerts/{reference}").status_code == 403
    assert listed(manager.get("/alerts")) == [reference]
