"""Triage step by step, as the guidance tells it: what comes first, which rule, and which date."""

from dataclasses import FrozenInstanceError
from datetime import date

import pytest
from triaged import ENGLAND, FRIDAY_BEFORE_CHRISTMAS, OWN, TARGETS, answer, nothing_found, told, triaged

from foundation.procedure.rule_sets import rule_set, rules_on
from foundation.procedure.screen import Screening
from foundation.procedure.triage import decide, undated
from foundation.procedure.vocabulary import AgeBand, Due, Flag, ReceivedHow
from foundation.procedure.working_days import CalendarRunsOut

# Received on Friday 18 December 2026 where a row says nothing else.
TEN, FIVE, TWENTY_FIVE, THIRTY = date(2027, 1, 6), date(2026, 12, 29), date(2027, 1, 27), date(2027, 2, 3)
TO_WRITE, TO_DECIDE = date(2026, 12, 23), date(2026, 12, 31)
STATUTORY = ("statutory", "statutory_eligible", TEN, TO_WRITE)
CORPORATE = ("corporate", "corporate_default", FIVE, TO_WRITE)
LATE = ("statutory", "late_needs_decision", None, TO_DECIDE)
LATE_REQUEST = ("statutory", "late_request_needs_decision", None, TO_DECIDE)
DOUBT = ("statutory", "doubt_statutory", TEN, TO_WRITE)
COURT = ("out_of_scope", "court_same_matter", None, TO_DECIDE)
EXHAUSTED = ("out_of_scope", "exhausted", None, None)
STAGE_2, STAGE_3 = (
    ("statutory", "stage2_request", TWENTY_FIVE, TO_WRITE),
    ("statutory", "stage3_request", THIRTY, TO_WRITE),
)
PERSON, ADVOCATE, FREEZE, HISTORIC = "person_decides", "offer_advocate", "consider_freeze", "historic"


def elsewhere(reason: str, to_decide: date | None = None) -> tuple[str, str, None, date | None]:
    """Another route, with the council's own date where a person decides."""
    return "out_of_scope", reason, None, to_decide


# What the row shows; what is different from a parent's complaint about an assessment of this month; the answer; flags.
STEP_1 = [
    ("praise", {"subject": "compliment"}, (None, "compliment", None, None)),
    ("a suggestion", {"subject": "suggestion"}, (None, "service_request", None, None)),
    ("a request for service", {"subject": "service_request"}, (None, "service_request", None, None)),
    ("a request to change worker", {"subject": "change_of_worker"}, (None, "service_request", None, None)),
    ("a request about a plan", {"subject": "care_planning"}, (None, "service_request", None, None)),
    ("a question about data", {"subject": "data_protection"}, (None, "service_request", None, None)),
    ("something else that is no complaint", {"subject": "other"}, (None, "service_request", None, None)),
    ("praise for a school", {"subject": "compliment", "responsible_authority": "school"},
     (None, "compliment", None, None)),
    ("a stage has no meaning there", {"subject": "compliment", "asks_for_stage": 3}, (None, "compliment", None, None)),
]  # fmt: skip


@pytest.mark.parametrize("different, expected", [pytest.param(*row[1:], id=row[0]) for row in STEP_1])
def test_what_is_no_complaint_has_no_procedure_and_no_clock(different, expected):
    decision = triaged(told(is_complaint=False, event_date=None, **different))
    assert answer(decision) == expected
    assert decision.flags == {}


