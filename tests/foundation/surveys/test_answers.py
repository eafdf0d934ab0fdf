"""Reading answers: which questions are asked, what can be kept, and how to mend what cannot."""

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st
from little_questionnaire import read_little

from foundation.contracts.text import is_text
from foundation.surveys.answers import BadAnswers, read_answers, shown
from foundation.surveys.library import library
from foundation.surveys.questionnaire import IN_WORDS, Band, Kind


@pytest.fixture
def tea(tmp_path):
    return read_little(tmp_path)


def codes(questions):
    return [question.code for question in questions]


def test_a_question_with_a_condition_is_asked_once_its_answer_is_there(tea):
    assert codes(shown(tea, Band.ADULT, {})) == ["liked", "ate", "come_again"]
    assert "what_else" in codes(shown(tea, Band.ADULT, {"ate": ["cake", "other"]}))
    assert "what_else" not in codes(shown(tea, Band.ADULT, {"ate": ["cake"]}))
    assert "why_not" in codes(shown(tea, Band.ADULT, {"come_again": "not_sure"}))


def test_a_question_behind_one_that_is_not_asked_is_not_asked_either(tea):
    on_the_way = {"come_again": "no", "why_not": "people"}
    assert codes(shown(tea, Band.ADULT, on_the_way))[-2:] == ["why_not", "who"]
    assert codes(shown(tea, Band.ADULT, on_the_way | {"come_again": "yes"}))[-1] == "come_again"


def test_answers_are_kept_as_codes_and_words(tea):
    answers = read_answers(tea, Band.ADULT, {
        "liked": "4", "ate": ["other", "cake"], "what_else": " a 🍐\r\n", "come_again": ["no"], "why_not": "people",
        "who": "لم يتصل بنا\r\nأحد",
    })  # fmt: skip
    assert answers.given == {
        "liked": "4", "ate": ("cake", "other"), "what_else": "a 🍐", "come_again": "no", "why_not": "people",
        "who": "لم يتصل بنا\nأحد",
    }  # fmt: skip
    assert (answers.questionnaire, answers.version, answers.band) == ("tea", 1, Band.ADULT)


def test_left_empty_and_not_asked_are_two_things(tea):
    answers = read_answers(tea, Band.ADULT, {"come_again": "yes", "liked": "", "ate": []})
    assert answers.asked == ("liked", "ate", "come_again")
    assert answers.given == {"come_again": "yes"}


def test_an_answer_to_a_question_that_is_not_asked_is_left_out(tea):
    answers = read_answers(tea, Band.ADULT, {"come_again": "yes", "why_not": "milk", "what_else": "a pear"})
    assert answers.given == {"come_again": "yes"}
    younger = read_answers(tea, Band.UNDER_13, {"come_again": "no", "why_not": "milk"})
    assert younger.given == {"come_again": "no"}


# What is given beside a good answer to the question that is needed, to which question something is said, and what.
BAD = [
    ("a point too far", {"liked": "6"}, "liked", "Choose from the answers that are offered"),
    ("two points", {"liked": ["1", "2"]}, "liked", "Choose one answer"),
    ("a number", {"liked": 4}, "liked", "Give an answer as text"),
    ("an object", {"ate": {"cake": True}}, "ate", "Give an answer as text"),
    ("a list with a number", {"ate": ["cake", 1]}, "ate", "Give an answer as text"),
    ("an option nobody offered", {"ate": ["cake", "soap"]}, "ate", "Choose from the answers"),
    ("needed and empty", {"come_again": ""}, "come_again", "We need an answer to this one. We must buy milk."),
    ("a question nobody asked", {"dessert": "yes"}, "dessert", "There is no such question"),
    ("a NUL", {"ate": "other", "what_else": "a\x00b"}, "what_else", "not text"),
    ("half an emoji", {"ate": "other", "what_else": "\ud83c"}, "what_else", "not text"),
    ("too long", {"ate": "other", "what_else": "x" * 201}, "what_else", "200 characters at most, and has 201"),
    ("two lines", {"ate": "other", "what_else": "a\nb"}, "what_else", "on one line"),
    ("twice", {"ate": "other", "what_else": ["a", "b"]}, "what_else", "in one place"),
    ("far too long", {"come_again": "no", "why_not": "people", "who": "x" * 2_001}, "who", "2,000 characters at most"),
]  # fmt: skip


