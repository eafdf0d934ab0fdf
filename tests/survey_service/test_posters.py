"""Posters and cards, for every meeting of a kind and for one room: on a page and as PDF, read back by a decoder."""

import re
from hashlib import sha256
from uuid import uuid4

import pypdfium2
import pytest
import segno
import zxingcpp
from sqlalchemy import select
from staffing import SECRET, Browser, census

import survey_service
from foundation.contracts.references import read_reference
from foundation.records.models import SendOut
from foundation.staff.roles import KNOWN, Role
from foundation.staff.site import OPEN
from survey_service.send.printed import Poster

ANSWERS = "http://127.0.0.1:8002"
STROKE = re.compile(r'd="([^"]+)"')
LONG = "https://surveys-for-families.childrens-services.herefordshire.gov.uk/q/child_protection_conference"


def closed(app):
    """Every address that is neither open nor for partner systems, which bring a key."""
    return [it for it in census(app, OPEN) if not getattr(app.view_functions[it[0]], "asks_for_key", False)]


def test_every_address_names_its_permission_or_stands_in_the_open_list(send_app):
    bare = {endpoint for endpoint, _, _ in closed(send_app)
            if getattr(send_app.view_functions[endpoint], "needs", None) not in KNOWN}  # fmt: skip
    assert not bare, f"put @needs('…') on {bare}; see foundation/staff/permissions.py"


def test_somebody_who_is_not_signed_in_gets_nothing(send_app):
    visitor = Browser(send_app).client
    for endpoint, _, path in closed(send_app):
        for method in ("GET", "HEAD", "POST", "OPTIONS"):
            answer = visitor.open(path, method=method, data={"any": "thing"})
            assert not 200 <= answer.status_code < 300, (endpoint, method)


def test_every_page_that_changes_something_refuses_it_without_its_token(signed_in_as, send_app):
    everybody = [signed_in_as("complaints_manager"), signed_in_as("equality_officer", email="officer@example.com")]
    changing = [path for _, method, path in closed(send_app) if method == "POST"]
    assert len(changing) > 8
    for path in changing:
        for known in (path, path.replace("7KQ4-M2XH", str(uuid4()))):
            refused = {somebody.client.post(known, data={"any": "thing"}).status_code for somebody in everybody}
            assert refused <= {400, 403, 404}, path
            assert refused != {403}, f"{path} is for neither of them"
    assert all(somebody.get("/send").status_code == 200 for somebody in everybody), "still signed in"


@pytest.mark.parametrize("role", Role)
def test_everybody_may_make_a_poster_but_who_only_acts_on_signs_of_harm(signed_in_as, role):
    browser = signed_in_as(role, "send" if role == Role.SERVICE_TEAM else None)
    for page in ("/send/poster/core_group", "/send/posters", "/send/posters/new", "/send/poster/core_group/cards.pdf"):
        assert browser.get(page).status_code == (403 if role == Role.DUTY_WORKER else 200)


def test_a_poster_is_offered_for_every_kind_of_meeting_of_the_council(practitioner, council):
    assert 'href="/send/posters"' in practitioner.get("/send").text
    page = practitioner.get("/send/posters").text
    for meeting in council.meetings.values():
        assert f'href="/send/poster/{meeting.code}"' in page
        assert meeting.words in page


def test_a_poster_shows_the_address_in_letters_and_says_what_it_is_for(practitioner, council):
    for code in council.meetings:
        page = practitioner.get(f"/send/poster/{code}").text
        assert f"{ANSWERS}/q/{code}" in page
        assert re.search(r"<h1[^>]*>How (did the meeting go|was the meeting|was the review)\?</h1>", page)
        assert "Tell us in a minute. No name needed." in page


def test_a_posters_code_holds_exactly_the_signs_of_its_address(practitioner):
    page = practitioner.get("/send/poster/core_group").text
    expected = segno.make_qr(f"{ANSWERS}/q/core_group", error="q")
    drawn = page[page.index("<svg") : page.index("</svg>")]
    assert dark_modules(STROKE.findall(drawn)[-1]) == {
        (x + 4, y + 4) for y, row in enumerate(expected.matrix) for x, dark in enumerate(row) if dark
    }


