"""Is a rise good or bad? The number never stands alone, and no sign is claimed that is not there."""

from datetime import date

import pytest
from released import a_demand

from foundation.equality.release.demand import Compared, Limits, Month, Reading
from survey_service.equality import demand
from survey_service.equality.demand import COUNTS, RATES

DEMAND = "/equality/demand"


def compared(code, direction):
    return Compared(code, (72, 160), (99, 158), 0.176582, 0.066, 0.281, direction)


def test_beside_the_number_stand_the_rate_its_population_satisfaction_access_and_awareness(read, release):
    release(a_demand())
    page = read(DEMAND)
    order = [
        page.index(said)
        for said in (
            "more people are being heard.", "A number of complaints says nothing by itself.",
            "More families know how to complain It would make a rise good Yes 45% (72 of 160) before and 63% (99 of "
            "158) after: +18 points (likely +7 to +28)",
            "More families feel able to complain It would make a rise good Not known",
            "Fewer families are satisfied with the help It would make a rise bad Cannot tell",
            "Complaints each month: higher than usual since May 2025.",
            "Complaints each month for every 100 children: higher than usual since May 2025.",
            "children in need, 2025 (DfE children in need; n = 1,512)", "March 2026 18 10 1.19",
        )
    ]  # fmt: skip
    assert order == sorted(order)


def test_without_the_number_of_children_there_is_no_rate_and_the_page_says_so(read, release):
    months = (Month(date(2026, 3, 1), 18, 10, None),)
    release(a_demand(open_children=None, rates=None, counts=None, months=months, compared=(), reading=Reading.NO_RISE))
    page = read(DEMAND)
    assert "How many children are open to the service is not known, so that there is no rate." in page
    assert "March 2026 18 10 Not known" in page
    assert page.count("Not known: there are no two surveys of families to compare") == 3
    assert "higher than usual" not in page


@pytest.mark.parametrize(
    "code, direction, is_there",
    [
        ("knows_how", "up", "Yes"), ("knows_how", "down", "No, the other way round"), ("feels_able", "up", "Yes"),
        ("feels_able", "unclear", "Cannot tell"), ("satisfied", "down", "Yes"),
        ("satisfied", "up", "No, the other way round"), ("satisfied", "unclear", "Cannot tell"),
    ],
)  # fmt: skip
def test_a_sign_is_there_only_where_two_surveys_show_it(code, direction, is_there):
    signs = demand.signs(a_demand(compared=(compared(code, direction),)))
    assert sorted(it.is_there for it in signs if it.figures) == [is_there]
    assert sum(it.is_there.startswith("Not known") for it in signs) == 2


@pytest.mark.parametrize(
    "signals, said",
    [
        ({}, "nothing but the usual ups and downs."),
        ({"shift": tuple(range(14, 25))}, "higher than usual since May 2025."),
        ({"shift": (24,), "trend": (23, 22)}, "higher than usual since January 2026."),
        ({"astronomical": (23,)}, "the last month is as usual; 1 of 24 months stood out."),
        ({"astronomical": (5,)}, "the last month is as usual; 1 of 24 months stood out."),
    ],
)
def test_the_title_of_the_months_says_since_when_they_are_higher(signals, said):
    limits = Limits(13.416667, 7.61303, 19.220303, False, signals)
    assert demand.finding(a_demand(), limits, COUNTS) == f"Complaints each month: {said}"


def test_a_fall_is_told_as_a_fall_and_not_as_good_news():
    fallen = tuple(Month(date(2026, month, 1), n, 0, n / 10) for month, n in enumerate((20, 21, 19, 5, 4, 5), 1))
    limits = Limits(15.0, 6.0, 24.0, True, {"astronomical": (4, 5, 6)})
    it = a_demand(months=fallen)
    assert demand.finding(it, limits, COUNTS) == "Complaints each month: lower than usual since April 2026."
    rates = Limits(1.5, 0.6, 2.4, True, {"astronomical": (4, 5, 6)})
    assert demand.finding(it, rates, RATES).endswith("lower than usual since April 2026.")
    assert demand.finding(it, None, COUNTS).endswith("there are too few months to draw limits.")
    assert "Fewer is good only if people are as satisfied as before" in demand.NUMBER_ALONE


def test_complaints_and_compliments_stand_side_by_side_for_each_part_with_the_rate_and_its_source(read, release):
    release(a_demand(areas_year=2025))
    page = read("/equality/parts")
    assert "April 2025 to March 2026." in page
    assert "Being in care, or having a child in care 57 22 386 14.8 (likely 11.2 to 19.1)" in page
    assert "Being a foster carer c 19 Not known –" in page
    assert "Leaving care 28 c 163 17.2 (likely 11.4 to 24.8)" in page
    assert page.count("People are from: DfE looked-after children, 2024.") == 1
    assert "A number of complaints says nothing by itself." in page


def test_with_few_months_the_limits_are_called_a_trial(read, release):
    release(a_demand(counts=Limits(13.4, 7.6, 19.2, True, {}), rates=None))
    assert "With so few months the limits are only a trial." in read(DEMAND)
