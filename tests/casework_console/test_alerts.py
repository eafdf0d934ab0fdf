"""Signs of harm in the console: opened by a person, read with the words marked, decided, and never cleared."""

import re
from datetime import timedelta

import pytest
from builders import MONDAY
from sqlalchemy import select
from staffing import TOKEN, Browser, an_account
from uuid_utils.compat import uuid7

from foundation.contracts.references import new_reference
from foundation.records.models import Alert, AlertDecision, Case, Deadline, HistoryLine, Miss, Notice, Point, StaffMail

FORM_ID = re.compile(r'name="form_id"[^>]*value="([^"]+)"')
SEEN = re.compile(r'name="seen"[^>]*value="([^"]*)"')
SAID = {
    "words": "My brother says that Dad hits him. <b>Please</b> ring me.",
    "name": "Ann Other",
    "phone": "07700 900123",
}


@pytest.fixture
def duty(signed_in_as):
    return signed_in_as("duty_worker")


@pytest.fixture
def alert_of(everything, case_of, moment):
    """An alert for a new case, as the worker makes it; its reference."""

    def make(*, because=("words",), told=1, opened=False, ago=timedelta(0), by=None, **different):
        reference = case_of(submission={**SAID, **different})
        with everything.unit_of_work() as uow:
            case_id = uow.session.scalar(select(Case.id).where(Case.reference == reference))
            uow.keep(Alert, {
                "id": uuid7(), "case_id": case_id, "reference": reference, "because": list(because),
                "raised_at": moment - ago, "told": told, "told_at": moment - ago,
                "opened_at": moment if opened else None, "opened_by": by,
            })  # fmt: skip
        return reference

    return make


def fields_of(browser, path):
    page = browser.get(path).text
    seen = SEEN.search(page)
    return {"csrf_token": TOKEN.search(page)[1], "form_id": FORM_ID.search(page)[1], "seen": seen[1] if seen else ""}


def decide(browser, reference, decision="referred_to_mash", **different):
    """Send the form of an opened alert as its page is now."""
    fields = {**fields_of(browser, f"/alerts/{reference}"), "decision": decision, **different}
    return browser.client.post(f"/alerts/{reference}", data=fields)


def open_it(browser, reference):
    """Press the button on the page of an alert that nobody has opened."""
    found = TOKEN.search(browser.get(f"/alerts/{reference}").text)
    return browser.client.post(f"/alerts/{reference}/open", data={"csrf_token": found[1]})


def listed(page):
    return re.findall(r'href="/alerts/(\w{4}-\w{4})"', page.text)


# ------------------------------------------------------------------ who may


@pytest.mark.parametrize(
    "role, team", [("service_team", "assessment"), ("equality_officer", None), ("practitioner", None)]
)
def test_those_who_do_not_act_on_alerts_get_403_and_no_banner(signed_in_as, alert_of, role, team):
    browser, reference = signed_in_as(role, team), alert_of()
    for path in ("/alerts", f"/alerts/{reference}", "/alerts/misses"):
        assert browser.get(path).status_code == 403
    assert "not opened yet" not in browser.get("/password").text


def test_a_duty_worker_comes_to_the_alerts_and_sees_nothing_else(duty, alert_of):
    reference = alert_of(opened=True)
    assert duty.get("/").location == "/alerts"
    page = duty.get(f"/alerts/{reference}")
    assert page.status_code == 200
    assert f"/cases/{reference}" not in page.text
    assert duty.get("/cases").status_code == duty.get(f"/cases/{reference}").status_code == 403
    assert duty.get("/ombudsman").status_code == 403


def test_nobody_opens_an_alert_about_themselves_nor_sees_it_listed(alert_of, console_app, records_as, council, moment):
    an_account(
        records_as("heard_operator"), council, moment, email="p@example.gov.uk", name="Petra Quill", role="duty_worker"
    )
    browser = Browser(console_app)
    browser.sign_in("p@example.gov.uk")
    reference = alert_of(words="Petra Quill hit my son and I am afraid of her.")
    assert listed(browser.get("/alerts")) == []
    assert "not opened yet" not in browser.get("/alerts").text
    assert browser.get(f"/alerts/{reference}").status_code == 403
    assert browser.client.post(f"/alerts/{reference}/open", data={"csrf_token": "x"}).status_code != 200