def dark_modules(path):
    """The squares that an SVG path of segno paints: moves (M, m) and strokes to the right (h)."""
    dark, x, y = set(), 0.0, 0.0
    for step, *numbers in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", path):
        if step == "h":
            dark |= {(int(x) + n, int(y)) for n in range(int(numbers[0]))}
            x += int(numbers[0])
        else:
            start = (0.0, 0.0) if step == "M" else (x, y)
            x, y = start[0] + float(numbers[0]), start[1] + float(numbers[1])
    return dark


def test_a_poster_asks_no_third_party_for_anything(practitioner):
    page = practitioner.get("/send/poster/core_group").text
    assert not re.findall(r'(?:src|href)="https?://', page)
    assert "<script" not in page


def test_a_meeting_that_the_council_does_not_have_is_not_found(practitioner):
    for address in ("/send/poster/garden_party", "/send/poster/garden_party/poster.pdf",
                    "/send/poster/core_group/banner.pdf"):  # fmt: skip
        assert practitioner.get(address).status_code == 404


def pages_of(pdf):
    """Each page of a PDF: its size in points, its text, and the codes that a decoder reads on it."""
    assert pdf.startswith(b"%PDF-")
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            drawn, text = page.render(scale=1.5), page.get_textpage()
            codes = zxingcpp.read_barcodes(drawn.to_numpy())
            inside = all(left > 0 and right < page.get_width() for left, _, right, _ in boxes(text))
            found.append((page.get_size(), text.get_text_bounded(), [code.text for code in codes], inside))
            text.close()
            drawn.close()
            page.close()
    return found


def boxes(text):
    return [text.get_rect(n) for n in range(text.count_rects())]


@pytest.mark.parametrize("shape, codes", [("poster", 1), ("cards", 4)])
@pytest.mark.parametrize("address", [f"{ANSWERS}/q/7KQ4-M2XH", LONG])
def test_what_is_printed_is_one_page_of_a4_and_a_decoder_reads_its_address_back(shape, codes, address):
    poster = Poster("How did the meeting go?", "Herefordshire Council", address)
    (((width, height), text, read, inside),) = pages_of(poster.pdf(shape))
    assert (round(width), round(height)) == (595, 842)
    assert read == [address] * codes
    assert inside, "no line runs over the edge"
    said = re.sub(r"[\u200b\ufffe\s]", "", text)
    assert said.count("Howdidthemeetinggo?") == codes
    assert said.count(address.partition("://")[2]) == codes, "the address in letters"


