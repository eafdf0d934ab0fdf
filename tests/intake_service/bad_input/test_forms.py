"""A form without its own token or id, or sent as something else, is refused; its words stay in the page."""

from io import BytesIO
from uuid import uuid4

import pytest
from builders import KIND


@pytest.mark.parametrize(
    "token", ["", "forged", "IjEyMyI.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb", "another browser's", None]
)
def test_a_form_without_its_own_token_is_refused_and_its_words_stay(token, visitor, another_visitor, form_of):
    filled = visitor.see("/tell/problem").hidden | form_of("problem", words="My words", name="Sam")
    filled["csrf_token"] = (
        another_visitor.see("/tell/problem").hidden["csrf_token"] if token == "another browser's" else token
    )
    page = visitor.post("problem", {name: value for name, value in filled.items() if value is not None})
    assert page.status == 400
    assert "press the button again" in page.faults["csrf_token"]
    assert page.areas["words"].strip() == "My words"
    assert (page.inputs["name"], page.inputs["topic"], page.inputs["form_id"]) == ("Sam", "worker", filled["form_id"])
    assert page.hidden["csrf_token"] not in ("", token)


def test_a_browser_without_cookies_is_told_so_and_its_words_stay(visitor, form_of):
    visitor.client = visitor.client.application.test_client(use_cookies=False)
    page = visitor.send("problem", form_of("problem", words="My words"))
    assert page.status == 400
    assert "cookie" in page.faults["csrf_token"]
    assert page.areas["words"].strip() == "My words"


@pytest.mark.parametrize("what", KIND)
def test_no_form_can_be_sent_from_another_site(what, another_visitor, form_of):
    assert "csrf_token" in another_visitor.post(what, form_of(what, form_id=str(uuid4()))).faults


def test_a_form_that_was_open_too_long_is_refused_and_its_words_stay(intake_app, visitor, form_of, monkeypatch):
    assert intake_app.config["WTF_CSRF_TIME_LIMIT"] == 12 * 60 * 60
    filled = visitor.see("/tell/problem").hidden | form_of("problem")
    monkeypatch.setitem(intake_app.config, "WTF_CSRF_TIME_LIMIT", -1)
    page = visitor.post("problem", filled)
    assert page.status == 400
    assert "press the button again" in page.faults["csrf_token"]
    assert page.areas["words"].strip() == filled["words"]


@pytest.mark.parametrize("forged", ["1", "7KQ4-M2XH", "' or 1=1 --", "\x00", "x" * 1000])
def test_a_form_id_that_is_not_ours_is_refused_and_the_page_gets_a_new_one(forged, refused_page):
    page = refused_page("problem", "form_id", form_id=forged)
    assert page.inputs["form_id"] != forged
    assert page.areas["words"].strip() == "Nobody rang me back."


@pytest.mark.parametrize("body", [{"words": 5}, {"words": ["a"]}, [1], "words", {}], ids=repr)
def test_a_page_reads_no_json(body, visitor):
    assert "csrf_token" in sent_to_the_page(visitor, json=body).faults


def test_a_page_reads_no_files(visitor):
    page = sent_to_the_page(visitor, data={"words": (BytesIO(b"x"), "a.txt"), "happened_on": (BytesIO(b"x"), "b.txt")})
    assert page.status == 400


def sent_to_the_page(visitor, **sent):
    return visitor.post("problem", sent.pop("data", None), **sent)
