"""Triage step by step, as the guidance tells it: what comes first, which rule, and which date."""

from dataclasses import FrozenInstanceError
from datetime import date

import pytest
from triaged import ASKS_2, ASKS_3, OLD, answer, told, triaged

from foundation.procedure.vocabulary import AgeBand, ReceivedHow

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


def test_facts_and_decisions_cannot_be_changed_afterwards():
    decision = triaged(told())
    with pytest.raises(FrozenInstanceError):
        told().subject = "other"
    with pytest.raises(FrozenInstanceError):
        decision.procedure = "corporate"


def test_missing_dates_count_as_in_time_where_nobody_asked_for_them():
    assert answer(triaged(told(event_date=None))) == STATUTORY
    assert answer(triaged(told(event_date=None, subject="core_group"))) == CORPORATE
