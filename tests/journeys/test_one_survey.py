"""From somebody who is asked to counts that name nobody: `heard run`, as a newcomer walks through it."""

from collections.abc import Callable
from email import message_from_bytes, policy
from typing import Any
from uuid import uuid4

import pytest
from answered import answer
from journeys.conftest import DESK, Running
from playwright.sync_api import Page

from chaos.installation import until

pytestmark = pytest.mark.xdist_group("journeys")

Opened = Callable[..., Page]
IN_THE_ROOM = 10


def letter_to(running: Running, address: str) -> str | None:
    """The words of the letter to this address in the folder of the embedded profile, once it is there."""
    for file in running.installation.profile.notices_folder.glob("*.eml"):
        letter = message_from_bytes(file.read_bytes(), policy=policy.default)
        if letter["To"] == address:
            return str(letter.get_content())
    return None


def test_a_room_answers_a_poster_and_the_team_reads_how_many_said_what(
    running: Running, opened: Opened, practitioner: dict[str, Any]
) -> None:
    phone = opened()
    phone.goto(f"{running.answering}/meetings")
    phone.get_by_role("link", name="Core group").click()
    phone.get_by_role("link", name="I am an adult").click()
    phone.get_by_role("group", name="How did it go?").get_by_label("Very well").check()
    phone.get_by_role("button", name="Send my answers").click()
    phone.wait_for_url("**/thanks**")
    for _ in range(IN_THE_ROOM - 1):
        assert "Thank you" in answer(f"{running.answering}/q/core_group?for=adult&one=0", went="1", listened_to="2")

    desk = opened(DESK, storage_state=practitioner)
    desk.goto(f"{running.surveys}/results")

    def shown() -> int:
        desk.reload()
        return desk.get_by_role("row", name="After a meeting").get_by_text("n = 10").count()

    until(shown, "ten answers to be opened")
    desk.get_by_role("link", name="After a meeting").click()
    badly = desk.get_by_role("row", name="Very badly")
    assert "9\t90% (n = 10)" in badly.inner_text()


def test_one_family_is_asked_by_letter_and_nobody_learns_whether_it_answered(
    running: Running, opened: Opened, practitioner: dict[str, Any]
) -> None:
    address = f"parent-{uuid4().hex}@example.com"
    desk = opened(DESK, storage_state=practitioner)
    desk.goto(f"{running.surveys}/send/new")
    desk.get_by_label("What has ended?").select_option(label="Core group")
    desk.get_by_label("Email address or mobile number").fill(address)
    desk.get_by_role("button", name="Continue").click()
    desk.get_by_role("button", name="Send").click()
    desk.wait_for_url("**/send/*-*")
    words = until(lambda: letter_to(running, address), "the letter")
    [link] = [line for line in words.splitlines() if line.startswith(f"{running.answering}/s/")]
    assert "Thank you" in answer(f"{link}?for=adult&one=0", went="4", anything_else="You rang when you said you would.")

    again = opened()
    again.goto(link)
    assert "Thank you" in again.get_by_role("heading", level=1).inner_text()
    desk.reload()
    said = desk.get_by_role("main").inner_text()
    assert "Too few to show" in said
    assert address not in said
    assert running.installation.heard("doctor").returncode == 0
