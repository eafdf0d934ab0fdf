"""Sentences about groups: every code has words, and no sentence claims more than the figures do."""

from dataclasses import replace

import pytest
from released import (
    AS_EXPECTED,
    CANNOT_TELL,
    ETHNIC_GROUP,
    FEW,
    HEARD,
    OVER,
    PUPILS,
    RECORDS,
    RELIGION,
    SHUT_OUT,
    UNDER,
    UNVOICED,
    WITHHELD,
    a_characteristic,
    a_line,
)

from foundation.equality.characteristics import CHARACTERISTICS, STATES
from foundation.equality.intervals import wilson
from foundation.equality.release.demand import Reading
from foundation.equality.release.year import Band, Change, Unknown
from foundation.equality.silence import Flag, Outcome, State
from foundation.equality.verdicts import Reason, Verdict
from foundation.surveys.people_served import OPINIONS
from survey_service.equality import sentences, words
from survey_service.equality.people import people

AREAS = {"fostering": "Being a foster carer"}
EVERY_GROUP = [
    (it.code, group) for it in CHARACTERISTICS.values() for rung in it.ladder for group in rung.groups
]  # fmt: skip


@pytest.mark.parametrize(
    "codes, said",
    [
        (Verdict, words.VERDICTS), (Reason, words.REASONS), (Band, words.BANDS), (Outcome, words.OUTCOMES),
        (Outcome, words.EXPLAINED), (Flag, words.FLAGS), (State, words.STATES), (Change, words.CHANGES),
        (Reading, words.READINGS), (STATES, words.STATES_OF_ANSWERS), (OPINIONS[:-1], words.OPINIONS),
    ],
)  # fmt: skip
def test_every_code_of_a_release_has_words(codes, said):
    assert set(said) >= set(codes)


@pytest.mark.parametrize("characteristic, group", EVERY_GROUP)
def test_every_group_is_named_alone_and_in_a_sentence(characteristic, group):
    assert words.group(characteristic, group, AREAS) != group
    assert "“" not in people(characteristic, group, AREAS)


def test_a_sentence_about_a_group_names_its_share_its_n_its_interval_and_whom_it_is_beside():
    assert sentences.how_heard(ETHNIC_GROUP, SHUT_OUT, AREAS) == (
        "We hear less from people who are not White British than we would expect: 5 of 140 answers, 4% (likely 2% to "
        "8%). They are 14% of pupils in state schools (2022, n = 23,465; the council must put its own figures here)."
    )


@pytest.mark.parametrize(
    "heard, said",
    [
        (OVER, "We hear more from Sikhs than we would expect: up to twice as much."),
        (AS_EXPECTED, "We hear from Sikhs about as much as we would expect."),
        (replace(OVER, band=Band.AS_EXPECTED), "We hear more from Sikhs than we would expect: a little more."),
        (replace(CANNOT_TELL, band=Band.UNDER_HALF), "We cannot tell whether we hear from Sikhs as much as we would "
                      "expect, because chance alone could explain what we see; what we see is less than half as much."),
        (CANNOT_TELL, "We cannot tell whether we hear from Sikhs as much as we would expect, because chance alone "
                      "could explain what we see."),
        (WITHHELD, "How much we hear from Sikhs cannot be told without telling too much of a few people."),
    ],
)  # fmt: skip
def test_where_no_figures_may_be_told_a_sentence_has_none(heard, said):
    found = sentences.how_heard(RELIGION, a_line("sikh", complained=heard, reference_share=0.0007), AREAS)
    assert found.removesuffix(" They are 0.1% of all residents (2021, n = 187,034).") == said


def test_a_share_too_small_to_be_written_is_not_called_none():
    assert (words.percent(0.0), words.percent(0.0002), words.percent(0.004), words.percent(0.04)) == (
        "0%", "less than 0.1%", "0.4%", "4%",
    )  # fmt: skip


def test_complaints_on_record_are_not_called_answers():
    line = a_line("carers", complained=UNDER, reference_share=None)
    assert "5 of 140 complaints" in sentences.how_heard(RECORDS, line, AREAS)
    nothing = "There are no figures of the people we work with to compare with."
    assert sentences.how_heard(RECORDS, line, AREAS).endswith(nothing)


