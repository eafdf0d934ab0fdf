"""Every ready-made questionnaire on an old phone: 320 pixels, no scripts, by keyboard, accessible, to the end.

One browser window for each questionnaire, with one of its wordings: over all of them every wording comes several times.
"""

import pytest
from journeys.conftest import DESK
from playwright.sync_api import expect

from foundation.surveys.library import library
from foundation.surveys.questionnaire import IN_WORDS, Band, Kind

NEWEST = library().all_newest()
# Each questionnaire with one of its readers, so that all readers are met.
SAMPLED = [(it.code, it.bands[at % len(it.bands)]) for at, it in enumerate(NEWEST)]
FOCUSED = "it => it === document.activeElement"


def test_every_reader_is_among_those_who_finish_one():
    assert {band for _, band in SAMPLED} == set(Band)
    assert {code for code, _ in SAMPLED} == {it.code for it in NEWEST}


def tab_to(page, target):
    """Press Tab until it is reached, as somebody does who uses no mouse."""
    for _ in range(60):
        if target.evaluate(FOCUSED):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")


def answer_by_keyboard(page, questionnaire, band):
    """Answer what the page asks: the first answer of each choice, and a few words."""
    here = page.locator("input[name=asked]").evaluate_all("all => all.map(it => it.value)")
    for question in questionnaire.asked_of(band):
        if question.code not in here or not page.locator(f"#q-{question.code}").count():
            continue
        box = page.locator(f"#q-{question.code}")
        tab_to(page, box)
        if question.kind in IN_WORDS:
            page.keyboard.type("Fine.")
        elif not box.is_checked():
            page.keyboard.press("Space")
        if question.kind is Kind.SCALE and question.code == here[0]:
            page.keyboard.press("ArrowDown")


@pytest.mark.parametrize("code, band", SAMPLED, ids=lambda it: str(it))
def test_it_is_finished_at_320_pixels_without_scripts_and_by_keyboard(opened, asked, sent, code, band):
    questionnaire, invitation = library().newest(code), asked.invitation(code)
    page = opened(f"/s/{invitation}", java_script_enabled=False)
    if len(questionnaire.bands) > 1:
        tab_to(page, page.get_by_role("main").locator(f"a[href$='for={band}']"))
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(questionnaire.title[band])
    thanks = page.get_by_role("heading", level=1, name="We have your answers")
    for _ in range(len(questionnaire.questions) + 3):
        answer_by_keyboard(page, questionnaire, band)
        tab_to(page, page.locator("form[data-answers] button").first)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        if thanks.count():
            break
    expect(thanks).to_be_visible()
    [(_, answers)] = sent()
    assert answers.band == band
    assert answers.given


def test_every_page_is_accessible_and_fits_an_old_phone(opened, asked, looks_right, clock):
    page = opened("/", bypass_csp=True)
    looks_right(page, "code")
    page.get_by_label("Your code").fill("7KQ4")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="A code has 16 letters").wait_for()
    looks_right(page, "a slip")
    room = asked.poster(code="child_protection_conference", meeting="child_protection_conference")
    for path in (
        "/meetings",
        f"/q/{room}",
        f"/q/{room}/thanks?for=under_13",
        f"/s/{asked.invitation(stopped_at=clock())}",
    ):
        page.goto(path)
        looks_right(page, path.replace("/", "-")[:20])
    page.goto(f"/s/{asked.invitation('people_served')}?for=under_13")
    looks_right(page, "one question")
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").click()
    looks_right(page, "the second question")
    page.goto(f"/s/{asked.invitation('why_did_you_stop')}?for=adult")
    with page.expect_navigation():
        page.get_by_role("button", name="Send my answers").click()
    page.get_by_role("link", name="Answer at least one question").wait_for()
    looks_right(page, "a mistake")


def test_every_questionnaire_is_accessible_and_fits_an_old_phone_and_a_desk(opened, asked, looks_right):
    page = opened("/", bypass_csp=True)
    for code, band in SAMPLED:
        page.goto(f"/s/{asked.invitation(code)}?for={band}&one=0")
        looks_right(page, f"{code}-{band}")
    page.set_viewport_size({"width": DESK, "height": 800})
    looks_right(page, "at a desk")


def test_children_see_faces_beside_words_that_say_the_same(opened, asked):
    page = opened(f"/s/{asked.invitation('child_protection_conference')}?for=under_13", java_script_enabled=False)
    group = page.get_by_role("group", name="Did people listen to you?")
    assert group.locator("svg[aria-hidden=true]").count() == 5
    face = group.locator(".heard-face").first
    assert face.inner_text().strip()
    drawn, words = face.locator("svg").bounding_box(), group.get_by_role("radio").first.bounding_box()
    assert drawn["width"] >= 30
    assert words["width"] >= 40, "a finger finds it"


def test_back_on_the_page_shows_the_question_before_with_its_answer(opened, asked, sent):
    page = opened(f"/s/{asked.invitation()}?for=adult&one=1", java_script_enabled=False)
    page.get_by_role("radio").first.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Question 2 of")
    with page.expect_navigation():
        page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Question 1 of")
    expect(page.get_by_role("radio").first).to_be_checked()
