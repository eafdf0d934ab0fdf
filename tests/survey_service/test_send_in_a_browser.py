"""Sending on a phone and at a desk: without scripts, accessible, and no wider than the screen."""

import re

from sqlalchemy import select, update

from foundation.records.models import Invitation, SendOut, Spent

FILE = (
    "email;phone\n" + "".join(f"p{n}@example.com;\n" for n in range(12)) + "bob at example.com;\n"
    f"{'x' * 190};\n;0770\n\"=HYPERLINK(\"\"https://example.com\"\")\";\n"
).encode()  # fmt: skip


def test_a_practitioner_asks_one_family_without_scripts(opened, records_as):
    page = opened("/send", java_script_enabled=False)
    page.get_by_role("button", name="Ask one family").click()
    page.wait_for_url("**/send/new")
    page.get_by_label("What has ended?").select_option("Core group")
    page.get_by_label("Email address or mobile number").fill("parent@example.com")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Check before it is sent").wait_for()
    page.get_by_role("button", name="Change something").click()
    page.get_by_label("Email address or mobile number").fill("07700 900 123")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("Text message to 07700 900 123").wait_for()
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("heading", name=re.compile("Core group, 23 November 2026")).wait_for()
    with records_as().unit_of_work() as uow:
        assert uow.session.scalars(select(Invitation)).one().contact == "+447700900123"


def test_every_page_of_sending_is_accessible_and_fits_an_old_phone_and_a_desk(opened, looks_right, records_as):
    page = opened("/send/new", bypass_csp=True)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Choose what has ended").wait_for()
    page.get_by_text("Send it later, or without a reminder").click()
    looks_right(page, "one-mistakes")
    page.get_by_label("What has ended?").select_option("At the end of an assessment")
    page.get_by_label("Part of the service").select_option(index=2)
    page.get_by_label("Email address or mobile number").fill(f"{'x' * 60}@{'long.' * 10}example.com")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Check before it is sent").wait_for()
    looks_right(page, "check")

    page.goto("/send/file")
    page.get_by_label("What has ended?").select_option("Core group")
    page.get_by_label("Name of this survey").fill("Families of November")
    page.get_by_role("button", name="Look at the rows").click()
    page.get_by_role("link", name="Choose a file").wait_for()
    looks_right(page, "file-mistake")
    page.get_by_label("CSV file").set_input_files({"name": "people.csv", "mimeType": "text/csv", "buffer": FILE})
    page.get_by_role("button", name="Look at the rows").click()
    page.get_by_text("12 good, 4 bad.").wait_for()
    looks_right(page, "rows")
    page.get_by_role("button", name="Send to the good ones").click()
    page.get_by_text("This page looks again every 10 seconds").wait_for()
    page.get_by_role("link", name="Stop that").click()
    page.get_by_role("link", name="Keep this page up to date").wait_for()
    looks_right(page, "sending")
    with records_as().unit_of_work() as uow:
        uow.connection.execute(update(Invitation).values(state="delivered"))
        sent = uow.session.scalars(select(SendOut)).one().id
        tickets = uow.session.scalars(select(Invitation.ticket).limit(7)).all()
        uow.keep(Spent, *({"ticket": ticket, "send_out_id": sent} for ticket in tickets))
    page.reload()
    page.get_by_text("7 answered").wait_for()
    looks_right(page, "answered")


def test_every_page_of_posters_and_the_list_is_accessible_and_fits_an_old_phone_and_a_desk(opened, looks_right):
    page = opened("/send/posters", bypass_csp=True)
    looks_right(page, "posters")
    page.goto("/send/poster/child_protection_conference")
    looks_right(page, "poster")
    page.goto("/send/posters/new")
    page.get_by_role("button", name="Make the poster").click()
    page.get_by_role("link", name="Enter a name, so that you find it again").wait_for()
    looks_right(page, "poster-mistakes")
    page.get_by_label("What has ended?").select_option("Core group")
    page.get_by_label("Name of this poster").fill("غرفة ٢ 🙂 " + "x" * 120)
    page.get_by_role("button", name="Make the poster").click()
    page.get_by_role("heading", name="Hand round a tablet").wait_for()
    looks_right(page, "one-room")
    page.get_by_role("button", name="Make a code").click()
    page.get_by_role("heading", name="Code to leave the tablet").wait_for()
    looks_right(page, "tablet-code")
    page.goto("/send")
    page.get_by_text("1 in all").wait_for()
    looks_right(page, "list")
    page.goto("/send?state=perhaps&page=x")
    page.get_by_role("link", name="Page: give a number from 1").wait_for()
    looks_right(page, "list-mistake")
