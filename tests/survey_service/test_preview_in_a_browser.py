"""A questionnaire on an old phone: without scripts, by keyboard, accessible, and no wider than the screen."""

import re

from playwright.sync_api import expect

CHILD = "/questionnaires/child_protection_conference?band=under_13"


def test_a_child_can_answer_it_by_keyboard_alone_and_without_scripts(opened):
    page = opened(CHILD, java_script_enabled=False)
    page.get_by_role("group", name="Could you say what you wanted to say?").get_by_label("No").focus()
    page.keyboard.press("Space")
    button = page.get_by_role("button", name="Check my answers")
    for _ in range(40):
        page.keyboard.press("Tab")
        if button.evaluate("it => it === document.activeElement"):
            break
    page.keyboard.press("Enter")
    more = page.get_by_role("link", name="Go to it")
    expect(more).to_be_visible()
    more.focus()
    page.keyboard.press("Enter")
    first = page.get_by_label("I was worried about what would happen")
    expect(first).to_be_focused()
    page.keyboard.press("Space")
    expect(first).to_be_checked()
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="These answers can be sent")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="I was worried about what would happen")).to_be_visible()


def test_every_state_of_it_is_accessible_and_fits_an_old_phone_and_a_desk(opened, looks_right):
    page = opened("/send", bypass_csp=True)
    page.get_by_role("link", name="Questionnaires", exact=True).click()
    page.wait_for_url("**/questionnaires")
    looks_right(page, "list")
    page.get_by_role("link", name=re.compile("^Under 13.*After a child protection conference$")).click()
    page.wait_for_url(f"**{CHILD}")
    looks_right(page, "a child's")
    page.get_by_role("group", name="Could you say what you wanted to say?").get_by_label("No").check()
    page.get_by_role("button", name="Check my answers").click()
    page.get_by_role("link", name="Go to it").wait_for()
    looks_right(page, "one more question")
    page.get_by_label("Is there anything else you want to say?").fill("x" * 2_001)
    page.get_by_role("button", name="Check my answers").click()
    page.get_by_role("link", name="This can be 2,000 characters at most").wait_for()
    looks_right(page, "a mistake")
    page.get_by_label("Is there anything else you want to say?").fill("لم يتصل بنا أحد\n" + "x" * 200)
    page.get_by_role("button", name="Check my answers").click()
    page.get_by_role("heading", name="These answers can be sent").wait_for()
    looks_right(page, "checked")
