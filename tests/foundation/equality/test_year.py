"""The report of a year: the rung that decides, which figures and words stand in it, and what is not known."""

from dataclasses import replace
from datetime import date

import pytest

from foundation.equality.characteristics import PREFER_NOT, UNANSWERED
from foundation.equality.gate import EarlierKnown
from foundation.equality.references import Population
from foundation.equality.register import Known
from foundation.equality.release.content import as_json, from_json
from foundation.equality.release.year import Change, Unknown
from foundation.equality.structure import cell, summed
from foundation.equality.together import rungs_to_try
from foundation.equality.year import Evidence, counted_complaints
from tests.foundation.equality.reported import (
    ETHNIC_GROUP,
    RESIDENTS,
    TWO_GROUPS,
    asked_of,
    evidence,
    line,
    of,
    report,
)


def test_a_report_moves_up_to_the_rung_that_decides_something():
    found = report(asked_of(196, 4, 0), populations=(RESIDENTS,)).officer
    assert of(found).rung == "ethnic_group_2"
    assert (line(found, "all_other").complained.verdict, line(found, "white_british").complained.verdict) == (
        "under", "over",
    )  # fmt: skip


def test_a_report_stays_on_a_fine_rung_that_decides_something():
    found = report(asked_of(560, 10, 30), populations=(RESIDENTS,)).officer
    assert of(found).rung == "ethnic_group"
    assert line(found, "white_other").complained.verdict == "under"
    assert line(found, "asian_indian").complained.verdict == "over"


def test_where_nothing_can_be_decided_the_coarsest_rung_says_so():
    found = report(asked_of(82, 5, 3), populations=(RESIDENTS,)).officer
    assert of(found).rung == "ethnic_group_2"
    assert {it.complained.verdict for it in of(found).lines} == {"cannot_tell"}
    assert Unknown("too_few_answers", "ethnic_group", "all_other") in found.unknown


def test_only_the_rungs_of_the_nearest_population_are_tried():
    pupils = Population(
        "pupils", "pupils", 2022, date(2022, 1, 20), False, {"ethnic_group_2": "made up"},
        {"ethnic_group_2": {"white_british": 20_267, "all_other": 3_198}},
    )  # fmt: skip
    tried = rungs_to_try(ETHNIC_GROUP, None, [RESIDENTS, pupils])
    assert [(rung.code, found and found.against.population) for rung, found in tried] == [("ethnic_group_2", "pupils")]
    assert [rung.code for rung, _ in rungs_to_try(ETHNIC_GROUP, None, [RESIDENTS])] == [
        rung.code for rung in ETHNIC_GROUP.ladder
    ]


def test_who_declined_everything_did_not_say():
    told = report(asked_of(296, 2, 2, declined=20)).officer
    assert line(told, "all_other").complained.reason == "holds_to_k"
    many = report(asked_of(296, 2, 2, declined=400)).officer
    assert {it.complained.reason for it in of(many).lines} == {"low_disclosure"}
    assert Unknown("low_disclosure", "ethnic_group", None) in many.unknown


def test_figures_stand_only_where_every_count_behind_them_is_told():
    period = asked_of(280, 30, 12, 15)
    cells = [cell("quarter", "ethnic_group", answer) for answer in (*ETHNIC_GROUP.answers, PREFER_NOT, UNANSWERED)]
    all_told = [Known(summed(one), period.counts.get(("ethnic_group", one.split("=")[1]), 0), n) for one, n in
                ((one, period.counts.get(("ethnic_group", one.split("=")[1]), 0)) for one in cells)]  # fmt: skip
    all_told.append(Known(summed("quarter/:declined"), 0, 0))
    figures = line(report(period, earlier=EarlierKnown(all_told, ())).officer, "all_other").complained.figures
    assert figures is not None
    assert (figures.x, figures.substantive, figures.asked) == (42, 322, 337)
    for gone in (0, cells.index(cell("quarter", "ethnic_group", PREFER_NOT)), len(all_told) - 1):
        fewer = EarlierKnown([*all_told[:gone], *all_told[gone + 1 :]], ())
        year = report(period, earlier=fewer).officer
        assert all(it.complained.figures is None for it in of(year).lines)
    public = report(period, earlier=EarlierKnown(all_told, ())).public
    assert all(it.complained.figures is None for it in of(public).lines)


