"""The year's report: the rung that decides, what is told of it to whom, and what nobody can work out from it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.equality.asked import Sample, ask, ask_sample
from foundation.equality.characteristics import CHARACTERISTICS, PREFER_NOT, UNANSWERED
from foundation.equality.counted import Counted
from foundation.equality.gate import EarlierKnown
from foundation.equality.references import Population
from foundation.equality.register import Known, Register
from foundation.equality.release.content import as_json, from_json
from foundation.equality.release.year import Change, Characteristic, Line, Unknown, Year
from foundation.equality.settings import SETTINGS
from foundation.equality.structure import cell, structure, summed
from foundation.equality.together import rungs_to_try
from foundation.equality.weighting import Stratum
from foundation.equality.year import Evidence, YearReport, counted_complaints, year_report
from tests.foundation.equality.counted_people import counted, people

ETHNIC_GROUP, DISABILITY = CHARACTERISTICS["ethnic_group"], CHARACTERISTICS["disability"]
RESIDENTS = Population(
    "residents", "residents", 2021, date(2021, 3, 21), False, {"ethnic_group": "TS021", "disability": "TS038"},
    {
        "ethnic_group": {
            "white_british": 170_419, "white_irish": 727, "white_gypsy_traveller": 431, "white_roma": 161,
            "white_other": 9_510, "mixed_white_black_caribbean": 473, "mixed_white_black_african": 280,
            "mixed_white_asian": 689, "mixed_other": 538, "asian_indian": 843, "asian_pakistani": 139,
            "asian_bangladeshi": 55, "asian_chinese": 339, "asian_other": 842, "black_african": 340,
            "black_caribbean": 150, "black_other": 77, "other_arab": 224, "other_any": 795,
        },
        "disability": {"disabled": 34_828, "not_disabled": 152_206},
    },
)  # fmt: skip
TWO_GROUPS = replace(
    RESIDENTS, counts={"ethnic_group_2": {"white_british": 170_419, "all_other": 16_613}},
    sources={"ethnic_group_2": "TS021"},
)  # fmt: skip
NOTHING = EarlierKnown()


def asked_of(*said: int, declined: int = 0, code: str = "quarter") -> Counted:
    """White British, White other, Indian; prefer not to say: a period in which one question was asked."""
    answers = ("white_british", "white_other", "asian_indian", PREFER_NOT)
    return counted(people(ethnic_group=dict(zip(answers, said, strict=False))), code, declined)


def evidence(*periods: Counted, year: int = 2026, **different: object) -> Evidence:
    given_ = {"sample": None, "records": None, "populations": (TWO_GROUPS,), **different}
    return Evidence(year, periods, **given_)  # type: ignore[arg-type]


def report(
    *periods: Counted, before: Evidence | None = None, earlier: EarlierKnown = NOTHING, **different: object
) -> YearReport:
    return year_report(evidence(*periods, **different), before, earlier)


def of(year: Year, code: str = "ethnic_group", channel: str = "survey") -> Characteristic:
    return next(it for it in year.characteristics if (it.code, it.channel) == (code, channel))


def line(year: Year, group: str, code: str = "ethnic_group", channel: str = "survey") -> Line:
    return next(it for it in of(year, code, channel).lines if it.group == group)


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


def test_a_word_that_would_show_that_a_small_group_is_somebody_is_withheld():
    """4 of 180 White others cannot be told from 9: that nobody at all would be “under” tells that somebody is."""
    found = report(asked_of(172, 4, 4)).officer
    withheld = [it.group for it in of(found).lines if it.complained.withheld]
    told = [it for it in of(found).lines if not it.complained.withheld]
    assert of(found).rung == "ethnic_group_2"
    assert told
    for group in withheld:
        assert Unknown("withheld", "ethnic_group", group) in found.unknown
        assert line(found, group).complained.band is None


@given(st.lists(st.integers(0, 60), min_size=4, max_size=4), st.integers(0, 12), st.integers(100, 400))
@settings(max_examples=10, deadline=None)
def test_after_a_report_nobody_can_work_out_a_small_count(said, declined, british):
    period = asked_of(british, *said[:3], declined=declined)
    found = report(period)
    small = [
        summed(cell("quarter", "ethnic_group", answer))
        for answer, n in period.of("ethnic_group").items()
        if 1 <= n < SETTINGS.t_public
    ]
    public = Register(found.known_public, structure(period))
    assert public.protects(small, SETTINGS.width_min)
    smaller = [
        summed(cell("quarter", "ethnic_group", answer))
        for answer, n in period.of("ethnic_group").items()
        if 1 <= n < SETTINGS.t_officer
    ]
    assert Register(found.known_officer, structure(period)).protects(smaller, SETTINGS.width_min)
    for known in (found.known_officer, found.known_public):
        for one in known:
            true = sum(n for name, n in true_counts(period).items() for at, _ in one.cells if at == name)
            assert one.lo <= true <= (one.hi if one.hi is not None else true)


def test_a_report_that_is_made_again_for_another_population_tells_no_more_than_is_safe():
    period = asked_of(172, 8, 3, 4)
    first = report(period)
    pupils = replace(TWO_GROUPS, population="pupils", counts={"ethnic_group_2": {"white_british": 80, "all_other": 14}})
    again = report(
        period, populations=(TWO_GROUPS, pupils), earlier=EarlierKnown(first.known_officer, first.known_public)
    )
    assert of(again.officer).against != of(first.officer).against
    small = [summed(*cells) for cells in ask([period], ETHNIC_GROUP, ETHNIC_GROUP.rung("ethnic_group_2")).small(5)]
    assert small
    lines = (*first.known_officer, *first.known_public, *again.known_officer, *again.known_public)
    assert Register(lines, structure(period)).protects(small, SETTINGS.width_min)


def true_counts(period: Counted) -> dict[str, int]:
    return {cell(period.code, *at): n for at, n in period.counts.items()} | {
        f"{period.code}/:declined": period.declined
    }


@given(st.lists(st.integers(0, 30), min_size=3, max_size=3), st.integers(60, 300))
@settings(max_examples=8, deadline=None)
def test_everybody_is_told_no_more_than_the_officer(said, british):
    found = report(asked_of(british, *said))
    for officer, public in zip(of(found.officer).lines, of(found.public).lines, strict=False):
        if officer.complained.withheld:
            assert public.complained.withheld
        if public.complained.band:
            assert public.complained.band == officer.complained.band


def test_what_an_officer_who_knows_more_may_not_be_told_everybody_is_not_told_either():
    seven_indian = Known(summed(cell("quarter", "ethnic_group", "asian_indian")), 7, 7)
    found = report(asked_of(170, 1, 7), earlier=EarlierKnown([seven_indian], ()))
    for version in (found.officer, found.public):
        assert [it.complained.withheld for it in of(version).lines] == [True, True]
    nobody_knows_more = report(asked_of(170, 1, 7))
    assert [it.complained.withheld for it in of(nobody_knows_more.public).lines] == [False, False]


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


DISABLED = replace(RESIDENTS, counts={"disability": RESIDENTS.counts["disability"]})


def quarter_of(disabled: int, others: int) -> Counted:
    """A period in which people were asked about disability only."""
    return counted(people(disability={"disabled": disabled, "not_disabled": others}), "quarter")


def surveyed(*groups: tuple[str, int, int, int, int]) -> Counted:
    """Of each group so many, of whom so many are satisfied, know how and are able."""
    everybody = [
        {
            "disability": group,
            "satisfied": "5" if at < satisfied else "1",
            "knows_how": "yes" if at < knows else "no",
            "feels_able": "4" if at < able else "2",
            "had_problem": "yes",
            "raised_it": "no" if at < 12 else "told_someone",
            "why_not": "feared_effect" if at < 12 else ":not_asked",
        }
        for group, n, satisfied, knows, able in groups
        for at in range(n)
    ]
    return counted(everybody, "survey")


def test_who_is_quiet_and_says_they_could_not_complain_may_be_shut_out():
    sample = Sample(surveyed(("not_disabled", 140, 90, 120, 120), ("disabled", 40, 12, 8, 8)), ())
    found = report(quarter_of(12, 288), populations=(DISABLED,), sample=sample)
    quiet = line(found.officer, "disabled", "disability")
    assert [it.state for it in quiet.opinions] == ["low", "low", "low"]
    assert quiet.outcome == "shut_out"
    assert quiet.answered is not None
    assert not [it for it in found.officer.unknown if it.code == "no_families_survey"]
    alone = report(quarter_of(12, 288), populations=(DISABLED,)).officer
    assert line(alone, "disabled", "disability").outcome is None
    assert Unknown("no_families_survey", None, None) in alone.unknown


def test_an_outcome_follows_from_what_is_told_and_from_nothing_else():
    """Of 3 nobody is satisfied: that may not be told, so it is as if it were unclear."""
    sample = Sample(surveyed(("not_disabled", 140, 90, 120, 120), ("disabled", 3, 0, 3, 3)), ())
    found = line(report(quarter_of(12, 288), populations=(DISABLED,), sample=sample).officer, "disabled", "disability")
    assert found.outcome == "not_enough_evidence"


def test_problems_that_nobody_raised_are_told_where_the_table_tells_them():
    sample = surveyed(("not_disabled", 140, 90, 120, 120), ("disabled", 40, 12, 8, 8))
    told = [
        Known(summed(f"survey/disability={group}/{opinion}={said}"), n, n)
        for (_, group, opinion, said), n in sample.crossed.items()
        if opinion in ("raised_it", "why_not")
    ]
    zeros = [
        Known(summed(f"survey/disability={group}/{opinion}={said}"), 0, 0)
        for group in DISABILITY.answers
        for opinion, said in (("raised_it", "no"), ("raised_it", "told_someone"), ("why_not", "feared_effect"))
        if ("disability", group, opinion, said) not in sample.crossed
    ]
    found = report(
        quarter_of(12, 288),
        populations=(DISABLED,),
        sample=Sample(sample, ()),
        earlier=EarlierKnown([*told, *zeros], ()),
    )
    unvoiced = line(found.officer, "disabled", "disability").unvoiced
    assert unvoiced is not None
    assert (unvoiced.unraised, unvoiced.had_problem, unvoiced.why_not["feared_effect"]) == (12, 40, 12)
    assert unvoiced.more_than_rest == pytest.approx(12 / 40 - 12 / 140)
    assert line(found.public, "disabled", "disability").unvoiced is None


def test_of_two_strata_each_counts_by_its_people():
    few, many = asked_of(30, 30, code="few"), asked_of(30, 0, 0, code="many")
    pooled = replace(asked_of(60, 30), code="both")
    sample = Sample(pooled, ((Stratum(100, 60), few), (Stratum(900, 30), many)))
    asked = ask_sample(sample, ETHNIC_GROUP, ETHNIC_GROUP.rung("ethnic_group_2"))
    tested = {group: asked.tested(group, asked.counts[group], 90, 0) for group in ("white_british", "all_other")}
    # 100 of 1000 people are in the stratum of which half are White others: their weighted share is one in twenty.
    total = tested["all_other"][1]
    assert total < 90
    assert tested["white_british"][0] + tested["all_other"][0] == total
    assert tested["all_other"][0] / total == pytest.approx(0.05, abs=1 / total)


def test_one_stratum_is_counted_as_it_is():
    one = asked_of(60, 30, 2, 4)
    sample = Sample(one, ((Stratum(1000, one.answers), one),))
    rung = ETHNIC_GROUP.ladder[0]
    assert ask_sample(sample, ETHNIC_GROUP, rung) == ask([one], ETHNIC_GROUP, rung)


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
