"""The questionnaires that come with Heard: what they ask, in words that their readers can read."""

from dataclasses import replace

import pytest

from foundation.surveys.library import library
from foundation.surveys.people_served import EQUALITY
from foundation.surveys.plain_english import hard_to_read
from foundation.surveys.questionnaire import IN_WORDS, Band, Kind

NEWEST = library().all_newest()
STANDING = ("listened_to", "respected", "told_the_truth")
CHILDREN = {"complaint_closed_child"}
ADULTS = {"complaint_closed_adult", "leaving_care"}
every_one = pytest.mark.parametrize("questionnaire", NEWEST, ids=lambda it: it.code)


def question(code, named):
    return next(it for it in library().newest(code).questions if it.code == named)


def option_codes(code, named):
    return [option.code for option in question(code, named).options]


def test_every_moment_has_its_questionnaire():
    assert {it.code for it in NEWEST} >= {
        "end_of_assessment", "end_of_intervention", "child_protection_conference", "looked_after_review",
        "adoption_support", "leaving_care", "complaint_closed_adult", "complaint_closed_child", "why_did_you_stop",
        "people_served",
    }  # fmt: skip


@every_one
def test_it_asks_whether_people_listened_showed_respect_and_told_the_truth(questionnaire):
    asked = {it.code: it for it in questionnaire.questions}
    for code in STANDING:
        assert asked[code].kind is Kind.SCALE
        assert asked[code].bands == questionnaire.bands


@every_one
def test_its_opinions_take_two_minutes(questionnaire):
    for band in questionnaire.bands:
        assert len([it for it in questionnaire.asked_of(band) if it.code not in EQUALITY]) <= 10


@every_one
def test_nothing_must_be_answered(questionnaire):
    assert not any(it.needed for it in questionnaire.questions)


@every_one
def test_no_sentence_and_no_word_is_too_long_for_its_readers(questionnaire):
    assert hard_to_read(questionnaire) == []


@every_one
def test_its_title_tells_nobody_who_looks_over_a_shoulder_what_it_is(questionnaire):
    for title in questionnaire.title.values():
        assert not {"complaint", "complain", "social"} & set(title.lower().rstrip("?").split())


@every_one
def test_there_is_a_wording_for_each_reader_it_may_meet(questionnaire):
    wanted = set(Band)
    if questionnaire.code in CHILDREN:
        wanted.remove(Band.ADULT)
    if questionnaire.code in ADULTS:
        wanted.remove(Band.UNDER_13)
    if questionnaire.code == "complaint_closed_adult":
        wanted.remove(Band.FROM_13_TO_17)
    assert set(questionnaire.bands) == wanted


@every_one
def test_an_answer_that_somebody_does_not_want_to_give_can_be_taken_back(questionnaire):
    """Radio buttons cannot be emptied without scripts: a scale has “not sure”, for the rest see each question."""
    for it in questionnaire.questions:
        if it.kind is Kind.SCALE:
            assert it.options[-1].code == "not_sure"


def test_a_question_with_one_code_is_one_question_wherever_it_is_asked():
    seen = {}
    for questionnaire in NEWEST:
        for it in questionnaire.questions:
            kind, points, words = seen.setdefault(it.code, (it.kind, [o.code for o in it.options], {}))
            assert kind is it.kind, it.code
            assert [option.code for option in it.options] == points, it.code
            if it.code in (*STANDING, "trust", "put_right"):
                for band in it.bands:
                    said = (it.words[band], tuple(option.words[band] for option in it.options))
                    assert words.setdefault(band, said) == said, (questionnaire.code, it.code, band)


def test_after_a_complaint_we_ask_whether_the_main_thing_was_dealt_with_and_who_told_them_of_us():
    for code in ("complaint_closed_adult", "complaint_closed_child"):
        assert option_codes(code, "main_thing") == ["yes", "partly", "no", "not_sure"]
        assert question(code, "heard_of_it").words_of("another_family", Band.EASY_READ) == "Another family told me"
        assert question(code, "trust").kind is Kind.SCALE
    assert question("why_did_you_stop", "main_thing")


def test_why_somebody_stopped_has_every_reason_that_families_gave():
    assert question("why_did_you_stop", "why").kind is Kind.MANY
    assert option_codes("why_did_you_stop", "why") == [
        "resolved", "no_point", "did_not_know_how", "worried", "worn_out", "could_not_get", "other",
    ]  # fmt: skip


def test_the_survey_of_people_served_asks_what_is_counted_and_for_no_words():
    people = library().newest("people_served")
    assert not any(it.kind in IN_WORDS for it in people.questions)
    assert question("people_served", "satisfied").kind is Kind.SCALE
    assert question("people_served", "feels_able").kind is Kind.SCALE
    assert option_codes("people_served", "knows_how") == ["yes", "no", "not_sure"]
    assert option_codes("people_served", "had_problem") == ["yes", "no", "prefer_not_to_say"]
    assert option_codes("people_served", "raised_it") == ["formal_complaint", "told_someone", "no", "prefer_not_to_say"]
    assert option_codes("people_served", "why_not") == [
        "did_not_know_how", "feared_effect", "no_point", "language_or_format", "too_much_going_on", "sorted_itself",
        "other", "prefer_not_to_say",
    ]  # fmt: skip
    assert question("people_served", "raised_it").only_if.question == "had_problem"
    assert question("people_served", "why_not").only_if.question == "raised_it"


def test_a_long_sentence_and_a_long_word_are_found_for_the_readers_whom_they_hinder():
    first = NEWEST[0]
    long = "Did the independent reviewing officer tell you and your family what we were going to do about it?"
    advice = hard_to_read(replace(first, title={Band.UNDER_13: long, Band.ADULT: long}))
    assert "title, under_13: a sentence of 18 words, 12 are enough" in advice
    assert "title, under_13: “independent” is a long word" in advice
    assert not any("adult" in line for line in advice)
