"""After the report of a year nobody who adds up all that was told can work out a small count."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from foundation.equality.asked import ask
from foundation.equality.attacker import Attacker
from foundation.equality.characteristics import CHARACTERISTICS, NOT_ASKED, PREFER_NOT, UNANSWERED
from foundation.equality.counted import Counted
from foundation.equality.gate import EarlierKnown, release_counts
from foundation.equality.references import Population
from foundation.equality.register import Known, Sum
from foundation.equality.release.kinds import Kind
from foundation.equality.settings import SETTINGS
from foundation.equality.structure import cell, declined_cell, structure, summed
from foundation.equality.year import Evidence, YearReport, year_report
from tests.foundation.equality.counted_people import counted, people
from tests.foundation.equality.reported import ETHNIC_GROUP, NOTHING, TWO_GROUPS, asked_of, of, report

SEVEN = EarlierKnown([Known(summed(cell("quarter", "ethnic_group", "asian_indian")), 7, 7)], ())


def after(earlier: EarlierKnown, made: YearReport) -> EarlierKnown:
    return EarlierKnown((*earlier.officer, *made.known_officer), (*earlier.public, *made.known_public))


def worked_out(told: EarlierKnown, *quarters: Counted) -> list[Sum]:
    """The small counts that somebody narrows: the officer, who reads both versions, or who reads the public one."""
    built = [line for quarter in quarters for line in structure(quarter)]
    readers = ((SETTINGS.t_officer, (*told.officer, *told.public)), (SETTINGS.t_public, told.public))
    return [
        one
        for t, known in readers
        for one in Attacker([*built, *known], dict.fromkeys(small(quarters, t))).narrows(SETTINGS.width_min)
    ]


def small(quarters: tuple[Counted, ...], t: int) -> Iterator[Sum]:
    for sources in (quarters, *([quarter] for quarter in quarters)):
        for it in CHARACTERISTICS.values():
            for rung in it.ladder:
                yield from (summed(*cells) for cells in ask(sources, it, rung).small(t))


@pytest.mark.parametrize(
    "period",
    [
        asked_of(172, 4, 4),
        asked_of(172, 4, 4, declined=3),
        asked_of(296, 2, 2, 3, declined=4),
        asked_of(150, 30, 8, 4, declined=3),
        asked_of(100, 2, 1, 1),
    ],
)
def test_after_a_report_nobody_can_work_out_a_small_count(period):
    found = report(period)
    assert worked_out(after(NOTHING, found), period) == []
    true = {cell(period.code, *at): n for at, n in period.counts.items()} | {declined_cell("quarter"): period.declined}
    for line in (*found.known_officer, *found.known_public):
        assert line.lo <= sum(weight * true.get(name, 0) for name, weight in line.cells) <= line.hi


def test_what_everybody_is_told_tells_the_officer_who_knows_more_of_nobody():
    """With 7 Indians known, everybody's “8 of a smaller group at most” is 1 White other at most."""
    period = asked_of(220, 1, 7)
    found = report(period, earlier=SEVEN)
    assert [it.complained.withheld for it in of(found.public).lines] == [False, False]
    assert worked_out(after(SEVEN, found), period) == []


def test_what_an_officer_who_knows_more_may_not_be_told_everybody_is_not_told_either():
    found = report(asked_of(170, 1, 7), earlier=SEVEN)
    for version in (found.officer, found.public):
        assert [it.complained.withheld for it in of(version).lines] == [True, True]
    nobody_knows_more = report(asked_of(170, 1, 7))
    assert [it.complained.withheld for it in of(nobody_knows_more.public).lines] == [False, False]


def test_a_report_that_is_made_again_for_another_population_tells_no_more_than_is_safe():
    period = asked_of(172, 8, 3, 4)
    first = report(period)
    pupils = replace(TWO_GROUPS, population="pupils", counts={"ethnic_group_2": {"white_british": 80, "all_other": 14}})
    known = after(NOTHING, first)
    again = report(period, populations=(TWO_GROUPS, pupils), earlier=known)
    assert of(again.officer).against != of(first.officer).against
    assert ask([period], ETHNIC_GROUP, ETHNIC_GROUP.rung("ethnic_group_2")).small(5)
    assert worked_out(after(known, again), period) == []


ORIENTATION = "sexual_orientation"
RESIDENTS = Population(
    "residents", "residents", 2021, date(2021, 3, 21), False, {ORIENTATION: "made up"},
    {ORIENTATION: {"heterosexual": 300, "gay_lesbian": 1_000, "bisexual": 1_000, "other": 300}},
)  # fmt: skip
SPRING = {"heterosexual": 39, NOT_ASKED: 17, UNANSWERED: 2, PREFER_NOT: 1, "bisexual": 1}
SUMMER = {"heterosexual": 39, NOT_ASKED: 18, "bisexual": 1, "other": 2}


def test_a_group_that_is_small_over_two_quarters_is_guarded_on_a_grouping_that_is_not_told():
    quarters = (
        counted(people(sexual_orientation=SPRING), "spring", declined=12),
        counted(people(sexual_orientation=SUMMER), "summer", declined=4),
    )
    known = EarlierKnown()
    for quarter in quarters:
        gated = release_counts(quarter, Kind.PERIOD, "complainants", (), known)
        known = EarlierKnown((*known.officer, *gated.known_officer), (*known.public, *gated.known_public))
    before = worked_out(known, *quarters)
    found = year_report(Evidence(2026, quarters, None, None, (RESIDENTS,)), None, known)
    assert [one for one in worked_out(after(known, found), *quarters) if one not in before] == []
