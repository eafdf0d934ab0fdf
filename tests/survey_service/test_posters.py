"""The staff face of the survey service: posters, for those who may send surveys."""

import re

import pytest
import segno
from staffing import SECRET, Browser, census

import survey_service
from foundation.staff.roles import KNOWN, Role
from foundation.staff.site import OPEN

ANSWERS = "http://127.0.0.1:8002"
STROKE = re.compile(r'd="([^"]+)"')


def test_every_address_names_its_permission_or_stands_in_the_open_list(send_app):
    bare = {endpoint for endpoint, _, _ in census(send_app, OPEN)
            if getattr(send_app.view_functions[endpoint], "needs", None) not in KNOWN}  # fmt: skip
    assert not bare, f"put @needs('…') on {bare}; see foundation/staff/permissions.py"


def test_somebody_who_is_not_signed_in_gets_nothing(send_app):
    visitor = Browser(send_app).client
    for endpoint, _, path in census(send_app, OPEN):
        for method in ("GET", "HEAD", "POST", "OPTIONS"):
            answer = visitor.open(path, method=method, data={"any": "thing"})
            assert not 200 <= answer.status_code < 300, (endpoint, method)


@pytest.mark.parametrize("role", Role)
def test_everybody_may_make_a_poster_but_who_only_acts_on_signs_of_harm(signed_in_as, role):
    browser = signed_in_as(role, "send" if role == Role.SERVICE_TEAM else None)
    answer = browser.get("/send/poster/core_group")
    assert answer.status_code == (403 if role == Role.DUTY_WORKER else 200)


def test_the_first_page_offers_every_kind_of_meeting_of_the_council(practitioner, council):
    assert practitioner.get("/").location == "/send"
    page = practitioner.get("/send").text
    for meeting in council.meetings.values():
        assert f'href="/send/poster/{meeting.code}"' in page
        assert meeting.words in page


def test_a_poster_shows_the_address_in_letters_and_says_what_it_is_for(practitioner, council):
    for code in council.meetings:
        page = practitioner.get(f"/send/poster/{code}").text
        assert f"{ANSWERS}/q/{code}" in page
        assert "How did the meeting go?" in page
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
    assert practitioner.get("/send/poster/garden_party").status_code == 404


def test_the_address_where_people_answer_may_end_in_a_stroke(records_as, council):
    app = survey_service.create_app(
        records=records_as("heard_survey_staff"), council=council, secret=SECRET, survey_address="https://ask.example/"
    )
    assert app.extensions["survey_face"].survey_address == "https://ask.example"
