"""Every cell of the table of who may complain about what, as a complaint that reads it."""

from datetime import date
from itertools import product

import pytest
from triaged import answer, told, triaged

from foundation.procedure.rule_sets import VERSIONS, rule_set
from foundation.procedure.vocabulary import Cell, Flag, Part, Reason, Relationship, Standing, Subject

TEN_WORKING_DAYS, FIVE_WORKING_DAYS = date(2027, 1, 6), date(2026, 12, 29)
TO_WRITE, TO_DECIDE = date(2026, 12, 23), date(2026, 12, 31)
STATUTORY = ("statutory", "statutory_eligible", TEN_WORKING_DAYS, TO_WRITE)
INTEREST = ("statutory", "sufficient_interest_needed", None, TO_DECIDE)
CORPORATE = ("corporate", "corporate_default", FIVE_WORKING_DAYS, TO_WRITE)
NO_FIT = (*CORPORATE, "a person looks again")
CONFERENCE = ("out_of_scope", "cp_conference", None, None)
TRIBUNAL = ("out_of_scope", "tribunal_appeal", None, None)
APPROVAL = ("out_of_scope", "foster_approval", None, None)

IN_NEED, IN_CARE, LEAVING, ADOPTION = "family_support_s17", "care_planning", "leaving_care_support", "adoption_support"
HARM, CONFER, SEND, CONDUCT = "s47_enquiry_conduct", "cp_conference_outcome", "school_transport", "staff_conduct"

# The row, who reads it, and what the guidance says in each column.
ROWS = [
    ("child, parent, person with parental responsibility", ("child", "parent"), {
        IN_NEED: STATUTORY, IN_CARE: STATUTORY, LEAVING: STATUTORY, ADOPTION: STATUTORY, HARM: CORPORATE,
        CONFER: CONFERENCE, SEND: CORPORATE, "ehc_plan_content": TRIBUNAL, CONDUCT: STATUTORY,
    }),
    ("foster carer, about the child", ("foster_carer",), {
        IN_NEED: STATUTORY, IN_CARE: STATUTORY, LEAVING: STATUTORY, ADOPTION: NO_FIT, HARM: CORPORATE,
        CONFER: CONFERENCE, SEND: CORPORATE, "ehc_plan_content": TRIBUNAL, CONDUCT: STATUTORY,
    }),
    ("foster carer, own approval", ("foster_carer",), {
        "foster_carer_approval": APPROVAL, "adopter_approval": APPROVAL,
    }),
    ("care leaver to 25", ("care_leaver", "former_looked_after_adult"), {
        IN_NEED: NO_FIT, IN_CARE: STATUTORY, LEAVING: STATUTORY, ADOPTION: NO_FIT, HARM: NO_FIT,
        CONFER: CONFERENCE, SEND: NO_FIT, "ehc_plan_content": TRIBUNAL, CONDUCT: STATUTORY,
    }),
    ("adopter, adopted person, birth relative, special guardian",
     ("adoptive_parent", "prospective_adopter", "adopted_person", "birth_relative", "special_guardian"), {
        IN_NEED: STATUTORY, IN_CARE: NO_FIT, LEAVING: NO_FIT, ADOPTION: STATUTORY, HARM: CORPORATE,
        CONFER: CONFERENCE, SEND: CORPORATE, "ehc_plan_content": TRIBUNAL, CONDUCT: STATUTORY,
    }),
    ("relative without parental responsibility", ("step_parent", "grandparent", "sibling", "other_relative"), {
        IN_NEED: INTEREST, IN_CARE: INTEREST, LEAVING: INTEREST, ADOPTION: INTEREST, HARM: CORPORATE,
        CONFER: CONFERENCE, SEND: CORPORATE, "ehc_plan_content": TRIBUNAL, CONDUCT: INTEREST,
    }),
    ("neighbour, professional, member of the public", ("neighbour", "professional", "other"), {
        IN_NEED: INTEREST, IN_CARE: INTEREST, LEAVING: NO_FIT, ADOPTION: NO_FIT, HARM: CORPORATE,
        CONFER: CONFERENCE, SEND: CORPORATE, "ehc_plan_content": TRIBUNAL, CONDUCT: CORPORATE,
    }),
    ("speaks for a child, with consent", ("advocate", "councillor_or_mp"), {
        IN_NEED: (*STATUTORY, "consent"), IN_CARE: (*STATUTORY, "consent"), LEAVING: (*STATUTORY, "consent"),
        ADOPTION: (*STATUTORY, "consent"), HARM: (*CORPORATE, "consent"), CONFER: CONFERENCE,
        SEND: (*CORPORATE, "consent"), "ehc_plan_content": TRIBUNAL, CONDUCT: (*STATUTORY, "consent"),
    }),
]  # fmt: skip
CELLS = [
    pytest.param(who, about, expected, id=f"{row}: {who}, {about}")
    for row, people, columns in ROWS
    for who, (about, expected) in product(people, columns.items())
]


