"""The words of triage as JSON: facts read exactly or refused by field, and the decision written for others to read."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from triaged import told, triaged

from foundation.contracts.facts import read_facts, show_decision
from foundation.procedure.facts import BadFacts, Facts
from foundation.procedure.screen import Screening
from foundation.procedure.vocabulary import AgeBand, ChildStatus, ReceivedHow, Relationship, Subject

LEAST = {
    "is_complaint": True,
    "relationship": "parent",
    "child_status": "child_in_need",
    "responsible_authority": "herefordshire",
    "subject": "assessment_s17",
    "received_date": "2026-11-23",
    "event_date": "2026-11-02",
}
WHOLE = LEAST | {
    "story": "  Nobody rang back.\r\n",
    "has_parental_responsibility": True,
    "complainant_age_band": "18_25",
    "aware_date": "2026-11-03",
    "last_response_received_date": "2026-11-20",
    "written_record_agreed_date": "2026-12-01",
    "event_ongoing": True,
    "received_how": "letter",
    "already_in_court": True,
    "court_same_matter": True,
    "already_answered_at_stage": 1,
    "asks_for_stage": 2,
    "ticked_child_at_risk": True,
    "allegation_against_worker": True,
}


def test_the_whole_object_is_read_word_for_word():
    assert read_facts(WHOLE) == Facts(
        is_complaint=True, relationship=Relationship.PARENT, child_status=ChildStatus.CHILD_IN_NEED,
        responsible_authority="herefordshire", subject=Subject.ASSESSMENT_S17, received_date=date(2026, 11, 23),
        story="Nobody rang back.", event_date=date(2026, 11, 2), event_ongoing=True, aware_date=date(2026, 11, 3),
        has_parental_responsibility=True, complainant_age_band=AgeBand.FROM_18_TO_25,
        received_how=ReceivedHow.LETTER, already_in_court=True, court_same_matter=True, already_answered_at_stage=1,
        asks_for_stage=2, last_response_received_date=date(2026, 11, 20),
        written_record_agreed_date=date(2026, 12, 1), ticked_child_at_risk=True, allegation_against_worker=True,
    )  # fmt: skip


def test_what_is_left_out_is_false_nought_or_unknown():
    facts = read_facts(LEAST)
    assert (facts.event_ongoing, facts.already_in_court, facts.court_same_matter) == (False, False, False)
    assert (facts.ticked_child_at_risk, facts.allegation_against_worker) == (False, False)
    assert (facts.already_answered_at_stage, facts.asks_for_stage) == (0, None)
    assert (facts.has_parental_responsibility, facts.complainant_age_band, facts.aware_date) == (None, None, None)
    assert facts.story == ""


def test_null_says_the_same_as_leaving_out():
    optional = dict.fromkeys(WHOLE.keys() - LEAST.keys())
    assert read_facts(LEAST | optional) == read_facts(LEAST)


@pytest.mark.parametrize("field", sorted(WHOLE))
@pytest.mark.parametrize("wrong", [[], {}, 2.5, "\x00", -1], ids=["a list", "an object", "2.5", "NUL", "-1"])
def test_another_type_in_any_field_is_refused_by_its_name(field, wrong):
    with pytest.raises(BadFacts) as bad:
        read_facts(WHOLE | {field: wrong})
    assert set(bad.value.faults) == {field}
    assert all(said.endswith(".") for said in bad.value.faults[field])


@pytest.mark.parametrize("field", ["is_complaint", "relationship", "child_status", "responsible_authority", "subject",
                                   "received_date"])  # fmt: skip
def test_what_is_needed_is_asked_for_by_its_name(field):
    left_out = {name: value for name, value in LEAST.items() if name != field}
    for given_facts in (left_out, LEAST | {field: None}):
        with pytest.raises(BadFacts) as bad:
            read_facts(given_facts)
        assert bad.value.faults == {field: ["This is needed."]}


# What is wrong, what is different, the fields that are named.
BAD = [
    ("a day that there is not", {"event_date": "2026-02-30"}, ["event_date"]),
    ("a day in another order", {"event_date": "02-11-2026"}, ["event_date"]),
    ("a day without hyphens", {"event_date": "20261102"}, ["event_date"]),
    ("a week", {"received_date": "2026-W48-1"}, ["received_date"]),
    ("a moment", {"received_date": "2026-11-23T10:00"}, ["received_date"]),
    ("29 February of no leap year", {"received_date": "2027-02-29"}, ["received_date"]),
    ("yes in words", {"is_complaint": "true"}, ["is_complaint"]),
    ("yes as a number", {"event_ongoing": 1}, ["event_ongoing"]),
    ("an unknown person", {"relationship": "granny"}, ["relationship"]),
    ("a word in capitals", {"relationship": "Parent"}, ["relationship"]),
    ("an unknown subject", {"subject": "weather"}, ["subject"]),
    ("an unknown status", {"child_status": ""}, ["child_status"]),
    ("an unknown age", {"complainant_age_band": "12"}, ["complainant_age_band"]),
    ("an unknown way", {"received_how": "pigeon"}, ["received_how"]),
    ("a council in capitals", {"responsible_authority": "Herefordshire"}, ["responsible_authority"]),
    ("a council with a line end", {"responsible_authority": "herefordshire\n"}, ["responsible_authority"]),
    ("a council of 41 letters", {"responsible_authority": "a" * 41}, ["responsible_authority"]),
    ("no council", {"responsible_authority": ""}, ["responsible_authority"]),
    ("stage 4", {"already_answered_at_stage": 4}, ["already_answered_at_stage"]),
    ("stage nought", {"asks_for_stage": 0}, ["asks_for_stage"]),
    ("a stage in words", {"asks_for_stage": "2"}, ["asks_for_stage"]),
    ("a stage that is true", {"already_answered_at_stage": True}, ["already_answered_at_stage"]),
    ("a stage with a point", {"already_answered_at_stage": 1.0}, ["already_answered_at_stage"]),
    ("a field we do not know", {"colour": "red"}, ["colour"]),
    ("a story with a control character", {"story": "a\x1bb"}, ["story"]),
    ("a story with half a character", {"story": "\ud800"}, ["story"]),
    ("a story that is too long", {"story": "a" * 20_001}, ["story"]),
    ("happened after it was received", {"event_date": "2026-11-24"}, ["event_date"]),
    ("heard of after it was received", {"aware_date": "2026-11-24"}, ["aware_date"]),
    ("answered after it was received", {"last_response_received_date": "2026-11-24"}, ["last_response_received_date"]),
    ("never happened", {"event_date": None}, ["event_date"]),
    ("a stage too far", {"asks_for_stage": 3, "already_answered_at_stage": 1,
     "last_response_received_date": "2026-11-20"}, ["asks_for_stage"]),
    ("stage 2 before stage 1", {"asks_for_stage": 2, "last_response_received_date": "2026-11-20"}, ["asks_for_stage"]),
    ("stage 2, and no day", {"asks_for_stage": 2, "already_answered_at_stage": 1}, ["last_response_received_date"]),
    ("stage 3, and no day", {"asks_for_stage": 3, "already_answered_at_stage": 2}, ["last_response_received_date"]),
    ("all at once", {"event_date": "2026-11-24", "aware_date": "2026-11-24", "asks_for_stage": 3},
     ["event_date", "aware_date", "asks_for_stage", "last_response_received_date"]),
]  # fmt: skip


@pytest.mark.parametrize("different, fields", [pytest.param(*row[1:], id=row[0]) for row in BAD])
def test_what_cannot_be_is_refused_by_field_and_nothing_is_guessed(different, fields):
    with pytest.raises(BadFacts) as bad:
        read_facts(LEAST | different)
    assert list(bad.value.faults) == fields


GOOD = [
    ("all on one day", {"event_date": "2026-11-23", "aware_date": "2026-11-23"}),
    ("going on, with no first day", {"event_date": None, "event_ongoing": True}),
    ("no complaint, with no day", {"event_date": None, "is_complaint": False}),
    ("no complaint, with a stage that means nothing", {"is_complaint": False, "asks_for_stage": 3}),
    ("a stage asked for again, with no day", {"already_answered_at_stage": 2, "asks_for_stage": 1}),
    ("no stage asked for after two", {"already_answered_at_stage": 2}),
    ("stage 3 again", {"already_answered_at_stage": 3, "asks_for_stage": 3,
     "last_response_received_date": "2026-11-20"}),
    ("a record agreed after it was received", {"written_record_agreed_date": "2027-01-04"}),
    ("an empty story", {"story": ""}),
    ("emoji and Hebrew", {"story": "😢 שלום"}),
    ("a long time ago", {"event_date": "1970-01-01"}),
    ("29 February of a leap year", {"event_date": "2024-02-29"}),
    ("another council", {"responsible_authority": "a_2"}),
    ("a story of the longest length", {"story": "a" * 20_000}),
]  # fmt: skip


@pytest.mark.parametrize("different", [pytest.param(row[1], id=row[0]) for row in GOOD])
def test_what_can_be_is_taken(different):
    assert isinstance(read_facts(LEAST | different), Facts)


@pytest.mark.parametrize("what", [None, [], [LEAST], "{}", 3, True])
def test_what_is_no_object_is_refused(what):
    with pytest.raises(BadFacts) as bad:
        read_facts(what)
    assert bad.value.faults == {"facts": ["Give one JSON object with the facts."]}


def test_a_fault_repeats_nothing_of_the_story():
    with pytest.raises(BadFacts) as bad:
        read_facts(LEAST | {"story": "CANARY \x00", "event_date": "2026-11-24"})
    assert "CANARY" not in str(bad.value)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(st.sampled_from(sorted(WHOLE)) | st.text(max_size=10), ANY_JSON, max_size=8))
def test_whatever_is_sent_it_is_read_or_refused(different):
    try:
        read = read_facts(LEAST | different)
    except BadFacts as bad:
        faults = bad.faults
    else:
        assert isinstance(read, Facts)
        faults = {"none": ["at all"]}
    assert faults
    assert all(isinstance(name, str) and said for name, said in faults.items())


# ------------------------------------------------------------------ out


def test_a_decision_is_written_whole():
    asked = told(relationship="child", subject="placement_move")
    shown = show_decision(triaged(asked))
    assert json.loads(json.dumps(shown)) == shown
    explanation = shown.pop("explanation")
    assert shown == {
        "procedure": "statutory",
        "reason": "statutory_eligible",
        "first_deadline": "2027-01-06",
        "first_deadline_what": "Answer at stage 1",
        "local_target": "2026-12-23",
        "local_target_what": "We write to say that we have it",
        "then": None,
        "flags": {"offer_advocate": True, "consider_freeze": True},
        "rules_version": "2026-06-19",
    }
    assert [step["step"] for step in explanation] == ["4", "4", "4", "4", "clock", "clock"]
    assert set(explanation[0]) == {"step", "words", "source", "recalled"}


def test_what_has_no_clock_has_null():
    shown = show_decision(triaged(told(is_complaint=False, subject="compliment")))
    assert shown["procedure"] is None
    assert (shown["first_deadline"], shown["first_deadline_what"], shown["local_target"]) == (None, None, None)
    assert shown["flags"] == {}


def test_safeguarding_carries_what_the_other_steps_say_and_the_words_found():
    found = Screening(hit=True, found=("hit him",))
    shown = show_decision(triaged(told(subject="core_group"), screen=lambda _: found))
    assert (shown["procedure"], shown["first_deadline"]) == ("safeguarding_first", "2026-12-18")
    assert (shown["then"]["procedure"], shown["then"]["first_deadline"]) == ("corporate", "2026-12-29")
    assert shown["then"]["then"] is None
    assert shown["flags"]["harm_words"] == ["hit him"]
    assert json.loads(json.dumps(shown)) == shown