def test_what_is_printed_is_tagged_for_screen_readers(practitioner):
    answer = practitioner.get("/send/poster/core_group/poster.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert b"/StructTreeRoot" in answer.data
    assert b"pdfuaid" in answer.data
    assert "poster-core_group.pdf" in answer.headers["Content-Disposition"]
    assert pages_of(answer.data)[0][2] == [f"{ANSWERS}/q/core_group"]


@pytest.fixture
def one_room(practitioner, records_as):
    """A poster for one room, made by its form."""
    given = {"what": "meeting:core_group", "name": "Core group, room 2", "expected": "12"}
    answer = practitioner.send("/send/posters/new", form_id="6f0ec1ae-7e4f-4a39-8a4a-0d6b7c2a9a01", **given)
    assert answer.status_code == 303
    with records_as().unit_of_work() as uow:
        return uow.session.scalars(select(SendOut)).one()


def test_one_room_gets_a_code_of_its_own_and_its_poster_leads_there(practitioner, one_room, council, moment):
    assert one_room.code == read_reference(one_room.code)
    assert (one_room.kind, one_room.area, one_room.meeting, one_room.expected) == (
        "poster", "child_protection", "core_group", 12,
    )  # fmt: skip
    assert one_room.team == council.areas["child_protection"].team
    assert (one_room.closes_on - moment.date()).days == council.surveys.open_days
    address = f"{ANSWERS}/q/{one_room.code}"
    assert address in practitioner.get(f"/send/{one_room.id}/poster").text
    assert pages_of(practitioner.get(f"/send/{one_room.id}/cards.pdf").data)[0][2] == [address] * 4


def test_the_same_form_sent_again_makes_no_second_poster(practitioner, one_room, records_as):
    again = practitioner.send("/send/posters/new", form_id=str(one_room.id), what="meeting:other_meeting", name="Other")
    assert again.location == f"/send/{one_room.id}"
    with records_as().unit_of_work() as uow:
        assert [it.name for it in uow.session.scalars(select(SendOut))] == ["Core group, room 2"]


@pytest.mark.parametrize("wrong, said", [
    ({"what": ""}, "Choose what has ended"),
    ({"what": "meeting:garden_party"}, "What has ended? Choose one from the list"),
    ({"what": "after:end_of_assessment"}, "Choose the part of the service"),
    ({"what": "after:people_served"}, "What has ended? Choose one from the list"),
    ({"name": ""}, "Enter a name"),
    ({"name": "a\x00b"}, "Remove the characters that are not text"),
    ({"expected": "0"}, "Enter a number from 1 to 500"),
    ({"expected": "²"}, "Enter a number from 1 to 500"),
    ({"expected": "9" * 50}, "Enter a number from 1 to 500"),
    ({"expected": "9".zfill(9) + "9" * 30}, "Enter a number from 1 to 500"),
    ({"team": "nobody"}, "Team: choose one from the list"),
    ({"form_id": "x"}, "This page was open for a long time"),
])  # fmt: skip
def test_a_poster_form_that_is_not_right_says_what_to_mend(practitioner, records_as, wrong, said):
    right = {"form_id": "6f0ec1ae-7e4f-4a39-8a4a-0d6b7c2a9a01", "what": "meeting:core_group", "name": "Room 2"}
    answer = practitioner.send("/send/posters/new", **right | wrong)
    assert answer.status_code == 400
    assert said in answer.text
    with records_as().unit_of_work() as uow:
        assert uow.session.scalars(select(SendOut)).all() == []


def test_a_poster_that_is_stopped_is_not_offered_for_the_wall_or_the_tablet_any_more(practitioner, one_room):
    page = practitioner.get(f"/send/{one_room.id}").text
    assert "Put it up" in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    practitioner.client.post(f"/send/{one_room.id}/stop", data={"csrf_token": token})
    page = practitioner.get(f"/send/{one_room.id}").text
    assert "Stopped" in page
    assert "Put it up" not in page
    assert "/tablet" not in page


def test_the_tablets_code_is_shown_once_and_only_its_hash_is_kept(practitioner, one_room, records_as):
    def renewed():
        page = practitioner.get(f"/send/{one_room.id}").text
        assert f"{ANSWERS}/q/{one_room.code}/tablet" in page
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        shown = practitioner.client.post(f"/send/{one_room.id}/tablet-code", data={"csrf_token": token}).text
        code = re.search(r"govuk-panel__body\">\s*(\d{6})\s*<", shown)[1]
        assert code not in practitioner.get(f"/send/{one_room.id}").text
        with records_as().unit_of_work() as uow:
            kept = uow.session.get(SendOut, one_room.id).leave_hash
        assert kept == sha256(one_room.id.bytes + code.encode()).digest()
        return kept

    assert renewed() != renewed()


def test_nobody_else_sees_a_poster_of_one_room(one_room, signed_in_as, practitioner):
    practitioner.sign_out("/send")
    other = signed_in_as_another(signed_in_as)
    for page in ("", "/poster", "/poster.pdf", "/rows-to-mend.csv"):
        assert other.get(f"/send/{one_room.id}{page}").status_code == 404
    assert one_room.name not in other.get("/send").text


def signed_in_as_another(signed_in_as):
    return signed_in_as("practitioner", email="second@example.gov.uk")


def test_the_address_where_people_answer_may_end_in_a_stroke(records_as, council):
    app = survey_service.create_app(
        records=records_as("heard_survey_staff"), council=council, secret=SECRET, survey_address="https://ask.example/"
    )
    assert app.extensions["survey_face"].survey_address == "https://ask.example"
