"""The counts of an open period as one thing to seal; and the quarters of the municipal year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.equality.quarters import quarter_of
from foundation.equality.sealing import new_pair, seal
from foundation.equality.tally import SIZE, Cell, Tally
from foundation.surveys.library import library
from foundation.surveys.people_served import CODE
from foundation.surveys.voluntary import voluntary

MANY = 9_999_999


@st.composite
def tallies(draw):
    tally = Tally(draw(st.integers(0, 50)), draw(st.integers(0, 50)))
    for _ in range(draw(st.integers(0, 8))):
        said = draw(st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz"), min_size=1))
        tally.add(draw(st.integers(1, 3)), said)
    return tally


@given(tallies())
def test_what_is_packed_is_what_was_counted(tally):
    assert Tally.unpack(tally.pack()) == tally


@given(tallies(), tallies())
def test_two_tallies_together_count_what_each_has_counted(one, other):
    whole = Tally.unpack(one.pack())
    whole.add_all(other)
    assert whole.boxes == one.boxes + other.boxes
    assert whole.answered == one.answered + other.answered
    assert whole.counts == one.counts + other.counts


def test_every_count_is_told_once_with_how_many_came_and_how_many_were_asked():
    tally = Tally(declined=2, unreadable=1)
    tally.add(2, {"sex": "female"})
    tally.add(2, {"sex": ":unanswered"})
    tally.add(1, {"sex": "female"})
    assert list(tally.cells(offers=9)) == [
        Cell(0, ":boxes", ":all", 6), Cell(0, ":offers", ":all", 9), Cell(0, ":declined", ":all", 2),
        Cell(0, ":unreadable", ":all", 1), Cell(1, ":answers", ":all", 1), Cell(2, ":answers", ":all", 2),
        Cell(1, "sex", "female", 1), Cell(2, "sex", ":unanswered", 1), Cell(2, "sex", "female", 1),
    ]  # fmt: skip


def test_a_tally_of_every_answer_to_every_version_has_the_length_of_an_empty_one():
    full = Tally(MANY, MANY)
    for code, version in library().every:
        if code == CODE:
            full.answers[version] = MANY
            for question in voluntary(version).questions:
                for answer in (*(option.code for option in question.options), ":unanswered", ":not_asked"):
                    full.counts[version, question.code, answer] = MANY
    public = new_pair()[1]
    assert len(seal(full.pack(), public, SIZE)) == len(seal(Tally().pack(), public, SIZE))
    assert len(full.pack()) < SIZE / 2, "there is no room for a few more versions"


@pytest.mark.parametrize("day, first, last", [
    (date(2026, 4, 1), date(2026, 4, 1), date(2026, 6, 30)),
    (date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
    (date(2028, 2, 29), date(2028, 1, 1), date(2028, 3, 31)),
])  # fmt: skip
def test_a_quarter_is_one_of_the_municipal_year(day, first, last):
    assert (quarter_of(day).begins_on, quarter_of(day).ends_on) == (first, last)


@given(st.dates(date(2000, 1, 1), date(2200, 1, 1)))
def test_quarters_follow_one_another_without_a_gap(day):
    quarter = quarter_of(day)
    assert quarter.begins_on <= day <= quarter.ends_on
    assert quarter_of(quarter.ends_on) == quarter
    assert quarter_of(quarter.ends_on + timedelta(days=1)).begins_on == quarter.ends_on + timedelta(days=1)
