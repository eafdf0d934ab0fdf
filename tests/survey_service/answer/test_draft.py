"""A draft on the person's own phone: only when they ask, gone when they send, under a name that says nothing."""

import json

import pytest
from playwright.sync_api import expect

KEEP = "Keep my answers on this phone so I can finish later"
STORED = "Object.entries(localStorage)"
WORDS = "We waited\nfor an hour & more 🙂"


@pytest.fixture
def whole(asked):
    return f"/s/{asked.invitation()}"


def written(page):
    return page.locator("textarea")


def test_nothing_is_stored_before_somebody_asks_for_it(opened, whole):
    page = opened(f"{whole}?for=adult")
    written(page).fill(WORDS)
    expect(page.get_by_role("button", name=KEEP)).to_be_visible()
    expect(page.get_by_role("button", name="Start again and remove my draft")).to_be_hidden()
    assert page.evaluate(STORED) == []


def test_a_draft_is_taken_up_again_and_goes_when_it_is_sent(opened, whole, sent, asked):
    page = opened(f"{whole}?for=adult")
    written(page).fill(WORDS)
    page.get_by_role("button", name=KEEP).click()
    page.get_by_role("radio").first.check()
    [(key, kept)] = page.evaluate(STORED)
    code = whole.removeprefix("/s/")
    assert code not in key + kept
    assert str(asked.tickets[code]) not in key + kept
    page.goto("about:blank")
    page.goto(whole)
    page.get_by_role("button", name="Go on with my answers").click()
    expect(written(page)).to_have_value(WORDS)
    expect(page.get_by_role("radio").first).to_be_checked()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you. We have your answers")).to_be_visible()
    assert page.evaluate(STORED) == []
    [(_, answers)] = sent()
    assert answers.given["anything_else"] == WORDS


def test_one_question_a_page_is_taken_up_where_it_was_left(opened, whole):
    page = opened(f"{whole}?for=adult&one=1")
    page.get_by_role("button", name=KEEP).click()
    page.get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Question 2 of")
    page.get_by_role("radio").nth(2).check()
    page.goto(f"{whole}?for=adult&one=1")
    page.get_by_role("button", name="Go on with my answers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Question 2 of")
    expect(page.get_by_role("radio").nth(2)).to_be_checked()
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Question 1 of")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()


def test_start_again_removes_it(opened, whole):
    page = opened(f"{whole}?for=adult")
    page.get_by_role("button", name=KEEP).click()
    expect(page.get_by_text("Your answers are kept on this phone")).to_be_visible()
    page.get_by_role("button", name="Start again and remove my draft").click()
    expect(page.get_by_role("heading", name="Who is answering?")).to_be_visible()
    assert page.evaluate(STORED) == []


def test_an_old_draft_and_one_that_cannot_be_read_are_forgotten(opened, whole):
    page = opened(f"{whole}?for=adult")
    page.get_by_role("button", name=KEEP).click()
    [(key, kept)] = page.evaluate(STORED)
    old = json.loads(kept) | {"at": json.loads(kept)["at"] - 31 * 24 * 60 * 60 * 1000}
    put = "([key, kept]) => localStorage.setItem(key, kept)"
    for content in (json.dumps(old), "no draft of ours", "null"):
        page.evaluate(put, [key, content])
        page.goto(f"{whole}?for=adult")
        expect(page.get_by_role("button", name=KEEP)).to_be_visible()
        assert page.evaluate(STORED) == []
    page.evaluate(put, ["heard-draft-of-somebody-else", json.dumps(old)])
    page.goto("/")
    page.goto(whole)
    expect(page.get_by_role("heading", name="Who is answering?")).to_be_visible()
    assert page.evaluate(STORED) == []


def test_a_browser_that_stores_nothing_answers_all_the_same(opened, whole, sent):
    page = opened("about:blank")
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})")
    page.goto(f"{whole}?for=adult")
    expect(page.get_by_role("button", name=KEEP)).to_be_hidden()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you. We have your answers")).to_be_visible()
    assert len(sent()) == 1


def test_every_state_of_a_draft_is_accessible(opened, whole, looks_right):
    page = opened(f"{whole}?for=adult", bypass_csp=True)
    looks_right(page, "offer")
    page.get_by_role("button", name=KEEP).click()
    looks_right(page, "kept")
    page.goto(whole)
    expect(page.get_by_role("button", name="Go on with my answers")).to_be_visible()
    looks_right(page, "found")