@pytest.mark.parametrize("given, question, said", [pytest.param(*row[1:], id=row[0]) for row in BAD])
def test_what_cannot_be_kept_is_said_by_question_with_its_cure(tea, given, question, said):
    with pytest.raises(BadAnswers) as bad:
        read_answers(tea, Band.ADULT, {"come_again": "yes"} | given)
    assert list(bad.value.faults) == [question]
    assert said in bad.value.faults[question]


def test_words_of_the_longest_length_are_kept(tea):
    given = {"ate": "other", "what_else": "é" * 200, "come_again": "no", "why_not": "people", "who": "🍐" * 2_000}
    kept = read_answers(tea, Band.ADULT, given).given
    assert (len(kept["what_else"]), len(kept["who"])) == (200, 2_000)


def test_a_refusal_repeats_no_answer(tea):
    with pytest.raises(BadAnswers) as bad:
        read_answers(tea, Band.ADULT, {"liked": "CANARY", "ate": ["CANARY"], "come_again": "CANARY"})
    assert len(bad.value.faults) == 3
    assert "CANARY" not in str(bad.value)


def test_a_band_that_the_questionnaire_has_not_is_refused(tea):
    with pytest.raises(BadAnswers, match=r"band: Give one of under_13, 13_17, adult\."):
        read_answers(tea, Band.EASY_READ, {"come_again": "yes"})


EVERY = sorted(library().every.values(), key=lambda it: it.code)
ANYTHING = st.none() | st.text(max_size=8) | st.integers() | st.booleans() | st.lists(st.text(max_size=8), max_size=3)


@st.composite
def some_answers(draw):
    """A questionnaire, one of its bands, and for some of its questions a good answer or anything else."""
    questionnaire = draw(st.sampled_from(EVERY))
    band = draw(st.sampled_from(questionnaire.bands))
    given = {}
    for question in questionnaire.questions:
        good = st.text(max_size=30)
        if question.options:
            good = st.sampled_from([option.code for option in question.options])
        if question.kind is Kind.MANY:
            good = st.lists(good, max_size=4)
        if draw(st.booleans()):
            given[question.code] = draw(st.one_of(good, good, good, ANYTHING))
    return questionnaire, band, given


def read(questionnaire, band, given):
    """The answers or the faults."""
    try:
        return read_answers(questionnaire, band, given), {}
    except BadAnswers as bad:
        return None, bad.faults


@hypothesis_given(some_answers())
def test_whatever_is_given_is_kept_whole_or_refused_by_question(case):
    questionnaire, band, given = case
    asked = codes(shown(questionnaire, band, given))
    answers, faults = read(questionnaire, band, given)
    assert bool(faults) == (answers is None)
    assert faults.keys() <= set(asked), "a question that is not asked cannot be answered badly"
    if answers is None:
        return
    assert list(answers.asked) == asked
    assert answers.given.keys() <= set(asked)
    for question in questionnaire.questions:
        if question.code in answers.given:
            assert band in question.bands
            assert could_be_kept(question, answers.given[question.code])


def could_be_kept(question, answer):
    options = [option.code for option in question.options]
    if question.kind in IN_WORDS:
        return answer == answer.strip() and is_text(answer)
    if question.kind is Kind.MANY:
        return answer == tuple(code for code in options if code in answer)
    return answer in options


@hypothesis_given(some_answers())
def test_what_was_kept_reads_the_same_again(case):
    questionnaire, band, given = case
    answers, _ = read(questionnaire, band, given)
    if answers is None:
        return
    assert read_answers(questionnaire, band, answers.given) == answers


@hypothesis_given(some_answers())
def test_every_question_that_is_asked_has_its_condition_met_by_answers_that_are_kept(case):
    questionnaire, band, given = case
    answers, _ = read(questionnaire, band, given)
    if answers is None:
        return
    for question in questionnaire.asked_of(band):
        if question.only_if is None:
            assert question.code in answers.asked
        else:
            kept = answers.given.get(question.only_if.question, ())
            met = question.only_if.answers & set(kept if isinstance(kept, tuple) else [kept])
            assert (question.code in answers.asked) == bool(met)
