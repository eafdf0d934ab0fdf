"""Listening sessions with a list of who comes, and the register of families who offered to help."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from staffing import SECRET, Browser, Clock

from foundation.records.models import FamilyHelp, ListeningSession, SessionNote, SignUp, WillingFamily
from survey_service.public import create_app
from worker.circumstances import Circumstances
from worker.surveys.sign_ups import forget_sign_ups

SESSION = {
    "name": "Tea and talk for adopters", "about": "How is the help you have had?", "place": "The Courtyard, Hereford",
    "day": ["5", "1", "2027"], "at": "18:30", "places": "2",
}  # fmt: skip


@pytest.fixture
def clock(moment):
    return Clock(moment)


@pytest.fixture
def visitor(records_as, council, clock, templates):
    app = create_app(records=records_as("heard_survey_public"), council=council, secret=SECRET, now=clock)
    app.testing = True
    app.jinja_env.bytecode_cache = templates
    return app.test_client()


@pytest.fixture
def officer(signed_in_as):
    return signed_in_as("complaints_officer")


@pytest.fixture
def planned(officer, rows):
    """A session with two places that an officer planned; the path of its page for families."""
    assert officer.send("/involve/sessions/new", **SESSION).status_code == 303
    [session] = rows(ListeningSession)
    return f"/sessions/{session.id}"


def comes(visitor, path, contact, **different):
    return visitor.post(path, data={"name": "Kim", "contact": contact, "needs": "", **different})


def test_a_family_finds_a_session_signs_up_and_stands_on_the_list(visitor, officer, planned):
    listed = visitor.get("/sessions")
    assert "Tea and talk for adopters" in listed.text
    assert "Tuesday 5 January 2027, 18:30" in listed.text
    done = comes(visitor, planned, "Kim@Example.com", needs="A seat by the door 💺 من فضلك")
    assert done.status_code == 303
    thanks = visitor.get(done.location).text
    assert "You have a place at Tea and talk for adopters: <strong>Tuesday 5 January 2027, 18:30</strong>" in thanks
    assert "so that somebody else can have your place" in thanks
    page = officer.get("/involve" + planned).text
    assert "Who comes (1 of 2)" in page
    assert "kim@example.com" in page
    assert "A seat by the door 💺 من فضلك" in page


def test_who_signs_up_twice_has_one_place_and_the_third_family_none(visitor, planned, rows):
    assert {comes(visitor, planned, "kim@example.com").status_code for _ in range(2)} == {303}
    assert comes(visitor, planned, "07700 900123").status_code == 303
    late = comes(visitor, planned, "lee@example.com")
    assert late.status_code == 409
    assert "There is no place left" in late.text
    assert {(one.email, one.phone) for one in rows(SignUp)} == {("kim@example.com", None), (None, "+447700900123")}


def test_a_page_that_was_still_open_when_its_session_began_takes_nobody(visitor, planned, clock, rows):
    clock.forward(days=60)
    assert comes(visitor, planned, "kim@example.com").status_code == 404
    assert rows(SignUp) == []


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"name": ""}, "Enter your name"),
        ({"name": "Kim\x00"}, "characters"),
        ({"contact": ""}, "Enter an email address or a mobile number"),
        ({"contact": "kim at example"}, "Give a UK mobile number"),
        ({"contact": "kim@"}, "Give an email address"),
        ({"needs": "x" * 2_001}, "2,000 characters at most"),
    ],
)
def test_what_is_wrong_is_said_at_its_box_and_nothing_is_kept(visitor, planned, rows, wrong, said):
    refused = visitor.post(planned, data={"name": "Kim", "contact": "kim@example.com", "needs": "", **wrong})
    assert refused.status_code == 400
    assert said in refused.text
    assert rows(SignUp) == []


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"day": ["31", "2", "2027"]}, "Enter a real date"),
        ({"day": ["", "", ""]}, "Enter the day"),
        ({"day": ["1", "1", "2026"]}, "to come"),
        ({"at": "half six"}, "Enter a time like 18:30"),
        ({"places": "many"}, "Enter a number from 1 to 500"),
        ({"places": "0"}, "Enter a number from 1 to 500"),
        ({"name": ""}, "Enter a name"),
    ],
)
def test_a_session_that_cannot_be_is_not_planned(officer, rows, wrong, said):
    refused = officer.send("/involve/sessions/new", **SESSION | wrong)
    assert refused.status_code == 400
    assert said in refused.text
    assert rows(ListeningSession) == []


def test_a_day_that_is_missing_is_said_together_with_what_else_is_missing(visitor, officer, rows):
    for_a_session = officer.send("/involve/sessions/new", **SESSION | {"day": ["", "", ""], "name": ""}).text
    assert "Enter the day" in for_a_session
    assert "Enter a name" in for_a_session
    visitor.post("/help", data=OFFER)
    [family] = rows(WillingFamily)
    for_a_family = officer.send(f"/involve/families/{family.id}", on=["", "", ""], what="").text
    assert "Enter the day" in for_a_family
    assert "Enter what they did" in for_a_family


def test_whoever_has_no_code_finds_the_sessions_and_how_to_help(visitor):
    front = visitor.get("/").text
    assert 'href="/sessions"' in front
    assert 'href="/help"' in front


def test_what_was_said_is_kept_without_who_said_it(officer, planned, rows):
    kept = officer.send("/involve" + planned, words="Nobody rings back.", what_next="A named person by March.")
    assert kept.status_code == 303
    [note] = rows(SessionNote)
    assert (note.words, note.what_next) == ("Nobody rings back.", "A named person by March.")
    assert "A named person by March." in officer.get("/involve" + planned).text
    columns = {column.name for column in SessionNote.__table__.columns}
    assert columns.isdisjoint({"name", "email", "phone", "sign_up_id"})


def test_names_of_those_who_came_are_removed_a_month_after_the_session(
    visitor, planned, records_as, council, days, clock, rows
):
    comes(visitor, planned, "kim@example.com")
    day = datetime(2027, 1, 5, tzinfo=UTC)
    for moment, left in ((day + timedelta(days=29), 1), (day + timedelta(days=32), 0)):
        forget_sign_ups(Circumstances(records_as("heard_consume"), council, days, lambda at=moment: at))
        assert len(rows(SignUp)) == left
    assert len(rows(ListeningSession)) == 1


OFFER = {"ways": ["training", "read_letters"], "name": "Sam", "contact": "sam@example.com", "consent": "y"}


def test_a_family_offers_help_what_it_did_and_what_came_of_it_stand_in_the_register(visitor, officer, rows):
    assert {visitor.post("/help", data=OFFER).status_code for _ in range(2)} == {303}
    [family] = rows(WillingFamily)
    assert (family.name, family.email, family.ways) == ("Sam", "sam@example.com", ["training", "read_letters"])
    path = f"/involve/families/{family.id}"
    assert officer.send(path, on=["23", "11", "2026"], what="Read the new letter", came_of_it="").status_code == 303
    [did] = rows(FamilyHelp)
    assert officer.send(f"/involve/help/{did.id}", came_of_it="The letter has half the words").status_code == 303
    overview = officer.get("/involve").text
    assert "Read the new letter" in overview
    assert "The letter has half the words" in overview


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"ways": []}, "Choose at least one way"),
        ({"ways": ["paint"]}, "paint"),
        ({"consent": ""}, "Tick this so that we may ask you"),
        ({"contact": "x"}, "Give a UK mobile number"),
    ],
)
def test_without_consent_and_a_way_to_help_nobody_stands_in_the_register(visitor, rows, wrong, said):
    refused = visitor.post("/help", data={name: value for name, value in (OFFER | wrong).items() if value != ""})
    assert refused.status_code == 400
    assert said in refused.text
    assert rows(WillingFamily) == []


def test_help_from_before_they_consented_or_from_a_day_to_come_is_refused(visitor, officer, rows):
    visitor.post("/help", data=OFFER)
    [family] = rows(WillingFamily)
    for day in (["22", "11", "2026"], ["24", "11", "2026"]):
        refused = officer.send(f"/involve/families/{family.id}", on=day, what="Helped")
        assert refused.status_code == 400
        assert "from the one on which they consented" in refused.text
    assert rows(FamilyHelp) == []


def test_who_says_stop_is_removed_and_what_they_did_stays(visitor, officer, rows, everything):
    visitor.post("/help", data=OFFER)
    [family] = rows(WillingFamily)
    path = f"/involve/families/{family.id}"
    officer.send(path, on=["23", "11", "2026"], what="Spoke at a training day")
    assert post_from(officer, path, f"{path}/withdraw").status_code == 303
    with everything.unit_of_work() as uow:
        left = uow.session.execute(select(WillingFamily.name, WillingFamily.email, WillingFamily.phone)).one()
    assert tuple(left) == (None, None, None)
    assert officer.get(path).status_code == 404
    overview = officer.get("/involve").text
    assert "A family that withdrew" in overview
    assert "Spoke at a training day" in overview
    assert visitor.post("/help", data=OFFER).status_code == 303
    assert len(rows(WillingFamily)) == 2


def post_from(browser: Browser, page: str, action: str):
    """Press a button of a page that posts elsewhere."""
    found = browser.get(page).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    return browser.client.post(action, data={"csrf_token": found})


def test_a_cancelled_session_is_not_offered_and_its_list_stays(visitor, officer, planned, rows):
    comes(visitor, planned, "kim@example.com")
    assert post_from(officer, "/involve" + planned, "/involve" + planned + "/cancel").status_code == 303
    assert "Tea and talk" not in visitor.get("/sessions").text
    assert visitor.get(planned).status_code == 404
    assert comes(visitor, planned, "lee@example.com").status_code == 404
    assert len(rows(SignUp)) == 1
    assert "Cancelled" in officer.get("/involve" + planned).text


@pytest.mark.parametrize("role", ["practitioner", "duty_worker"])
def test_nobody_else_sees_who_comes(signed_in_as, role):
    assert signed_in_as(role).get("/involve").status_code == 403


def test_none_of_these_pages_sets_a_cookie(visitor, planned):
    for path in ("/sessions", planned, "/help", "/help/thanks", f"{planned}/thanks"):
        answer = visitor.get(path)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
