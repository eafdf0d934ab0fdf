"""A file of contacts: what is found in it, the rows to mend, sending to the good ones, and files that are refused."""

import csv
import io
import re
from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import func, select
from staffing import TOKEN

from foundation.records.models import BadRow, Invitation, SendOut
from survey_service.send.uploaded import read_people
from survey_service.uploads import LARGEST_FORM

FORM_ID = re.compile(r'name="form_id"[^>]*value="([^"]+)"')
MIXED = (
    "Email address;Mobile number;Child\n"
    "ann@example.com;;Kim\n"
    ";07700 900123;Łucja\n"
    "bob at example.com;;Ali\n"
    ";0770;\n"
    '"=HYPERLINK(""x"")";;\n'
    "ANN@example.com;;\n"
).encode()


@pytest.fixture
def upload(practitioner):
    """Choose a file on the form and send it."""

    def uploading(content=MIXED, browser=practitioner, name="people.csv", **fields):
        page = browser.get("/send/file").text
        sent = {
            "csrf_token": TOKEN.search(page)[1], "form_id": FORM_ID.search(page)[1], "what": "after:end_of_assessment",
            "area": "child_in_need", "name": "November", "remind": "y",
        }  # fmt: skip
        body = in_parts(sent | fields, {} if content is None else {name: content})
        return browser.client.post("/send/file", data=body, content_type="multipart/form-data; boundary=part")

    return uploading


def in_parts(fields, files):
    """A form with its file as a browser sends it (RFC 7578)."""
    said = [(key, one) for key, value in fields.items() for one in (value if isinstance(value, list) else [value])]
    parts = [b'name="%s"\r\n\r\n%s' % (key.encode(), one.encode()) for key, one in said]
    for name, content in files.items():
        head = b'name="file"; filename="%s"\r\nContent-Type: text/csv\r\n\r\n' % name.encode()
        parts.append(head + content)
    return b"".join(b"--part\r\nContent-Disposition: form-data; %s\r\n" % part for part in parts) + b"--part--\r\n"


@pytest.fixture
def kept(records_as):
    """The send-outs, and how many invitations and bad rows."""

    def read():
        with records_as().unit_of_work() as uow:
            send_outs = uow.session.scalars(select(SendOut).order_by(SendOut.made_at)).all()
            invitations = uow.session.scalar(select(func.count()).select_from(Invitation))
            return send_outs, invitations, uow.session.scalar(select(func.count()).select_from(BadRow))

    return read


def press(browser, page, which):
    """Press a button of this page."""
    token = TOKEN.search(browser.get(page).text)[1]
    return browser.client.post(f"{page}/{which}", data={"csrf_token": token})


def test_nothing_is_sent_before_somebody_has_seen_how_many_rows_are_good(practitioner, upload, kept):
    answer = upload()
    (send_out,), invitations, bad = kept()
    assert answer.location == f"/send/{send_out.id}"
    assert (send_out.confirmed_at, invitations, bad) == (None, 2, 4)
    page = unescape(practitioner.get(answer.location).text)
    assert "2 good, 4 bad." in page
    assert "Send to the good ones" in page
    for said in ("bob at example.com", "Give an email address like name@example.com", '=HYPERLINK("x")',
                 "The same contact as in row 2", "Give a UK mobile number"):  # fmt: skip
        assert said in page
    assert "Kim" not in page
    assert "ann@example.com" not in page, "what is good is not shown again"


def test_the_good_ones_are_sent_once_from_the_moment_of_confirming(practitioner, upload, kept, moment, council):
    page = upload().location
    assert (press(practitioner, page, "confirm").status_code, press(practitioner, page, "confirm").status_code) == (
        303, 303,
    )  # fmt: skip
    (send_out,), invitations, bad = kept()
    assert (send_out.confirmed_at, send_out.send_at) == (moment, moment)
    assert send_out.remind_on == date(2026, 11, 23) + timedelta(days=council.surveys.remind_after_days)
    assert send_out.closes_on == date(2026, 11, 23) + timedelta(days=council.surveys.open_days)
    assert (invitations, bad) == (2, 4)
    assert "Nothing was changed" in practitioner.get(page).text


def test_a_day_that_was_chosen_stands_when_it_is_confirmed(practitioner, upload, kept):
    assert "At once, when you say so" in practitioner.get(upload().location).text
    page = upload(day=["1", "12", "2026"], remind="").location
    assert "1 December 2026 at 09:00" in practitioner.get(page).text
    press(practitioner, page, "confirm")
    [send_out] = [it for it in kept()[0] if it.confirmed_at]
    assert (send_out.send_at.isoformat(), send_out.remind_on, send_out.closes_on) == (
        "2026-12-01T09:00:00+00:00", None, date(2026, 12, 29),
    )  # fmt: skip


def test_a_file_that_was_stopped_or_that_nobody_confirmed_in_a_week_is_not_sent(
    practitioner, upload, kept, records_as
):  # fmt: skip
    stopped, lapsed = upload().location, upload(name="Other").location
    press(practitioner, stopped, "stop")
    with records_as().unit_of_work() as uow:
        uow.session.get(SendOut, lapsed.rpartition("/")[2]).closes_on = date(2026, 11, 22)
    for page in (stopped, lapsed):
        assert "Send to the good ones" not in practitioner.get(page).text
        press(practitioner, page, "confirm")
    assert [it.confirmed_at for it in kept()[0]] == [None, None]


