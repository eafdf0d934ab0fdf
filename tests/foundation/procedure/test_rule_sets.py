"""Rules are files that people can read: dated, sourced, whole, and refused with file and key where they are not."""

import re
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from foundation.procedure import rule_sets
from foundation.procedure.rule_sets import VERSIONS, BadRules, UnknownRules, rule_set, rules_on
from foundation.procedure.rule_sets.reading import read
from foundation.procedure.vocabulary import Clock, Reason, Relationship, Subject

SHIPPED = Path(rule_sets.__file__).parent
OLDEST = "2024-01-01"


@pytest.mark.parametrize(
    "day, version",
    [
        (date(2023, 12, 31), "2024-01-01"),
        (date(2024, 1, 1), "2024-01-01"),
        (date(2026, 6, 18), "2024-01-01"),
        (date(2026, 6, 19), "2026-06-19"),
        (date(2028, 12, 31), "2026-06-19"),
    ],
)
def test_rules_apply_from_their_day(day, version):
    rules = rules_on(day)
    assert rules.version == version
    assert rule_set(version) is rules


def test_a_version_that_there_is_not_is_refused_and_those_that_there_are_are_named():
    with pytest.raises(UnknownRules, match="2024-01-01 and 2026-06-19"):
        rule_set("2025-01-01")
    with pytest.raises(UnknownRules):
        rule_set("../2024-01-01")


def test_the_rules_of_2026_add_the_clock_of_the_data_protection_act_and_change_nothing_else():
    before, after = rule_set("2024-01-01"), rule_set("2026-06-19")
    new = Clock.DATA_PROTECTION_ACKNOWLEDGEMENT
    assert new not in before.clocks
    assert (after.clocks[new].allowed, after.clocks[new].unit) == (30, "calendar")
    assert {name: it for name, it in after.clocks.items() if name != new} == dict(before.clocks)
    assert {it for it in Reason if after.reasons[it] != before.reasons[it]} == {Reason.DATA_PROTECTION}
    for part in ("standings", "parts", "table", "relationships", "subjects", "limits"):
        assert getattr(after, part) == getattr(before, part)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_number_and_every_reason_has_its_source_beside_it(version):
    rules = rule_set(version)
    sourced = [*rules.reasons.values(), *rules.standings.values(), *rules.parts.values(), *rules.limits.values(),
               *rules.clocks.values()]  # fmt: skip
    assert all(len(it.source) > 4 for it in sourced)
    leaves = [leave for it in rules.clocks.values() for leave in (it.extension, it.pause) if leave]
    assert all(leave.where and leave.source for leave in leaves)
    assert all(it.part or it.other_route or it.corporate or it.unclear for it in rules.subjects.values())


@pytest.mark.parametrize("version", VERSIONS)
def test_words_of_rules_are_sentences_that_a_letter_can_hold(version):
    for rule in rule_set(version).reasons.values():
        assert re.fullmatch(r"[A-Z].*\.", rule.words)
        assert not re.search(r"[{}<>_*]|  ", rule.words)


def test_what_nobody_has_looked_up_is_marked_for_the_councils_lawyer():
    rules = rule_set(OLDEST)
    recalled = {name for name, it in rules.clocks.items() if it.recalled}
    assert recalled == {
        Clock.STAGE_3_ACKNOWLEDGEMENT, Clock.PANEL_CHAIR, Clock.PANEL_PAPERS, Clock.CORPORATE_STAGE_2_ACKNOWLEDGEMENT,
        Clock.CORPORATE_STAGE_2_ANSWER,
    }  # fmt: skip
    assert {name for name, it in rules.limits.items() if it.recalled} == {"statutory_years", "days_for_post"}


def test_planned_changes_are_those_that_may_be_held():
    assert {subject for subject, it in rule_set(OLDEST).subjects.items() if it.freeze} == {
        Subject.PLACEMENT_DECISION, Subject.PLACEMENT_MOVE, Subject.CARE_PLANNING, Subject.FAMILY_TIME_ARRANGEMENTS,
        Subject.PATHWAY_PLAN, Subject.SHORT_BREAKS_S17,
    }  # fmt: skip


def test_rules_cannot_be_changed_by_who_reads_them():
    rules = rule_set(OLDEST)
    with pytest.raises(TypeError):
        rules.clocks[Clock.PANEL_MEETING] = None
    with pytest.raises(TypeError):
        rules.table["relative"]["looked_after"] = "S"
    with pytest.raises(TypeError):
        rules.relationships[Relationship.OTHER] = None


# ------------------------------------------------------------------ mistakes


@pytest.fixture
def rules_with(tmp_path):
    """Read the oldest rules with one place in the file changed."""

    def reading(old: str, new: str):
        text = (SHIPPED / f"{OLDEST}.yaml").read_text("utf-8")
        assert old in text
        (tmp_path / f"{OLDEST}.yaml").write_text(text.replace(old, new, 1), "utf-8")
        return read(tmp_path, OLDEST)

    return reading