@pytest.mark.parametrize("who, about, expected", CELLS)
def test_who_complains_about_what_is_read_from_the_table(who, about, expected):
    decision = triaged(told(relationship=who, subject=about))
    assert answer(decision) == expected[:4]
    looked_at_again = len(expected) > 4 or expected is INTEREST
    assert decision.person_decides is looked_at_again


@pytest.mark.parametrize("who, about, expected", CELLS)
def test_a_child_at_risk_comes_first_and_the_cell_stays_as_it_is(who, about, expected):
    decision = triaged(told(relationship=who, subject=about, ticked_child_at_risk=True))
    assert answer(decision) == ("safeguarding_first", "harm_risk", date(2026, 12, 18), None)
    assert answer(decision.then) == expected[:4]


def test_everybody_who_may_complain_is_in_the_rows_above():
    assert {Relationship(who) for _, people, _ in ROWS for who in people} == set(Relationship)


# What each part of the service is complained about, beside the word that stands for it above.
SAME_COLUMN = {
    IN_NEED: ["assessment_s17", "short_breaks_s17", "disability_support", "housing_support", "communication",
              "information_sharing", "change_of_worker", "s17_other"],
    IN_CARE: ["placement_decision", "placement_move", "family_time_arrangements", "support_for_foster_placement",
              "life_story", "health_or_schooling_in_care", "abuse_in_care", "looked_after_review"],
    LEAVING: ["pathway_plan", "setting_up_home_allowance"],
    ADOPTION: ["special_guardianship_support", "adoption_process"],
    HARM: ["referral_not_acted_on", "core_group"],
    CONFER: ["cp_conference_process"],
    SEND: ["ehc_plan_delay"],
}  # fmt: skip


@pytest.mark.parametrize("column, about", [(column, about) for column, same in SAME_COLUMN.items() for about in same])
def test_subjects_of_one_part_of_the_service_are_answered_alike(column, about):
    for _, people, columns in ROWS:
        for who in people if column in columns else ():
            assert answer(triaged(told(relationship=who, subject=about))) == columns[column][:4], who


@pytest.mark.parametrize("about", ["early_help_group", "early_help_other", "school_admission"])
@pytest.mark.parametrize("who", sorted(Relationship))
def test_early_help_and_admissions_have_no_column_and_are_corporate_for_everybody(who, about):
    decision = triaged(told(relationship=who, subject=about))
    assert answer(decision) == CORPORATE
    assert decision.person_decides is (who in {"advocate", "councillor_or_mp"})