OTHERS = [
    # step 2: another body did it
    ("a school did it", {"responsible_authority": "school"}, elsewhere("school", TO_DECIDE), [PERSON]),
    ("inside a school, whoever is named", {"subject": "school_internal"}, elsewhere("school", TO_DECIDE), [PERSON]),
    ("a hospital did it", {"responsible_authority": "health"}, elsewhere("other_body", TO_DECIDE), [PERSON]),
    ("the police did it", {"responsible_authority": "police"}, elsewhere("other_body", TO_DECIDE), [PERSON]),
    ("a charity did it", {"responsible_authority": "other_body"}, elsewhere("other_body", TO_DECIDE), [PERSON]),
    ("another council did it", {"responsible_authority": "farshire"}, elsewhere("other_authority", TO_DECIDE),
     [PERSON]),
    ("another council comes before another route", {"responsible_authority": "farshire", "subject": "data_protection"},
     elsewhere("other_authority", TO_DECIDE), [PERSON]),
    ("another body comes before the court", {"responsible_authority": "police", "court_same_matter": True},
     elsewhere("other_body", TO_DECIDE), [PERSON]),
    ("another council’s placement is not ours to freeze",
     {"responsible_authority": "farshire", "subject": "placement_move"}, elsewhere("other_authority", TO_DECIDE),
     [PERSON]),
    # step 3: the law gives another route
    ("what an EHC plan says", {"subject": "ehc_plan_content"}, elsewhere("tribunal_appeal"), []),
    ("a request for one’s own data", {"subject": "subject_access"}, elsewhere("foi_or_sar"), []),
    ("freedom of information", {"subject": "freedom_of_information"}, elsewhere("foi_or_sar"), []),
    ("a claim for injury", {"subject": "insurance_claim"}, elsewhere("insurance_claim"), []),
    ("a grievance of staff", {"subject": "staff_grievance", "relationship": "professional"},
     elsewhere("staff_grievance"), []),
    ("approval to foster", {"subject": "foster_carer_approval", "relationship": "foster_carer"},
     elsewhere("foster_approval"), []),
    ("approval to adopt", {"subject": "adopter_approval", "relationship": "prospective_adopter"},
     elsewhere("foster_approval"), []),
    ("the outcome of a conference", {"subject": "cp_conference_outcome"}, elsewhere("cp_conference"), []),
    ("how a conference was run", {"subject": "cp_conference_process"}, elsewhere("cp_conference"), []),
    ("another route comes before the court", {"subject": "ehc_plan_content", "court_same_matter": True},
     elsewhere("tribunal_appeal"), []),
    ("another route comes before all stages done",
     {"subject": "insurance_claim", "already_answered_at_stage": 3}, elsewhere("insurance_claim"), []),
    # step 3: the same matter is before a court
    ("the same matter is in court", {"court_same_matter": True}, COURT, [PERSON]),
    ("in court over something else", {"already_in_court": True}, STATUTORY, []),
    ("a report for the court, while it sits", {"subject": "court_report", "already_in_court": True}, COURT, [PERSON]),
    ("evidence in court, while it sits", {"subject": "court_evidence", "already_in_court": True}, COURT, [PERSON]),
    ("a report for the court, afterwards", {"subject": "court_report"}, CORPORATE, []),
    ("evidence in court, afterwards", {"subject": "court_evidence"}, CORPORATE, []),
    ("the court comes before all stages done", {"court_same_matter": True, "already_answered_at_stage": 3}, COURT,
     [PERSON]),
    # step 3: every stage is done
    ("after stage 3", {"already_answered_at_stage": 3}, EXHAUSTED, []),
    ("after stage 3, asked for again", {"already_answered_at_stage": 3, "asks_for_stage": 3,
     "last_response_received_date": date(2026, 12, 1)}, EXHAUSTED, []),
    ("after stage 3, of something else", {"already_answered_at_stage": 3, "subject": "other"}, EXHAUSTED, []),
    ("after stage 2 of the corporate procedure", {"already_answered_at_stage": 2, "subject": "core_group"}, EXHAUSTED,
     []),
    ("after stage 2, early help", {"already_answered_at_stage": 2, "subject": "early_help_other"}, EXHAUSTED, []),
    ("after stage 2, who does not fit the column",
     {"already_answered_at_stage": 2, "relationship": "foster_carer", "subject": "adoption_support"}, EXHAUSTED, []),
    ("after stage 2, a child who asks no more", {"already_answered_at_stage": 2, "relationship": "child",
     "subject": "school_transport"}, EXHAUSTED, []),
]  # fmt: skip


@pytest.mark.parametrize("different, expected, flags", [pytest.param(*row[1:], id=row[0]) for row in OTHERS])
def test_what_others_answer_is_sent_to_them(different, expected, flags):
    decision = triaged(told(**different))
    assert answer(decision) == expected
    assert list(decision.flags) == flags


