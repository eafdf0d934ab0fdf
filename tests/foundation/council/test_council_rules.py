"""One council's rule file: read once, refused by file, line and cure if it has a mistake."""

import re
from datetime import time, timedelta
from itertools import product
from pathlib import Path

import pytest

from foundation.contracts.cases import PRIORITIES
from foundation.contracts.submissions import KINDS_KEPT
from foundation.council import Council, Mistake, load_council
from foundation.procedure.vocabulary import ChildStatus, Due, Subject

COUNCILS = Path(__file__).parents[3] / "councils"
HEREFORDSHIRE = (COUNCILS / "herefordshire" / "rules.yaml").read_text("utf-8")

# The smallest council there can be: two teams, two areas, one topic, one meeting.
LITTLE_COUNCIL = """\
council:
  {code: littleham, name: Littleham Borough Council, complaints_team: post_room, letters_from: post@littleham.example}
telephones:
  checked_on: 2026-11-02
  emergency: "999"
  police: "101"
  children_day: "01632 960001"
  children_day_name: Children’s desk
  children_night: "01632 960002"
  children_night_name: Night desk
duty:
  starts: "08:30"
  ends: "16:30"
  repeat_minutes: 15
  lado: 01632 960003
  people: [{name: Duty desk, email: duty@littleham.example}, {name: Mayor, email: mayor@littleham.example}]
local_targets:
  acknowledge: {working_days: 2, source: our charter}
  decide: {working_days: 4, source: our charter}
  warn: {working_days: 1, source: our charter}
teams: {post_room: The post room, homes: Homes}
mailboxes: {post_room: post@littleham.example}
service_areas:
  - {code: home, words: Where a child lives, team: homes, subject: placement_decision, child_status: looked_after}
  - {code: elsewhere, words: Anything else, team: post_room, subject: other, child_status: not_known}
topics:
  - {code: late, words: It came too late, in: {home: placement_move}}
  - {code: rude, words: Somebody was rude, subject: staff_conduct}
routes:
  - {child_at_risk: true, priority: urgent, team: homes}
  - {kinds: [complaint], areas: [elsewhere], topics: [late], team: homes, priority: high}
  - {kinds: [complaint], topics: [late], priority: high}
meetings:
  - {code: tea, words: Tea with the mayor, area: elsewhere, questionnaire: meeting}
surveys: {quiet_days: 14, remind_after_days: 5, open_days: 21}
"""


@pytest.fixture
def load(tmp_path):
    """Load a rule file from its text."""

    def load(rules: str | bytes) -> Council:
        (tmp_path / "rules.yaml").write_bytes(rules if isinstance(rules, bytes) else rules.encode())
        return load_council(tmp_path)

    return load


@pytest.fixture(scope="module")
def herefordshire() -> Council:
    return load_council(COUNCILS / "herefordshire")


# ------------------------------------------------------------------ the file that we ship


def test_the_file_of_herefordshire_loads(herefordshire):
    assert (herefordshire.code, herefordshire.name) == ("herefordshire", "Herefordshire Council")
    assert herefordshire.letters_from.endswith("@herefordshire.example"), "no real mailbox is invented"
    assert herefordshire.telephones.emergency == "999"
    assert herefordshire.telephones.children_day == "01432 260800"
    assert herefordshire.telephones.checked_on.year >= 2026
    assert herefordshire.acknowledge.due == Due.ACKNOWLEDGEMENT
    assert herefordshire.acknowledge.allowed == 3
    assert herefordshire.decide.due == Due.DECISION


def test_the_team_of_every_service_area_exists(herefordshire):
    assert {area.team for area in herefordshire.areas.values()} <= herefordshire.teams.keys()
    assert herefordshire.complaints_team in herefordshire.teams


def test_every_meeting_belongs_to_a_service_area(herefordshire):
    assert {meeting.area for meeting in herefordshire.meetings.values()} <= herefordshire.areas.keys()


def test_families_who_are_not_sure_can_say_so_and_reach_the_complaints_team(herefordshire):
    assert herefordshire.routing("complaint", "not_sure").team == "complaints"
    assert herefordshire.routing("complaint", "not_sure", "something_else").subject == Subject.OTHER


