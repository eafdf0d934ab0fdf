"""What is left unsaid because it, or the choice of what is said, would tell of a few people."""

from dataclasses import replace

from foundation.equality.asked import Sample, ask_sample
from foundation.equality.characteristics import PREFER_NOT, RELATIONSHIP
from foundation.equality.gate import EarlierKnown
from foundation.equality.register import Known
from foundation.equality.said import tell_unvoiced
from foundation.equality.settings import SETTINGS
from foundation.equality.structure import cell, crossed_cell, summed
from foundation.equality.told import Candidate, Telling, Told
from foundation.equality.year import counted_complaints
from tests.foundation.equality.counted_people import counted, people
from tests.foundation.equality.reported import (
    DISABILITY,
    RESIDENTS,
    evidence,
    line,
    of,
    report,
)

TWELFTH = replace(
    RESIDENTS, counts={"disability": {"not_disabled": 11_000, "disabled": 1_000}}, sources={"disability": "made up"}
)  # fmt: skip
FINEST = replace(
    RESIDENTS, counts={"ethnic_group": RESIDENTS.counts["ethnic_group"]}, sources={"ethnic_group": "TS021"}
)  # fmt: skip


def test_a_band_that_only_one_small_count_is_in_is_not_told():
    three = counted(people(disability={"not_disabled": 57, "disabled": 3}), "quarter")  # 0.6 of what is expected
    found = report(three, populations=(TWELFTH,))
    for version in (found.officer, found.public):
        told = line(version, "disabled", "disability").complained
        assert (told.withheld, told.band) == (True, None)
    assert not [it for it in (*found.known_officer, *found.known_public) if it.lo == it.hi]


def test_a_fine_rung_on_which_no_verdict_may_be_told_is_not_told():
    said = {"white_british": 190, "white_other": 11, "white_roma": 3}
    found = report(counted(people(ethnic_group=said), "quarter"), populations=(FINEST,))
    for version in (found.officer, found.public):
        assert of(version).rung == "ethnic_group_2"
        assert [it.complained.verdict for it in of(version).lines] == ["cannot_tell"] * 2


def test_too_few_answers_is_not_told_where_it_tells_how_few_did_not_say():
    said = {"parent": 12, "foster_carer": 7, "not_said": 3}  # of 22 all know; fewer than 20 said leaves 3 or more
    people_open = {"parent": 700, "foster_carer": 100, "self": 100, "other": 100}
    open_now = replace(
        RESIDENTS, counts={"relationship_to_child": {**dict.fromkeys(RELATIONSHIP.answers, 5), **people_open}},
        sources={"relationship_to_child": "made up"},
    )  # fmt: skip
    found = report(records=counted_complaints(2026, said), populations=(open_now,))
    lines = of(found.officer, "relationship_to_child", "records").lines
    assert lines
    assert {(it.complained.withheld, it.complained.reason) for it in lines} == {(True, "imprecise")}
    before = evidence(records=counted_complaints(2026, said), populations=(open_now,), year=2026)
    now = counted_complaints(2027, {"parent": 60, "foster_carer": 20, "child": 20})
    known = EarlierKnown(found.known_officer, found.known_public)
    later = report(before=before, earlier=known, records=now, populations=(open_now,), year=2027).officer
    assert {it.change for it in of(later, "relationship_to_child", "records").lines} == {"withheld"}


def test_a_word_that_narrows_a_small_count_of_another_question_is_not_told():
    of_age, not_asked = cell("quarter", "age_band", "a16_17"), cell("quarter", "marital_status", ":not_asked")
    built = [Known(((of_age, 1), (cell("quarter", "age_band", "a13_15"), 1), (not_asked, -1)), 0, 0)]
    word = Candidate("told", (Known(summed(not_asked), 0, 2),))
    assert Told((), built, 5).settle([Telling([word], "withheld")]) == ["told"]
    assert Told((), built, 5, small=[summed(of_age)]).settle([Telling([word], "withheld")]) == ["withheld"]


def test_what_is_known_too_well_already_withholds_no_word():
    one, other = summed("quarter/:one"), summed("quarter/:other")
    told = Told([Known(one, 2, 2)], (), 5, small=[one, other])
    assert told.settle([Telling([Candidate("told", (Known((*one, *other), 2, 9),))], "withheld")]) == ["told"]


def test_whether_enough_gave_a_reason_is_not_told_of_reasons_that_are_hidden():
    for reasons in (9, 10):
        said = {
            "disability": {"disabled": 10, "not_disabled": 30},
            "raised_it": {"no": 10, "told_someone": 30},
            "why_not": {"no_point": reasons, PREFER_NOT: 10 - reasons, ":not_asked": 30},
        }
        sample = Sample(counted(people(**said), "sample"), ())
        group = [
            Known(summed(crossed_cell("sample", "disability", "disabled", "raised_it", "no")), 10, 10),
            Known(summed(crossed_cell("sample", "disability", "disabled", "raised_it", "told_someone")), 0, 0),
        ]
        asked = ask_sample(sample, DISABILITY, DISABILITY.ladder[0])
        found = tell_unvoiced(sample, asked, "disabled", Told(group, (), 5), SETTINGS)
        assert found is not None
        assert (found.unraised, found.had_problem, found.why_not) == (10, 10, {})


ONE, SEVEN_OTHERS = summed("quarter/:one"), summed("quarter/:seven")
TOGETHER = (*ONE, *SEVEN_OTHERS)


def test_of_what_is_known_too_well_already_nothing_more_is_told():
    told = Told([Known(ONE, 1, 9)], (), 5, small=[ONE])
    fewer, no_fewer = (Telling([Candidate("told", (Known(ONE, *of),))], "withheld") for of in ((1, 3), (0, 12)))
    assert told.settle([fewer]) == ["withheld"]
    assert told.settle([no_fewer]) == ["told"]


def test_what_one_reader_is_told_is_held_against_who_reads_it_beside_what_he_knows():
    def word() -> Telling[str]:
        return Telling([Candidate("told", (Known(TOGETHER, 8, 20),))], "withheld")

    officer = Told([Known(SEVEN_OTHERS, 7, 7)], (), 5, small=[ONE])
    assert Told((), (), 10, small=[ONE, SEVEN_OTHERS]).settle([word()]) == ["told"]
    assert Told((), (), 10, small=[ONE, SEVEN_OTHERS], beside=officer).settle([word()]) == ["withheld"]


def test_who_reads_beside_knows_from_then_on_what_the_other_was_told():
    officer = Told([Known(SEVEN_OTHERS, 7, 7)], (), 5, small=[ONE])
    public = Told((), (), 10, small=[ONE], beside=officer)
    word = Candidate("told", (Known(TOGETHER, 0, 20),))
    assert public.settle([Telling([word], "withheld")]) == ["told"]
    assert officer.settle([Telling([word], "withheld")]) == ["told"]
    assert (public.lines, officer.lines) == ([*word.lines], [])


def test_the_same_word_grants_two_readers_the_same_where_it_may():
    granted, another = Known(TOGETHER, 0, 20), Known(TOGETHER, 0, 15)
    officer = Told((), (), 5, small=[ONE])
    officer.settle([Telling([Candidate("told", (granted,))], "withheld")])
    public = Told((), (), 10, small=[ONE], beside=officer)
    assert public.settle([Telling([Candidate("told", (another,))], "withheld")]) == ["told"]
    assert public.lines == [granted]
