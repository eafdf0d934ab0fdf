"""Results on an old phone and at a desk: without scripts, accessible, and no wider than the screen."""

from datetime import date

import pytest
from playwright.sync_api import expect
from tallied import a_comment, a_send_out, tally

MEETING = "/results/answers/meeting"
LONG = "Nobody rang us back. " * 2 + "ونحن ننتظر " + "x" * 80


@pytest.fixture
def asked(everything):
    """Three months of answers, two parts of the service, comments and a send-out."""
    with everything.unit_of_work() as uow:
        for month, well in ((7, 4), (8, 9), (10, 20)):
            given = (well, {"went": "5", "listened_to": "4", "told_the_truth": "5"}), (12, {"went": "2"})
            tally(uow, "meeting", *given, month=date(2026, month, 1))
        tally(uow, "meeting", (11, {"went": "3"}), area="adoption", team="adoption")
        for n in range(12):
            ready = {"state": "ready", "redacted": f"{n}: {LONG}", "themes": ["delay", "worker"]}
            a_comment(uow, LONG, **(ready if n else {}))
        a_send_out(uow, answered=12, states={"delivered": 30, "undeliverable": 2}, name="A long name " + "y" * 60)


@pytest.fixture
def manager(asked, signed_in_as):
    return signed_in_as("complaints_manager")


def test_every_page_of_results_is_accessible_and_fits_an_old_phone_and_a_desk(manager, opened_by, looks_right):
    page = opened_by(manager, "/results", bypass_csp=True)
    for name, address, heading in (
        ("list", "/results", "What people answered"),
        ("answers", MEETING, "After a meeting"),
        ("rates", "/results/asked?by=send_out", "Who was asked, and who answered"),
        ("standing", "/results/standing", "Trust, truth and being heard"),
        ("comments", "/results/comments", "Comments"),
    ):
        page.goto(address)
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        looks_right(page, name)
    page.get_by_role("link", name="After a meeting").click()
    page.get_by_role("heading", name="A comment", exact=True).wait_for()
    page.get_by_label("What others may read").fill("Somebody rang")
    page.get_by_label("Delay and waiting").check()
    page.get_by_label("Others may read what is left").check()
    page.get_by_role("button", name="Decide").click()
    page.get_by_role("link", name="“Somebody” is not what they wrote").wait_for()
    looks_right(page, "a word put in")
    page.goto("/results/changes")
    page.get_by_label("What began?").fill("Training on listening " + "z" * 60)
    for box, value in (("Day", "20"), ("Month", "8"), ("Year", "2026")):
        page.get_by_label(box).fill(value)
    page.get_by_role("button", name="Mark it").click()
    page.get_by_role("link", name="Training on listening").wait_for()
    looks_right(page, "changes")
    page.get_by_role("link", name="Training on listening").click()
    page.get_by_role("heading", name="Training on listening").wait_for()
    page.get_by_label("Questionnaire").select_option("meeting")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**questionnaire=meeting")
    looks_right(page, "before and after")


def test_filters_are_chosen_without_scripts_and_stand_in_the_address(manager, opened_by):
    page = opened_by(manager, "/results", java_script_enabled=False)
    page.get_by_role("link", name="After a meeting").click()
    page.get_by_role("heading", name="After a meeting", level=1).wait_for()
    page.get_by_label("Tell apart by").select_option("month")
    page.get_by_label("From").select_option("2026-07")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**by=month**")
    assert "since=2026-07" in page.url
    expect(page.get_by_role("img").first).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV").click()
    assert "July 2026" in saved.value.path().read_text("utf-8-sig")
