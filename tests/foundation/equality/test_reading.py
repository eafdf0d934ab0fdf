"""A rise in complaints is read beside what those say who are served; small counts of a part are hidden."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from foundation.equality.asked import Sample
from foundation.equality.attack import attack
from foundation.equality.demand import Recorded, demand_report
from foundation.equality.reading import chart, compare, has_risen, read
from foundation.equality.release.against import Against
from foundation.equality.release.content import as_json, from_json
from foundation.equality.release.demand import Compared, Demand, Reading
from foundation.equality.weighting import Stratum
from tests.foundation.equality.counted_people import counted, people

MONTHS = [14, 12, 15, 13, 11, 14, 16, 12, 13, 15, 14, 12, 13, 16, 18, 17, 19, 18, 20, 17, 19, 21, 31, 18]
DATES = [date(2024 + (at + 3) // 12, (at + 3) % 12 + 1, 1) for at in range(24)]
OPEN = Against("in need", "cin", "DfE children in need", 2025, 1512, 0, poor=False, place_holder=False)
LOOKED_AFTER = replace(OPEN, reference_id="in care", population="cla", n=386)
BEGINS, ENDS = date(2024, 4, 1), date(2026, 3, 31)


def test_two_years_are_held_against_the_first_of_them():
    found = chart(MONTHS)
    assert found is not None
    assert (found.mean, found.lower, found.upper) == pytest.approx((13.416667, 7.613030, 19.220303), abs=5e-7)
    assert found.signals == {"astronomical": (19, 22, 23), "shift": tuple(range(14, 25)), "two_of_three": (15, 17, 18)}
    assert has_risen(MONTHS, found)


USUAL = [10, 11, 9, 10, 11, 10, 9, 10, 11, 10, 9, 10]
FALLING = [11, 10.9, 10.8, 10.6, 10.4, 10.2, 9.9, 9.5, 9.2, 9.0, 8.9, 8.8]


@pytest.mark.parametrize(
    "points, risen",
    [
        (MONTHS[:12] * 2, False), ([28 - one for one in MONTHS], False), (USUAL + FALLING, False),
        (USUAL + FALLING[::-1], True),
    ],
)  # fmt: skip
def test_the_usual_ups_and_downs_and_a_fall_are_no_rise(points, risen):
    found = chart(points)
    assert found is not None
    assert has_risen(points, found) is risen


def test_one_month_is_no_chart_and_few_are_a_trial():
    assert chart([3]) is None
    assert chart([3, 4]).trial


def compared(satisfied: str, knows_how: str, feels_able: str = "unclear") -> list[Compared]:
    directions = {"satisfied": satisfied, "knows_how": knows_how, "feels_able": feels_able}
    return [Compared(code, (1, 2), (1, 2), 0.0, 0.0, 0.0, direction) for code, direction in directions.items()]


READINGS = {
    ("up", "up"): Reading.MORE_ARE_HEARD, ("unclear", "up"): Reading.MORE_ARE_HEARD, ("down", "up"): Reading.BOTH,
    ("down", "unclear"): Reading.SERVICE_WORSE, ("down", "down"): Reading.SERVICE_WORSE,
}  # fmt: skip


@pytest.mark.parametrize("satisfied, knows", [*product(("up", "unclear", "down"), repeat=2)])
def test_what_a_rise_means_follows_from_satisfaction_and_access(satisfied, knows):
    expected = READINGS.get((satisfied, knows), Reading.CANNOT_TELL)
    assert read(True, compared(satisfied, knows)) == expected
    assert read(True, compared(satisfied, "unclear", knows)) == expected
    assert read(False, compared(satisfied, knows)) == Reading.NO_RISE
    assert read(None, compared(satisfied, knows)) == Reading.CANNOT_TELL


def test_access_that_is_up_in_one_question_and_down_in_the_other_is_not_read_as_up():
    assert read(True, compared("unclear", "up", "down")) == Reading.CANNOT_TELL
    assert read(True, compared("down", "up", "down")) == Reading.SERVICE_WORSE


def test_without_two_surveys_a_rise_cannot_be_read():
    assert read(True, []) == Reading.CANNOT_TELL


def survey(knows: int, n: int, begins: date, ends: date, code: str = "survey") -> Sample:
    said = people(
        satisfied={"4": n // 2, "2": n - n // 2}, knows_how={"yes": knows, "not_sure": n - knows}, feels_able={"5": n}
    )
    return Sample(replace(counted(said, code), begins_on=begins, ends_on=ends), ())


BEFORE = survey(72, 160, date(2025, 5, 1), date(2025, 5, 31))
AFTER = survey(99, 158, date(2026, 1, 1), date(2026, 1, 31))


def test_an_opinion_rose_where_the_interval_of_the_difference_leaves_out_nothing():
    satisfied, knows, able = compare(BEFORE, AFTER)
    assert (knows.before, knows.after, knows.direction) == ((72, 160), (99, 158), "up")
    assert (satisfied.direction, able.direction) == ("unclear", "unclear")
    assert [it.direction for it in compare(
        replace(BEFORE, pooled=replace(AFTER.pooled, begins_on=date(2025, 5, 1), ends_on=date(2025, 5, 31))),
        replace(AFTER, pooled=replace(BEFORE.pooled, begins_on=date(2026, 1, 1), ends_on=date(2026, 1, 31))),
    )] == ["unclear", "down", "unclear"]  # fmt: skip


def test_surveys_that_overlap_or_asked_otherwise_are_not_compared():
    overlapping = replace(AFTER, pooled=replace(AFTER.pooled, begins_on=date(2025, 5, 31)))
    other_version = replace(AFTER, pooled=replace(AFTER.pooled, versions=frozenset({3})))
    assert [*compare(BEFORE, overlapping)] == [*compare(BEFORE, other_version)] == []


def test_of_strata_an_opinion_is_worth_what_its_people_are():
    few, many = survey(60, 60, BEGINS, BEGINS).pooled, survey(0, 30, BEGINS, BEGINS).pooled
    strata = ((Stratum(100, 60), few), (Stratum(900, 30), many))
    weighted = Sample(replace(BEFORE.pooled, answers=90), strata)
    knows = [*compare(weighted, AFTER)][1]
    assert knows.before[0] / knows.before[1] == pytest.approx(0.1, abs=0.02)
    assert knows.before[1] < 90


def demand(complaints: dict[str, int], compliments: dict[str, int], **different: object):
    months = [(month, n, 3) for month, n in zip(DATES, MONTHS, strict=True)]
    given = {"people": {"open_children": OPEN, "in_care": LOOKED_AFTER}, "surveys": (BEFORE, AFTER), **different}
    return demand_report(
        Recorded(months, 2025, complaints, compliments), **given, begins_on=BEGINS, ends_on=ENDS
    )  # fmt: skip


PARTS = {"in_need": 90, "in_care": 57, "fostering": 3, "leaving_care": 28, "adoption": 12}
THANKS = {"in_need": 20, "in_care": 14, "fostering": 19, "leaving_care": 12, "adoption": 0}


def test_a_number_stands_beside_its_rate_and_the_people_it_is_of():
    found = demand(PARTS, THANKS).officer
    assert (found.months[0].complaints, found.months[0].compliments) == (14, 3)
    assert found.months[0].per_100 == pytest.approx(100 * 14 / 1512)
    assert found.reading == Reading.MORE_ARE_HEARD
    assert found.areas_year == 2025
    in_care = next(it for it in found.areas if it.code == "in_care")
    assert in_care.people == 386
    assert in_care.against == LOOKED_AFTER
    if in_care.complaints is not None:
        assert in_care.per_100 == pytest.approx(100 * in_care.complaints / 386)
    assert as_json(from_json("demand", as_json(found))) == as_json(found)


def test_small_counts_of_a_part_are_hidden_safely_and_from_everybody_where_from_the_officer():
    found = demand(PARTS, THANKS)
    table = [[PARTS[code], THANKS[code]] for code in PARTS]

    def hidden(version: Demand) -> set[tuple[int, int]]:
        rows = [(it.complaints, it.compliments) for it in version.areas]
        return {(row, column) for row, cells in enumerate(rows) for column, n in enumerate(cells) if n is None}

    assert (2, 0) in hidden(found.officer)
    assert hidden(found.officer) <= hidden(found.public)
    totals = [(row, 2) for row in range(len(table))]
    for version, t in ((found.officer, 5), (found.public, 10)):
        for bounds in [attack(table, [*hidden(version), *totals], {})[2, 0]]:
            assert bounds.lo == 0
            assert bounds.hi is None or bounds.hi >= t
    told = {line.cells[0][0] for line in found.known_public}
    assert "complaints:2025/service_area=fostering" not in told
    assert "complaints:2025/service_area=in_need" in told


def test_a_rise_without_the_number_of_children_cannot_be_read():
    found = demand(PARTS, THANKS, people={}).officer
    assert (found.rates, found.open_children, found.reading) == (None, None, Reading.CANNOT_TELL)
    assert all(it.per_100 is None for it in (*found.months, *found.areas))


def test_a_council_without_complaints_has_an_empty_report():
    found = demand_report(Recorded([], 2025, {}, {}), {}, None, BEGINS, ENDS)
    assert (found.officer.months, found.officer.areas, found.officer.reading) == ((), (), Reading.NO_RISE)
    few = demand_report(Recorded([], 2025, {"in_need": 2}, {"in_need": 1}), {}, None, BEGINS, ENDS)
    assert {(it.complaints, it.compliments) for it in few.officer.areas} == {(None, None)}