# Somebody with parental responsibility reads the first row too, and has the stronger cell.
@pytest.mark.parametrize(
    "who, about, expected, looked_at_again",
    [
        ("grandparent", IN_NEED, STATUTORY, False),
        ("grandparent", IN_CARE, STATUTORY, False),
        ("step_parent", CONDUCT, STATUTORY, False),
        ("special_guardian", IN_CARE, STATUTORY, False),
        ("special_guardian", LEAVING, STATUTORY, False),
        ("foster_carer", ADOPTION, STATUTORY, False),
        ("neighbour", CONDUCT, STATUTORY, False),
        ("care_leaver", IN_NEED, STATUTORY, False),
        ("care_leaver", IN_CARE, STATUTORY, False),
        ("care_leaver", SEND, CORPORATE, False),  # as a parent it fits, so nobody needs to look again
        ("care_leaver", HARM, CORPORATE, False),
        ("grandparent", HARM, CORPORATE, False),
        ("grandparent", CONFER, CONFERENCE, False),
        ("advocate", IN_NEED, STATUTORY, True),
    ],
)
def test_who_fits_two_rows_takes_the_stronger(who, about, expected, looked_at_again):
    decision = triaged(told(relationship=who, subject=about, has_parental_responsibility=True))
    assert answer(decision) == expected
    assert decision.person_decides is looked_at_again


@pytest.mark.parametrize("known", [False, None])
def test_without_parental_responsibility_or_where_it_was_not_asked_the_own_row_counts(known):
    decision = triaged(told(relationship="grandparent", subject=IN_NEED, has_parental_responsibility=known))
    assert answer(decision) == INTEREST


@pytest.mark.parametrize("version", VERSIONS)
def test_parental_responsibility_never_weakens_anything(version):
    rules = rule_set(version)
    for who, about in product(Relationship, Subject):
        without = triaged(told(relationship=who, subject=about), version=rules)
        having = triaged(told(relationship=who, subject=about, has_parental_responsibility=True), version=rules)
        if without.procedure == "statutory":
            assert having.procedure == "statutory"
            assert having.first_deadline is not None


@pytest.mark.parametrize("version", VERSIONS)
def test_the_table_of_the_rules_has_the_cells_of_the_guidance(version):
    """The letters of the guidance's own table, read row by row."""
    letters = {
        Standing.CHILD_PARENT_OR_RESPONSIBLE: "SSSSCOCS",
        Standing.FOSTER_CARER: "SSS-COCS",
        Standing.CARE_LEAVER: "-TS----S",
        Standing.ADOPTION_OR_SPECIAL_GUARDIANSHIP: "S--SCOCS",
        Standing.RELATIVE: "????COC?",
        Standing.PUBLIC: "??--C-CC",
    }
    table = rule_set(version).table
    assert {row: "".join(table[row][part] for part in Part) for row in table} == letters


def test_a_cell_with_another_route_is_taken_by_the_step_before_the_table():
    rules = rule_set(VERSIONS[-1])
    for row, part in product(Standing, Part):
        if rules.table[row][part] is Cell.OTHER_ROUTE:
            assert all(it.other_route is Reason.CP_CONFERENCE for it in rules.subjects.values() if it.part is part)


# Doubt about the child's status asks for a person only where the rest would be statutory in one's own right.
@pytest.mark.parametrize(
    "who, about, reason",
    [
        ("parent", IN_NEED, "doubt_statutory"),
        ("child", IN_CARE, "doubt_statutory"),
        ("foster_carer", LEAVING, "doubt_statutory"),
        ("special_guardian", ADOPTION, "doubt_statutory"),
        ("parent", CONDUCT, "doubt_statutory"),
        ("care_leaver", IN_CARE, "statutory_eligible"),
        ("grandparent", IN_NEED, "sufficient_interest_needed"),
        ("neighbour", IN_CARE, "sufficient_interest_needed"),
        ("parent", HARM, "corporate_default"),
        ("foster_carer", ADOPTION, "corporate_default"),
        ("parent", SEND, "corporate_default"),
        ("parent", "early_help_group", "corporate_default"),
        ("parent", CONFER, "cp_conference"),
    ],
)
def test_where_the_childs_status_is_not_known_the_fuller_procedure_is_followed(who, about, reason):
    decision = triaged(told(relationship=who, subject=about, child_status="not_known"))
    assert decision.reason == reason
    if reason == "doubt_statutory":
        assert answer(decision)[2:] == (TEN_WORKING_DAYS, TO_WRITE)
        assert Flag.PERSON_DECIDES in decision.flags
