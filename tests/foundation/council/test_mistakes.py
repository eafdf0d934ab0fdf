"""A mistake in a council's rule file is refused, and its line is named."""

import re

import pytest
from little_council import HEREFORDSHIRE, LITTLE_COUNCIL, NIGHT

from foundation.council import Mistake, load_council


def test_a_number_of_the_complaints_team_that_is_empty_is_a_mistake(load):
    with pytest.raises(Mistake, match="complaints_phone"):
        load(LITTLE_COUNCIL.replace(NIGHT, f'{NIGHT}  complaints_phone: ""\n'))


# What is wrong, the text of the file, what stands there instead, the text of the line to be named, what is said.
MISTAKES = [
    ("a word that we do not know", "council:\n", "council:\n  motto: Pulchra terra\n", "  motto:",
     "motto: we do not know this word"),
    ("a meeting with no questionnaire of ours", "questionnaire: looked_after_review", "questionnaire: a_review",
     "    questionnaire: a_review", "“a_review” is no questionnaire"),
    ("a meeting after which a sample's questions are asked", "questionnaire: looked_after_review",
     "questionnaire: people_served", "    questionnaire: people_served",
     "“people_served” asks what may only be counted"),
    ("surveys for ever", "quiet_days: 28", "quiet_days: 0", "quiet_days:", "quiet_days: Must be greater"),
    ("a switch that is neither on nor off", "equality_after_closing: false", "equality_after_closing: 3",
     "  equality_after_closing:", "equality_after_closing: Not a valid boolean"),
    ("a part that we do not know", "meetings:\n", "wishes: []\nmeetings:\n", "wishes:",
     "wishes: we do not know this word"),
    ("a line that is missing", "  name: Herefordshire Council\n", "", "council:", "name: Missing data"),
    ("a line that is missing from a list", "    words: Leaving care\n", "", "  - code: leaving_care",
     "words: Missing data"),
    ("an area that is no code", "area_code: E06000019", "area_code: Herefordshire", "  area_code: H",
     "write E and eight digits"),
    ("an unknown complaints team", "complaints_team: complaints", "complaints_team: postroom",
     "  complaints_team:", "“postroom” is not defined"),
    ("letters from nowhere", "  letters_from: letters@herefordshire.example\n", "", "council:",
     "letters_from: Missing data"),
    ("letters from no address", "letters@herefordshire.example", "the complaints team", "  letters_from: the",
     "Not a valid email address"),
    ("letters from two addresses", "letters@herefordshire.example", "a@b.example, c@d.example",
     "  letters_from: a@b", "Not a valid email address"),
    ("letters from a name and an address", "letters@herefordshire.example", "Letters <a@b.example>",
     "  letters_from: Letters", "Not a valid email address"),
    ("letters from an address that not every mail server can read", "letters@", "zoë@", "  letters_from: zoë",
     "use plain letters"),
    ("letters from an address without end", "letters@", f"{'l' * 120}@", "  letters_from: ll",
     "between 1 and 120"),
    ("an unknown team of an area", "    team: fostering\n", "    team: forestry\n", "    team: forestry",
     "“forestry” is not defined"),
    ("an unknown team of a route", "    team: complaints\n\n", "    team: nobody\n\n", "    team: nobody",
     "“nobody” is not defined"),
    ("an unknown area of a topic", "      fostering: placement_move", "      forestry: placement_move",
     "      forestry:", "“forestry” is not defined"),
    ("an unknown area of a meeting", "    area: leaving_care", "    area: leaving", "    area: leaving",
     "“leaving” is not defined"),
    ("an unknown topic of a route", "[home, family_time]", "[home, famly_time]",
     "    topics: [home, famly_time]", "“famly_time” is not defined"),
    ("an unknown area of a route", "    topics: [information]\n", "    areas: [nowhere]\n",
     "    areas: [nowhere]", "“nowhere” is not defined"),
    ("an unknown kind", "  - kinds: [complaint]\n    topics: [information]",
     "  - kinds: [complaints]\n    topics: [information]", "  - kinds: [complaints]", "Must be one of"),
    ("an unknown word of triage", "subject: ehc_plan_delay\n    child", "subject: ehc_delay\n    child",
     "    subject: ehc_delay", "Must be one of"),
    ("an unknown word of triage in a topic", "      send: ehc_plan_content", "      send: ehc_content",
     "      send: ehc_content", "Must be one of"),
    ("an unknown word for how a child is known", "child_status: adopted", "child_status: adoption",
     "    child_status: adoption", "Must be one of"),
    ("an area that does not say how a child is known", "    child_status: special_guardianship\n", "",
     "  - code: special_guardianship", "child_status: Missing data"),
    ("an unknown priority", "priority: high", "priority: highest", "    priority: highest",
     "Must be one of"),
    ("a route that gives nothing", "    priority: urgent\n", "", "  - child_at_risk: true",
     "a route gives a team or a priority"),
    ("a risk that is neither yes nor no", "child_at_risk: true", "child_at_risk: perhaps",
     "  - child_at_risk: perhaps", "Not a valid boolean"),
    ("nobody to tell of a sign of harm", "  people:\n    - name: Duty social worker\n", "  people: []\n  persons:\n"
     "    - name: Duty social worker\n", "  people: []", "Shorter than minimum length 1"),
    ("a duty person without a mailbox", "      email: duty.manager@herefordshire.example\n", "",
     "    - name: Duty team manager", "email: Missing data"),
    ("a duty mailbox that is none", "duty.manager@", "duty manager at ", "      email: duty manager at",
     "Not a valid email address"),
    ("duty hours that are no time", '  starts: "09:00"', "  starts: nine", "  starts: nine", "Not a valid time"),
    ("duty hours that end before they begin", '  ends: "17:00"', '  ends: "08:00"', "  ends:", "must be later"),
    ("a repetition that nobody would notice", "repeat_minutes: 30", "repeat_minutes: 600", "  repeat_minutes: 600",
     "less than or equal to 240"),
    ("a target in words", "working_days: 3", "working_days: three", "    working_days: three",
     "Not a valid integer"),
    ("a target of no days", "working_days: 3", "working_days: 0", "    working_days: 0",
     "greater than or equal to 1"),
    ("a target of half a day", "working_days: 3", "working_days: 2.5", "    working_days: 2.5",
     "Not a valid integer"),
    ("a target without its source",
     "    source: the council's own target, to be confirmed by the complaints manager\n", "", "  decide:",
     "source: Missing data"),
    ("a mailbox that is none", "complaints: complaints@", "complaints: us at ", "  complaints: us at",
     "Not a valid email address"),
    ("a mailbox of a team that is not there", "  complaints: complaints@herefordshire.example",
     "  complaints: complaints@herefordshire.example\n  forestry: trees@herefordshire.example", "  forestry: trees",
     "“forestry” is not defined"),
    ("no mailbox for the complaints team", "  complaints: complaints@", "  fostering: complaints@", "mailboxes:",
     "the complaints team must have one"),
    ("a code with capitals", "  - code: core_group", "  - code: Core-Group", "  - code: Core-Group",
     "small letters"),
    ("a team code with a space", "  send: SEND and", "  send it: SEND and", "  send it:", "small letters"),
    ("an area that stands twice", "  - code: disability\n",
     "  - {code: adoption, words: More, team: adoption, subject: other, child_status: adopted}\n  - code: disability\n",
     "  - {code: adoption", "“adoption” stands twice"),
    ("a topic that stands twice", "  - code: something_else", "  - code: help",
     "  - code: help\n    words: Something else", "“help” stands twice"),
    ("a team that stands twice", "  early_help: Early help\n",
     "  early_help: Early help\n  fostering: Again\n", "  fostering: Again", "duplicate key"),
    ("a telephone number as a number", '"01432 260800"', "1432260800", "  children_day: 1432260800",
     "Not a valid string"),
    ("no day of checking", "2026-11-23", "some time ago", "  checked_on: some", "Not a valid date"),
    ("words of nothing", "words: Core group", 'words: ""', '    words: ""', "words: "),
    ("words without end", "words: Core group", f"words: {'long ' * 30}", "    words: long", "words: "),
    ("a list where a word belongs", "team: fostering\n", "team: [fostering]\n", "    team: [fostering]",
     "Not a valid string"),
    ("a word where a list belongs", "[home, family_time]", "home", "    topics: home", "Not a valid list"),
    ("an item of nothing", "meetings:\n", "meetings:\n  -\n", "  -\n", "may not be null"),
    ("a tab", "  - code: worker", "\t- code: worker", "\t- code: worker", "cannot start any token"),
    ("a bracket that does not close", "[home, family_time]", "[home, family_time", "    priority: high",
     ""),
]  # fmt: skip


