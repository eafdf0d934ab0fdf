"""One question a page: what was answered so far rides in the page, Back works, and nothing is kept on the server."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from little_questionnaire import read_little

from foundation.surveys.answers import shown
from foundation.surveys.library import library
from survey_service.answer import steps

TEA = "?for=adult&one=1"


@pytest.fixture
def tea(beside, tmp_path):
    return beside(read_little(tmp_path)).code


def legends(answer):
    found = re.findall(r"<legend[^>]*>(.*?)</legend>|<label[^>]*govuk-label--s[^>]*>(.*?)</label>", answer.text, re.S)
    return [unescape("".join(it)).strip() for it in found]


def test_each_question_is_a_page_and_the_last_page_sends_them_all(asked, tea, fill_in, sent, visitor):
    address = f"/q/{asked.poster(tea)}{TEA}"
    page = visitor.get(address)
    asked_in_order = []
    for answer in (
        {"liked": "5"},
        {"ate": ["cake", "other"]},
        {"what_else": "Jam"},
        {"come_again": "no"},
        {"why_not": []},
    ):
        asked_in_order += legends(page)
        page = fill_in(address, go="next", page=page, **answer)
        assert page.status_code == 200
    assert asked_in_order == [
        "Did you like it?",
        "What did you eat?",
        "What was it?",
        "Will you come again?",
        "Why not?",
    ]
    assert "Nothing has been sent yet" in page.text
    assert sent() == []
    done = fill_in(address, page=page)
    assert done.status_code == 303
    [(_, answers)] = sent()
    assert answers.given == {"liked": "5", "ate": ("cake", "other"), "what_else": "Jam", "come_again": "no"}
    assert answers.asked == ("liked", "ate", "what_else", "come_again", "why_not")


def test_back_goes_to_the_page_before_with_its_answer_still_there(asked, tea, fill_in, visitor):
    address = f"/q/{asked.poster(tea)}{TEA}"
    second = fill_in(address, go="next", page=visitor.get(address), liked="2")
    assert "Question 2 of 6" in second.text
    first = fill_in(address, go="back", page=second, ate=["scone"])
    assert legends(first) == ["Did you like it?"]
    assert re.search(r'value="2"[^>]*checked', first.text)
    again = fill_in(address, go="next", page=first)
    assert re.search(r'value="scone"[^>]*checked', again.text)
    assert not re.search(r'value="back"', first.text), "before the first page there is nothing"


def test_an_answer_that_is_changed_by_going_back_takes_what_followed_from_it_away(asked, tea, fill_in, visitor, sent):
    address = f"/q/{asked.poster(tea)}{TEA}"
    page = visitor.get(address)
    for answer in ({}, {"ate": ["other"]}, {"what_else": "Jam"}):
        page = fill_in(address, go="next", page=page, **answer)
    for _ in range(2):
        page = fill_in(address, go="back", page=page)
    for answer in ({"ate": ["cake"]}, {"come_again": "yes"}):
        page = fill_in(address, go="next", page=page, **answer)
    assert fill_in(address, page=page).status_code == 303
    [(_, answers)] = sent()
    assert answers.given == {"ate": ("cake",), "come_again": "yes"}


def test_an_answer_that_cannot_be_kept_is_put_right_before_the_next_page(asked, tea, fill_in, visitor, sent):
    address = f"/q/{asked.poster(tea)}{TEA}"
    page = fill_in(address, go="next", page=visitor.get(address), liked="100")
    assert page.status_code == 400
    assert "Choose from the answers that are offered." in page.text
    assert legends(page) == ["Did you like it?"]


def test_what_was_missed_is_asked_when_all_is_sent(asked, tea, fill_in, visitor, sent):
    address = f"/q/{asked.poster(tea)}{TEA}"
    page = visitor.get(address)
    for answer in ({"liked": "3"}, {}, {"come_again": "yes"}):
        page = fill_in(address, go="next", page=page, **answer)
    tampered = fill_in(address, page=page, come_again=[])
    assert tampered.status_code == 400
    assert "We must buy milk." in tampered.text
    assert legends(tampered) == ["Will you come again?"]
    unseen = fill_in(address, page=page, seen=["liked"])
    assert (unseen.status_code, legends(unseen)) == (200, ["What did you eat?"])
    assert sent() == []


def test_no_page_that_was_tampered_with_breaks(asked, tea, visitor):
    address = f"/q/{asked.poster(tea)}{TEA}"
    for at in ("", "end", "nowhere", "\0", "what_else", "liked"):
        for go in ("next", "back", "show", "send", "jump", ""):
            answer = visitor.post(address, data={"at": at, "go": go, "q-ate": ["?"], "asked": "no"})
            assert answer.status_code in (200, 400), (at, go)
            assert "data-answers" in answer.text


def test_a_long_questionnaire_is_asked_one_question_a_page_unless_somebody_wants_it_whole(asked, visitor):
    code = asked.poster("people_served")
    page = visitor.get(f"/q/{code}?for=adult")
    assert len(legends(page)) == 1
    assert "All questions on one page" in page.text
    short = visitor.get(f"/q/{asked.poster('meeting')}?for=adult")
    assert len(legends(short)) == len(library().newest("meeting").questions)
    assert "One question at a time" in short.text


@pytest.fixture(scope="module")
def little(tmp_path_factory):
    return read_little(tmp_path_factory.mktemp("tea"))


@given(st.data())
def test_forwards_and_back_one_meets_the_same_questions(little, data):
    answers = {
        it.code: data.draw(st.sampled_from([[], *[[option.code] for option in it.options]])) for it in little.questions
    }
    for band in little.bands:
        asked = [it.code for it in shown(little, band, answers)]
        there = [asked[0]]
        while question := steps.after(little, band, answers, there[-1]):
            there.append(question.code)
        back = [steps.before(little, band, answers, "end").code]
        while back[-1] != asked[0]:
            back.append(steps.before(little, band, answers, back[-1]).code)
        assert there == asked == back[::-1]
        assert steps.before(little, band, answers, asked[0]).code == asked[0]
