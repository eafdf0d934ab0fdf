"""One complaint, from a parent's old phone to the right team: page, API, keyboard, mistakes, second thoughts."""

import json
import re
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from browsed import refuse_faults, refuse_overflow
from builders import a_told
from journeys.conftest import DESK, PHONE, Running
from playwright.sync_api import Page
from sqlalchemy import func, select

from chaos.installation import until
from foundation.council import Council
from foundation.procedure.deadlines import deadline, in_words
from foundation.procedure.rule_sets import rules_on
from foundation.procedure.vocabulary import Clock
from foundation.procedure.working_days import WorkingDays
from foundation.records.models import Case, Deadline, HistoryLine, Submission

pytestmark = pytest.mark.xdist_group("journeys")

REFERENCE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
WORDS = "Nobody rang us back for three weeks 😢\n\nلم يتصل بنا أحد\n  <b>and</b> “the dog” {{ 7*7 }} waited too"
FORMS = ("problem", "thanks", "different-worker", "idea")
Opened = Callable[..., Page]


def fill_in(page: Page, words: str = WORDS, email: str = "") -> None:
    """What a parent must answer, as a parent does."""
    page.get_by_label("What went wrong?").fill(words)
    page.get_by_label("How a worker spoke to us or treated us").check()
    page.get_by_label("Help from a social worker for our family").check()
    page.get_by_label("It is still going on").check()
    page.get_by_label("Parent", exact=True).check()
    if email:
        page.get_by_label("Your email address").fill(email)


def send(page: Page) -> str:
    page.get_by_role("button", name="Send", exact=True).click()
    return shown_reference(page)


def shown_reference(page: Page) -> str:
    page.wait_for_url("**/tell/received/*")
    found = REFERENCE.search(page.get_by_role("main").inner_text())
    assert found
    return found[0]


def told_by_api(running: Running, body: dict[str, Any], key: str) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(
        f"{running.families}api/v1/submissions",
        json.dumps(body).encode(),
        {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "Authorization": f"Bearer {running.partner_key}",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.status, json.load(answer)


def the_case(running: Running, reference: str) -> tuple[Case, Submission, Deadline, int]:
    """The case as soon as it stands there, with what was sent, the law's date, and its number of history lines."""
    wanted = (
        select(Case, Submission, Deadline)
        .join(Submission, Submission.id == Case.submission_id)
        .join(Deadline, (Deadline.case_id == Case.id) & (Deadline.local.is_(False)))
        .where(Case.reference == reference)
    )
    with running.installation.records() as records:

        def look() -> Any:
            with records.unit_of_work() as uow:
                return uow.session.execute(wanted).one_or_none()

        case, submission, due = until(look, f"the case {reference}")
        with records.unit_of_work() as uow:
            lines = uow.session.scalar(
                select(func.count()).select_from(HistoryLine).where(HistoryLine.case_id == case.id)
            )
    print(f"{reference}: routed {(case.opened_at - submission.received_at) / timedelta(milliseconds=1):.0f} ms later")
    return case, submission, due, lines or 0


def how_many(running: Running, words: str) -> tuple[int, int]:
    """Submissions and cases with these words."""
    with running.installation.records() as records, records.unit_of_work() as uow:
        wanted = (
            select(func.count(Submission.id), func.count(Case.id))
            .outerjoin(Case, Case.submission_id == Submission.id)
            .where(Submission.words == words)
        )
        submissions, cases = uow.session.execute(wanted).one()
        return submissions, cases


def letters_to(folder: Path, address: str) -> list[Any]:
    letters = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in folder.glob("*.eml")]
    return [letter for letter in letters if letter["To"] == address]


def stands_in_the_console(
    page: Page, running: Running, council: Council, case: Case, due: Deadline, words: str
) -> None:
    """The pipeline lists it, and its page shows team, date and the words as they were typed."""
    page.goto(f"{running.console}/cases?sort=-received")
    until(lambda: page.reload() and page.get_by_role("link", name=case.reference).count(), "the case in the pipeline")
    row = page.get_by_role("row").filter(has_text=case.reference)
    assert council.teams[case.team] in row.inner_text()
    assert f"{due.due_on.day} {due.due_on:%b %Y}" in row.inner_text()
    page.get_by_role("link", name=case.reference).click()
    main = page.get_by_role("main")
    assert council.teams[case.team] in main.inner_text()
    assert in_words(due.due_on) in main.inner_text()
    assert words in [box.text_content() for box in main.locator(".heard-words").all()]


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


@pytest.fixture(scope="module")
def a_reference(running: Running) -> str:
    """A case to look at."""
    _, answer = told_by_api(running, a_told(words=WORDS, email="parent@example.com"), str(uuid4()))
    the_case(running, answer["reference"])
    return str(answer["reference"])


def go_to(page: Page, running: Running, name: str, reference: str) -> None:
    """Open a page of the service by the name that a test gives it."""
    if name.endswith(" with errors"):
        page.goto(f"{running.families}tell/{name.split()[0]}")
        page.get_by_role("button", name="Send", exact=True).click()
        page.get_by_role("alert").wait_for()
    elif name == "received":
        page.goto(f"{running.families}tell/problem")
        fill_in(page, f"To look at the page {uuid4()}")
        send(page)
    else:
        page.goto(
            {
                "front": running.families,
                **{form: f"{running.families}tell/{form}" for form in FORMS},
                "not found": f"{running.families}nothing-here",
                "sign in": f"{running.console}/sign-in",
                "pipeline": f"{running.console}/cases",
                "a wrong filter": f"{running.console}/cases?team=nobody",
                "case": f"{running.console}/cases/{reference}",
                "posters": f"{running.surveys}/send",
                "poster": f"{running.surveys}/send/poster/child_protection_conference",
                "password": f"{running.console}/password",
            }[name]
        )


FAMILY_PAGES = ("front", *FORMS, *(f"{form} with errors" for form in FORMS), "received", "not found")
STAFF_PAGES = ("pipeline", "a wrong filter", "case", "password")
SURVEY_PAGES = ("posters", "poster")


@pytest.mark.parametrize("name", [*FAMILY_PAGES, "sign in", *STAFF_PAGES, *SURVEY_PAGES])
def test_a_page_is_accessible_and_fits_an_old_phone(
    running: Running, opened: Opened, request: pytest.FixtureRequest, a_reference: str, name: str
) -> None:
    signed_in = {
        **dict.fromkeys(STAFF_PAGES, "manager"),
        **dict.fromkeys(SURVEY_PAGES, "practitioner"),
    }.get(name)
    different = {"storage_state": request.getfixturevalue(signed_in)} if signed_in else {}
    page = opened(PHONE, java_script_enabled=True, bypass_csp=True, **different)
    go_to(page, running, name, a_reference)
    refuse_faults(page, name)
    refuse_overflow(page, name)
    page.set_viewport_size({"width": DESK, "height": 800})
    refuse_overflow(page, name)
