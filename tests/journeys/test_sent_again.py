"""One complaint that is sent again, by a double click, a second window or a lost answer: one case."""

from uuid import uuid4

import pytest
from journeys.conftest import Running
from one_complaint import REFERENCE, Opened, fill_in, how_many, send, shown_reference, the_case
from playwright.sync_api import Page

from chaos.installation import until

pytestmark = pytest.mark.xdist_group("journeys")


@pytest.mark.parametrize("scripts", [False, True])
def test_a_double_click_on_send_makes_one_case(running: Running, opened: Opened, scripts: bool) -> None:
    words = f"Twice {uuid4()}"
    page = opened(java_script_enabled=scripts)
    page.goto(f"{running.families}tell/problem")
    fill_in(page, words)
    page.get_by_role("button", name="Send", exact=True).dblclick()
    the_case(running, shown_reference(page))
    assert how_many(running, words) == (1, 1)


def test_two_windows_that_send_the_same_form_at_once_make_one_case(running: Running, opened: Opened) -> None:
    words = f"At once {uuid4()}"
    page = opened(java_script_enabled=True, bypass_csp=True)
    page.goto(f"{running.families}tell/problem")
    fill_in(page, words)
    answers = page.evaluate(
        """async () => {
            const form = document.querySelector('form')
            const send = () => fetch(form.action, {method: 'POST', body: new URLSearchParams(new FormData(form))})
            return (await Promise.all([send(), send(), send(), send()])).map(answer => answer.status + answer.url)
        }"""
    )
    assert len(set(answers)) == 1
    assert answers[0].startswith("200")
    the_case(running, answers[0].rsplit("/", 1)[1])
    assert how_many(running, words) == (1, 1)


@pytest.mark.parametrize("scripts", [False, True])
def test_back_and_send_again_shows_the_same_reference(running: Running, opened: Opened, scripts: bool) -> None:
    words = f"Back {uuid4()}"
    page = opened(java_script_enabled=scripts)
    page.goto(f"{running.families}tell/problem")
    fill_in(page, words)
    first = send(page)
    page.go_back()
    assert page.get_by_label("What went wrong?").input_value() == words, "the browser puts the words back"
    page.get_by_role("button", name="Send", exact=True).click()
    until(lambda: first in page.get_by_role("main").inner_text(), "the first reference again")
    page.reload()
    assert shown_reference(page) == first
    the_case(running, first)
    assert how_many(running, words) == (1, 1)


def send_and_lose_the_answer(page: Page) -> None:
    """The form is sent and kept, but the connection breaks before the next page comes."""
    page.evaluate(
        """async () => {
            const form = document.querySelector('form')
            await fetch(form.action, {method: 'POST', body: new URLSearchParams(new FormData(form))})
        }"""
    )


def test_sent_again_when_the_answer_was_lost_it_is_one_case_with_one_reference(
    running: Running, opened: Opened
) -> None:
    words = f"Lost {uuid4()}"
    page = opened(java_script_enabled=True, bypass_csp=True)
    page.goto(f"{running.families}tell/problem")
    fill_in(page, words)
    send_and_lose_the_answer(page)
    case, *_ = the_case(running, send(page))
    assert how_many(running, words) == (1, 1)
    assert case.reference == shown_reference(page)


def test_sent_again_with_other_words_the_person_is_asked_first(running: Running, opened: Opened) -> None:
    first_words, second_words = f"First {uuid4()}", f"Second {uuid4()}"
    page = opened(java_script_enabled=True, bypass_csp=True)
    page.goto(f"{running.families}tell/problem")
    fill_in(page, first_words)
    send_and_lose_the_answer(page)
    fill_in(page, second_words)
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("We have what you sent first").wait_for()
    shown = REFERENCE.search(page.get_by_role("main").inner_text())
    assert shown
    assert how_many(running, second_words) == (0, 0)
    assert page.get_by_label("What went wrong?").input_value() == second_words
    second = send(page)
    assert second != shown[0]
    the_case(running, second)
    assert (how_many(running, first_words), how_many(running, second_words)) == ((1, 1), (1, 1))