def before(*said: int, population: Population = TWO_GROUPS, version: int = 2) -> Evidence:
    last_year = replace(asked_of(*said, code="a year ago"), versions=frozenset({version}))
    return evidence(last_year, year=2025, populations=(population,))


@pytest.mark.parametrize(
    "then, change",
    [
        (before(150, 100, 50), Change.LOWER),
        (before(296, 2, 2), Change.HIGHER),
        (before(270, 15, 15), Change.NO_CLEAR_CHANGE),
        (before(150, 100, 50, version=1), Change.SERIES_BROKEN),
        (before(150, 100, 50, population=replace(TWO_GROUPS, population="residents_age")), Change.SERIES_BROKEN),
        (before(10, 5, 4), Change.NOTHING_BEFORE),
        (None, Change.NOTHING_BEFORE),
    ],
)
def test_a_share_is_held_beside_last_years_only_where_it_was_counted_alike(then, change):
    found = report(asked_of(255, 20, 25), before=then).officer
    assert line(found, "all_other").change == change


def test_complaints_say_who_complained_in_the_words_of_the_survey():
    found = counted_complaints(2026, {
        "child": 7, "parent": 90, "grandparent": 8, "sibling": 1, "adoptive_parent": 6, "care_leaver": 5,
        "former_looked_after_adult": 4, "neighbour": 3, "not_said": 2,
    })  # fmt: skip
    assert found.of("relationship_to_child") == {
        "self": 7, "parent": 90, "other_family": 9, "adopter": 6, "care_leaver": 9, "other": 3, UNANSWERED: 2,
    }  # fmt: skip
    assert (found.answers, found.begins_on, found.ends_on) == (126, date(2026, 4, 1), date(2027, 3, 31))


FAMILIES = Population(
    "families", "families_open", 2026, date(2026, 3, 31), False, {"relationship_to_child": "the case system"},
    {"relationship_to_child": {
        "self": 300, "parent": 900, "step_parent": 60, "special_guardian": 80, "kinship_carer": 60, "foster_carer": 400,
        "adopter": 80, "prospective_adopter": 20, "care_leaver": 160, "advocate": 5, "other_family": 100, "other": 30,
    }},
)  # fmt: skip


def test_records_of_complaints_are_a_channel_of_their_own_and_have_the_outcome():
    records = counted_complaints(2026, {"parent": 180, "foster_carer": 12, "child": 22, "grandparent": 30})
    found = report(asked_of(82, 5, 3), records=records, populations=(FAMILIES,)).officer
    it = of(found, "relationship_to_child", "records")
    assert it.rung == "relationship_to_child_of_records"
    assert line(found, "foster_carer", "relationship_to_child", "records").complained.verdict == "under"
    assert "kinship_carer" not in [one.group for one in it.lines]
    assert of(found, "relationship_to_child").lines[0].outcome is None


def test_what_is_never_asked_is_not_known_and_a_year_without_answers_says_so():
    found = report().officer
    assert {Unknown("not_asked", "gender_identity", None), Unknown("no_answers", None, None)} <= {*found.unknown}
    assert (found.complainant_answers, found.begins_on, found.ends_on) == (0, date(2026, 4, 1), date(2027, 3, 31))


def test_of_a_group_too_small_for_any_survey_it_is_said_that_numbers_cannot_answer():
    found = report(asked_of(560, 10, 30), populations=(RESIDENTS,)).officer
    roma = line(found, "white_roma")
    assert roma.too_small
    assert roma.fewest is not None
    assert roma.fewest > 600
    assert Unknown("too_small_group", "ethnic_group", "white_roma") in found.unknown


def test_without_a_population_there_is_nothing_to_compare_with():
    found = report(asked_of(296, 2, 2), populations=()).officer
    assert of(found).against is None
    assert Unknown("no_reference", "ethnic_group", None) in found.unknown


def test_a_report_is_the_same_again_and_reads_back_from_its_json():
    one, two = (report(asked_of(296, 2, 2)) for _ in range(2))
    assert one == two
    assert as_json(from_json("year", as_json(one.officer))) == as_json(one.officer)
