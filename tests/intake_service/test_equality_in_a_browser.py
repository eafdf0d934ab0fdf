"""The voluntary questions on an old phone: without scripts, by keyboard, accessible, and no wider than the screen."""

import pytest
from browsed import browsing, fits_and_is_accessible, served
from playwright.sync_api import expect

from foundation.contracts.equality import ADDRESSES

PUT_RIGHT = ADDRESSES["complainants"]


def by_keyboard(page, where):
    """Walk on with the Tab key until it stands there."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if where.evaluate("it => it === document.activeElement"):
            return
    pytest.fail("the keyboard does not lead there")


@pytest.mark.usefixtures("periods")
def test_both_pages_can_be_answered_by_keyboard_without_scripts_and_look_right(intake_app, chromium):
    with served(intake_app) as address, browsing(chromium, address) as a_context:
        page = a_context(java_script_enabled=False).new_page()
        page.goto(PUT_RIGHT)
        by_keyboard(page, page.get_by_label("4 or younger"))
        for _ in range(6):
            page.keyboard.press("ArrowDown")
        expect(page.get_by_label("25 to 34")).to_be_checked()
        by_keyboard(page, page.get_by_role("button", name="Yes, show me the questions"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="About you")).to_be_visible()
        second = page.get_by_label("Irish", exact=True)
        expect(second).to_be_hidden()
        by_keyboard(page, page.get_by_label("White", exact=True))
        page.keyboard.press("Space")
        expect(second).to_be_visible()
        by_keyboard(page, page.get_by_label("English, Welsh, Scottish"))
        page.keyboard.press("ArrowDown")
        expect(second).to_be_checked()
        by_keyboard(page, page.get_by_role("button", name="Send my answers"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        assert page.context.cookies() == []
        page = a_context(bypass_csp=True).new_page()
        page.goto(PUT_RIGHT)
        fits_and_is_accessible(page, "explainer")
        page.get_by_label("25 to 34").check()
        page.get_by_role("button", name="Yes, show me the questions").click()
        page.get_by_role("heading", name="About you").wait_for()
        page.get_by_label("Asian or Asian British").check()
        page.get_by_label("Another language").check()
        page.get_by_label("Chinese").evaluate("it => it.value = 'martian'")
        page.get_by_label("Chinese").check()
        page.get_by_role("button", name="Send my answers").click()
        page.get_by_role("link", name="Which of these best describes your background? Choose from").wait_for()
        fits_and_is_accessible(page, "questions")