def test_the_same_file_elsewhere_is_read_the_same(rules_with):
    assert rules_with("because:", "because:") == rule_set(OLDEST)


# what is wrong, the place before, the place after, what is said
MISTAKES = [
    ("a subject that there is not", "  life_story:", "  life_storey:", "subjects.life_storey"),
    ("a subject left out", "  life_story: {part: looked_after}\n", "", "subjects: missing: life_story"),
    ("a subject that leads nowhere", "life_story: {part: looked_after}", "life_story: {freeze: true}",
     "subjects.life_story: give a part"),
    ("a part that there is not", "life_story: {part: looked_after}", "life_story: {part: moon}",
     "subjects.life_story.part"),
    ("a route that there is not", "{other_route: insurance_claim}", "{other_route: insurer}",
     "subjects.insurance_claim.other_route"),
    ("a cell of another letter", "relative:                         [\"?\"", "relative:                         [X",
     "table.relative"),
    ("a cell left out", "care_leaver:                      [\"-\",  T ,", "care_leaver:                      [ T ,",
     "table.care_leaver: 8 cells"),
    ("a column twice", "  - looked_after\n", "  - child_in_need\n", "columns"),
    ("another route that no subject names", "foster_carer:                     [ S ,",
     "foster_carer:                     [ O ,", "O needs an other_route"),
    ("a person of no row", "  sibling: {stands_as: relative}\n", "", "relationships: missing: sibling"),
    ("a row that there is not", "sibling: {stands_as: relative}", "sibling: {stands_as: family}",
     "relationships.sibling.stands_as"),
    ("a reason without source", "    source: LGSCO 23 021 066\n", "", "reasons.other_authority.source"),
    ("a reason left out", "  calendar_ended:", "  calendar_end:", "reasons.calendar_end"),
    ("a clock without source", "    source: SI 2006/1738 reg. 19(4)\n", "", "clocks.panel_meeting.source"),
    ("a clock in words", "    allowed: 30", "    allowed: thirty", "clocks.panel_meeting.allowed"),
    ("a clock of half a day", "    allowed: 30", "    allowed: 30.5", "clocks.panel_meeting.allowed"),
    ("a clock of a year", "    allowed: 30", "    allowed: 365", "clocks.panel_meeting.allowed"),
    ("an extension without end", "    longest: 65\n", "", "clocks.statutory_stage_2_answer.longest"),
    ("an end before the beginning", "    longest: 65\n", "    longest: 20\n",
     "clocks.statutory_stage_2_answer.longest"),
    ("a word we do not know", "    longest: 65\n", "    longest: 65\n    colour: red\n",
     "clocks.statutory_stage_2_answer.colour: we do not know this word here"),
    ("a mark that is no yes or no", "    recalled: true\n", "    recalled: perhaps\n", "recalled"),
    ("a section left out", "limits:\n", "limit:\n", "limits"),
    ("another day than the file’s name", "applies_from: 2024-01-01", "applies_from: 2024-02-01",
     "a file is named by its day"),
    ("no day", "applies_from: 2024-01-01", "applies_from: soon", "give the day from which it applies"),
    ("based on itself", "applies_from: 2024-01-01", "applies_from: 2024-01-01\nbased_on: 2024-01-01",
     "rules are based on older ones"),
    ("based on what is not there", "applies_from: 2024-01-01", "applies_from: 2024-01-01\nbased_on: 2023-01-01",
     "2023-01-01.yaml is missing"),
    ("no YAML", "limits:\n", "limits: [\n", "cannot be read"),
    ("a key twice", "limits:\n", "clocks: {}\nlimits:\n", "cannot be read"),
]  # fmt: skip


@pytest.mark.parametrize("old, new, said", [pytest.param(*row[1:], id=row[0]) for row in MISTAKES])
def test_a_mistake_is_refused_with_file_and_key(rules_with, old, new, said):
    with pytest.raises(BadRules) as refused:
        rules_with(old, new)
    assert said in str(refused.value)
    assert ".yaml" in str(refused.value)


def test_an_empty_file_and_one_that_is_no_text_are_refused(tmp_path):
    for content in (b"", b"- 1\n", b"\xff\xfe\x00"):
        (tmp_path / f"{OLDEST}.yaml").write_bytes(content)
        with pytest.raises(BadRules):
            read(tmp_path, OLDEST)


@pytest.mark.parametrize("version", VERSIONS)
def test_files_are_kept_readable(version):
    lines = (SHIPPED / f"{version}.yaml").read_text("utf-8").splitlines()
    assert max(map(len, lines)) <= 120
    assert YAML(typ="safe").load("\n".join(lines))["applies_from"] == date.fromisoformat(version)
