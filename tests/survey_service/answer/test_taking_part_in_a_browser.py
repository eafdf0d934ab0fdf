"""What families see of listening sessions and of helping: on an old phone, without scripts, and accessible."""

from datetime import timedelta
from uuid import uuid4

from staffing import an_account

from foundation.records.models import ListeningSession

NAME = "Bartholomew" * 7


def test_pages_about_taking_part_fit_an_old_phone_and_are_accessible(
    opened, looks_right, everything, records_as, council, moment
):
    by = an_account(records_as("heard_operator"), council, moment, role="complaints_officer")
    session = {
        "id": uuid4(), "name": NAME, "about": NAME, "place": NAME, "starts_at": moment + timedelta(days=40),
        "places": 2, "made_by": by, "made_at": moment, "cancelled_at": None,
    }  # fmt: skip
    with everything.unit_of_work() as uow:
        uow.keep(ListeningSession, session)
    page = opened("/", bypass_csp=True)
    page.get_by_role("link", name="come and talk with us").click()
    page.wait_for_url("**/sessions")
    looks_right(page, "sessions")
    page.get_by_role("link", name=f"Come to {NAME}").click()
    page.wait_for_url("**/sessions/*")
    page.get_by_role("button", name="Save my place").click()
    page.get_by_role("link", name="Enter your name").wait_for()
    looks_right(page, "a session, with a mistake")
    page.goto("/help")
    page.get_by_role("button", name="Offer to help").click()
    page.get_by_role("link", name="Choose at least one way to help").wait_for()
    looks_right(page, "help, with a mistake")
