"""What families answer in the made-up year can be answered, and the texts that all is made of are sound."""

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random
from string import Template

import pytest
from little_council import LITTLE_COUNCIL

from foundation.council import Council, load_council
from foundation.procedure.screen import screen
from foundation.procedure.vocabulary import Relationship
from foundation.surveys.answers import read_answers
from foundation.surveys.library import library
from foundation.surveys.questionnaire import Band
from heard.synthetic.people import relationship, slots
from heard.synthetic.surveys import Asked, plan_surveys
from heard.synthetic.words import Drawer, read
from heard.synthetic.year import plan

LAST_DAY = date(2026, 11, 23)
EMAIL = re.compile(r"[a-z.-]+\d*@example\.(com|org)")


def test_a_council_with_other_areas_and_topics_gets_a_year_too(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(LITTLE_COUNCIL, "utf-8")
    littleham, leap_day = load_council(tmp_path), date(2028, 2, 29)
    year = plan(littleham, leap_day)
    complaints = [one.body for one in year if one.body["kind"] == "complaint"]
    assert len(year) == 790
    assert {body["service_area"] for body in complaints} == littleham.areas.keys()
    assert {body["topic"] for body in complaints} == littleham.topics.keys()
    assert len({body["words"] for body in complaints}) == 400
    asked = plan_surveys(littleham, leap_day)
    assert {reply.to for reply in asked.by_poster} == {"tea"}
    assert {(sent.area, sent.team) for sent in asked.invitations} == {("home", "homes")}
    assert_it_can_be_answered(asked, leap_day, littleham.surveys.open_days)


def assert_it_can_be_answered(asked: Asked, last_day: date, open_days: int) -> None:
    """Whoever answers is asked that, in that wording, and in time; nobody is asked twice in one send-out."""
    for reply in (*asked.by_poster, *asked.by_invitation):
        read_answers(library().newest(reply.questionnaire), reply.band, reply.given)
        assert any(reply.given.values())
        assert last_day - timedelta(days=364) <= reply.on <= last_day
    sent = {sent.questionnaire: sent for sent in asked.invitations}
    assert len({(reply.questionnaire, reply.to) for reply in asked.by_invitation}) == len(asked.by_invitation)
    for reply in asked.by_invitation:
        invitations = sent[reply.questionnaire]
        assert reply.to in invitations.addresses
        assert 0 <= (reply.on - invitations.on).days <= open_days
    for invitations in asked.invitations:
        assert len(set(invitations.addresses)) == len(invitations.addresses) >= 20
        assert all(EMAIL.fullmatch(address) for address in invitations.addresses)
        assert any(reply.questionnaire == invitations.questionnaire for reply in asked.by_invitation)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_families_answer_can_be_answered_and_comes_together_at_every_kind_of_meeting(
    council: Council, seed: int
) -> None:
    asked = plan_surveys(council, LAST_DAY, seed)
    assert_it_can_be_answered(asked, LAST_DAY, council.surveys.open_days)
    at_each = Counter(reply.to for reply in asked.by_poster)
    assert at_each.keys() == council.meetings.keys()
    assert min(at_each.values()) >= 10
    assert {reply.band for reply in asked.by_poster} == set(Band)
    assert len({str(reply.given) for reply in asked.by_poster}) > len(asked.by_poster) / 2


def test_one_answer_and_no_other_holds_a_sign_of_harm(council: Council) -> None:
    asked = plan_surveys(council, LAST_DAY)
    written = [text for reply in asked.by_poster for texts in reply.given.values() for text in texts if " " in text]
    assert [text for text in written if screen(text).hit] == [read("kind_words")["meetings"]["worried"]]


def test_the_same_seed_and_day_give_the_same_answers(council: Council) -> None:
    assert plan_surveys(council, LAST_DAY) == plan_surveys(council, LAST_DAY, seed=1)
    assert plan_surveys(council, LAST_DAY) != plan_surveys(council, LAST_DAY, seed=2)


def texts(found: object) -> list[str]:
    if isinstance(found, str):
        return [found]
    inside = found.values() if isinstance(found, dict) else found if isinstance(found, list) else []
    return [text for one in inside for text in texts(one)]


@pytest.mark.parametrize("name", ["areas", "shared", "kind_words"])
def test_every_slot_in_the_texts_can_be_filled(name: str) -> None:
    filled = slots(Drawer(Random(1)), relationship("parent"), (5, 15), LAST_DAY, LAST_DAY)
    for text in texts(read(name)):
        assert Template(text).is_valid(), text
        assert set(Template(text).get_identifiers()) <= filled.keys(), text


def test_the_texts_speak_of_areas_topics_and_relationships_that_exist(council: Council) -> None:
    speakers = {"family", "own", "adult", "outside"} | set(Relationship)
    settings = {"weight", "who", "topics", "ages", "apart"}
    assert read("shared")["relationships"].keys() == set(Relationship)
    assert read("areas").keys() == council.areas.keys()
    for area in read("areas").values():
        spoken = area.keys() - settings
        assert spoken <= speakers
        assert area["who"].keys() <= set(Relationship)
        assert area["topics"].keys() <= council.topics.keys()
        assert all(area[speaker].keys() <= council.topics.keys() for speaker in spoken)
        assert sum(len(pack) for speaker in spoken for pack in area[speaker].values()) >= 6
