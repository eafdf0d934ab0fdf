"""Answers as counts: every response in one cell of each question, and no trace of what somebody wrote."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from little_questionnaire import read_little

from foundation.surveys import tallies
from foundation.surveys.answers import read_answers
from foundation.surveys.library import library
from foundation.surveys.questionnaire import IN_WORDS, Band, Kind

LATEST = library().all_newest()


@pytest.fixture(scope="module")
def tea(tmp_path_factory):
    return read_little(tmp_path_factory.mktemp("tea"))


@st.composite
def answered(draw):
    """A questionnaire, and what some people answered: any band, anything left out, any path."""
    questionnaire = draw(st.sampled_from(LATEST))
    return questionnaire, [_one(draw, questionnaire) for _ in range(draw(st.integers(0, 6)))]


def _one(draw, questionnaire):
    given = {}
    for question in questionnaire.questions:
        codes = st.sampled_from([option.code for option in question.options] or ["Words."])
        answer = st.lists(codes, max_size=3) if question.kind is Kind.MANY else codes
        # What must be answered is, for else it could not have been sent.
        given[question.code] = draw(answer if question.needed else st.just("") | answer) or ""
    return read_answers(questionnaire, draw(st.sampled_from(questionnaire.bands)), given)


@settings(deadline=None, max_examples=40)
@given(answered())
def test_the_cells_of_every_question_add_up_to_the_responses(several):
    questionnaire, responses = several
    counted = tallies.count(responses, questionnaire)
    assert counted[tallies.RESPONSES, tallies.ALL] == len(responses)
    for question in questionnaire.questions:
        cells = {answer: n for (code, answer), n in counted.items() if code == question.code}
        states = [cells.get(state, 0) for state in (tallies.UNANSWERED, tallies.NOT_ASKED, tallies.ANSWERED)]
        codes = [cells.get(option.code, 0) for option in question.options]
        if question.kind in IN_WORDS:
            assert not cells
        elif question.kind is Kind.MANY:
            assert sum(states) == len(responses)
            assert max(codes) <= states[2] <= sum(codes)
        else:
            assert sum(states) + sum(codes) == len(responses)
            assert states[2] == 0


@settings(deadline=None, max_examples=40)
@given(answered(), st.randoms(use_true_random=False))
def test_counting_in_parts_and_in_any_order_comes_to_the_same(several, chance):
    questionnaire, responses = several
    mixed = chance.sample(responses, len(responses))
    at = len(mixed) // 2
    parts = tallies.count(mixed[:at], questionnaire) + tallies.count(mixed[at:], questionnaire)
    assert parts == tallies.count(responses, questionnaire)


@settings(deadline=None, max_examples=40)
@given(answered())
def test_what_a_response_keeps_counts_to_the_same_and_holds_codes_only(several):
    questionnaire, responses = several
    counted = tallies.count(responses, questionnaire)
    kept = Counter()
    for answers in responses:
        for question, answer in tallies.chosen(answers, questionnaire).items():
            if answer is None:
                kept[question, tallies.UNANSWERED] += 1
                continue
            kept.update((question, code) for code in (answer if isinstance(answer, list) else [answer]))
    states = (tallies.ALL, tallies.ANSWERED, tallies.NOT_ASKED)
    assert kept == Counter({cell: n for cell, n in counted.items() if cell[1] not in states})
    options = {(question.code, option.code) for question in questionnaire.questions for option in question.options}
    assert {cell for cell in kept if cell[1] != tallies.UNANSWERED} <= options


def test_one_answer_by_hand(tea):
    answers = read_answers(tea, Band.ADULT, {
        "liked": "4", "ate": ["other", "cake"], "what_else": "Pie", "come_again": "no", "why_not": "people",
        "who": "Al",
    })  # fmt: skip
    assert tallies.count([answers], tea) == {
        (":responses", ":all"): 1, ("liked", "4"): 1, ("ate", ":answered"): 1, ("ate", "cake"): 1, ("ate", "other"): 1,
        ("come_again", "no"): 1, ("why_not", "people"): 1,
    }  # fmt: skip
    assert tallies.chosen(answers, tea) == {
        "liked": "4", "ate": ["cake", "other"], "come_again": "no", "why_not": "people",
    }  # fmt: skip
    assert tallies.written(answers, tea) == {"what_else": "Pie", "who": "Al"}


def test_what_was_left_empty_is_told_from_what_was_not_asked(tea):
    answers = read_answers(tea, Band.UNDER_13, {"come_again": "yes"})
    assert tallies.count([answers], tea) == {
        (":responses", ":all"): 1, ("liked", ":unanswered"): 1, ("ate", ":unanswered"): 1, ("come_again", "yes"): 1,
        ("why_not", ":not_asked"): 1,
    }  # fmt: skip
    assert tallies.chosen(answers, tea) == {"liked": None, "ate": None, "come_again": "yes"}


def test_who_wrote_something_counts_as_who_wrote_nothing(tea):
    silent = {"ate": ["other"], "come_again": "yes"}
    both = [read_answers(tea, Band.ADULT, silent | more) for more in ({}, {"what_else": "Pie"})]
    assert tallies.count(both[:1], tea) == tallies.count(both[1:], tea)
    assert tallies.chosen(both[0], tea) == tallies.chosen(both[1], tea)
