"""What an answer to the survey of people served is counted into, and what it asks of whom."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.surveys.answers import read_answers
from foundation.surveys.library import library
from foundation.surveys.people_served import (
    AS_ASKED,
    CHARACTERISTICS,
    EQUALITY,
    OPINIONS,
    PUT_TOGETHER,
    Cell,
    cells,
    characteristics_of,
)
from foundation.surveys.questionnaire import Band

NEWEST = library().newest("people_served")
FIRST = library().version("people_served", 1)
NOBODY_SAID = ":unanswered"
ASKED = {it.code: it for it in NEWEST.questions}
CODES = {
    "ethnic_group_white": {"white_british", "white_irish", "white_gypsy_traveller", "white_roma", "white_other"},
    "ethnic_group_mixed": {
        "mixed_white_black_caribbean", "mixed_white_black_african", "mixed_white_asian", "mixed_other",
    },
    "ethnic_group_asian": {
        "asian_indian", "asian_pakistani", "asian_bangladeshi", "asian_chinese", "asian_other",
    },
    "ethnic_group_black": {"black_african", "black_caribbean", "black_other"},
    "ethnic_group_other": {"other_arab", "other_any"},
    "ethnic_group_5": {"white", "mixed", "asian", "black", "other"},
    "sex": {"female", "male"},
    "disability_condition": {"yes", "no"},
    "disability_impact": {"a_lot", "a_little", "not_at_all"},
    "religion": {"none", "christian", "buddhist", "hindu", "jewish", "muslim", "sikh", "other"},
    "sexual_orientation_adult": {"heterosexual", "gay_lesbian", "bisexual", "other"},
    "main_language": {"english", "other_incl_bsl"},
    "english_proficiency": {"very_well", "well", "not_well", "not_at_all"},
    "marital_status": {
        "never", "married", "civil_partnership", "separated_married", "separated_cp", "divorced", "dissolved_cp",
        "widowed", "surviving_cp",
    },
    "unpaid_care": {"none", "h01_09", "h10_19", "h20_34", "h35_49", "h50_plus"},
    "relationship_to_child": {
        "self", "parent", "step_parent", "special_guardian", "kinship_carer", "foster_carer", "adopter",
        "prospective_adopter", "care_leaver", "advocate", "other_family", "other",
    },
    "care_experience": {"in_care_now", "in_care_before", "never"},
}  # fmt: skip
NEVER = {
    Band.UNDER_13: {"religion", "sexual_orientation_young", "sexual_orientation_adult", "marital_status"},
    Band.FROM_13_TO_17: {"marital_status", "sexual_orientation_adult"},
    Band.ADULT: {"sexual_orientation_young", "looks_after_someone"},
    Band.EASY_READ: {"religion", "sexual_orientation_young", "sexual_orientation_adult", "marital_status"},
}


def said(band=Band.ADULT, questionnaire=NEWEST, **given):
    return read_answers(questionnaire, band, given)


def group(name, band=Band.ADULT, **given):
    return characteristics_of(NEWEST, said(band, **given))[name]


def test_every_equality_question_can_be_declined_and_none_must_be_answered():
    assert set(ASKED) >= EQUALITY
    for code in EQUALITY:
        assert ASKED[code].options[-1].code == "prefer_not_to_say", code
        assert not ASKED[code].needed


def test_they_come_after_the_opinions_and_the_first_says_that_they_are_voluntary_and_why():
    codes = list(ASKED)
    assert min(codes.index(code) for code in EQUALITY) > max(codes.index(code) for code in OPINIONS)
    for band in Band:
        first = next(it for it in NEWEST.asked_of(band) if it.code in EQUALITY)
        assert "You can leave" in first.hint[band]
        assert "It helps us see who" in first.hint[band]


@pytest.mark.parametrize("code", CODES)
def test_the_codes_are_those_of_the_reference_populations(code):
    assert {option.code for option in ASKED[code].options} == CODES[code] | {"prefer_not_to_say"}


def test_ages_are_bands_and_each_reader_is_offered_those_of_their_age():
    bands = ["a00_04", "a05_10", "a11_12", "a13_15", "a16_17"]
    adults = ["a18_24", "a25_34", "a35_44", "a45_54", "a55_64", "a65_74", "a75_plus"]
    offered = {code: [it.code for it in ASKED[code].options[:-1]] for code in PUT_TOGETHER["age_band"]}
    assert offered == {
        "age_band_child": bands[:3], "age_band_young": bands[3:], "age_band_adult": adults,
        "age_band_any": bands + adults,
    }  # fmt: skip


@pytest.mark.parametrize("band", Band)
def test_nobody_is_asked_what_their_age_is_not_asked(band):
    assert NEVER[band].isdisjoint(it.code for it in NEWEST.asked_of(band))


def test_only_from_16_on_is_anybody_asked_whom_they_are_attracted_to():
    assert "sexual_orientation_young" in said(Band.FROM_13_TO_17, age_band_young="a16_17").asked
    for age in ("a13_15", "prefer_not_to_say", ""):
        assert "sexual_orientation_young" not in said(Band.FROM_13_TO_17, age_band_young=age).asked


def test_only_from_11_on_is_a_child_asked_whether_they_look_after_somebody():
    assert "looks_after_someone" in said(Band.UNDER_13, age_band_child="a11_12").asked
    assert "looks_after_someone" not in said(Band.UNDER_13, age_band_child="a05_10").asked


# What is put together: what somebody said, and what it counts as.
DISABILITY = [
    ({"disability_condition": "no"}, "not_disabled"),
    ({"disability_condition": "yes", "disability_impact": "a_lot"}, "disabled"),
    ({"disability_condition": "yes", "disability_impact": "a_little"}, "disabled"),
    ({"disability_condition": "yes", "disability_impact": "not_at_all"}, "not_disabled"),
    ({"disability_condition": "yes"}, NOBODY_SAID),
    ({"disability_condition": "yes", "disability_impact": "prefer_not_to_say"}, "prefer_not_to_say"),
    ({"disability_condition": "prefer_not_to_say"}, "prefer_not_to_say"),
    ({}, NOBODY_SAID),
]


@pytest.mark.parametrize("given, wanted", DISABILITY)
def test_disability_is_a_condition_that_makes_things_harder(given, wanted):
    assert group("disability", **given) == wanted


def test_a_child_is_asked_about_disability_in_one_step():
    assert group("disability", Band.UNDER_13, disability_everyday="yes") == "disabled"
    assert group("disability", Band.EASY_READ, disability_everyday="no") == "not_disabled"
    assert group("disability", Band.UNDER_13) == NOBODY_SAID


def test_an_ethnic_group_is_told_in_two_steps_and_of_a_child_only_the_first():
    assert group("ethnic_group", ethnic_group_5="mixed", ethnic_group_mixed="mixed_other") == "mixed_other"
    assert group("ethnic_group", ethnic_group_5="white") == NOBODY_SAID
    assert group("ethnic_group_5", ethnic_group_5="white") == "white"
    assert group("ethnic_group", ethnic_group_5="prefer_not_to_say") == "prefer_not_to_say"
    assert group("ethnic_group") == NOBODY_SAID
    assert group("ethnic_group", Band.UNDER_13, ethnic_group_5="white") == ":not_asked"
    assert group("ethnic_group_5", Band.UNDER_13, ethnic_group_5="white") == "white"


def test_whoever_speaks_english_first_is_a_group_of_its_own():
    assert group("english", main_language="english") == "main_english"
    assert group("english", main_language="other_incl_bsl", english_proficiency="not_well") == "not_well"
    assert group("english", main_language="other_incl_bsl") == NOBODY_SAID
    assert group("english", main_language="prefer_not_to_say") == "prefer_not_to_say"
    assert group("english") == NOBODY_SAID


def test_an_age_counts_the_same_in_whichever_wording_it_was_told():
    assert group("age_band", Band.FROM_13_TO_17, age_band_young="a16_17") == "a16_17"
    assert group("age_band", Band.EASY_READ, age_band_any="a16_17") == "a16_17"
    assert group("age_band", Band.UNDER_13) == NOBODY_SAID
    assert group("religion", Band.UNDER_13) == ":not_asked"


def test_the_first_version_asked_for_no_characteristic():
    told = list(cells(FIRST, said(questionnaire=FIRST, satisfied="4")))
    assert Cell("satisfied", "4") in told
    assert len(told) == 1 + len(FIRST.questions)
    assert not any(cell.within for cell in told)


some_answers = st.sampled_from(Band).flatmap(
    lambda band: st.fixed_dictionaries({
        it.code: st.sampled_from(["", *(option.code for option in it.options)]) for it in NEWEST.asked_of(band)
    }).map(lambda given: said(band, **given))
)  # fmt: skip


@settings(deadline=None, max_examples=25)
@given(st.lists(some_answers, max_size=4))
def test_every_question_and_every_crossing_adds_up_to_the_answers(everybody):
    told = Counter((cell.question, cell.within) for answers in everybody for cell in cells(NEWEST, answers))
    opinions = [it.code for it in NEWEST.questions if it.code not in EQUALITY]
    one_way = [(question, None) for question in (":responses", *opinions, *CHARACTERISTICS)]
    crossed = [(question, within) for question in OPINIONS for within in CHARACTERISTICS]
    assert told == Counter(dict.fromkeys([*one_way, *crossed], len(everybody)))


@settings(deadline=None, max_examples=25)
@given(some_answers)
def test_no_characteristic_meets_another_and_every_count_is_of_a_known_code(answers):
    known = {option.code for it in NEWEST.questions for option in it.options}
    known |= {":all", ":unanswered", ":not_asked", "disabled", "not_disabled", "main_english"}
    for cell in cells(NEWEST, answers):
        assert cell.answer in known
        assert cell.within_answer is None or cell.within_answer in known
        assert cell.within is None or cell.question in OPINIONS


def test_what_is_asked_in_parts_has_no_count_of_its_parts():
    counted = {cell.question for cell in cells(NEWEST, said())}
    parts = EQUALITY - set(AS_ASKED)
    assert counted.isdisjoint(parts)
    assert counted >= set(CHARACTERISTICS)