# ------------------------------------------------------------------ the list and the banner


def test_what_nobody_has_opened_stands_first_and_the_loudest_before_all(manager, alert_of):
    decided = alert_of(opened=True)
    decide(manager, decided)
    read = alert_of(opened=True, ago=timedelta(hours=9))
    quiet, loud, older = alert_of(), alert_of(told=7), alert_of(ago=timedelta(hours=2))
    assert listed(manager.get("/alerts")) == [loud, older, quiet, read, decided]
    assert listed(manager.get("/alerts?state=unopened")) == [loud, older, quiet]
    assert listed(manager.get("/alerts?state=undecided")) == [read]
    assert listed(manager.get("/alerts?state=decided")) == [decided]


def test_a_filter_that_is_none_is_refused_by_name(manager):
    answer = manager.get("/alerts?state=cleared")
    assert answer.status_code == 400
    assert "Show: choose one from the list" in answer.text


def test_the_list_says_that_what_is_not_in_it_is_not_known_to_be_safe(manager):
    page = manager.get("/alerts").text
    assert "what is not here is not known to be safe" in page
    assert "There are none" in page


def test_fifty_stand_on_a_page_and_no_page_number_breaks_it(manager, alert_of):
    for _ in range(51):
        alert_of()
    assert len(listed(manager.get("/alerts"))) == 50
    assert len(listed(manager.get("/alerts?page=2"))) == 1
    for odd in ("0", "-1", "x", "9" * 40, "٣"):
        assert manager.get(f"/alerts?page={odd}").status_code == 200


def test_every_page_says_at_its_top_how_many_wait_until_they_are_opened(manager, alert_of):
    assert "not opened yet</a>" not in manager.get("/cases").text
    first, second = alert_of(), alert_of(ago=timedelta(days=1))
    for path in ("/cases", "/alerts", f"/cases/{first}", "/password", "/cases/none"):
        page = manager.get(path).text
        assert "2 signs of harm not opened yet" in page, path
        assert "22 Nov 2026 at 10:00" in page
    open_it(manager, second)
    assert "1 sign of harm not opened yet" in manager.get("/cases").text
    open_it(manager, first)
    assert "not opened yet</a>" not in manager.get("/cases").text


# ------------------------------------------------------------------ opening


def test_no_word_is_shown_before_somebody_has_opened_it_and_looking_opens_nothing(duty, alert_of, rows):
    reference = alert_of()
    page = duty.get(f"/alerts/{reference}").text
    for hidden in ("brother", "Ann Other", "07700", "hits him"):
        assert hidden not in page
    assert rows(Alert)[0].opened_at is None


def test_opening_keeps_who_and_when_and_shows_the_words_marked_with_all_that_is_needed_to_act(
    duty, alert_of, rows, moment, council
):
    reference = alert_of(because=("ticked", "words"))
    assert open_it(duty, reference).location == f"/alerts/{reference}"
    [alert] = rows(Alert)
    assert (alert.opened_at, alert.opened_by is not None) == (moment, True)
    page = duty.get(f"/alerts/{reference}").text
    for shown in (
        "Dad hits him</mark>. &lt;b&gt;Please&lt;/b&gt;", "Ann Other", "07700 900123", "being hit",
        "01432 260800", "01905 768020", "999", council.duty.lado, "box saying that a child is at risk was ticked",
        "by Chris",
    ):  # fmt: skip
        assert shown in page, shown
    assert [line.details for line in rows(HistoryLine) if line.what == "alert_opened"] == [{}]


