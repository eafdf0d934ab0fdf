"""Answers as bytes for a box: they come out as they went in, fit, and are refused unquoted when they are none."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from little_questionnaire import read_little

from foundation.equality.sealing import TooLong, new_pair, seal, unseal
from foundation.surveys.answers import LONGEST, Answers, read_answers
from foundation.surveys.boxes import MOST_OF_WORDS, pack, size_of, unpack
from foundation.surveys.library import library
from foundation.surveys.questionnaire import IN_WORDS, Band, Kind

LATEST = library().all_newest()
CANARY = "Llywelyn"
ALL_FIELDS = ["went", "listened_to", "respected", "told_the_truth", "anything_else"]


@pytest.fixture(scope="module")
def tea(tmp_path_factory):
    return read_little(tmp_path_factory.mktemp("tea"))


def everything(questionnaire, band, words=""):
    """Every answer that can be chosen, and words in every box for them."""
    given = {}
    for question in questionnaire.questions:
        codes = [option.code for option in question.options]
        given[question.code] = (
            words if question.kind in IN_WORDS else codes if question.kind is Kind.MANY else codes[-1]
        )
    return Answers(questionnaire.code, questionnaire.version, band, tuple(given), {k: v for k, v in given.items() if v})


@pytest.mark.parametrize("questionnaire", LATEST, ids=lambda it: it.code)
def test_every_answer_that_can_be_chosen_fits_with_the_longest_words(questionnaire):
    private, public = new_pair()
    boxes = [it for it in questionnaire.questions if it.kind in IN_WORDS]
    longest = min([LONGEST[it.kind] for it in boxes] + [MOST_OF_WORDS // 4 // max(1, len(boxes))])
    size = size_of(questionnaire)
    lengths = set()
    for words in ("", "\U0001f622" * longest):
        packed = pack(everything(questionnaire, Band.EASY_READ, words))
        box = seal(packed, public, size)
        assert unseal(box, [private]) == packed
        lengths.add(len(box))
    assert lengths == {size + 48}


def test_more_words_than_there_is_room_for_are_refused_by_how_many_bytes(tea):
    questionnaire = library().newest("complaint_closed_adult")
    packed = pack(everything(questionnaire, Band.ADULT, "\U0001f622" * 4_000))
    with pytest.raises(TooLong) as refused:
        seal(packed, new_pair()[1], size_of(questionnaire))
    assert refused.value.over == len(packed) + 4 - size_of(questionnaire)


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(["1", "5", "not_sure", ""]), WORDS)
def test_what_was_packed_is_unpacked_the_same(went, words):
    questionnaire = library().newest("meeting")
    answers = read_answers(questionnaire, Band.FROM_13_TO_17, {"went": went, "anything_else": words})
    assert unpack(pack(answers), library().version) == answers


def test_skipped_questions_and_many_answers_come_out_as_they_went_in(tea):
    answers = read_answers(tea, Band.ADULT, {"ate": ["scone", "cake"], "come_again": "no"})
    assert answers.asked == ("liked", "ate", "come_again", "why_not")
    assert unpack(pack(answers), lambda *_: tea) == answers


@pytest.mark.parametrize("said", [
    None, 7, CANARY, [], [CANARY], {}, ["meeting", 1, "adult", [], CANARY], ["meeting", 1, CANARY, ALL_FIELDS, {}],
    ["meeting", 1, "adult", ALL_FIELDS, {"went": CANARY}], ["meeting", 1, "adult", ALL_FIELDS, {CANARY: "1"}],
    ["meeting", 1, "adult", ALL_FIELDS[1:], {"went": "1"}], ["meeting", 1, "adult", ALL_FIELDS, {"went": ["1", "2"]}],
    ["meeting", 1, "adult", ALL_FIELDS, {"anything_else": 7}], ["meeting", 1, "adult", ALL_FIELDS, [[CANARY]]],
    [CANARY, 1, "adult", ALL_FIELDS, {}], ["meeting", 99, "adult", ALL_FIELDS, {}], ["meeting", [], "adult", [], {}],
    ["meeting", 1, "adult", ALL_FIELDS, {"anything_else": CANARY * 2_000}],
], ids=lambda said: json.dumps(said)[:60])  # fmt: skip
def test_what_was_never_packed_by_us_is_refused_and_not_quoted(said):
    with pytest.raises((ValueError, LookupError)) as refused:
        unpack(json.dumps(said).encode(), library().version)
    quoted = said[0] == CANARY if isinstance(said, list) and len(said) == 5 else False  # the name of a questionnaire
    assert quoted or CANARY not in str(refused.value)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=60) | st.just(b"[" * 50_000))
def test_whatever_bytes_there_are_they_are_refused_and_nothing_else(payload):
    with pytest.raises((ValueError, LookupError)):
        unpack(payload, library().version)
