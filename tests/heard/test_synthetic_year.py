"""The made-up year: complete, plausible, plainly invented, and the same on every machine."""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from foundation.contracts.text import LONGEST_LINE, LONGEST_WORDS, is_text
from foundation.council import Council
from foundation.procedure.vocabulary import Relationship
from foundation.procedure.working_days import england
from heard.synthetic.year import PlannedSubmission, plan
from intake_service.facts import facts_of, faults_of
from intake_service.schema import submission_schema, told_from

ROOT = Path(__file__).parents[2]
LAST_DAY = date(2026, 11, 23)
COMMON = {"kind", "received_on", "received_how", "name", "email", "phone"}
ALLOWED = {
    "complaint": COMMON
    | {"service_area", "words", "topic", "relationship", "outcome_wanted", "happened_on"}
    | {"still_going_on", "child_at_risk", "child_name", "allegation_against_worker", "has_parental_responsibility"}
    | {"age_band", "child_status", "aware_on", "already_in_court", "court_same_matter"}
    | {"answered_at_stage", "answered_on"},
    "compliment": COMMON | {"service_area", "words", "thanks_to"},
    "comment": COMMON | {"service_area", "words"},
    "worker_change": COMMON | {"service_area", "words", "relationship", "outcome_wanted", "child_name"},
}
REQUIRED = {
    "complaint": {"service_area", "words", "topic", "relationship"},
    "compliment": {"service_area", "words"},
    "comment": {"service_area", "words"},
    "worker_change": {"service_area", "words", "relationship"},
}
PHONE = re.compile(r"(01632 960|07700 900)\d{3}")
EMAIL = re.compile(r"[a-z.-]+\d*@example\.(com|org)")


def fingerprint(planned: list[PlannedSubmission]) -> str:
    bodies = json.dumps([[one.received_on.isoformat(), one.body] for one in planned])
    return hashlib.sha256(bodies.encode()).hexdigest()


@pytest.fixture(scope="module", params=[1, 2])
def year(request: pytest.FixtureRequest, council: Council) -> list[PlannedSubmission]:
    return plan(council, LAST_DAY, seed=request.param)


def of_kind(year: list[PlannedSubmission], kind: str) -> list[dict[str, object]]:
    return [one.body for one in year if one.body["kind"] == kind]


def test_the_year_has_the_promised_number_of_each_kind(year: list[PlannedSubmission]) -> None:
    kinds = Counter(one.body["kind"] for one in year)
    assert kinds == {"complaint": 400, "compliment": 150, "comment": 200, "worker_change": 40}


def test_every_area_and_topic_is_spoken_of(year: list[PlannedSubmission], council: Council) -> None:
    complaints = of_kind(year, "complaint")
    areas = Counter(body["service_area"] for body in complaints)
    assert areas.keys() == council.areas.keys()
    assert min(areas.values()) >= 10
    assert {body["topic"] for body in complaints} == council.topics.keys()
    for kind in ("compliment", "comment"):
        assert {body["service_area"] for body in of_kind(year, kind)} == council.areas.keys()


def test_a_body_holds_what_the_api_takes_and_nothing_else(year: list[PlannedSubmission]) -> None:
    for one in year:
        kind = one.body["kind"]
        assert one.body.keys() <= ALLOWED[kind]
        assert one.body.keys() >= REQUIRED[kind] | {"kind", "received_on", "received_how"}
        assert None not in one.body.values()
        if kind == "complaint":
            assert one.body["relationship"] in set(Relationship)
    ways = {one.body["received_how"] for one in year}
    assert ways == {"web_form", "email", "letter", "phone", "in_person", "via_staff"}


def test_the_door_itself_takes_every_body(year: list[PlannedSubmission], council: Council) -> None:
    door = submission_schema(council)()
    assert [found for one in year if (found := door.validate(one.body))] == []
    complaints = [one for one in year if one.body["kind"] == "complaint"]
    told = [(told_from(door.load(one.body), council), one.received_on) for one in complaints]
    facts = [facts_of(one, day, "web_form", council) for one, day in told]
    assert [found for one in facts if (found := faults_of(one, england()))] == []


def test_the_facts_of_triage_are_told_as_often_as_they_happen(year: list[PlannedSubmission]) -> None:
    told = Counter(name for body in of_kind(year, "complaint") for name, value in body.items() if value)
    assert 15 <= told["answered_at_stage"] <= 80
    assert 1 <= told["allegation_against_worker"] <= 12
    assert told["already_in_court"] >= told["court_same_matter"] >= 1
    assert min(told[name] for name in ("has_parental_responsibility", "age_band", "child_status", "aware_on")) >= 5
    for body in of_kind(year, "complaint"):
        assert body.get("still_going_on") or "happened_on" in body
        assert body["child_at_risk"] or not body.get("allegation_against_worker")


