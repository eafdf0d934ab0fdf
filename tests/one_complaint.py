"""One complaint as a parent or a partner sends it, and where it then stands."""

import json
import re
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from journeys.conftest import Running
from playwright.sync_api import Page
from sqlalchemy import func, select

from chaos.installation import until
from foundation.council import Council
from foundation.procedure.deadlines import in_words
from foundation.records.models import Case, Deadline, HistoryLine, Submission

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
