"""Each kind of page is accessible and fits an old phone and a desk."""

from uuid import uuid4

import pytest
from browsed import refuse_faults, refuse_overflow
from builders import a_told
from journeys.conftest import DESK, PHONE, Running
from one_complaint import FORMS, WORDS, Opened, fill_in, send, the_case, told_by_api
from playwright.sync_api import Page

pytestmark = pytest.mark.xdist_group("journeys")


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