LAST = {"last_response_received_date": date(2026, 12, 1)}
ASKS_2 = {"already_answered_at_stage": 1, "asks_for_stage": 2, **LAST}
ASKS_3 = {"already_answered_at_stage": 2, "asks_for_stage": 3, **LAST}
OLD = {"event_date": date(2020, 5, 4)}
OURS = [
    # step 4: in their own right, and who is offered what
    ("a parent about an assessment", {}, STATUTORY, []),
    ("a child about an assessment", {"relationship": "child"}, STATUTORY, [ADVOCATE]),
    ("a care leaver about leaving care", {"relationship": "care_leaver", "subject": "leaving_care_support"}, STATUTORY,
     [ADVOCATE]),
    ("a parent of seventeen", {"complainant_age_band": AgeBand.FROM_13_TO_17}, STATUTORY, [ADVOCATE]),
    ("a brother under thirteen", {"relationship": "sibling", "complainant_age_band": AgeBand.UNDER_13},
     ("statutory", "sufficient_interest_needed", None, TO_DECIDE), [PERSON, ADVOCATE]),
    ("a grown-up", {"complainant_age_band": AgeBand.ADULT}, STATUTORY, []),
    ("a child about an enquiry is corporate", {"relationship": "child", "subject": "s47_enquiry_conduct"}, CORPORATE,
     []),
    ("a planned move", {"subject": "placement_move"}, STATUTORY, [FREEZE]),
    ("a decision where to live", {"subject": "placement_decision"}, STATUTORY, [FREEZE]),
    ("a care plan", {"subject": "care_planning"}, STATUTORY, [FREEZE]),
    ("seeing family", {"subject": "family_time_arrangements"}, STATUTORY, [FREEZE]),
    ("a pathway plan", {"subject": "pathway_plan"}, STATUTORY, [FREEZE]),
    ("short breaks", {"subject": "short_breaks_s17"}, STATUTORY, [FREEZE]),
    ("a review is no planned change", {"subject": "looked_after_review"}, STATUTORY, []),
    ("a grandparent about a planned move", {"relationship": "grandparent", "subject": "placement_move"},
     ("statutory", "sufficient_interest_needed", None, TO_DECIDE), [PERSON, FREEZE]),
    ("an adopter about a planned move", {"relationship": "adoptive_parent", "subject": "placement_move"}, CORPORATE,
     [PERSON, FREEZE]),
    ("an advocate, until consent is seen", {"relationship": "advocate"}, STATUTORY, [PERSON]),
    ("a member of parliament, until consent is seen", {"relationship": "councillor_or_mp"}, STATUTORY, [PERSON]),
    ("sent back by the Ombudsman", {"received_how": ReceivedHow.REFERRED_BACK_BY_OMBUDSMAN}, STATUTORY, ["premature"]),
    # step 4: doubt
    ("something else", {"subject": "other"}, DOUBT, [PERSON]),
    ("something else, from a neighbour", {"subject": "other", "relationship": "neighbour"}, DOUBT, [PERSON]),
    ("something else, from somebody else", {"subject": "other", "relationship": "other"}, DOUBT, [PERSON]),
    ("something else, from an old time", {"subject": "other", **OLD}, LATE, [PERSON, HISTORIC]),
    ("something else, for stage 2", {"subject": "other", **ASKS_2}, STAGE_2, []),
    ("the child’s status is not known", {"child_status": "not_known"}, DOUBT, [PERSON]),
    ("not known, from a child", {"child_status": "not_known", "relationship": "child"}, DOUBT, [PERSON, ADVOCATE]),
    ("not known, from an old time", {"child_status": "not_known", **OLD}, LATE, [PERSON, HISTORIC]),
    ("not known, for stage 2", {"child_status": "not_known", **ASKS_2}, STAGE_2, []),
    ("not open to social care is known", {"child_status": "not_open_to_social_care"}, STATUTORY, []),
    ("early help is known", {"child_status": "early_help"}, STATUTORY, []),
    # step 4: the year
    ("the day a year on is in time", {"event_date": date(2025, 12, 18)}, STATUTORY, []),
    ("the day after is not", {"event_date": date(2025, 12, 17)}, LATE, [PERSON, HISTORIC]),
    ("long ago", OLD, LATE, [PERSON, HISTORIC]),
    ("long ago, and going on", {**OLD, "event_ongoing": True}, STATUTORY, []),
    ("going on, with no first day", {"event_date": None, "event_ongoing": True}, STATUTORY, []),
    ("when one heard of it does not matter under the regulations", {**OLD, "aware_date": date(2026, 12, 1)}, LATE,
     [PERSON, HISTORIC]),
    ("a child, long ago", {**OLD, "relationship": "child"}, LATE, [PERSON, ADVOCATE, HISTORIC]),
    ("interest is decided before the year", {**OLD, "relationship": "grandparent"},
     ("statutory", "sufficient_interest_needed", None, TO_DECIDE), [PERSON, HISTORIC]),
    ("in care then, long ago", {**OLD, "relationship": "former_looked_after_adult", "subject": "abuse_in_care"}, LATE,
     [PERSON, HISTORIC]),
    ("in care then, within the year", {"relationship": "former_looked_after_adult", "subject": "abuse_in_care"},
     STATUTORY, []),
    ("in care then, and going on", {**OLD, "event_ongoing": True, "relationship": "care_leaver",
     "subject": "abuse_in_care"}, STATUTORY, [ADVOCATE]),
    ("a planned move long ago", {**OLD, "subject": "placement_move"}, LATE, [PERSON, FREEZE, HISTORIC]),
    # step 4: the next stage
    ("stage 2 after stage 1", ASKS_2, STAGE_2, []),
    ("stage 2 from a child", {**ASKS_2, "relationship": "child"}, STAGE_2, [ADVOCATE]),
    ("stage 2 on the last day", {**ASKS_2, "last_response_received_date": date(2026, 11, 20)}, STAGE_2, []),
    ("stage 2 a day late", {**ASKS_2, "last_response_received_date": date(2026, 11, 19)}, LATE_REQUEST, [PERSON]),
    ("stage 2, long ago", {**ASKS_2, "last_response_received_date": date(2025, 5, 1)}, LATE_REQUEST, [PERSON]),
    ("stage 2 is not tested for the year", {**ASKS_2, **OLD}, STAGE_2, []),
    ("stage 2 is not tested for interest", {**ASKS_2, "relationship": "grandparent"}, STAGE_2, []),
    ("nor for consent", {**ASKS_2, "relationship": "advocate"}, STAGE_2, []),
    ("stage 1 again is stage 2", {**ASKS_2, "asks_for_stage": 1}, STAGE_2, [PERSON]),
    ("no stage named is stage 2", {**ASKS_2, "asks_for_stage": None}, STAGE_2, [PERSON]),
    ("stage 2, when it was answered is not known", {**ASKS_2, "last_response_received_date": None}, STAGE_2, [PERSON]),
    ("stage 3 after stage 2", ASKS_3, STAGE_3, []),
    ("stage 3 on the last day", {**ASKS_3, "last_response_received_date": date(2026, 11, 20)}, STAGE_3, []),
    ("stage 3 a day late", {**ASKS_3, "last_response_received_date": date(2026, 11, 19)}, LATE_REQUEST, [PERSON]),
    ("stage 2 again is stage 3", {**ASKS_3, "asks_for_stage": 2}, STAGE_3, [PERSON]),
    ("stage 1 again after stage 2 is stage 3", {**ASKS_3, "asks_for_stage": 1}, STAGE_3, [PERSON]),
    ("stage 3 from a grandparent", {**ASKS_3, "relationship": "grandparent"}, STAGE_3, []),
    ("stage 3 for a planned move", {**ASKS_3, "subject": "placement_move"}, STAGE_3, [FREEZE]),
    ("a request sent back by the Ombudsman", {**ASKS_2, "received_how": ReceivedHow.REFERRED_BACK_BY_OMBUDSMAN},
     STAGE_2, ["premature"]),
    # step 5: everything else that the service did
    ("an enquiry into harm", {"subject": "s47_enquiry_conduct"}, CORPORATE, []),
    ("a referral that nobody acted on", {"subject": "referral_not_acted_on", "relationship": "neighbour"}, CORPORATE,
     []),
    ("a late EHC plan", {"subject": "ehc_plan_delay"}, CORPORATE, []),
    ("school transport", {"subject": "school_transport"}, CORPORATE, []),
    ("an admission", {"subject": "school_admission"}, CORPORATE, []),
    ("a group of early help", {"subject": "early_help_group"}, CORPORATE, []),
    ("status not known changes nothing here", {"subject": "core_group", "child_status": "not_known"}, CORPORATE, []),
    ("who does not fit", {"relationship": "foster_carer", "subject": "adoption_support"}, CORPORATE, [PERSON]),
    ("a complaint called praise", {"subject": "compliment"}, CORPORATE, [PERSON]),
    ("a complaint called a suggestion", {"subject": "suggestion"}, CORPORATE, [PERSON]),
    ("a complaint called a request", {"subject": "service_request"}, CORPORATE, [PERSON]),
    ("over a year ago", {"subject": "core_group", **OLD}, CORPORATE, [PERSON, HISTORIC]),
    ("a year ago to the day", {"subject": "core_group", "event_date": date(2025, 12, 18)}, CORPORATE, []),
    ("a year and a day ago", {"subject": "core_group", "event_date": date(2025, 12, 17)}, CORPORATE,
     [PERSON, HISTORIC]),
    ("long ago, heard of this year", {"subject": "core_group", **OLD, "aware_date": date(2026, 2, 1)}, CORPORATE, []),
    ("heard of before it happened", {"subject": "core_group", "aware_date": date(2020, 1, 1)}, CORPORATE, []),
    ("long ago, heard of long ago", {"subject": "core_group", **OLD, "aware_date": date(2021, 2, 1)}, CORPORATE,
     [PERSON, HISTORIC]),
    ("long ago, and going on, corporate", {"subject": "core_group", **OLD, "event_ongoing": True}, CORPORATE, []),
    ("stage 2 of the corporate procedure", {"subject": "core_group", **ASKS_2}, CORPORATE, []),
    ("corporate stage 2 is not tested for the year", {"subject": "core_group", **ASKS_2, **OLD}, CORPORATE, []),
    ("corporate stage 1 again", {"subject": "core_group", **ASKS_2, "asks_for_stage": 1}, CORPORATE, [PERSON]),
    ("corporate stage 2 has no window of law", {"subject": "core_group", **ASKS_2,
     "last_response_received_date": date(2026, 3, 2)}, CORPORATE, []),
    ("an advocate about an enquiry", {"subject": "core_group", "relationship": "advocate"}, CORPORATE, [PERSON]),
    ("corporate, sent back by the Ombudsman",
     {"subject": "core_group", "received_how": ReceivedHow.REFERRED_BACK_BY_OMBUDSMAN}, CORPORATE, ["premature"]),
]  # fmt: skip