def test_opening_twice_keeps_the_first(duty, manager, alert_of, rows):
    reference = alert_of()
    found = TOKEN.search(manager.get(f"/alerts/{reference}").text)
    open_it(duty, reference)
    first = rows(Alert)[0].opened_by
    assert manager.client.post(f"/alerts/{reference}/open", data={"csrf_token": found[1]}).status_code == 303
    assert rows(Alert)[0].opened_by == first
    assert len([line for line in rows(HistoryLine) if line.what == "alert_opened"]) == 1


def test_words_without_a_mark_are_never_called_safe(duty, alert_of):
    page = duty.get(f"/alerts/{alert_of(because=('ticked',), words='Nobody rang me.', opened=True)}").text
    assert "That does not mean that there is no sign of harm" in page


def test_words_from_right_to_left_and_emoji_keep_their_order(duty, alert_of):
    said = "הוא מכה אותי 😢 he hits me \u202e"
    page = duty.get(f"/alerts/{alert_of(words=said, opened=True)}").text
    [shown] = re.findall(r'heard-words" dir="auto">(.*?)</blockquote>', page)
    assert "hits me</mark>" in shown
    assert re.sub("</?mark>", "", shown) == said


# ------------------------------------------------------------------ deciding


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
    assert [kept.decision for kept in rows(AlertDecision)] == ["no_sign_of_harm", "referred_to_mash"]
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


@pytest.mark.parametrize("path", ["/alerts/none", "/alerts/7KQ4-M2XH", "/alerts/%00", "/alerts/misses/x"])
def test_what_is_not_there_is_404(duty, path):
    assert duty.get(path).status_code == 404


def test_who_opens_an_alert_reads_the_words_of_points_that_were_added_later(duty, alert_of, with_line):
    reference = alert_of(opened=True, words="Nobody rang me back.")
    own = {"subject": "other", "procedure": "corporate", "reason": "corporate_default"}
    with_line(reference, Point, number=2, words="On the phone she said: Dad hits me.", **own)
    page = " ".join(duty.get(f"/alerts/{reference}").text.split())
    assert "What was said, point 2" in page
    assert "<mark>Dad hits me</mark>" in page
    assert page.count("Nobody rang me back.") == 1


@pytest.mark.parametrize("page", ["9" * 5000, "0", "²", "-1"])
def test_a_page_that_is_no_number_of_a_page_shows_the_list(duty, alert_of, page):
    reference = alert_of()
    shown = duty.get(f"/alerts?page={page}")
    assert (shown.status_code, listed(shown)) == (200, [reference])
    assert duty.get(f"/alerts/misses?page={page}").status_code == 200


def test_history_tells_of_it_in_words_on_the_case(manager, alert_of):
    reference = alert_of()
    open_it(manager, reference)
    decide(manager, reference, "police")
    page = manager.get(f"/cases/{reference}").text
    assert "The sign of harm was opened" in page
    assert "The sign of harm was decided: police told" in page


# ------------------------------------------------------------------ what the screen missed


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
    assert [kept.decision for kept in rows(AlertDecision)] == ["no_sign_of_harm", "police"]
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


# ------------------------------------------------------------------ written in a survey


@pytest.fixture
def survey_alert(everything, moment):
    """A sign of harm in the answer to a survey, as its page keeps it: no case, its own words. Its reference."""

    def make(words="My mum’s boyfriend hits me.", **different):
        row = {
            "id": uuid7(), "case_id": None, "reference": new_reference(), "words": words, "because": ["words"],
            "raised_at": moment, "told": 0, "told_at": moment, "opened_at": None, "opened_by": None,
        }  # fmt: skip
        with everything.unit_of_work() as uow:
            uow.keep(Alert, row | different)
        return row["reference"]

    return make


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
    assert [kept.decision for kept in rows(AlertDecision)] == ["referred_to_mash", "police"]
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


def test_no_sign_is_reported_as_missed_in_a_survey_that_has_no_case(duty, survey_alert, rows):
    answer = report(duty, survey_alert())
    assert answer.status_code == 400
    assert "There is no case with the reference" in answer.text
    assert rows(Miss) == []
