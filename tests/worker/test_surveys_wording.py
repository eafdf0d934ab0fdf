"""What a message says that asks somebody: plain, short, and nothing that somebody else may not read."""

import re
from datetime import date
from uuid import UUID

import pytest

from foundation.surveys.codes import code_of, shown
from foundation.surveys.library import library
from foundation.surveys.plain_english import PLAIN, SIMPLE
from foundation.surveys.questionnaire import Band
from worker.surveys.wording import OPENINGS, Invited, subject_of, words_of

ADDRESS = "https://surveys.herefordshire.gov.uk"
CODE = code_of(b"k" * 32, UUID(int=7), 0)
EVERY = [questionnaire.code for questionnaire in library().all_newest()]
# GSM 03.38, the signs of its basic alphabet that we could write: any other makes a message 70 signs long.
IN_A_TEXT = re.compile(r"[A-Za-z0-9 @£$_!\"#%&'()*+,\-./:;<=>?\n]*")
TELLS = re.compile("complain|social|safeguard|protect|child|care|assess|adopt|famil|concern|worr", re.IGNORECASE)


def invited(code="end_of_intervention", *, reminder=False, until=date(2026, 12, 23)):
    return Invited(library().newest(code), f"{ADDRESS}/s/{CODE}", CODE, ADDRESS, until, reminder)


@pytest.mark.parametrize("reminder", [False, True])
@pytest.mark.parametrize("code", EVERY)
def test_nobody_who_sees_the_screen_reads_what_it_was_about(code, reminder, council):
    asked = invited(code, reminder=reminder)
    for words in (subject_of(asked), words_of(asked, "email", council), words_of(asked, "text", council)):
        assert not TELLS.findall(words.replace(ADDRESS, ""))


@pytest.mark.parametrize("code", EVERY)
def test_every_questionnaire_has_an_opening_of_its_own(code, council):
    assert words_of(invited(code), "email", council).startswith(f"Hello,\n\n{OPENINGS[code]}\n\n")


@pytest.mark.parametrize("code", EVERY)
def test_it_says_where_by_which_code_until_when_and_that_nobody_has_to(code, council):
    words = words_of(invited(code), "email", council)
    for said in (f"\n{ADDRESS}/s/{CODE}\n", shown(CODE), "Wednesday 23 December 2026", "You do not have to.", "999"):
        assert said in words
    assert "no more of these" in words


@pytest.mark.parametrize("reminder", [False, True])
@pytest.mark.parametrize("code", EVERY)
def test_it_is_as_easy_to_read_as_its_questionnaire(code, reminder, council):
    asked = invited(code, reminder=reminder)
    measure = SIMPLE if Band.ADULT not in asked.questionnaire.bands else PLAIN
    text = re.sub(r"https?://\S+|[\w-]{19}", "", words_of(asked, "email", council)).replace(council.name, "")
    for sentence in re.split(r"[.!?:\n]+", text):
        words = re.findall(r"[^\W\d_]+", sentence)
        assert len(words) <= measure.words, sentence
        assert all(len(word) <= measure.letters for word in words), sentence


@pytest.mark.parametrize("reminder", [False, True])
def test_a_text_fits_two_messages_and_needs_no_sign_that_texts_have_not(reminder, council):
    words = words_of(invited(reminder=reminder), "text", council)
    assert IN_A_TEXT.fullmatch(words)
    assert len(words) <= 306
    assert f"{ADDRESS}/s/{CODE}\n" in words
    assert "23 December" in words


def test_a_reminder_says_that_it_is_the_only_one_and_no_day_is_named_where_there_is_none(council):
    words = words_of(invited(reminder=True, until=None), "email", council)
    assert "We do not ask again." in words
    assert "until" not in words
    assert "until" not in words_of(invited(until=None), "text", council).lower()


def test_a_questionnaire_that_is_new_here_is_asked_without_saying_what_it_is_about(council, monkeypatch):
    monkeypatch.setattr("worker.surveys.wording.OPENINGS", {})
    assert "You have had to do with us lately." in words_of(invited(), "email", council)
