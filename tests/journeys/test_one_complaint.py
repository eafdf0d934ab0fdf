"""One complaint, from a parent's old phone or a partner's system to the right team."""

import re
from typing import Any
from uuid import uuid4

import pytest
from builders import a_told
from journeys.conftest import DESK, Running
from one_complaint import (
    FORMS,
    WORDS,
    Opened,
    fill_in,
    how_many,
    letters_to,
    send,
    shown_reference,
    stands_in_the_console,
    the_case,
    told_by_api,
)
from playwright.sync_api import Page

from chaos.installation import until
from foundation.council import Council
from foundation.procedure.deadlines import deadline
from foundation.procedure.rule_sets import rules_on
from foundation.procedure.vocabulary import Clock
from foundation.procedure.working_days import WorkingDays

pytestmark = pytest.mark.xdist_group("journeys")


def test_what_a_parent_types_without_javascript_stands_with_the_right_team_and_is_acknowledged(
    running: Running, opened: Opened, manager: dict[str, Any], council: Council, days: WorkingDays
) -> None:
    address = f"parent-{uuid4().hex}@example.com"
    page = opened()
    page.goto(running.families)
    page.get_by_role("link", name="Something went wrong").click()
    fill_in(page, email=address)
    reference = send(page)

    case, submission, due, _ = the_case(running, reference)
    assert submission.words == WORDS
    assert (submission.door, submission.relationship, submission.service_area) == ("page", "parent", "child_in_need")
    assert (case.team, case.procedure) == ("assessment", "statutory")
    statutory = rules_on(submission.received_on).clocks[Clock.STATUTORY_STAGE_1_ANSWER]
    assert due.due_on == deadline(statutory, submission.received_on, days).due_on

    console = opened(DESK, storage_state=manager)
    stands_in_the_console(console, running, council, case, due, WORDS)

    folder = running.installation.profile.notices_folder
    letter = until(lambda: letters_to(folder, address), "the acknowledgement")[0]
    assert reference in letter["Subject"]
    assert not re.search("complain|social|child", letter["Subject"], re.I)
    assert reference in letter.get_content()


def test_what_a_partner_sends_by_the_api_stands_with_the_right_team(
    running: Running, opened: Opened, manager: dict[str, Any], council: Council
) -> None:
    key, address = str(uuid4()), f"parent-{uuid4().hex}@example.com"
    body = a_told(words=f"{WORDS} {key}", email=address)
    status, answer = told_by_api(running, body, key)
    assert status == 201
    assert told_by_api(running, body, key) == (201, answer)

    case, _, due, _ = the_case(running, answer["reference"])
    stands_in_the_console(opened(DESK, storage_state=manager), running, council, case, due, body["words"])
    assert how_many(running, body["words"]) == (1, 1)
    assert until(lambda: letters_to(running.installation.profile.notices_folder, address), "the acknowledgement")


@pytest.mark.parametrize("what", FORMS)
def test_an_empty_form_says_what_is_missing_and_leads_there(running: Running, opened: Opened, what: str) -> None:
    page = opened(java_script_enabled=True)
    page.goto(f"{running.families}tell/{what}")
    page.get_by_role("button", name="Send", exact=True).click()
    summary = page.get_by_role("alert")
    links = summary.get_by_role("link").all()
    assert page.title().startswith("Error: ")
    assert links
    for link in links:
        link.click()
        target = str(link.get_attribute("href"))
        assert page.evaluate("document.activeElement.id") == target.removeprefix("#")
        page.keyboard.press("Home")


def test_a_mistake_loses_nothing_that_was_typed(running: Running, opened: Opened) -> None:
    page = opened()
    page.goto(f"{running.families}tell/problem")
    page.get_by_label("What went wrong?").fill(WORDS)
    page.get_by_label("Your email address").fill("not an address")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("What went wrong?").input_value() == WORDS
    assert page.get_by_label("Your email address").input_value() == "not an address"


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the thing with this name or value has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(
            """wanted => {
                const e = document.activeElement, label = e.labels && e.labels[0]
                return [e.value, (label || e).textContent.trim()].includes(wanted)
            }""",
            wanted,
        ):
            return
    raise AssertionError(f"Tab never came to {wanted}")


def test_the_keyboard_alone_leads_from_the_front_page_to_a_reference(running: Running, opened: Opened) -> None:
    words = f"By keyboard {uuid4()}"
    page = opened(java_script_enabled=True)
    page.goto(running.families)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    tab_to(page, "Something went wrong")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tell/problem")
    tab_to(page, "What went wrong?")
    page.keyboard.type(words)
    page.keyboard.press("Tab")  # into the first group of radio buttons
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    tab_to(page, "It is still going on")
    page.keyboard.press("Space")
    tab_to(page, "child")  # into the group of who they are
    page.keyboard.press("Space")
    tab_to(page, "Send")
    page.keyboard.press("Enter")
    case, submission, _, _ = the_case(running, shown_reference(page))
    assert (submission.words, submission.still_going_on) == (words, True)
    assert (submission.topic, submission.service_area, submission.relationship) == (
        "change_of_worker", "child_in_need", "child",
    )  # fmt: skip
    assert case.team == "assessment"