def every_item(council: Council):
    return product(KINDS_KEPT, council.areas, (None, *council.topics), (False, True))


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in COUNCILS.glob("*/rules.yaml")))
def test_everything_that_families_can_choose_reaches_a_team_with_a_priority(folder):
    council = load_council(COUNCILS / folder)
    for kind, area, topic, at_risk in every_item(council):
        routing = council.routing(kind, area, topic, child_at_risk=at_risk)
        assert routing.team in council.teams
        assert routing.priority in PRIORITIES
        assert isinstance(routing.subject, Subject)


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in COUNCILS.glob("*/rules.yaml")))
def test_a_child_at_risk_is_always_urgent_and_nothing_else_is(folder):
    council = load_council(COUNCILS / folder)
    for kind, area, topic, at_risk in every_item(council):
        routing = council.routing(kind, area, topic, child_at_risk=at_risk)
        assert (routing.priority == "urgent") == at_risk, f"{kind} {area} {topic}"


@pytest.mark.parametrize(
    "kind, area, topic, at_risk, team, priority, subject",
    [
        ("complaint", "child_in_need", "worker", False, "assessment", "normal", Subject.STAFF_CONDUCT),
        ("complaint", "child_in_need", "decision", False, "assessment", "normal", Subject.ASSESSMENT_S17),
        ("complaint", "child_in_need", "waiting", False, "assessment", "normal", Subject.S17_OTHER),
        ("complaint", "child_protection", "decision", False, "child_protection", "normal",
         Subject.CP_CONFERENCE_OUTCOME),
        ("complaint", "child_protection", "help", False, "child_protection", "normal", Subject.S47_ENQUIRY_CONDUCT),
        ("complaint", "children_in_care", "home", False, "children_in_care", "high", Subject.PLACEMENT_DECISION),
        ("complaint", "children_in_care", "home", True, "children_in_care", "urgent", Subject.PLACEMENT_DECISION),
        ("complaint", "fostering", "family_time", False, "fostering", "high", Subject.FAMILY_TIME_ARRANGEMENTS),
        ("complaint", "adoption", "information", False, "complaints", "normal", Subject.DATA_PROTECTION),
        ("complaint", "special_guardianship", "help", False, "adoption", "normal",
         Subject.SPECIAL_GUARDIANSHIP_SUPPORT),
        ("complaint", "send", "decision", False, "send", "normal", Subject.EHC_PLAN_CONTENT),
        ("complaint", "send", "waiting", False, "send", "normal", Subject.EHC_PLAN_DELAY),
        ("complaint", "disability", "help", False, "disability", "normal", Subject.SHORT_BREAKS_S17),
        ("complaint", "front_door", None, False, "front_door", "normal", Subject.REFERRAL_NOT_ACTED_ON),
        ("complaint", "leaving_care", "something_else", False, "leaving_care", "normal", Subject.OTHER),
        ("compliment", "fostering", None, False, "fostering", "normal", Subject.COMPLIMENT),
        ("compliment", "fostering", None, True, "fostering", "urgent", Subject.COMPLIMENT),
        ("comment", "early_help", None, False, "early_help", "normal", Subject.SUGGESTION),
        ("worker_change", "leaving_care", None, False, "leaving_care", "normal", Subject.CHANGE_OF_WORKER),
        ("meeting", "child_protection", None, False, "child_protection", "normal", Subject.SUGGESTION),
    ],
)  # fmt: skip
def test_an_item_in_herefordshire_reaches_its_team(herefordshire, kind, area, topic, at_risk, team, priority, subject):
    routing = herefordshire.routing(kind, area, topic, child_at_risk=at_risk)
    assert (routing.team, routing.priority, routing.subject) == (team, priority, subject)


@pytest.mark.parametrize(
    "area, known_as",
    [
        ("child_in_need", ChildStatus.CHILD_IN_NEED),
        ("disability", ChildStatus.CHILD_IN_NEED),
        ("child_protection", ChildStatus.CHILD_PROTECTION_PLAN),
        ("children_in_care", ChildStatus.LOOKED_AFTER),
        ("fostering", ChildStatus.LOOKED_AFTER),
        ("leaving_care", ChildStatus.CARE_LEAVER),
        ("adoption", ChildStatus.ADOPTED),
        ("special_guardianship", ChildStatus.SPECIAL_GUARDIANSHIP),
        ("early_help", ChildStatus.EARLY_HELP),
        ("not_sure", ChildStatus.NOT_KNOWN),
        ("an area that has left the file", ChildStatus.NOT_KNOWN),
    ],
)
def test_how_a_child_is_known_follows_from_the_service_area(herefordshire, area, known_as):
    assert herefordshire.child_status(area) is known_as


