"""Which procedure? An officer tries facts; nothing is kept."""

import re

import pytest
from shown import words_of
from sqlalchemy import text

ELIGIBLE = {
    "is_complaint": "yes", "subject": "assessment_s17", "relationship": "parent", "child_status": "child_in_need",
    "responsible_authority": "herefordshire", "received_date": ["20", "11", "2026"], "event_date": ["1", "10", "2026"],
    "already_answered_at_stage": "0",
}  # fmt: skip


def given(**different):
    return {name: value for name, value in (ELIGIBLE | different).items() if value is not None}


@pytest.fixture
def ask(manager):
    return lambda **different: manager.send("/which", **given(**different))


DECIDED = [
    ({}, ["Statutory procedure", "Answer at stage 1 by Friday 4 December 2026", "Children Act 1989 s.26(3)"]),
    ({"subject": "s47_enquiry_conduct"}, ["Corporate procedure", "We write to say that we have it"]),
    ({"responsible_authority": "school"}, ["Another route", "No clock runs."]),
    ({"responsible_authority": "another_council"}, ["Another route", "the council that is responsible"]),
    ({"event_date": ["19", "11", "2025"]}, ["Historic: more than a year ago", "Our own target"]),
    ({"relationship": "grandparent"}, ["A person decides", "Children Act 1989 s.26(3)(e)"]),
    ({"relationship": "grandparent", "has_parental_responsibility": "yes"}, ["in their own right"]),
    ({"story": "He said he will kill her"}, ["Safeguarding first", "And then Statutory procedure", "kill her"]),
    ({"allegation_against_worker": "y"}, ["Safeguarding first", "Due beside it", "LADO"]),
    ({"is_complaint": "no", "subject": "compliment", "event_date": None}, ["None needed", "No clock runs."]),
    ({"subject": "data_protection"}, ["Sunday 20 December 2026", "day 30", "2026-06-19"]),
    ({"subject": "data_protection", "rules": "2024-01-01"}, ["No clock runs.", "Rules 2024-01-01"]),
    (
        {"already_answered_at_stage": "1", "asks_for_stage": "2",
         "last_response_received_date": ["2", "11", "2026"]},
        ["The council cannot refuse it", "Answer at stage 2"],
    ),
]  # fmt: skip


def test_the_answer_names_procedure_dates_source_and_rules(ask):
    for different, wanted in DECIDED:
        answer = ask(**different)
        assert answer.status_code == 200, answer.text
        for words in (*wanted, "How the rules came to this"):
            assert words.lower() in words_of(answer).lower(), different


REFUSED = [
    ({"is_complaint": None}, "is_complaint", "Select whether it is a complaint"),
    ({"subject": ""}, "subject", ""),
    ({"subject": "colour"}, "subject", ""),
    ({"relationship": ""}, "relationship", ""),
    ({"child_status": "fine"}, "child_status", ""),
    ({"responsible_authority": "DROP"}, "responsible_authority", ""),
    ({"received_date": ["", "", ""]}, "received_date", ""),
    ({"received_date": ["31", "2", "2026"]}, "received_date", "Enter a real date"),
    ({"received_date": ["24", "11", "2026"]}, "received_date", "in the future"),
    ({"received_date": ["1", "3", "2019"], "event_date": ["1", "3", "2019"]}, "received_date", "No date can be"),
    ({"event_date": None}, "event_date", "“It is still going on”"),
    ({"event_date": ["21", "11", "2026"]}, "event_date", "is after it was received"),
    ({"aware_date": ["21", "11", "2026"]}, "aware_date", "is after it was received"),
    ({"asks_for_stage": "3"}, "asks_for_stage", "more than one above the last stage answered"),
    ({"already_answered_at_stage": "1", "asks_for_stage": "2"}, "last_response_received_date", "Give the day"),
    ({"already_answered_at_stage": "9"}, "already_answered_at_stage", ""),
    ({"rules": "1989-11-16"}, "rules", ""),
    ({"story": "a\x00b"}, "story", "not text"),
    ({"story": "x" * 20_001}, "story", "20,000 characters"),
]


def test_facts_that_cannot_be_are_refused_at_their_field(ask):
    for different, field, message in REFUSED:
        answer = ask(**different)
        assert answer.status_code == 400, different
        assert f'href="#{field}' in answer.text, different
        assert message in answer.text, different
        assert re.search(rf'id="{field}(-boxes)?-error"', answer.text), different


def test_nothing_is_kept_and_no_story_stands_in_an_address(ask, everything):
    with everything.unit_of_work() as uow:
        written = "select sum(n_tup_ins) from pg_stat_user_tables where schemaname <> 'staff'"
        before = uow.session.scalar(text(written))
    answer = ask(story="Nobody rang back.")
    assert "Nobody rang back" not in answer.text
    assert answer.request.query_string == b""
    with everything.unit_of_work() as uow:
        assert uow.session.scalar(text(written)) == before


@pytest.mark.parametrize("role, team, status", [
    ("complaints_manager", None, 200), ("complaints_officer", None, 200), ("service_team", "send", 200),
    ("duty_worker", None, 403), ("practitioner", None, 403), ("equality_officer", None, 403),
])  # fmt: skip
def test_who_works_on_cases_may_try(signed_in_as, role, team, status):
    assert signed_in_as(role, team).get("/which").status_code == status
