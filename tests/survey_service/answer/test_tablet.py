"""A tablet that goes from hand to hand: it begins again by itself, and keeps nothing of whoever had it before."""

import hashlib

import pytest
from journeys.conftest import DESK
from playwright.sync_api import expect

from foundation.records.models import Alert
from survey_service.answer import limits, tablet

CODE = "482915"
CANARY = "Llanfairpwll hits me"
LEFT = """() => ({
  local: Object.entries(localStorage), session: Object.entries(sessionStorage), cookies: document.cookie,
  history: history.length, address: location.href,
  held: document.body.innerHTML + [...document.querySelectorAll("input, textarea")].map(it => it.value)
})"""


@pytest.fixture
def room(asked):
    """A poster whose tablet has a supervisor's code; the code of the poster."""
    code = asked.poster("child_protection_conference")
    asked.change(code, leave_hash=hashlib.sha256(asked.send_outs[code].bytes + CODE.encode()).digest())
    return code


@pytest.fixture
def on_the_tablet(opened, room):
    """The tablet as staff leave it, with a clock that stands still until it is moved."""
    page = opened("/", width=DESK)
    page.clock.install(time="2026-11-23T10:00:00Z")
    page.goto(f"/q/{room}/tablet")
    expect(page.get_by_role("heading", name="Who is answering?")).to_be_visible()
    page.clock.pause_at("2026-11-23T10:01:00Z")
    return page


def answer(page):
    """A child answers, writes, and sends."""
    page.get_by_role("link", name="I am under 13").click()
    group = page.get_by_role("group", name="Did you understand what people said?")
    group.get_by_label("Always").check()
    page.get_by_label("Is there anything else you want to say?").fill(CANARY)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you! We have your answers")).to_be_visible()


def test_whoever_comes_next_finds_nothing_of_whoever_was_before(on_the_tablet, sent, rows):
    page = on_the_tablet
    before = page.evaluate(LEFT)
    answer(page)
    page.clock.run_for(tablet.THANKS * 1000)
    expect(page.get_by_role("heading", name="Who is answering?")).to_be_visible()
    after = page.evaluate(LEFT)
    assert (after["local"], after["session"], after["cookies"]) == ([], [], "")
    assert after["address"] == before["address"]
    assert CANARY not in after["held"]
    assert page.context.cookies() == []
    answer(page)
    page.get_by_role("button", name="Start again").click()
    expect(page.get_by_role("heading", name="Who is answering?")).to_be_visible()
    assert page.evaluate("history.length") == after["history"], "however many have answered"
    assert len(sent()) == 2, "each with a ticket of their own"
    assert len(rows(Alert)) == 2


def test_back_shows_nothing_of_it_and_leads_nowhere_else(on_the_tablet):
    page = on_the_tablet
    page.get_by_role("link", name="I am under 13").click()
    page.get_by_label("Is there anything else you want to say?").fill(CANARY)
    address = page.url
    page.evaluate("history.back()")
    expect(page.get_by_role("heading", name="Who is answering?")).to_be_visible()
    assert page.url == address
    assert CANARY not in page.evaluate(LEFT)["held"]


def test_left_half_way_it_asks_and_then_begins_again_by_itself(on_the_tablet):
    page = on_the_tablet
    page.get_by_role("link", name="I am under 13").click()
    words = page.get_by_label("Is there anything else you want to say?")
    words.fill(CANARY)
    page.clock.run_for(tablet.WARN * 1000)
    expect(page.get_by_text("Are you still there?")).to_be_visible()
    words.press("!")
    expect(page.get_by_text("Are you still there?")).to_be_hidden()
    page.clock.run_for((tablet.IDLE - 1) * 1000)
    expect(words).to_have_value(CANARY + "!")
    page.clock.run_for(1000)
    expect(page.get_by_role("heading", name="Who is answering?")).to_be_visible()
    assert CANARY not in page.evaluate(LEFT)["held"]


def test_what_has_to_be_put_right_is_shown_on_the_tablet_too(on_the_tablet, asked, sent):
    page = on_the_tablet
    page.get_by_role("link", name="I am under 13").click()
    page.get_by_role("button", name="Send my answers").click()
    mistake = page.get_by_role("link", name="Answer at least one question")
    mistake.click()
    first = page.locator("#q-reports_in_time, [name^=q-]").first
    expect(first).to_be_focused()
    assert "#" not in page.url
    first.check()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you! We have your answers")).to_be_visible()
    assert len(sent()) == 1


def test_without_a_connection_the_answers_stay_until_they_are_sent(on_the_tablet, sent):
    page = on_the_tablet
    page.get_by_role("link", name="I am under 13").click()
    page.get_by_label("Is there anything else you want to say?").fill("Fine")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_text("This did not go through. Your answers are still here.")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you! We have your answers")).to_be_visible()
    assert len(sent()) == 1


def test_no_link_leads_away_and_only_the_supervisors_code_ends_it(on_the_tablet):
    page = on_the_tablet
    page.get_by_role("link", name="Herefordshire Council").click()
    expect(page.get_by_role("heading", name="Who is answering?")).to_be_visible()
    assert page.url.endswith("/tablet")
    page.get_by_text("For staff: put the tablet away").click()
    page.get_by_label("Supervisor’s code").fill("000000")
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_text("That is not the code.")).to_be_visible()
    page.get_by_label("Supervisor’s code").fill(" 482 915 ")
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="Answer a survey")).to_be_visible()


def test_the_tablet_is_accessible_and_fits_its_screen_and_a_phone(opened, room, looks_right):
    for width in (320, DESK):
        page = opened(f"/q/{room}/tablet", width=width, bypass_csp=True)
        expect(page.get_by_role("heading", name="Who is answering?")).to_be_visible()
        page.get_by_text("For staff: put the tablet away").click()
        looks_right(page, f"tablet-{width}")


def test_without_a_supervisors_code_there_is_no_tablet(asked, visitor):
    for path in (f"/q/{asked.poster()}/tablet", f"/q/{asked.poster()}/tablet/leave"):
        answer = visitor.get(path) if path.endswith("tablet") else visitor.post(path, data={"leave": ""})
        assert answer.status_code == 403


def test_guessing_the_supervisors_code_is_slowed(room, monkeypatch, new_face):
    monkeypatch.setattr(limits, "LEAVING", "3 per day")
    client, way_out = new_face().test_client(), f"/q/{room}/tablet/leave"
    assert [client.post(way_out, data={"leave": guess}).status_code for guess in ("1", "\0", "é" * 99, CODE)] == [
        403, 403, 403, 429,
    ]  # fmt: skip
    fresh = new_face().test_client()
    assert fresh.post(way_out, data={"leave": CODE}).status_code == 200


def test_a_browser_without_scripts_is_told_so(room, visitor):
    assert "This page needs JavaScript" in visitor.get(f"/q/{room}/tablet").text
