"""The Ombudsman's words, the same fault twice within six months, and the funnel."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.procedure.ombudsman import (
    DECISIONS,
    FAULTS,
    Decision,
    Fault,
    NotALgscoReference,
    Upheld,
    funnel,
    municipal_year,
    read_lgsco_reference,
    same_fault_twice,
    six_months_after,
)

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize("typed", ["23 006 249", " 23006249 ", "23 006249", "23006 249"])
def test_a_reference_is_read_however_it_is_spaced(typed):
    assert read_lgsco_reference(typed) == "23 006 249"


@pytest.mark.parametrize(
    "typed", ["", "23 006 24", "23 006 2499", "2300 6249", "23-006-249", "٢٣ ٠٠٦ ٢٤٩", "x", "23\n006 249 1"]
)
def test_what_is_no_reference_is_refused_with_an_example(typed):
    with pytest.raises(NotALgscoReference, match="like 23 006 249"):
        read_lgsco_reference(typed)


def test_every_decision_and_every_fault_is_defined_with_its_source():
    assert set(DECISIONS) == set(Decision)
    assert set(FAULTS) == set(Fault)
    for defined in (*DECISIONS.values(), *FAULTS.values()):
        assert all((defined.words, defined.means, defined.source))


@pytest.mark.parametrize(
    "day, after",
    [
        (date(2026, 1, 10), date(2026, 7, 10)),
        (date(2026, 7, 10), date(2027, 1, 10)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 8, 29), date(2027, 2, 28)),
        (date(2026, 3, 31), date(2026, 9, 30)),
        (date(2026, 6, 30), date(2026, 12, 30)),
        (date(2026, 12, 31), date(2027, 6, 30)),
    ],
)
def test_six_months_are_months_and_not_days(day, after):
    assert six_months_after(day) == after


@given(DAYS)
def test_six_months_end_in_the_sixth_month_after_and_a_day_later_never_ends_them_earlier(day):
    after = six_months_after(day)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == 6
    assert after.day <= day.day
    assert six_months_after(day + timedelta(days=1)) >= after


def pairs(*upheld):
    found = [Upheld(key, fault, decided_on) for key, fault, decided_on in upheld]
    return [(first.key, second.key) for first, second in same_fault_twice(found)]


FIRST = ("first", "delay", date(2026, 1, 10))


@pytest.mark.parametrize(
    "second, alarms",
    [
        (("second", "delay", date(2026, 1, 10)), [("first", "second")]),
        (("second", "delay", date(2026, 7, 10)), [("first", "second")]),
        (("second", "delay", date(2026, 7, 11)), []),
        (("second", "remedy", date(2026, 1, 11)), []),
        (("second", "delay", date(2025, 7, 10)), [("second", "first")]),
        (("second", "delay", date(2025, 7, 9)), []),
    ],
)
def test_the_same_fault_within_six_months_is_found_in_whatever_order_it_was_entered(second, alarms):
    assert pairs(FIRST, second) == alarms
    assert pairs(second, FIRST) == ([("second", "first")] if alarms and second[2] == FIRST[2] else alarms)


def test_a_third_in_time_is_held_against_the_second():
    third = ("third", "delay", date(2026, 10, 1))
    assert pairs(FIRST, ("second", "delay", date(2026, 5, 1)), third) == [("first", "second"), ("second", "third")]


@given(st.lists(st.tuples(st.uuids(), st.sampled_from(list(Fault)), DAYS), unique_by=lambda one: one[0], max_size=12))
def test_a_fault_is_repeated_exactly_where_another_of_its_kind_stands_within_six_months(upheld):
    seconds = {second for _, second in pairs(*upheld)}
    for key, fault, day in upheld:
        before = [
            other for other, kind, earlier in upheld
            if other != key and kind == fault and earlier < day <= six_months_after(earlier)
        ]  # fmt: skip
        assert not before or key in seconds


@pytest.mark.parametrize("day, year", [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2026, 12, 31), 2026)])
def test_a_municipal_year_begins_on_the_first_of_april(day, year):
    assert municipal_year(day) == year


def test_the_funnel_counts_what_became_of_those_received():
    counted = funnel(
        ["upheld"] * 11 + ["not_upheld"] * 5 + ["referred_back"] * 3 + ["closed_after_enquiries", None, None]
    )
    assert (counted.received, counted.decided, counted.investigated) == (22, 20, 16)
    assert (counted.upheld, counted.not_upheld, counted.premature) == (11, 5, 3)
    assert counted.uphold_rate == 68.75


def test_where_nothing_was_investigated_there_is_no_rate():
    assert funnel([]).uphold_rate is None
    assert funnel(["referred_back", None]).uphold_rate is None
