"""Triage by the calendar: the year, the clocks of later stages, the rules of the day, and where the table ends."""

from datetime import date

import pytest
from triaged import ASKS_2, ASKS_3, told, triaged

from foundation.procedure.rule_sets import rule_set
from foundation.procedure.vocabulary import Due, Flag
from foundation.procedure.working_days import CalendarRunsOut

# happened, received, in time: what the year is on 29 February, over weekends and holidays
YEARS = [
    (date(2024, 2, 29), date(2025, 2, 28), True),
    (date(2024, 2, 29), date(2025, 3, 1), False),
    (date(2024, 2, 28), date(2025, 2, 28), True),
    (date(2024, 3, 1), date(2025, 3, 1), True),
    (date(2023, 2, 28), date(2024, 2, 28), True),
    (date(2023, 2, 28), date(2024, 2, 29), False),
    (date(2023, 3, 1), date(2024, 2, 29), True),
    (date(2027, 2, 28), date(2028, 2, 29), False),
    (date(2024, 12, 25), date(2025, 12, 25), True),
    (date(2024, 12, 25), date(2025, 12, 26), False),
    (date(2025, 5, 4), date(2026, 5, 4), True),
    (date(2025, 1, 1), date(2026, 1, 1), True),
    (date(2024, 12, 31), date(2026, 1, 1), False),
    (date(2026, 6, 1), date(2026, 6, 1), True),
]


@pytest.mark.parametrize("happened, received, in_time", YEARS)
@pytest.mark.parametrize("about", ["assessment_s17", "core_group"])
def test_the_year_ends_on_the_anniversary_whatever_day_that_is(happened, received, in_time, about):
    decision = triaged(told(event_date=happened, received_date=received, subject=about))
    assert (Flag.HISTORIC not in decision.flags) is in_time
    assert decision.person_decides is not in_time


def test_an_explanation_of_29_february_says_why_a_person_decides():
    decision = triaged(told(event_date=date(2024, 2, 29), received_date=date(2025, 3, 1)))
    [age] = [step.words for step in decision.explanation if "goes back to" in step.words]
    assert "Thursday 29 February 2024, 366 days before Saturday 1 March 2025" in age
    assert "The year ends on Friday 28 February 2025, so it is late." in age
    assert "28 February is surely in time" in age


# Received when, and the acknowledgement of a data protection complaint: a clock that came with the law of 2026.
@pytest.mark.parametrize(
    "received, due",
    [
        (date(2026, 6, 18), None),
        (date(2026, 6, 19), date(2026, 7, 20)),  # day 30 is a Sunday
        (date(2026, 6, 20), date(2026, 7, 20)),
        (date(2026, 6, 21), date(2026, 7, 21)),
        (date(2026, 11, 25), date(2026, 12, 29)),  # day 30 is Christmas Day
        (date(2027, 2, 24), date(2027, 3, 30)),  # day 30 is Good Friday
        (date(2024, 3, 1), None),
    ],
)
def test_a_data_protection_complaint_has_a_clock_from_the_day_of_its_law(received, due):
    decision = triaged(told(subject="data_protection", received_date=received, event_date=received))
    assert (decision.procedure, decision.reason) == ("out_of_scope", "data_protection")
    assert (decision.first_deadline and decision.first_deadline.due_on) == due
    assert ("164A" in decision.source) is (due is not None)


def test_stage_two_keeps_both_dates_and_the_strict_one_is_first():
    decision = triaged(told(**ASKS_2, written_record_agreed_date=date(2027, 1, 11)))
    assert decision.first_deadline.due_on == date(2027, 1, 27)
    [from_statement] = decision.beside
    assert (from_statement.due, from_statement.due_on) == (Due.STAGE_2_ANSWER_FROM_STATEMENT, date(2027, 2, 15))
    assert any("counted from the agreed written record" in step.words for step in decision.explanation)


def test_stage_three_starts_the_acknowledgement_and_the_chair_beside_the_meeting():
    decision = triaged(told(**ASKS_3))
    assert [(it.due, it.due_on) for it in decision.beside] == [
        (Due.STAGE_3_ACKNOWLEDGEMENT, date(2026, 12, 22)), (Due.PANEL_CHAIR, date(2027, 1, 6)),
    ]  # fmt: skip


def test_corporate_stage_two_is_acknowledged_again_under_its_own_name():
    assert triaged(told(subject="core_group", **ASKS_2)).first_deadline.due == Due.STAGE_2_ACKNOWLEDGEMENT
    assert triaged(told(subject="core_group")).first_deadline.due == Due.ACKNOWLEDGEMENT


@pytest.mark.parametrize("received", [date(2023, 12, 31), date(2029, 1, 1), date(1999, 5, 5), date.max])
@pytest.mark.parametrize("about", ["assessment_s17", "core_group", "insurance_claim", "compliment"])
def test_a_day_outside_the_table_of_bank_holidays_is_refused(received, about):
    with pytest.raises(CalendarRunsOut):
        triaged(told(received_date=received, subject=about))


def test_the_last_complaint_whose_clock_stays_in_the_table_is_taken_and_the_next_refused():
    last = triaged(told(received_date=date(2028, 12, 13), event_date=date(2028, 12, 1)))
    assert last.first_deadline.due_on == date(2028, 12, 29)
    assert last.first_deadline.longest_on is None, "twenty days reach beyond the table"
    with pytest.raises(CalendarRunsOut):
        triaged(told(received_date=date(2028, 12, 14), event_date=date(2028, 12, 1)))


def test_cases_keep_the_rules_they_came_under():
    asked = told(subject="data_protection", received_date=date(2026, 7, 1), event_date=date(2026, 7, 1))
    now, before = triaged(asked), triaged(asked, version=rule_set("2024-01-01"))
    assert (now.rules_version, before.rules_version) == ("2026-06-19", "2024-01-01")
    assert now.first_deadline is not None
    assert before.first_deadline is None


@pytest.mark.parametrize(
    "different, sources",
    [
        ({}, ["s.26(3)", "reg. 14", "our charter"]),
        ({"relationship": "grandparent"}, ["s.26(3)(e)", "reg. 9", "our charter"]),
        ({"subject": "ehc_plan_content"}, ["Local Government Act 1974 s.26(6)(a)"]),
        ({"subject": "school_transport"}, ["Complaint Handling Code 2024, para 6.2"]),
        (ASKS_2, ["reg. 17", "Gloucestershire"]),
        (ASKS_3, ["reg. 19(4)", "North Somerset"]),
        ({"ticked_child_at_risk": True}, ["Children Act 1989 s.47", "reg. 14"]),
    ],
)
def test_an_explanation_names_the_source_of_each_rule(different, sources):
    explanation = triaged(told(**different)).explanation
    for source in sources:
        assert any(source in step.source for step in explanation), source
    assert all(step.words.endswith(".") and step.source for step in explanation)


def test_the_step_to_corporate_stage_2_is_marked_as_recalled_like_its_clock():
    decision = triaged(told(subject="core_group", **ASKS_2))
    [step] = [step for step in decision.explanation if step.words.startswith("Stage 1 was answered.")]
    assert step.recalled
