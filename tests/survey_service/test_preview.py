"""Practitioners look at questionnaires as families see them, and try them; nothing is kept."""

import re
from html import unescape

import pytest
from sqlalchemy import text

from foundation.staff.roles import Role
from foundation.surveys.library import library
from foundation.surveys.questionnaire import Band

NEWEST = library().all_newest()
EVERY_BAND = [(it.code, band) for it in NEWEST for band in it.bands]
STOPPED = "/questionnaires/why_did_you_stop?band=adult"
PEOPLE = "/questionnaires/people_served?band=adult"
ASKED = re.compile(r'name="asked" value="(\w+)"')
ADDRESSES = re.compile(r'href="(/questionnaires/[^"]+)"')


@pytest.fixture
def send(practitioner):
    """Open a page and send its form with these answers, as a browser does: with what the page itself says it asks."""

    def sending(address, asked=None, **answers):
        page = practitioner.get(address).text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
        fields = {"csrf_token": token, "asked": ASKED.findall(page) if asked is None else asked}
        return practitioner.client.post(address, data=fields | {f"q-{code}": given for code, given in answers.items()})

    return sending


@pytest.mark.parametrize("role", Role)
def test_who_may_send_surveys_may_look_at_them(signed_in_as, role):
    browser = signed_in_as(role, "send" if role == Role.SERVICE_TEAM else None)
    for address in ("/questionnaires", PEOPLE):
        assert browser.get(address).status_code == (403 if role == Role.DUTY_WORKER else 200)


def test_the_list_leads_to_every_questionnaire_for_every_reader_and_posters_lead_to_the_list(practitioner):
    assert 'href="/questionnaires"' in practitioner.get("/send").text
    page = unescape(practitioner.get("/questionnaires").text)
    for questionnaire in NEWEST:
        assert questionnaire.name in page
    addresses = {unescape(address) for address in ADDRESSES.findall(page)}
    assert addresses == {f"/questionnaires/{code}?band={band}" for code, band in EVERY_BAND}
    assert {practitioner.get(address).status_code for address in addresses} == {200}


def test_a_page_has_the_words_of_its_reader_and_says_that_nothing_is_kept(practitioner):
    child = unescape(practitioner.get("/questionnaires/looked_after_review?band=under_13").text)
    assert "Did people talk to you in a kind way?" in child
    assert "Nothing that you enter is kept" in child
    older = unescape(practitioner.get("/questionnaires/looked_after_review?band=13_17").text)
    assert "Did people speak to you with respect?" in older


def test_children_and_readers_of_easy_read_see_faces_and_others_words_alone(practitioner):
    for band, faces in ((Band.UNDER_13, 15), (Band.EASY_READ, 15), (Band.FROM_13_TO_17, 0), (Band.ADULT, 0)):
        page = practitioner.get(f"/questionnaires/end_of_assessment?band={band}").text
        assert page.count("<svg") == faces, "five for each of three scales"


def test_emergency_numbers_stand_before_every_box_for_words(practitioner, council):
    number = council.telephones.children_night
    page = practitioner.get(STOPPED).text
    assert page.index(number) < page.index("<textarea")
    assert number not in practitioner.get(PEOPLE).text, "it asks for no words"


def test_answers_that_can_be_sent_are_shown_in_words(send):
    done = send(STOPPED, why=["worn_out", "resolved"], main_thing="partly", what_would_help="  <b>A call</b> back 😢 ")
    page = unescape(re.sub(r"<(?!b>|/b>)[^>]*>", "", done.text))
    assert done.status_code == 200
    assert "These answers can be sent" in page
    assert "Nothing was kept or sent" in page
    assert "It was put right\nI was worn out" in page
    assert "&lt;b&gt;A call&lt;/b&gt; back 😢" in done.text
    assert "(Left empty)" in page
    assert "What were you worried about?\n    (Not asked)" in page