def test_every_text_is_text_and_short_enough(year: list[PlannedSubmission]) -> None:
    longest = {"words": LONGEST_WORDS, "outcome_wanted": 5000}
    for one in year:
        for name, value in one.body.items():
            if isinstance(value, str):
                assert is_text(value)
                assert value == value.strip() != ""
                assert len(value) <= longest.get(name, LONGEST_LINE)
                assert "$" not in value


def test_no_two_complaints_have_the_same_words(year: list[PlannedSubmission]) -> None:
    words = [body["words"] for body in of_kind(year, "complaint")]
    assert len(set(words)) == len(words)


def test_people_write_in_many_ways(year: list[PlannedSubmission]) -> None:
    words = [str(body["words"]) for body in of_kind(year, "complaint")]
    assert any(re.search("[\u0600-\u06ff]", text) for text in words)
    assert any("Dzień dobry" in text for text in words)
    assert any("Bună ziua" in text for text in words)
    assert any("\n\n" in text for text in words)
    assert any(re.search("[\U0001f300-\U0001faff]", text) for text in words)
    assert min(map(len, words)) < 80
    assert max(map(len, words)) > 500


def test_the_year_is_in_order_and_ends_on_its_last_day(year: list[PlannedSubmission]) -> None:
    days = [one.received_on for one in year]
    assert days == sorted(days)
    assert LAST_DAY - timedelta(days=364) <= days[0] <= days[-1] <= LAST_DAY
    assert all(one.body["received_on"] == one.received_on.isoformat() for one in year)


def test_things_happen_before_they_are_told_and_not_long_before(year: list[PlannedSubmission]) -> None:
    told = [one for one in year if "happened_on" in one.body]
    assert len(told) > 200
    for one in told:
        assert 0 <= (one.received_on - date.fromisoformat(one.body["happened_on"])).days <= 426


def test_weekends_and_christmas_are_quiet_and_september_is_not(year: list[PlannedSubmission]) -> None:
    days = Counter(one.received_on for one in year)
    by_month = Counter(day.month for day in days.elements())
    weekend = sum(count for day, count in days.items() if day.weekday() >= 5)
    assert weekend < len(year) / 5
    assert sum(count for day, count in days.items() if (day.month, day.day) >= (12, 24)) < 12
    assert by_month[9] > by_month[8]


def test_about_one_in_seven_leaves_no_way_to_answer(year: list[PlannedSubmission]) -> None:
    without = [one for one in year if not {"name", "email", "phone"} & one.body.keys()]
    assert 0.10 <= len(without) / len(year) <= 0.21


def test_contacts_can_belong_to_nobody(year: list[PlannedSubmission]) -> None:
    phones = [one.body["phone"] for one in year if "phone" in one.body]
    emails = [one.body["email"] for one in year if "email" in one.body]
    assert phones
    assert emails
    assert all(PHONE.fullmatch(phone) for phone in phones)
    assert all(EMAIL.fullmatch(email) for email in emails)
    everything = json.dumps([one.body for one in year])
    assert not re.search(r"@(?!example\.(com|org))", everything)


def test_about_three_in_a_hundred_complaints_say_that_a_child_is_at_risk(
    year: list[PlannedSubmission],
) -> None:
    assert sum(body["child_at_risk"] is True for body in of_kind(year, "complaint")) == 12


def test_the_same_seed_and_day_give_the_same_year(council: Council) -> None:
    assert fingerprint(plan(council, LAST_DAY)) == fingerprint(plan(council, LAST_DAY, seed=1))
    assert fingerprint(plan(council, LAST_DAY)) != fingerprint(plan(council, LAST_DAY, seed=2))
    assert fingerprint(plan(council, LAST_DAY)) != fingerprint(plan(council, LAST_DAY - timedelta(days=1)))


def test_another_process_with_other_hashes_plans_the_same_year(council: Council) -> None:
    program = (
        "import hashlib, json; from datetime import date; from pathlib import Path\n"
        "from foundation.council import load_council; from heard.synthetic.year import plan\n"
        "year = plan(load_council(Path('councils/herefordshire')), date(2026, 11, 23))\n"
        "bodies = json.dumps([[one.received_on.isoformat(), one.body] for one in year])\n"
        "print(hashlib.sha256(bodies.encode()).hexdigest())"
    )
    seed = "12345" if os.environ.get("PYTHONHASHSEED") != "12345" else "54321"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == fingerprint(plan(council, LAST_DAY))