@pytest.mark.parametrize("different, expected, flags", [pytest.param(*row[1:], id=row[0]) for row in OURS])
def test_what_we_answer_has_its_procedure_its_dates_and_what_a_person_should_see(different, expected, flags):
    decision = triaged(told(**different))
    assert answer(decision) == expected
    assert list(decision.flags) == flags


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
    assert decision.first_deadline.due_on == TWENTY_FIVE
    [from_statement] = decision.beside
    assert (from_statement.due, from_statement.due_on) == (Due.STAGE_2_ANSWER_FROM_STATEMENT, date(2027, 2, 15))
    assert any("counted from the agreed written record" in step.words for step in decision.explanation)


def test_stage_three_starts_the_acknowledgement_and_the_chair_beside_the_meeting():
    decision = triaged(told(**ASKS_3))
    assert [(it.due, it.due_on) for it in decision.beside] == [
        (Due.STAGE_3_ACKNOWLEDGEMENT, date(2026, 12, 22)), (Due.PANEL_CHAIR, TEN),
    ]  # fmt: skip


def test_corporate_stage_two_is_acknowledged_again_under_its_own_name():
    assert triaged(told(subject="core_group", **ASKS_2)).first_deadline.due == Due.STAGE_2_ACKNOWLEDGEMENT
    assert triaged(told(subject="core_group")).first_deadline.due == Due.ACKNOWLEDGEMENT