# ------------------------------------------------------------------ another council


def test_another_council_is_another_file_and_no_code(load):
    council = load(LITTLE_COUNCIL)
    assert council.name == "Littleham Borough Council"
    assert council.teams == {"post_room": "The post room", "homes": "Homes"}
    assert council.letters_from == "post@littleham.example"
    assert council.telephones.children_night == "01632 960002"
    assert (council.acknowledge.allowed, council.acknowledge.source) == (2, "our charter")


NIGHT = '  children_night: "01632 960002"\n'


@pytest.mark.parametrize(
    "number, said", [("", ""), ('  complaints_phone: "01632 960009"\n', " or ring us on 01632 960009")]
)
def test_the_complaints_team_may_have_a_number_and_without_one_nobody_is_told_to_ring_us(number, said, load):
    assert load(LITTLE_COUNCIL.replace(NIGHT, NIGHT + number)).telephones.or_ring_us == said


def test_a_number_of_the_complaints_team_that_is_empty_is_a_mistake(load):
    with pytest.raises(Mistake, match="complaints_phone"):
        load(LITTLE_COUNCIL.replace(NIGHT, f'{NIGHT}  complaints_phone: ""\n'))


def test_in_another_council_the_first_rule_that_gives_a_team_or_a_priority_decides_each(load):
    council = load(LITTLE_COUNCIL)

    def team_and_priority(*item, **risk):
        routing = council.routing(*item, **risk)
        return routing.team, routing.priority

    assert team_and_priority("complaint", "elsewhere") == ("post_room", "normal")
    assert team_and_priority("complaint", "elsewhere", "rude") == ("post_room", "normal")
    assert team_and_priority("complaint", "elsewhere", "late") == ("homes", "high")
    assert team_and_priority("comment", "elsewhere", "late") == ("post_room", "normal")
    assert team_and_priority("complaint", "home", "late") == ("homes", "high")
    assert team_and_priority("complaint", "elsewhere", "late", child_at_risk=True) == ("homes", "urgent")
    assert council.routing("complaint", "home", "late").subject == Subject.PLACEMENT_MOVE
    assert council.routing("complaint", "elsewhere", "late").subject == Subject.OTHER
    assert council.routing("complaint", "elsewhere", "rude").subject == Subject.STAFF_CONDUCT


def test_the_rule_file_is_read_once(load, tmp_path):
    council = load(LITTLE_COUNCIL)
    (tmp_path / "rules.yaml").unlink()
    assert load_council(tmp_path) is council


# ------------------------------------------------------------------ mistakes

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


@pytest.mark.parametrize("line, turned_on", [("", False), (", equality_after_closing: true", True)])
def test_nobody_is_mailed_the_voluntary_questions_unless_a_council_says_so(line, turned_on, load, herefordshire):
    surveys = load(LITTLE_COUNCIL.replace("open_days: 21", f"open_days: 21{line}")).surveys
    assert surveys.equality_after_closing is turned_on
    assert not herefordshire.surveys.equality_after_closing


def test_a_mistake_that_is_mended_is_forgotten(load):
    with pytest.raises(Mistake):
        load(LITTLE_COUNCIL.replace("team: homes", "team: houses"))
    assert load(LITTLE_COUNCIL).code == "littleham"


# ------------------------------------------------------------------ who is told of a sign of harm


def test_the_duty_list_is_told_in_its_order_round_and_round(load):
    duty = load(LITTLE_COUNCIL).duty
    assert [duty.person(told).name for told in range(5)] == ["Duty desk", "Mayor", "Duty desk", "Mayor", "Duty desk"]
    assert (duty.starts, duty.ends, duty.repeat) == (time(8, 30), time(16, 30), timedelta(minutes=15))


def test_more_than_one_person_stands_on_the_duty_list_that_we_ship_and_no_mailbox_is_invented(herefordshire):
    assert len({person.email for person in herefordshire.duty.people}) >= 2
    assert all(person.email.endswith("@herefordshire.example") for person in herefordshire.duty.people)
