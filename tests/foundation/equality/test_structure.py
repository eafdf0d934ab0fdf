"""How counts are built: what the gate takes every reader to know is true of what is counted."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.equality.characteristics import AGE_BANDS, CHARACTERISTICS, NOT_ASKED, PREFER_NOT, UNANSWERED
from foundation.equality.counted import Counted
from foundation.equality.opinions import NO_ANSWER, OPINIONS, OTHER, columns_for
from foundation.equality.register import Known, Register
from foundation.equality.settings import SETTINGS
from foundation.equality.structure import WORDINGS, answers_cell, cell, is_asked, released, structure, summed
from foundation.surveys.answers import read_answers
from foundation.surveys.library import library
from foundation.surveys.people_served import CHARACTERISTICS as COUNTED
from foundation.surveys.people_served import OPINIONS as CROSSED
from foundation.surveys.people_served import characteristics_of
from foundation.surveys.questionnaire import Band
from foundation.surveys.voluntary import AGE_QUESTIONS
from tests.foundation.equality.counted_people import counted

SURVEY = library().newest("people_served")
AGES = {
    band: [option.code for it in SURVEY.questions if it.code == question for option in it.options]
    for band, question in AGE_QUESTIONS.items()
}


def test_everybody_is_asked_what_the_gate_takes_them_to_be_asked():
    assert {*WORDINGS} == {*Band}
    for band, ages in AGES.items():
        for age in (*ages, ""):
            said = characteristics_of(SURVEY, read_answers(SURVEY, band, {AGE_QUESTIONS[band]: age}))
            for name, characteristic in CHARACTERISTICS.items():
                asked = is_asked(characteristic, band, age or UNANSWERED)
                assert (said[name] != NOT_ASKED) == asked, (name, band, age)


def test_every_characteristic_and_opinion_of_the_survey_has_its_groups_and_columns():
    assert {*COUNTED} - {*CHARACTERISTICS} == {"ethnic_group_5", "main_language"}
    assert {*OPINIONS} == {*CROSSED}
    states = {UNANSWERED, NOT_ASKED}
    for question in SURVEY.questions:
        if question.code in OPINIONS:
            columns = [*OPINIONS[question.code].values()]
            said = [one for of in columns for one in of]
            assert len(said) == len({*said})
            assert {option.code for option in question.options} | states <= {*said}


people = st.lists(
    st.sampled_from([*Band]).flatmap(lambda band: st.tuples(st.just(band), st.sampled_from([*AGES[band], ""]))),
    min_size=1,
    max_size=12,
)


@given(people)
@settings(deadline=None, max_examples=15)
def test_what_is_known_beforehand_is_true_of_all_who_can_answer(who):
    said = [characteristics_of(SURVEY, read_answers(SURVEY, band, {AGE_QUESTIONS[band]: age})) for band, age in who]
    period = counted(said)
    ages = {**dict.fromkeys((*AGE_BANDS, PREFER_NOT, UNANSWERED), 0), **period.of("age_band")}
    true = [Known(summed(cell(period.code, "age_band", age)), n, n) for age, n in ages.items()]
    true += [
        Known(summed(cell(period.code, name, NOT_ASKED)), n, n)
        for name in CHARACTERISTICS
        for n in [period.of(name).get(NOT_ASKED, 0)]
    ]
    assert any("wording" in name for line in structure(period) for name, _ in line.cells)
    assert Register(true, structure(period)).bounds(summed(answers_cell(period.code))) == (len(who), len(who))


def test_who_is_too_young_for_a_question_is_among_those_who_were_not_asked_it():
    period = counted([{"age_band": "a05_10", "religion": NOT_ASKED}] * 7 + [{"age_band": "a25_34", "religion": "none"}])
    young = Known(summed(cell(period.code, "age_band", "a05_10")), 7, 7)
    not_asked = summed(cell(period.code, "religion", NOT_ASKED))
    assert Register([young], structure(period)).bounds(not_asked) == (7, None)


def test_counts_that_other_questions_gave_are_held_to_no_ages():
    period = counted([{"age_band": "a05_10", "religion": "none"}] * 6)
    young = Known(summed(cell(period.code, "age_band", "a05_10")), 6, 6)
    assert Register([young], structure(period)).bounds(summed(cell(period.code, "religion", NOT_ASKED))) == (0, None)


def test_a_broad_group_and_a_main_language_are_never_released():
    period = counted([{"ethnic_group": "asian_indian", "ethnic_group_5": "asian", "main_language": "english"}] * 6)
    assert [one.code for one in released(period)] == ["ethnic_group"]


@pytest.mark.parametrize(
    "counts, columns",
    [
        ({"5": 20, "4": 3, "1": 9, UNANSWERED: 6}, ["yes", "no", NO_ANSWER]),
        ({"5": 20, "1": 9, UNANSWERED: 2}, ["yes", OTHER]),
        ({"5": 20, "1": 3, "not_sure": 2}, ["yes", OTHER]),
        ({"5": 12, "4": 8}, ["yes", "no", NO_ANSWER]),
    ],
)
def test_columns_in_which_few_stand_are_put_together(counts, columns):
    found = columns_for("satisfied", counts, 5, SETTINGS)
    assert [*found] == columns
    assert {one for of in found.values() for one in of} == {one for of in OPINIONS["satisfied"].values() for one in of}


def test_one_column_alone_is_no_table():
    assert columns_for("satisfied", {"5": 20, UNANSWERED: 1}, 5, SETTINGS) == {}


def test_reasons_of_fewer_than_ten_are_no_table():
    assert columns_for("why_not", {"no_point": 6, "other": 3, NOT_ASKED: 80}, 5, SETTINGS) == {}
    assert "no_point" in columns_for("why_not", {"no_point": 5, "other": 5, NOT_ASKED: 80}, 5, SETTINGS)


def test_nothing_is_known_of_counts_that_are_not_there():
    nobody = Counted("period", date(2026, 4, 1), date(2026, 6, 30), 0, 0, {})
    assert released(nobody) == ()
