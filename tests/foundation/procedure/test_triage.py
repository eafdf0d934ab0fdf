"""The first cut of triage: which procedure, by which rule, and which clock first."""

from dataclasses import FrozenInstanceError, replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.procedure import triage
from foundation.procedure.deadlines import Due
from foundation.procedure.triage import Facts, decide
from foundation.procedure.vocabulary import Procedure, Relationship, Subject
from foundation.procedure.working_days import england

ENGLAND = england()
FRIDAY_BEFORE_CHRISTMAS = date(2026, 12, 18)
SAME_DAY = FRIDAY_BEFORE_CHRISTMAS
TEN_WORKING_DAYS = date(2027, 1, 6)
FIVE_WORKING_DAYS = date(2026, 12, 29)
OWN_TARGET_OF_THREE = date(2026, 12, 23)
NO_CLOCK = None

# who, about what, procedure, reason, first date. Every one was received on Friday 18 December 2026.
COMPLAINTS = [
    # in their own right, about what the regulations list
    ("child", "care_planning", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("child", "placement_move", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("child", "abuse_in_care", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("child", "leaving_care_support", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("parent", "assessment_s17", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("parent", "family_support_s17", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("parent", "short_breaks_s17", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("parent", "communication", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("parent", "staff_conduct", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("parent", "change_of_worker", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("parent", "family_time_arrangements", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("parent", "looked_after_review", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("parent", "adoption_support", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("foster_carer", "support_for_foster_placement", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("care_leaver", "pathway_plan", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("care_leaver", "setting_up_home_allowance", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("adoptive_parent", "adoption_support", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("adopted_person", "life_story", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("prospective_adopter", "adoption_process", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    ("special_guardian", "special_guardianship_support", "statutory", "statutory_eligible", TEN_WORKING_DAYS),
    # a person decides whether the interest is enough: no clock of law, the council's own target
    ("grandparent", "family_time_arrangements", "statutory", "sufficient_interest_needed", OWN_TARGET_OF_THREE),
    ("grandparent", "assessment_s17", "statutory", "sufficient_interest_needed", OWN_TARGET_OF_THREE),
    ("sibling", "placement_decision", "statutory", "sufficient_interest_needed", OWN_TARGET_OF_THREE),
    ("other_relative", "care_planning", "statutory", "sufficient_interest_needed", OWN_TARGET_OF_THREE),
    ("step_parent", "leaving_care_support", "statutory", "sufficient_interest_needed", OWN_TARGET_OF_THREE),
    # in doubt the fuller procedure
    ("parent", "other", "statutory", "doubt_statutory", TEN_WORKING_DAYS),
    ("other", "care_planning", "statutory", "doubt_statutory", TEN_WORKING_DAYS),
    ("other", "other", "statutory", "doubt_statutory", TEN_WORKING_DAYS),
    ("neighbour", "other", "statutory", "doubt_statutory", TEN_WORKING_DAYS),
    # section 47, early help, SEND and schools' services are not in the regulations
    ("parent", "s47_enquiry_conduct", "corporate", "corporate_default", FIVE_WORKING_DAYS),
    ("parent", "core_group", "corporate", "corporate_default", FIVE_WORKING_DAYS),
    ("parent", "referral_not_acted_on", "corporate", "corporate_default", FIVE_WORKING_DAYS),
    ("grandparent", "s47_enquiry_conduct", "corporate", "corporate_default", FIVE_WORKING_DAYS),
    ("neighbour", "referral_not_acted_on", "corporate", "corporate_default", FIVE_WORKING_DAYS),
    ("professional", "staff_conduct", "corporate", "corporate_default", FIVE_WORKING_DAYS),
    ("parent", "ehc_plan_delay", "corporate", "corporate_default", FIVE_WORKING_DAYS),
    ("parent", "school_transport", "corporate", "corporate_default", FIVE_WORKING_DAYS),
    ("parent", "school_admission", "corporate", "corporate_default", FIVE_WORKING_DAYS),
    ("parent", "early_help_group", "corporate", "corporate_default", FIVE_WORKING_DAYS),
    ("parent", "early_help_other", "corporate", "corporate_default", FIVE_WORKING_DAYS),
    # the law gives another route, whoever asks
    ("parent", "ehc_plan_content", "out_of_scope", "tribunal_appeal", NO_CLOCK),
    ("parent", "subject_access", "out_of_scope", "foi_or_sar", NO_CLOCK),
    ("neighbour", "freedom_of_information", "out_of_scope", "foi_or_sar", NO_CLOCK),
    ("parent", "insurance_claim", "out_of_scope", "insurance_claim", NO_CLOCK),
    ("professional", "staff_grievance", "out_of_scope", "staff_grievance", NO_CLOCK),
    ("foster_carer", "foster_carer_approval", "out_of_scope", "foster_approval", NO_CLOCK),
    ("prospective_adopter", "adopter_approval", "out_of_scope", "foster_approval", NO_CLOCK),
    ("parent", "cp_conference_outcome", "out_of_scope", "cp_conference", NO_CLOCK),
    ("child", "cp_conference_process", "out_of_scope", "cp_conference", NO_CLOCK),
    ("parent", "school_internal", "out_of_scope", "school", NO_CLOCK),
    ("other", "ehc_plan_content", "out_of_scope", "tribunal_appeal", NO_CLOCK),
]  # fmt: skip

# who, about what, reason, of what is no complaint
NOT_COMPLAINTS = [
    ("parent", "compliment", "compliment"),
    ("care_leaver", "compliment", "compliment"),
    ("parent", "suggestion", "service_request"),
    ("parent", "service_request", "service_request"),
    ("foster_carer", "change_of_worker", "service_request"),
    ("parent", "care_planning", "service_request"),
]


def facts(relationship: str, subject: str, **changes) -> Facts:
    told = Facts(True, Relationship(relationship), Subject(subject), FRIDAY_BEFORE_CHRISTMAS, decision_days=3)
    return replace(told, **changes)


def date_of(decision: triage.Decision) -> date | None:
    return decision.deadline and decision.deadline.due_on


@pytest.mark.parametrize("who, what, procedure, reason, first_due", COMPLAINTS)
def test_a_complaint_gets_its_procedure_its_reason_and_its_first_date(who, what, procedure, reason, first_due):
    decision = decide(facts(who, what), ENGLAND)
    assert (decision.procedure, decision.reason, date_of(decision)) == (procedure, reason, first_due)
    assert decision.then is None


@pytest.mark.parametrize("who, what, procedure, reason, first_due", COMPLAINTS)
def test_a_child_at_risk_comes_first_the_same_day_and_the_complaint_keeps_its_own_clock(
    who, what, procedure, reason, first_due
):
    decision = decide(facts(who, what, harm_ticked=True), ENGLAND)
    assert (decision.procedure, decision.reason, date_of(decision)) == (
        "safeguarding_first",
        "harm_risk",
        SAME_DAY,
    )
    assert decision.person_decides
    assert (decision.then.procedure, decision.then.reason, date_of(decision.then)) == (
        procedure,
        reason,
        first_due,
    )


@pytest.mark.parametrize("who, what, reason", NOT_COMPLAINTS)
def test_praise_ideas_and_requests_have_no_procedure_and_no_clock(who, what, reason):
    decision = decide(facts(who, what, is_complaint=False), ENGLAND)
    assert (decision.procedure, decision.reason, decision.deadline) == (None, reason, None)


@pytest.mark.parametrize("who, what, reason", NOT_COMPLAINTS)
def test_a_child_at_risk_comes_first_even_where_there_is_no_complaint(who, what, reason):
    decision = decide(facts(who, what, is_complaint=False, harm_ticked=True), ENGLAND)
    assert (decision.procedure, decision.reason, date_of(decision)) == (
        "safeguarding_first",
        "harm_risk",
        SAME_DAY,
    )
    assert (decision.then.procedure, decision.then.reason) == (None, reason)


def test_a_safeguarding_check_waits_for_no_working_day():
    christmas_day_on_a_saturday = date(2027, 12, 25)
    told = facts("child", "abuse_in_care", harm_ticked=True, received_on=christmas_day_on_a_saturday)
    assert date_of(decide(told, ENGLAND)) == christmas_day_on_a_saturday


def test_the_councils_own_target_for_a_decision_is_shown_as_its_own_and_the_laws_clock_as_the_laws():
    by_target = decide(facts("grandparent", "care_planning", decision_days=5), ENGLAND).deadline
    by_law = decide(facts("parent", "care_planning", decision_days=5), ENGLAND).deadline
    assert (by_target.due, by_target.local, by_target.due_on) == (Due.DECISION, True, FIVE_WORKING_DAYS)
    assert (by_law.due, by_law.local, by_law.due_on) == (Due.STAGE_1_ANSWER, False, TEN_WORKING_DAYS)


@pytest.mark.parametrize(
    "who, what, source",
    [
        ("parent", "care_planning", "SI 2006/1738 reg. 14"),
        ("grandparent", "care_planning", "Children Act 1989 s.26(3)(e)"),
        ("parent", "ehc_plan_content", "Local Government Act 1974 s.26(6)(a)"),
        ("parent", "school_transport", "LGSCO Complaint Handling Code 2024, para 6.2"),
    ],
)
def test_a_decision_names_its_source(who, what, source):
    assert source in decide(facts(who, what), ENGLAND).source


def test_a_person_decides_where_the_rules_leave_it_open():
    assert not decide(facts("parent", "care_planning"), ENGLAND).person_decides
    assert not decide(facts("parent", "school_transport"), ENGLAND).person_decides
    assert decide(facts("grandparent", "care_planning"), ENGLAND).person_decides
    assert decide(facts("parent", "other"), ENGLAND).person_decides
    assert decide(facts("parent", "ehc_plan_content"), ENGLAND).person_decides


# ------------------------------------------------------------------ over the whole vocabulary

REASONS = {
    None: {"compliment", "service_request"},
    Procedure.STATUTORY: {"statutory_eligible", "sufficient_interest_needed", "doubt_statutory"},
    Procedure.CORPORATE: {"corporate_default"},
    Procedure.OUT_OF_SCOPE: {
        "tribunal_appeal", "data_protection", "foi_or_sar", "insurance_claim", "staff_grievance",
        "foster_approval", "cp_conference", "school",
    },
    Procedure.SAFEGUARDING_FIRST: {"harm_risk"},
}  # fmt: skip
EVERYTHING = list(product((True, False), Relationship, Subject, (True, False)))
A_SATURDAY, A_LEAP_DAY = date(2026, 12, 26), date(2028, 2, 29)


@pytest.mark.parametrize("received_on", [FRIDAY_BEFORE_CHRISTMAS, A_SATURDAY, A_LEAP_DAY], ids=str)
def test_every_combination_of_words_gets_a_decision_with_a_reason_a_sentence_and_a_source(received_on):
    for is_complaint, relationship, subject, harm in EVERYTHING:
        told = Facts(is_complaint, relationship, subject, received_on, harm)
        decision = decide(told, ENGLAND)
        assert decision.reason in REASONS[decision.procedure], told
        assert decision.because.endswith("."), told
        assert decision.source, told
        assert (decision.procedure == Procedure.SAFEGUARDING_FIRST) == harm, told
        assert (decision.then is not None) == harm, told
        assert date_of(decision) is None or date_of(decision) >= received_on, told


def test_a_tick_for_a_child_at_risk_changes_nothing_about_the_rest():
    for is_complaint, relationship, subject, _ in EVERYTHING:
        told = Facts(is_complaint, relationship, subject, FRIDAY_BEFORE_CHRISTMAS)
        assert decide(replace(told, harm_ticked=True), ENGLAND).then == decide(told, ENGLAND)


def test_who_may_complain_in_their_own_right_is_never_given_the_lesser_procedure_for_what_is_listed():
    for relationship, subject in product(triage.IN_THEIR_OWN_RIGHT, triage.STATUTORY_SUBJECTS):
        decision = decide(Facts(True, relationship, subject, FRIDAY_BEFORE_CHRISTMAS), ENGLAND)
        assert decision.procedure == Procedure.STATUTORY
        assert date_of(decision) == TEN_WORKING_DAYS


def test_no_word_stands_in_two_lists_that_exclude_each_other():
    assert not triage.IN_THEIR_OWN_RIGHT & triage.IF_INTEREST_IS_ENOUGH
    assert not triage.STATUTORY_SUBJECTS & set(triage.ELSEWHERE)
    assert Subject.OTHER not in triage.STATUTORY_SUBJECTS | set(triage.ELSEWHERE)
    assert Relationship.OTHER not in triage.IN_THEIR_OWN_RIGHT | triage.IF_INTEREST_IS_ENOUGH


@settings(deadline=None, max_examples=300)
@given(
    st.builds(
        Facts,
        st.booleans(),
        st.sampled_from(Relationship),
        st.sampled_from(Subject),
        st.dates(ENGLAND.known_from, date(2028, 6, 1)),
        st.booleans(),
        st.none() | st.dates(date(2000, 1, 1), date(2028, 6, 1)),
        st.booleans(),
        st.integers(1, 60),
    )
)
def test_the_same_facts_give_the_same_decision_on_any_day_inside_the_table(told):
    assert decide(told, ENGLAND) == decide(replace(told), england())


@pytest.mark.parametrize(
    "happened_on, received_on, going_on, late",
    [
        (date(2025, 11, 24), date(2026, 11, 24), False, False),  # the day one year on is in time
        (date(2025, 11, 23), date(2026, 11, 24), False, True),
        (date(2025, 11, 23), date(2026, 11, 24), True, False),  # what still goes on is not late
        (date(2024, 2, 29), date(2025, 2, 28), False, False),
        (date(2024, 2, 29), date(2025, 3, 1), False, True),  # a person decides what one year on from 29 February is
        (date(2015, 6, 1), date(2026, 11, 24), False, True),
        (None, date(2026, 11, 24), False, False),
    ],
)
def test_after_a_year_a_person_decides_and_no_clock_of_law_runs(happened_on, received_on, going_on, late):
    told = replace(
        facts("parent", "care_planning"), received_on=received_on, happened_on=happened_on, still_going_on=going_on
    )
    decision = decide(told, ENGLAND)
    assert decision.reason == ("late_needs_decision" if late else "statutory_eligible")
    assert decision.person_decides == late
    assert decision.deadline.local == late


def test_an_old_corporate_complaint_is_acknowledged_all_the_same_and_a_person_decides():
    told = replace(facts("parent", "school_transport"), happened_on=date(2015, 6, 1))
    decision = decide(told, ENGLAND)
    assert (decision.reason, decision.person_decides) == ("corporate_default", True)
    assert "para 6.2" in decision.deadline.source


def test_facts_and_decisions_cannot_be_changed_afterwards():
    told = facts("parent", "care_planning")
    decision = decide(told, ENGLAND)
    with pytest.raises(FrozenInstanceError):
        told.subject = Subject.OTHER
    with pytest.raises(FrozenInstanceError):
        decision.procedure = Procedure.CORPORATE
    with pytest.raises(TypeError):
        triage.ELSEWHERE[Subject.CARE_PLANNING] = ("elsewhere", "nowhere")
    assert hash(told) == hash(replace(told))


def test_the_words_of_triage_are_never_renamed():
    """Codes stand in messages, tables and exports: add to these lists, never take away or rename."""
    assert {
        "child", "parent", "step_parent", "grandparent", "sibling", "other_relative", "adoptive_parent",
        "prospective_adopter", "adopted_person", "birth_relative", "special_guardian", "foster_carer", "care_leaver",
        "former_looked_after_adult", "advocate", "councillor_or_mp", "professional", "neighbour", "other",
    } <= {word.value for word in Relationship}  # fmt: skip
    assert {
        "assessment_s17", "family_support_s17", "short_breaks_s17", "disability_support", "housing_support",
        "communication", "staff_conduct", "information_sharing", "change_of_worker", "s17_other",
        "placement_decision", "placement_move", "care_planning", "family_time_arrangements",
        "support_for_foster_placement", "life_story", "health_or_schooling_in_care", "abuse_in_care",
        "looked_after_review", "leaving_care_support", "pathway_plan", "setting_up_home_allowance",
        "adoption_support", "special_guardianship_support", "adoption_process", "referral_not_acted_on",
        "s47_enquiry_conduct", "core_group", "cp_conference_outcome", "cp_conference_process", "ehc_plan_delay",
        "ehc_plan_content", "school_transport", "school_admission", "school_internal", "early_help_group",
        "early_help_other", "foster_carer_approval", "adopter_approval", "data_protection", "subject_access",
        "freedom_of_information", "insurance_claim", "staff_grievance", "court_evidence", "court_report",
        "compliment", "suggestion", "service_request", "other",
    } <= {word.value for word in Subject}  # fmt: skip
    assert {"statutory", "corporate", "out_of_scope", "safeguarding_first"} <= {word.value for word in Procedure}