def test_nothing_is_kept_of_what_was_tried(send, records_as):
    done = send(STOPPED, why=["worn_out"], what_would_help="CANARY-7f3a")
    assert "CANARY-7f3a" in done.text
    assert "CANARY" not in str(done.headers)
    with records_as().unit_of_work() as uow:
        tables = uow.session.execute(text("select schemaname, relname from pg_stat_user_tables")).all()
        assert len(tables) > 10
        for schema, name in tables:
            found = text(f'select count(*) from "{schema}"."{name}" it where it::text ~ :words')  # noqa: S608 -- names of ours
            assert uow.session.scalar(found, {"words": "CANARY|worn_out"}) == 0, name


def test_a_question_that_an_answer_leads_to_comes_before_anything_is_sent(send, practitioner):
    first = send(PEOPLE, had_problem="yes", satisfied="4")
    assert "There is one more question because of what you answered" in first.text
    assert 'href="#q-raised_it"' in first.text
    assert _next_of("had_problem", first.text) == "raised_it"
    assert re.search(r'value="4"\s+checked', first.text), "what was answered is still there"
    second = send(PEOPLE, asked=ASKED.findall(first.text), had_problem="yes", raised_it="no", satisfied="4")
    assert _next_of("raised_it", second.text) == "why_not"
    done = send(PEOPLE, asked=ASKED.findall(second.text), had_problem="yes", raised_it="no", why_not="no_point")
    assert "I saw no point in it" in done.text


def _next_of(question, page):
    asked = ASKED.findall(page)
    return asked[asked.index(question) + 1]


def test_an_answer_that_no_longer_counts_is_left_out_when_an_earlier_one_changes(send):
    everything = [
        "had_problem",
        "raised_it",
        "why_not",
        *(it.code for it in library().newest("people_served").questions),
    ]
    done = send(PEOPLE, asked=everything, had_problem="no", raised_it="no", why_not="no_point")
    assert "These answers can be sent" in done.text
    assert "I saw no point in it" not in done.text


# What is sent beside the rest, what is said, and to which question the message leads.
BAD = [
    ("an option nobody offered", {"main_thing": "perhaps"}, "Choose from the answers that are offered.", "main_thing"),
    ("two answers to one", {"main_thing": ["yes", "no"]}, "Choose one answer.", "main_thing"),
    ("a NUL", {"what_would_help": "a\x00b"}, "Remove the characters that are not text", "what_would_help"),
    ("too long", {"what_would_help": "x" * 2_001}, "This can be 2,000 characters at most, and has 2,001.",
     "what_would_help"),
]  # fmt: skip


@pytest.mark.parametrize("given, said, question", [pytest.param(*row[1:], id=row[0]) for row in BAD])
def test_a_mistake_is_said_at_the_top_and_at_its_question(send, given, said, question):
    page = send(STOPPED, why=["worn_out"], **given)
    assert page.status_code == 400
    assert page.text.count(said) == 2
    assert f'<a href="#q-{question}">' in page.text
    assert f'id="q-{question}-error"' in page.text
    assert f'id="q-{question}"' in page.text
    assert "<title>Error: Why did you not go on?" in page.text
    assert re.search(r'value="worn_out"\s+checked', page.text), "what was answered is still there"


def test_a_box_that_was_never_on_the_page_is_passed_over(send):
    assert "These answers can be sent" in send(STOPPED, dessert="yes", why=["worn_out"]).text


def test_a_form_that_was_not_sent_from_the_page_is_refused(practitioner):
    page = practitioner.client.post(STOPPED, data={"q-why": "worn_out"})
    assert page.status_code == 400
    assert "These answers can be sent" not in page.text


@pytest.mark.parametrize("address", [
    "/questionnaires/tea", "/questionnaires/end_of_assessment?band=teenager", "/questionnaires/a%00b",
    "/questionnaires/complaint_closed_adult?band=under_13", "/questionnaires/..%2f..%2fetc%2fpasswd",
])  # fmt: skip
def test_what_there_is_not_is_not_found(practitioner, address):
    assert practitioner.get(address).status_code == 404


def test_without_a_reader_it_is_the_first(practitioner):
    page = practitioner.get("/questionnaires/complaint_closed_adult").text
    assert '<strong aria-current="page">Adults</strong>' in page
