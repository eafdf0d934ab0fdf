"""A group that is small over a whole year is guarded on every grouping, not only on the one that is told."""

from datetime import date

from foundation.equality.characteristics import CHARACTERISTICS, NOT_ASKED, PREFER_NOT, UNANSWERED
from foundation.equality.gate import EarlierKnown, release_counts
from foundation.equality.references import Population
from foundation.equality.register import Register
from foundation.equality.release.kinds import Kind
from foundation.equality.structure import cell, structure, summed
from foundation.equality.year import Evidence, year_report
from tests.foundation.equality.counted_people import counted, people

CODE = "sexual_orientation"
RESIDENTS = Population(
    "residents", "residents", 2021, date(2021, 3, 21), False, {CODE: "made up"},
    {CODE: {"heterosexual": 300, "gay_lesbian": 1_000, "bisexual": 1_000, "other": 300}},
)  # fmt: skip
SPRING = {"heterosexual": 39, NOT_ASKED: 17, UNANSWERED: 2, PREFER_NOT: 1, "bisexual": 1}
SUMMER = {"heterosexual": 39, NOT_ASKED: 18, "bisexual": 1, "other": 2}


def test_nobody_learns_that_four_people_in_two_quarters_are_not_nobody():
    quarters = (
        counted(people(sexual_orientation=SPRING), "spring", declined=12),
        counted(people(sexual_orientation=SUMMER), "summer", declined=4),
    )
    earlier = EarlierKnown()
    for quarter in quarters:
        gated = release_counts(quarter, Kind.PERIOD, "complainants", (), earlier)
        earlier = EarlierKnown((*earlier.officer, *gated.known_officer), (*earlier.public, *gated.known_public))
    found = year_report(Evidence(2026, quarters, None, None, (RESIDENTS,)), None, earlier)
    all_read = (*earlier.officer, *earlier.public, *found.known_officer, *found.known_public)
    reader = Register(all_read, [line for quarter in quarters for line in structure(quarter)])
    four = CHARACTERISTICS[CODE].rung("sexual_orientation_2").groups["lgb_other"]
    assert reader.bounds(summed(*(cell(it.code, CODE, said) for it in quarters for said in sorted(four))))[0] == 0