@pytest.mark.parametrize(
    "right, wrong, named, said",
    [pytest.param(*rest, id=what) for what, *rest in MISTAKES],
)
def test_a_mistake_is_refused_naming_its_line(load, tmp_path, right, wrong, named, said):
    assert right in HEREFORDSHIRE
    rules = HEREFORDSHIRE.replace(right, wrong, 1)
    line = rules[: rules.index(named)].count("\n") + 1
    with pytest.raises(Mistake) as refused:
        load(rules)
    assert f"{tmp_path / 'rules.yaml'}, line {line}: " in str(refused.value)
    assert said in str(refused.value)


def test_a_part_that_is_missing_is_named(load):
    part = re.compile(r"^meetings:\n(  .*\n)+", re.MULTILINE)
    assert part.search(HEREFORDSHIRE)
    with pytest.raises(Mistake, match="line 1: meetings: Missing data"):
        load(part.sub("", HEREFORDSHIRE))


def test_two_mistakes_are_named_at_once_in_the_order_of_their_lines(load):
    rules = HEREFORDSHIRE.replace("team: fostering\n", "team: forestry\n").replace("area: leaving_care", "area: gone")
    earlier, later = (rules[: rules.index(wrong)].count("\n") + 1 for wrong in ("team: forestry", "area: gone"))
    with pytest.raises(Mistake, match=rf"(?s)line {earlier}: team: “forestry”.*\n.*line {later}: area: “gone”"):
        load(rules)