def test_the_rows_to_mend_can_be_mended_and_uploaded_and_no_spreadsheet_runs_them(practitioner, upload):
    answer = practitioner.get(f"{upload().location}/rows-to-mend.csv")
    assert answer.mimetype == "text/csv"
    assert 'filename="rows-to-mend.csv"' in answer.headers["Content-Disposition"]
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head == ["email", "phone", "row", "what is wrong"]
    assert [row[:3] for row in rows] == [
        ["bob at example.com", "", "4"], ["", "0770", "5"], ["'=HYPERLINK(\"x\")", "", "6"],
        ["ANN@example.com", "", "7"],
    ]  # fmt: skip
    good, bad = read_people(answer.data.replace(b"bob at ", b"bob@").replace(b"0770", b"'+447700900124"))
    assert [it.contact.address for it in good] == ["bob@example.com", "+447700900124", "ann@example.com"]
    assert len(bad) == 1


def test_only_who_uploaded_a_file_sees_its_rows_and_confirms_it(upload, signed_in_as, practitioner, kept):
    page = upload().location
    practitioner.sign_out("/send")
    manager = signed_in_as("complaints_manager", email="manager@example.gov.uk")
    seen = manager.get(page).text
    assert "2 good, 4 bad." in seen
    assert "bob at example.com" not in seen
    assert "Send to the good ones" not in seen
    assert manager.get(f"{page}/rows-to-mend.csv").status_code == 403
    assert press(manager, page, "confirm").status_code == 403
    manager.sign_out("/send")
    stranger = signed_in_as("practitioner", email="stranger@example.gov.uk")
    assert stranger.get(page).status_code == 404
    token = TOKEN.search(stranger.get("/send").text)[1]
    assert stranger.client.post(f"{page}/confirm", data={"csrf_token": token}).status_code == 404
    assert kept()[0][0].confirmed_at is None


def test_a_file_without_a_good_row_offers_no_button(practitioner, upload):
    page = practitioner.get(upload(b"email\nbob\n").location).text
    assert "0 good, 1 bad." in page
    assert "Send to the good ones" not in page
    assert "All of them" in page


def test_the_same_form_sent_again_keeps_the_first_file_alone(upload, kept):
    attempt = "0e2f9c1a-53a7-4f0e-9d2e-3a2f3c1b7a55"
    first, again = upload(form_id=attempt), upload(b"email\nother@example.com\n", form_id=attempt)
    assert first.location == again.location
    assert kept()[1:] == (2, 4)


@pytest.mark.parametrize("content, said", [
    (None, "Choose a file"),
    (b"", "The file is empty"),
    (b"email\n", "There is nothing under the first row"),
    (b"ann@example.com\n", "The first row names no column that we know"),
    (b"email\nann@example.com\x81\n", "We cannot read the letters of this file"),
    (b"PK\x03\x04", "This is not a CSV file"),
    (b"email\n" + b"a@example.com\n" * 100_000, "The file has more than 20,000 rows"),
])  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_and_what_was_typed_stays(upload, kept, content, said):
    page = upload(content)
    assert page.status_code == 400
    assert page.text.count(said) == 2, "at the top and at the field"
    assert 'href="#file"' in page.text
    assert 'value="November"' in page.text
    assert kept() == ([], 0, 0)


def test_a_name_that_is_missing_asks_for_the_file_again_too(upload):
    page = upload(name="people.csv", what="")
    assert page.status_code == 400
    assert "Choose what has ended" in page.text
    assert "Choose the file again" in page.text


def test_only_this_address_takes_a_large_body_and_it_too_has_a_limit(upload, practitioner, kept):
    row = b"somebody.with.a.long.name.%05d@a.long.name.of.a.provider.example.com,,%s\n"
    large = b"email,phone,notes\n" + b"".join(row % (n, b"x" * 150) for n in range(19_990))
    assert 4 * 1024 * 1024 < len(large) < LARGEST_FORM
    assert upload(large).status_code == 303
    assert kept()[1] == 19_990
    refused = upload(large + b"," + b"x" * (LARGEST_FORM - len(large)))
    assert refused.status_code == 413
    assert "This file is too large" in refused.text
    assert practitioner.client.post("/send/new", data={"contact": "x" * 600_000}).status_code == 413


@pytest.mark.parametrize("body, kind", [
    (b"\x00" * 50, "multipart/form-data"),
    (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
    (b'{"file": 1}', "application/json"),
    (b"file=people.csv&what=x", "application/x-www-form-urlencoded"),
])  # fmt: skip
def test_a_body_that_no_browser_sends_is_refused(practitioner, kept, body, kind):
    assert practitioner.client.post("/send/file", data=body, content_type=kind).status_code == 400
    assert kept() == ([], 0, 0)


def test_an_uploaded_file_never_touches_a_disk(upload, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a file of contacts was put on a disk")

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", refuse)
    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    assert upload(b"email\nann@example.com\n" + b"\n" * 600_000).status_code == 303