@pytest.mark.parametrize(
    "verdict, tipping, said",
    [
        (Verdict.UNDER, 12.504, "“Less than expected” holds unless those who did not say are more than 13 times as "
                                "likely to be in the group as the others."),
        (Verdict.UNDER, 2.34, "more than 2.3 times as likely"),
        (Verdict.OVER, 0.0816, "less than 0.082 times as likely"),
        (Verdict.UNDER, None, "No answers of theirs could bring the share to what we would expect."),
        (Verdict.CANNOT_TELL, 3.0, "the true share of disabled people is likely 1% to 27%."),
    ],
)  # fmt: skip
def test_a_finding_says_what_those_who_did_not_say_could_change(verdict, tipping, said):
    heard = replace(UNDER, verdict=verdict, figures=replace(FEW, tipping=tipping))
    disability = a_characteristic("disability", a_line("disabled", complained=heard))
    assert said in sentences.holds(disability, disability.lines[0], AREAS)


def test_where_all_said_there_is_nothing_that_others_could_change():
    heard = replace(UNDER, figures=replace(FEW, asked=140))
    assert sentences.holds(ETHNIC_GROUP, replace(SHUT_OUT, complained=heard), AREAS) == ""
    assert sentences.holds(ETHNIC_GROUP, replace(SHUT_OUT, complained=replace(UNDER, withheld=True)), AREAS) == ""


@pytest.mark.parametrize(
    "lo, hi, said",
    [
        (0.04, 0.4, "That is more than among all others: +23 points (likely +4 to +40)."),
        (-0.04, 0.4, "Whether it is more than among all others cannot be told: +23 points (likely −4 to +40)."),
        (-0.4, -0.04, "That is less than among all others: +23 points (likely −40 to −4)."),
    ],
)  # fmt: skip
def test_problems_that_were_not_raised_are_told_with_n_interval_and_what_may_be_said_of_all_others(lo, hi, said):
    line = replace(SHUT_OUT, unvoiced=replace(UNVOICED, more_lo=lo, more_hi=hi))
    sure = wilson(21, 34)
    assert sentences.not_raised(ETHNIC_GROUP, line, AREAS) == (
        "Of 34 people who are not White British who had a problem, 21 did not raise it: 62% (likely "
        f"{sure.lo:.0%} to {sure.hi:.0%}). {said}"
    )
    assert sentences.not_raised(ETHNIC_GROUP, HEARD, AREAS) == ""


def test_reasons_for_not_raising_a_problem_stand_by_number_and_a_hidden_one_last():
    assert sentences.why_not(UNVOICED) == [("Did not know how", "11"), ("Were worried about what would happen", "c")]


@pytest.mark.parametrize(
    "it, said",
    [
        (Unknown("no_families_survey", None, None), "No survey of families was counted in this year, so we do not know "
                                                    "what those think who did not complain."),
        (Unknown("not_asked", "pregnancy_maternity", None), "Pregnancy and having a baby: nobody was asked."),
        (Unknown("too_small_group", "ethnic_group", "grt"), "Ethnic group, Gypsy, Roma or Irish Traveller: there are "
                                                            "too few people for numbers to answer this."),
    ],
)  # fmt: skip
def test_what_is_not_known_is_a_sentence_of_its_own(it, said):
    assert sentences.unknown(it, AREAS) == said


def test_the_title_of_a_picture_states_the_finding_and_what_cannot_be_told():
    assert sentences.finding(ETHNIC_GROUP, AREAS) == (
        "Ethnic group: we hear less than expected from people who are not White British; we hear more than expected "
        "from people who are White British."
    )
    assert sentences.finding(RELIGION, AREAS) == (
        "Religion: we hear about as much as expected from Christians; for 2 of 3 groups we cannot tell."
    )
    hidden = a_characteristic("sex", a_line("male", complained=replace(UNDER, withheld=True)), against=PUPILS)
    assert sentences.finding(hidden, AREAS) == "Sex: for this group we cannot tell."
    assert sentences.finding(a_characteristic("sex"), AREAS) == "Sex: nothing is known."


def test_a_finding_counts_the_groups_of_which_it_cannot_tell_and_says_where_it_is_from_the_records():
    lines = [a_line(group) for group in ("sikh", "none", "christian")]
    told = [sentences.finding(replace(RELIGION, lines=tuple(lines[:n])), AREAS) for n in (1, 2, 3)]
    assert told == [f"Religion: for {them} we cannot tell." for them in ("this group", "both groups", "all 3 groups")]
    assert sentences.named(RECORDS) == "Who they are to the child, by the records of complaints"
    assert sentences.named(RELIGION) == "Religion"
