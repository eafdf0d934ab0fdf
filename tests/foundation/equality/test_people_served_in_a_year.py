"""What people served say of their group in the report of a year, and how several strata count."""

from dataclasses import replace

import pytest

from foundation.equality.asked import Sample, ask, ask_sample
from foundation.equality.counted import Counted
from foundation.equality.gate import EarlierKnown
from foundation.equality.register import Known
from foundation.equality.release.year import Unknown
from foundation.equality.structure import summed
from foundation.equality.weighting import Stratum
from tests.foundation.equality.counted_people import counted, people
from tests.foundation.equality.reported import (
    DISABILITY,
    ETHNIC_GROUP,
    RESIDENTS,
    asked_of,
    line,
    report,
)

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
