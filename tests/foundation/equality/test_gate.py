"""The gate: what goes out tells no small count, to an attacker who adds up all of it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.equality.attack import DoesNotAddUp
from foundation.equality.attacker import Attacker, read, small_counts
from foundation.equality.characteristics import CHARACTERISTICS, NOT_ASKED, PREFER_NOT, UNANSWERED
from foundation.equality.counted import Counted
from foundation.equality.figures import BadFigure
from foundation.equality.gate import EarlierKnown, release_counts
from foundation.equality.register import Known, Register
from foundation.equality.release.content import as_json, from_json
from foundation.equality.release.counts import Step
from foundation.equality.release.kinds import Kind
from foundation.equality.settings import SETTINGS
from foundation.equality.structure import cell, structure, structure_of_the_young, summed
from tests.foundation.equality.counted_people import counted, people

NOTHING = EarlierKnown()
SEX = {"female": 30, "male": 20}


def release(of: Counted, kind: Kind = Kind.PERIOD, earlier: EarlierKnown = NOTHING, funnel=(), using=SETTINGS):
    return release_counts(of, kind, "complainants", funnel, earlier, using)


def table(counts, characteristic: str, opinion: str | None = None):
    [found] = [it for it in counts.tables if (it.characteristic, it.opinion) == (characteristic, opinion)] or [None]
    return found


def lines(of) -> dict[str, tuple[int | None, ...]]:
    return dict(zip((*of.rows, "all"), of.counts, strict=True))


def why(counts, characteristic: str, opinion: str | None = None) -> str:
    [found] = [it.why for it in counts.withheld if (it.characteristic, it.opinion) == (characteristic, opinion)]
    return found


answers = st.fixed_dictionaries(
    {
        "disability": st.sampled_from(["disabled", "not_disabled", "not_disabled", "not_disabled", UNANSWERED]),
        "english": st.sampled_from(["main_english"] * 6 + ["well", "not_well", PREFER_NOT]),
        "knows_how": st.sampled_from(["yes", "yes", "no", UNANSWERED]),
        "had_problem": st.sampled_from(["yes", "no", "no"]),
    }
)


@given(st.lists(answers, min_size=15, max_size=45))
@settings(deadline=None, max_examples=8)
def test_no_reader_of_all_tables_narrows_a_small_count(who):
    sample = counted(who)
    gated = release(sample, Kind.FAMILIES)
    for t, versions in ((SETTINGS.t_public, [gated.public]), (SETTINGS.t_officer, [gated.officer, gated.public])):
        known = [line for version in versions for line in read(version, sample)]
        small = [one for version in versions for one in small_counts(sample, version.tables, t)]
        assert [*Attacker(known, dict.fromkeys(small)).narrows(t)] == []


def test_where_nothing_is_small_nothing_is_hidden():
    gated = release(counted(people(sex=SEX), declined=12))
    for version, known in ((gated.officer, gated.known_officer), (gated.public, gated.known_public)):
        assert (version.answers, version.declined, version.withheld) == (50, 12, ())
        assert lines(table(version, "sex")) == {
            "female": (30,), "male": (20,), PREFER_NOT: (0,), UNANSWERED: (0,), NOT_ASKED: (0,), "all": (50,),
        }  # fmt: skip
        assert Known(summed("period/sex=female"), 30, 30) in known


def test_a_small_count_goes_up_the_ladder_until_little_is_hidden():
    english = {"main_english": 60, "very_well": 3, "well": 3, "not_well": 2, "not_at_all": 2}
    gated = release(counted(people(english=english)))
    assert table(gated.officer, "english").rung == "english_2"
    assert lines(table(gated.officer, "english"))["other_language"] == (10,)
    assert lines(table(gated.public, "english"))["other_language"] == (10,)


def test_a_table_that_shows_hardly_a_group_goes_up_the_ladder_too():
    ethnic = {"white_british": 70, "white_other": 12, "asian_indian": 3, "black_african": 2, "mixed_other": 4}
    gated = release(counted(people(ethnic_group=ethnic | {PREFER_NOT: 9, UNANSWERED: 11})))
    found = lines(table(gated.officer, "ethnic_group"))
    groups = {row: n for row, (n,) in found.items() if row in ("white_british", "white_minority", "mixed", "all_other")}
    assert table(gated.officer, "ethnic_group").rung == "ethnic_group_4"
    assert (groups["white_british"], groups["white_minority"]) == (70, 12)


def test_a_table_that_would_be_mostly_hidden_is_withheld():
    gated = release(counted(people(sex={"female": 57, "male": 3})))
    assert why(gated.officer, "sex") == why(gated.public, "sex") == "too_much_hidden"


def test_everybody_is_shown_no_finer_grouping_than_the_officer_and_no_more_of_it():
    religion = {"none": 40, "christian": 25, "muslim": 6, "sikh": 7, "hindu": 2, UNANSWERED: 12}
    gated = release(counted(people(religion=religion)))
    officer, public = table(gated.officer, "religion"), table(gated.public, "religion")
    rungs = [rung.code for rung in CHARACTERISTICS["religion"].ladder]
    assert rungs.index(officer.rung) <= rungs.index(public.rung)
    if officer.rung == public.rung:
        hidden = {row for row, (n,) in lines(officer).items() if n is None}
        assert hidden <= {row for row, (n,) in lines(public).items() if n is None}


def test_fewer_answers_than_the_threshold_are_not_told_and_nothing_of_them():
    funnel = [Step("offered", 80), Step("submitted", 27), Step("answered_any", 7)]
    gated = release(counted(people(sex={"female": 7}), declined=20), funnel=funnel)
    assert (gated.officer.answers, gated.public.answers) == (7, None)
    assert lines(table(gated.officer, "sex"))["female"] == (7,)
    assert why(gated.public, "sex") == "too_small"
    assert [step.n for step in gated.officer.funnel] == [80, 27, 7]
    assert [step.n for step in gated.public.funnel] == [80, None, None]
    assert all("answers" not in name for line in gated.known_public for name, _ in line.cells)


def test_few_who_declined_are_hidden_and_what_they_could_be_worked_out_from():
    funnel = [Step("offered", 3), Step("submitted", 53), Step("answered_any", 50)]
    gated = release(counted(people(sex=SEX), declined=3), funnel=funnel)
    for version in (gated.officer, gated.public):
        assert version.declined is None
        assert [step.n for step in version.funnel] == [None, None, 50]


def test_who_took_part_nearly_all_does_not_tell_how_few_declined():
    funnel = [Step("offered", 57), Step("submitted", 53), Step("answered_any", 50)]
    gated = release(counted(people(sex=SEX), declined=3), funnel=funnel)
    assert [step.n for step in gated.officer.funnel] == [57, None, 50]
    assert [step.n for step in gated.public.funnel] == [None, None, 50]


def test_who_was_not_asked_gives_away_no_age():
    # Everybody from 16 to 17 was asked about orientation, and only adults about marriage: the difference is their age.
    ages = {"a13_15": 20, "a16_17": 2, "a18_24": 40, "a25_34": 40}
    orientation = {NOT_ASKED: 20, "heterosexual": 62, "bisexual": 20}
    marriage = {NOT_ASKED: 22, "never": 50, "married": 30}
    period = counted(people(age_band=ages, sexual_orientation=orientation, marital_status=marriage))
    gated = release(period)
    known = [*gated.known_officer, *gated.known_public]
    aged = summed(cell(period.code, "age_band", "a16_17"))
    lo, hi = Register(known, structure(period)).bounds(aged)
    assert lo == 0
    assert hi >= SETTINGS.t_officer
    both = [lines(table(gated.officer, name))[NOT_ASKED] for name in ("sexual_orientation", "marital_status")
            if table(gated.officer, name)]  # fmt: skip
    assert both != [(20,), (22,)]


def test_a_table_that_could_be_subtracted_from_an_earlier_one_is_withheld():
    period = counted(people(sex={"female": 46, "male": 43}))
    told = Known((*summed(cell(period.code, "sex", "female")), (cell("other", "sex", "girl"), 1)), 49, 49)
    girl = cell("other", "sex", "girl")
    register = Register([told], structure(period))
    gated = release(period)
    assert register.protects([girl], SETTINGS.t_officer)
    assert not register.admits(gated.known_officer, [girl], SETTINGS.t_officer)


def test_what_was_published_before_is_reckoned_with():
    religion = {"none": 40, "christian": 28, "muslim": 3, "sikh": 30}
    period = counted(people(religion=religion))
    hidden = [row for row, (n,) in lines(table(release(period).public, "religion")).items() if n is None]
    assert "muslim" in hidden
    [other] = [row for row in hidden if row != "muslim"]
    earlier = [Known(summed(cell(period.code, "religion", other)), religion[other], religion[other])]
    again = table(release(period, earlier=EarlierKnown(public=earlier)).public, "religion")
    assert again is None or lines(again)["muslim"] == (None,)
    after = release(period, earlier=EarlierKnown(public=earlier))
    register = Register([*earlier, *after.known_public], structure(period))
    lo, hi = register.bounds(summed(cell(period.code, "religion", "muslim")))
    assert (lo, hi >= SETTINGS.t_public) == (0, True)


def test_a_second_period_is_released_as_if_it_were_the_first():
    first, second = counted(people(sex=SEX), code="first"), counted(people(sex=SEX), code="second")
    before = release(first)
    earlier = EarlierKnown(before.known_officer, before.known_public)
    assert release(second, earlier=earlier) == release(second)


def test_counts_that_contradict_what_was_published_are_refused():
    period = counted(people(sex=SEX))
    earlier = EarlierKnown(officer=[Known(summed(cell(period.code, "sex", "female")), 31, 31)])
    with pytest.raises(DoesNotAddUp):
        release(period, earlier=earlier)


def test_counts_that_do_not_add_up_are_refused_by_name():
    wrong = Counted("period", date(2026, 4, 1), date(2026, 6, 30), 50, 0, {("sex", "female"): 49})
    with pytest.raises(BadFigure, match="sex"):
        release(wrong)


FAMILIES = [
    {"disability": group, "knows_how": said}
    for group, said, n in (
        ("disabled", "yes", 18), ("disabled", "no", 19), ("disabled", UNANSWERED, 3),
        ("not_disabled", "yes", 30), ("not_disabled", "not_sure", 24), ("not_disabled", UNANSWERED, 6),
    )
    for _ in range(n)
]  # fmt: skip


def test_opinions_of_each_group_are_told_in_columns_in_which_nobody_is_one_of_few():
    gated = release(counted(FAMILIES), Kind.FAMILIES)
    found = table(gated.officer, "disability", "knows_how")
    assert (found.rows, found.columns) == (("disabled", "not_disabled", ":not_said"), ("yes", ":other"))
    assert found.counts == ((18, 22, 40), (30, 30, 60), (0, 0, 0), (48, 52, 100))
    assert table(gated.public, "disability", "knows_how").columns == ("yes", ":other")


def test_opinions_of_all_who_did_not_say_do_not_tell_what_the_young_think():
    """8 were too young for the question and 5 passed it: with 7 who say no shown, 2 of the young at least do."""
    said = (
        ("never", "yes", 30),
        ("never", "no", 20),
        (NOT_ASKED, "yes", 6),
        (NOT_ASKED, "no", 2),
        (UNANSWERED, "no", 5),
    )
    sample = counted([{"marital_status": status, "knows_how": how} for status, how, n in said for _ in range(n)])
    gated = release(sample, Kind.FAMILIES)
    assert lines(table(gated.officer, "marital_status"))[NOT_ASKED] == (8,)
    young = summed(f"period/marital_status={NOT_ASKED}/knows_how=no")
    assert Register([*gated.known_officer, *gated.known_public], structure(sample)).protects(
        [young], SETTINGS.t_officer
    )


def test_opinions_of_the_young_are_not_told_by_two_questions_that_are_asked_at_different_ages():
    """From 16 they are asked about orientation and from 18 about marriage: 10 less 8 who say no are 16 or 17."""
    said = [
        ("a13_15", NOT_ASKED, NOT_ASKED, 12, 8), ("a16_17", "heterosexual", NOT_ASKED, 5, 2),
        ("a25_34", "heterosexual", "never", 20, 20), ("a35_44", "bisexual", "married", 20, 20),
    ]  # fmt: skip
    sample = counted([
        {"age_band": age, "sexual_orientation": orientation, "marital_status": marriage, "knows_how": how}
        for age, orientation, marriage, yes, no in said
        for how in ["yes"] * yes + ["no"] * no
    ])  # fmt: skip
    gated = release(sample, Kind.FAMILIES)
    young = summed("period/age_band=a16_17/knows_how=no")
    built = [*structure(sample), *structure_of_the_young(sample)]
    for t, known in (
        (SETTINGS.t_officer, [*gated.known_officer, *gated.known_public]),
        (SETTINGS.t_public, gated.known_public),
    ):
        assert Register(known, built).protects([young], t)
        assert [*Attacker([*known, *built], [young]).narrows(t)] == []
    crossed = [it.characteristic for it in gated.officer.tables if it.opinion]
    assert crossed
    assert "marital_status" not in crossed


def test_opinions_are_crossed_in_a_sample_only():
    assert all(it.opinion is None for it in release(counted(FAMILIES)).officer.tables)


def test_where_the_search_may_not_go_on_less_is_told_and_nothing_small():
    sample = counted(FAMILIES)
    gated = release(sample, Kind.FAMILIES, using=replace(SETTINGS, node_limit=0))
    small = summed(*(f"period/disability=disabled/knows_how={said}" for said in (UNANSWERED,)))
    assert Register(gated.known_officer, structure(sample)).protects([small], SETTINGS.t_officer)
    assert len(gated.officer.tables) <= len(release(sample, Kind.FAMILIES).officer.tables)


def test_a_release_is_the_same_again_and_can_be_kept():
    sample = counted(FAMILIES)
    once, again = release(sample, Kind.FAMILIES), release(sample, Kind.FAMILIES)
    assert as_json(once.officer) == as_json(again.officer)
    assert once == again
    assert from_json(Kind.FAMILIES, as_json(once.officer)) == once.officer
