"""The voluntary questions: what cannot be read is refused with what to do, and nothing of anybody is left behind."""

import logging

import pytest
from structlog.testing import capture_logs

from foundation.contracts.equality import ADDRESSES
from foundation.records.models import Outgoing
from intake_service.equality import routes

PUT_RIGHT, OTHER = ADDRESSES["complainants"], ADDRESSES["other_feedback"]


@pytest.mark.usefixtures("periods")
@pytest.mark.parametrize("age", ["a12_13", "42", "\0", "😀", "‮a25_34", "x" * 9_000, ["a25_34", "a35_44"]])
def test_an_age_that_is_none_is_named_on_a_page_that_shows_the_ages(age, somebody, seen, rows):
    for go in ("questions", "send"):
        page = seen(somebody(go, age=age))
        assert (page.status, page.faults) == (400, {"age": routes.ONE_AGE})
        assert page.title.startswith("Error: ")
        assert page.names == {"age"}
    assert rows(Outgoing) == []


@pytest.mark.usefixtures("periods")
@pytest.mark.parametrize("said", ["martian", "\0", "female\0", "😀" * 500, "‮female"])
def test_an_answer_that_was_not_offered_is_named_and_the_others_stay(said, somebody, seen, rows):
    page = seen(somebody("send", age="a25_34", **{"q-sex": said, "q-religion": "sikh"}))
    assert (page.status, page.faults) == (400, {"q-sex": "What is your sex? Choose from the answers that are offered."})
    assert page.inputs["q-religion"] == "sikh"
    assert page.inputs["age"] == "a25_34"
    assert said not in page.html
    assert rows(Outgoing) == []


@pytest.mark.usefixtures("periods")
def test_two_answers_to_one_question_are_refused_with_what_to_do(somebody, seen):
    page = seen(somebody("send", age="a25_34", **{"q-sex": ["female", "male"]}))
    assert (page.status, page.faults) == (400, {"q-sex": "What is your sex? Choose one answer."})


@pytest.mark.usefixtures("periods")
def test_a_body_without_measure_or_without_a_button_gets_a_page_of_its_own(somebody, visitor, rows):
    assert somebody("send", age="x" * 1_000_000).status_code == 413
    assert somebody("away").status_code == 400
    assert visitor.client.post(PUT_RIGHT, json={"go": "no"}).status_code == 400
    assert visitor.client.post(PUT_RIGHT, data=b"\xff\xfe%%%", content_type="text/plain").status_code == 400
    assert rows(Outgoing) == []


@pytest.mark.usefixtures("periods")
def test_an_age_in_the_address_is_not_looked_at_and_other_addresses_lead_nowhere(visitor):
    first = visitor.client.get(PUT_RIGHT)
    assert visitor.client.get(f"{PUT_RIGHT}?age=a25_34&go=send").data == first.data
    assert visitor.client.get("/equality/anything").status_code == 404
    assert visitor.client.get("/equality/anything/thanks").status_code == 404
    assert visitor.client.get("/equality").status_code == 404


@pytest.mark.usefixtures("periods")
@pytest.mark.parametrize(
    "headers, taken",
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
        ({"Origin": "null"}, True),
        ({"Origin": "http://localhost"}, True),
        ({}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "https://elsewhere.example"}, False),
        ({"Origin": "http://["}, False),
    ],
)
def test_a_form_that_another_site_sends_is_refused_and_says_so(headers, taken, visitor, rows):
    answer = visitor.client.post(PUT_RIGHT, data={"go": "no"}, headers=headers)
    assert answer.status_code == (303 if taken else 403)
    assert taken or routes.ELSEWHERE in answer.text
    assert len(rows(Outgoing)) == taken


@pytest.mark.usefixtures("periods")
def test_a_flood_from_one_household_is_slowed_down_and_others_are_not(somebody, another_visitor, rows):
    answers = [somebody("no").status_code for _ in range(12)]
    assert answers == [303] * 10 + [429] * 2
    assert another_visitor.client.post(PUT_RIGHT, data={"go": "no"}).status_code == 303
    assert len(rows(Outgoing)) == 11


@pytest.mark.usefixtures("periods")
def test_no_response_sets_a_cookie_or_may_be_kept_and_a_cookie_changes_nothing(visitor, another_visitor, form_of):
    visitor.see(visitor.send("problem", form_of("problem")).location)  # a browser with a cookie of the forms
    pages = [
        (lambda it, address=address, go=go: it.client.post(address, data={"go": go}, follow_redirects=go == "no"))
        for address in (PUT_RIGHT, OTHER) for go in ("questions", "send", "no", "away")
    ]  # fmt: skip
    pages += [lambda it: it.client.get(PUT_RIGHT), lambda it: it.client.get(f"{PUT_RIGHT}/thanks")]
    for see in pages:
        mine, theirs = see(visitor), see(another_visitor)
        assert mine.data == theirs.data
        for response in (mine, theirs):
            assert "Set-Cookie" not in response.headers
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert "Cookie" not in response.headers.get("Vary", "")
    cookie = visitor.client.get_cookie("heard_intake", path="/tell")
    assert not PUT_RIGHT.startswith(cookie.path)


@pytest.mark.usefixtures("periods")
def test_no_page_or_address_says_what_somebody_told_us(visitor, somebody, seen):
    pages = [seen(visitor.client.get(address)) for address in (*ADDRESSES.values(), f"{PUT_RIGHT}/thanks")]
    pages += [seen(somebody("questions", age=age)) for age in ("a05_10", "a25_34")]
    for page in pages:
        for said in (page.title, *page.h1s, *ADDRESSES.values()):
            assert "complain" not in said.lower()
        assert "complain" not in page.html.lower()


@pytest.mark.usefixtures("periods")
def test_no_request_and_no_answer_reaches_a_log_at_any_level(somebody, visitor, caplog):
    canaries = ("white_gypsy_traveller", "gay_lesbian", "a65_74")
    with caplog.at_level(logging.DEBUG), capture_logs() as lines:
        visitor.client.get(PUT_RIGHT)
        fields = {"age": "a65_74", "q-sexual_orientation_adult": "gay_lesbian", "q-ethnic_group_5": "white"}
        assert somebody("questions", **fields).status_code == 200
        assert somebody("send", **fields, **{"q-ethnic_group_white": "white_gypsy_traveller"}).status_code == 303
        assert somebody("send", **fields, **{"q-ethnic_group_white": "canary"}).status_code == 400
        assert somebody("no").status_code == 303
        visitor.client.get("/equality/nowhere")
        visitor.see("/")
    assert [line["endpoint"] for line in lines] == ["pages.front"]
    assert not any(word in f"{lines}{caplog.text}" for word in (*canaries, "canary"))
