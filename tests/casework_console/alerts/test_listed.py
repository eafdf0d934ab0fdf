"""Signs of harm: who sees them, in which order, and that nobody reads a word before they open it."""

import re
from datetime import timedelta

import pytest
from alerting import decide, listed, open_it
from staffing import TOKEN, Browser, an_account

from foundation.records.models import Alert, HistoryLine, Point


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