# ------------------------------------------------------------------ step 0


def words_found(_: str) -> Screening:
    """A screen that finds something."""
    return Screening(hit=True, found=("hit him", "bruises"))


def broken(_: str) -> Screening:
    """A screen that could not be done."""
    return Screening(hit=True, failed=True)


@pytest.mark.parametrize(
    "signs, screen, flags",
    [
        ({"ticked_child_at_risk": True}, nothing_found, {PERSON: True}),
        ({}, words_found, {PERSON: True, "harm_words": ("hit him", "bruises")}),
        ({}, broken, {PERSON: True, "screen_failed": True}),
        ({"allegation_against_worker": True}, nothing_found, {PERSON: True, "allegation_against_worker": True}),
        ({"ticked_child_at_risk": True, "allegation_against_worker": True}, words_found,
         {PERSON: True, "allegation_against_worker": True, "harm_words": ("hit him", "bruises")}),
    ],
    ids=["ticked", "words", "the screen failed", "an allegation", "all at once"],
)  # fmt: skip
@pytest.mark.parametrize("is_complaint", [True, False])
def test_any_sign_of_harm_comes_first_the_same_day(signs, screen, flags, is_complaint):
    plain = triaged(told(is_complaint=is_complaint))
    decision = triaged(told(is_complaint=is_complaint, **signs), screen=screen)
    assert answer(decision) == ("safeguarding_first", "harm_risk", FRIDAY_BEFORE_CHRISTMAS, None)
    assert decision.flags == flags
    assert decision.then == plain