@pytest.mark.parametrize(
    "rules, said",
    [
        pytest.param("", "line 1: Invalid input type", id="empty"),
        pytest.param("# only a remark\n", "line 1: Invalid input type", id="only a remark"),
        pytest.param("- council\n- teams\n", "line 1: Invalid input type", id="a list"),
        pytest.param("Herefordshire\n", "line 1: Invalid input type", id="words"),
        pytest.param(b"\xff\xfe\xfa", "line 1: this is not UTF-8", id="not UTF-8"),
        pytest.param(
            "council:\n  name: Zoë’s\n".encode() + "  code: Zoë\n".encode("latin-1"),
            "line 3: this is not UTF-8",
            id="half UTF-8",
        ),
        pytest.param(HEREFORDSHIRE + "---\na: 1\n", "but found another document", id="two documents"),
        pytest.param(HEREFORDSHIRE.replace("Fostering", "Fos\x07tering"), "cannot be read", id="a control character"),
        pytest.param(HEREFORDSHIRE.replace("2026-11-23", "2026-13-45"), "cannot be read", id="a day that is none"),
        pytest.param(
            HEREFORDSHIRE.replace("council:\n", "council:\n  <<: {motto: Pulchra terra}\n", 1),
            "line 4: motto: we do not know this word",
            id="merged in",
        ),
    ],
)
def test_what_is_no_rule_file_is_refused_naming_the_file(load, tmp_path, rules, said):
    with pytest.raises(Mistake) as refused:
        load(rules)
    assert str(tmp_path / "rules.yaml") in str(refused.value)
    assert said in str(refused.value)


def test_a_missing_file_is_refused_naming_the_setting(tmp_path):
    with pytest.raises(Mistake, match=r"rules\.yaml is missing; HEARD_COUNCIL names the folder of a council"):
        load_council(tmp_path)


def test_a_folder_that_is_none_is_refused(tmp_path):
    (tmp_path / "council").write_text("a file")
    with pytest.raises(Mistake, match="cannot be read"):
        load_council(tmp_path / "council")


def test_a_mistake_that_is_mended_is_forgotten(load):
    with pytest.raises(Mistake):
        load(LITTLE_COUNCIL.replace("team: homes", "team: houses"))
    assert load(LITTLE_COUNCIL).code == "littleham"
