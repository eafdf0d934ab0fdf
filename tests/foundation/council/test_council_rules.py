"""The rules of a council: which team an item reaches and how fast, in the council that we ship and in another."""

from datetime import time, timedelta
from itertools import product

import pytest
from little_council import COUNCILS, LITTLE_COUNCIL, NIGHT

from foundation.contracts.cases import PRIORITIES
from foundation.contracts.submissions import KINDS_KEPT
from foundation.council import Council, load_council
from foundation.procedure.vocabulary import ChildStatus, Due, Subject


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


def test_another_council_is_another_file_and_no_code(load):
    council = load(LITTLE_COUNCIL)
    assert council.name == "Littleham Borough Council"
    assert council.teams == {"post_room": "The post room", "homes": "Homes"}
    assert council.letters_from == "post@littleham.example"
    assert council.telephones.children_night == "01632 960002"
    assert (council.acknowledge.allowed, council.acknowledge.source) == (2, "our charter")


@pytest.mark.parametrize(
    "number, said", [("", ""), ('  complaints_phone: "01632 960009"\n', " or ring us on 01632 960009")]
)
def test_the_complaints_team_may_have_a_number_and_without_one_nobody_is_told_to_ring_us(number, said, load):
    assert load(LITTLE_COUNCIL.replace(NIGHT, NIGHT + number)).telephones.or_ring_us == said


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


@pytest.mark.parametrize("line, turned_on", [("", False), (", equality_after_closing: true", True)])
def test_nobody_is_mailed_the_voluntary_questions_unless_a_council_says_so(line, turned_on, load, herefordshire):
    surveys = load(LITTLE_COUNCIL.replace("open_days: 21", f"open_days: 21{line}")).surveys
    assert surveys.equality_after_closing is turned_on
    assert not herefordshire.surveys.equality_after_closing


def test_the_duty_list_is_told_in_its_order_round_and_round(load):
    duty = load(LITTLE_COUNCIL).duty
    assert [duty.person(told).name for told in range(5)] == ["Duty desk", "Mayor", "Duty desk", "Mayor", "Duty desk"]
    assert (duty.starts, duty.ends, duty.repeat) == (time(8, 30), time(16, 30), timedelta(minutes=15))


def test_more_than_one_person_stands_on_the_duty_list_that_we_ship_and_no_mailbox_is_invented(herefordshire):
    assert len({person.email for person in herefordshire.duty.people}) >= 2
    assert all(person.email.endswith("@herefordshire.example") for person in herefordshire.duty.people)