@pytest.mark.parametrize("received", [date(2027, 12, 25), date(2026, 4, 3), date(2026, 9, 5)])
def test_a_safeguarding_check_waits_for_no_working_day(received):
    decision = triaged(told(received_date=received, event_date=received, ticked_child_at_risk=True))
    assert decision.first_deadline.due_on == received


def test_an_allegation_is_passed_on_within_one_working_day():
    decision = triaged(told(allegation_against_worker=True, received_date=date(2026, 4, 2), event_date=None))
    [referral] = decision.beside
    assert (referral.due, referral.due_on) == (Due.ALLEGATION_REFERRAL, date(2026, 4, 7))


def test_flags_add_up_over_safeguarding():
    decision = triaged(told(relationship="child", subject="placement_move", ticked_child_at_risk=True, **OLD))
    assert set(decision.flags) == {PERSON, ADVOCATE, FREEZE, HISTORIC}


def test_the_screen_that_heard_ships_is_asked_unless_another_is_given():
    frightened = told(story="He hits me with a belt and I have bruises")
    decision = decide(frightened, rules_on(frightened.received_date), ENGLAND, own_authority=OWN, targets=TARGETS)
    assert decision.procedure == "safeguarding_first"
    assert decision.flags[Flag.HARM_WORDS]


def test_the_words_found_stand_in_their_flag_and_nowhere_else():
    decision = triaged(told(story="He hit him and there are bruises"), screen=words_found)
    assert "hit him" not in repr(decision)
    assert not any("hit him" in step.words for step in decision.explanation)
    assert "hit him" not in repr(told(story="He hit him"))


# ------------------------------------------------------------------ the calendar and the rules


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


@pytest.mark.parametrize("received", [date(2023, 12, 1), date(2028, 12, 29)])
def test_where_the_calendar_ends_a_person_sets_the_date_and_harm_still_comes_first(received):
    plain, rules = told(received_date=received), rules_on(received)
    decision = undated(plain, rules, ENGLAND, screen=nothing_found)
    assert answer(decision) == ("statutory", "calendar_ended", None, None)
    assert decision.person_decides
    at_risk = told(received_date=received, allegation_against_worker=True)
    raised = undated(at_risk, rules, ENGLAND, screen=nothing_found)
    assert answer(raised) == ("safeguarding_first", "harm_risk", received, None)
    assert raised.then == decision


def test_cases_keep_the_rules_they_came_under():
    asked = told(subject="data_protection", received_date=date(2026, 7, 1), event_date=date(2026, 7, 1))
    now, before = triaged(asked), triaged(asked, version=rule_set("2024-01-01"))
    assert (now.rules_version, before.rules_version) == ("2026-06-19", "2024-01-01")
    assert now.first_deadline is not None
    assert before.first_deadline is None


def test_facts_and_decisions_cannot_be_changed_afterwards():
    decision = triaged(told())
    with pytest.raises(FrozenInstanceError):
        told().subject = "other"
    with pytest.raises(FrozenInstanceError):
        decision.procedure = "corporate"


def test_missing_dates_count_as_in_time_where_nobody_asked_for_them():
    assert answer(triaged(told(event_date=None))) == STATUTORY
    assert answer(triaged(told(event_date=None, subject="core_group"))) == CORPORATE


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
