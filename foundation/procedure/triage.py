"""Which procedure, and which clock first: a first cut, in the order of its steps; the first match decides.

Sources: Children Act 1989 s.26(3), (3B), (3C) and s.24D (who may complain); SI 2006/1738 regs 3 to 5
(about what); LGSCO Complaint Handling Code 2024 (everything else). Decisions are proposals that a person
confirms. What this cut does not know it says: where the child's status or the subject is open, the
answer is statutory "in doubt", because using the lesser procedure is the fault councils are found at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from foundation.procedure.deadlines import (
    CORPORATE_ACKNOWLEDGEMENT,
    SAFEGUARDING,
    STATUTORY_STAGE_1,
    Allowance,
    Deadline,
    Due,
    deadline,
)
from foundation.procedure.vocabulary import Procedure, Relationship, Subject
from foundation.procedure.working_days import WorkingDays

RULES_VERSION = "2026-11-first-cut"

R, S = Relationship, Subject

# CA 1989 s.26(3)(a)-(d), (3B), (3C); s.24D for care leavers.
IN_THEIR_OWN_RIGHT = frozenset({
    R.CHILD, R.PARENT, R.ADOPTIVE_PARENT, R.PROSPECTIVE_ADOPTER, R.ADOPTED_PERSON, R.SPECIAL_GUARDIAN,
    R.FOSTER_CARER, R.CARE_LEAVER, R.FORMER_LOOKED_AFTER_ADULT,
})  # fmt: skip
# CA 1989 s.26(3)(e): a person decides whether the interest in the child's welfare is enough.
IF_INTEREST_IS_ENOUGH = frozenset({
    R.STEP_PARENT, R.GRANDPARENT, R.SIBLING, R.OTHER_RELATIVE, R.BIRTH_RELATIVE, R.ADVOCATE, R.COUNCILLOR_OR_MP,
    R.PROFESSIONAL, R.NEIGHBOUR,
})  # fmt: skip
# How a worker behaved towards somebody outside the family is no matter of the child's services: corporate.
OUTSIDERS = frozenset({R.PROFESSIONAL, R.NEIGHBOUR})
# Part 3 CA 1989, and Parts 4 and 5 as listed in SI 2006/1738 regs 3 to 5.
STATUTORY_SUBJECTS = frozenset({
    S.ASSESSMENT_S17, S.FAMILY_SUPPORT_S17, S.SHORT_BREAKS_S17, S.DISABILITY_SUPPORT, S.HOUSING_SUPPORT,
    S.COMMUNICATION, S.STAFF_CONDUCT, S.INFORMATION_SHARING, S.CHANGE_OF_WORKER, S.S17_OTHER,
    S.PLACEMENT_DECISION, S.PLACEMENT_MOVE, S.CARE_PLANNING, S.FAMILY_TIME_ARRANGEMENTS,
    S.SUPPORT_FOR_FOSTER_PLACEMENT, S.LIFE_STORY, S.HEALTH_OR_SCHOOLING_IN_CARE, S.ABUSE_IN_CARE,
    S.LOOKED_AFTER_REVIEW, S.LEAVING_CARE_SUPPORT, S.PATHWAY_PLAN, S.SETTING_UP_HOME_ALLOWANCE,
    S.ADOPTION_SUPPORT, S.SPECIAL_GUARDIANSHIP_SUPPORT, S.ADOPTION_PROCESS,
})  # fmt: skip
# Where the law gives another route.
ELSEWHERE: Mapping[Subject, tuple[str, str]] = MappingProxyType({
    S.EHC_PLAN_CONTENT: ("tribunal_appeal", "Local Government Act 1974 s.26(6)(a): the SEND Tribunal"),
    S.DATA_PROTECTION: ("data_protection", "Data Protection Act 2018 s.164A"),
    S.SUBJECT_ACCESS: ("foi_or_sar", "UK GDPR Art. 15"),
    S.FREEDOM_OF_INFORMATION: ("foi_or_sar", "Freedom of Information Act 2000"),
    S.INSURANCE_CLAIM: ("insurance_claim", "the council's insurers decide claims"),
    S.STAFF_GRIEVANCE: ("staff_grievance", "the council's own procedure for its staff"),
    S.FOSTER_CARER_APPROVAL: ("foster_approval", "the Independent Review Mechanism"),
    S.ADOPTER_APPROVAL: ("foster_approval", "the Independent Review Mechanism"),
    S.CP_CONFERENCE_OUTCOME: ("cp_conference", "the safeguarding partnership's own conference route"),
    S.CP_CONFERENCE_PROCESS: ("cp_conference", "the safeguarding partnership's own conference route"),
    S.SCHOOL_INTERNAL: ("school", "the school's own procedure; Local Government Act 1974 Sch. 5 para 5"),
})  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What triage is told. `decision_days` is the council's own target where a person must decide first."""

    is_complaint: bool
    relationship: Relationship
    subject: Subject
    received_on: date
    harm_ticked: bool = False
    happened_on: date | None = None
    still_going_on: bool = False
    decision_days: int = 5


@dataclass(frozen=True)
class Decision:
    """The procedure proposed, why, by which rule, and the first deadline if a clock runs."""

    procedure: Procedure | None
    reason: str
    because: str
    source: str
    deadline: Deadline | None
    person_decides: bool = False
    then: "Decision | None" = None


def decide(facts: Facts, days: WorkingDays) -> Decision:
    """The procedure for these facts. Raises CalendarRunsOut where the calendar does not reach."""
    ordinary = _ordinary(facts, days) if facts.is_complaint else _no_procedure(facts)
    if not facts.harm_ticked:
        return ordinary
    return Decision(
        Procedure.SAFEGUARDING_FIRST,
        "harm_risk",
        "The box saying that a child is at risk was ticked. A person looks at it today.",
        SAFEGUARDING.source,
        deadline(SAFEGUARDING, facts.received_on, days),
        person_decides=True,
        then=ordinary,
    )


def _no_procedure(facts: Facts) -> Decision:
    if facts.subject is S.COMPLIMENT:
        return Decision(None, "compliment", "Praise is recorded and passed on.", "our own register", None)
    return Decision(
        None,
        "service_request",
        "An idea or a request is passed to the team.",
        "LGSCO Complaint Handling Code 2024, para 1.7",
        None,
    )


def _ordinary(facts: Facts, days: WorkingDays) -> Decision:
    of_an_outsider = facts.relationship in OUTSIDERS and facts.subject is S.STAFF_CONDUCT
    listed = facts.subject in STATUTORY_SUBJECTS and not of_an_outsider
    if facts.subject in ELSEWHERE:
        reason, source = ELSEWHERE[facts.subject]
        because = "The law gives another route for this. A person tells the family which, and splits off the rest."
        return Decision(Procedure.OUT_OF_SCOPE, reason, because, source, None, person_decides=True)
    if facts.subject is S.OTHER or (listed and facts.relationship is R.OTHER):
        because = "Who it is from or what it is about is not clear yet, so the fuller procedure is followed."
        return _statutory(facts, days, "doubt_statutory", because, person_decides=True)
    if listed and facts.relationship in IF_INTEREST_IS_ENOUGH:
        because = "A person decides whether the interest in the child's welfare is enough; no clock of law runs yet."
        return _decided_first(facts, days, "sufficient_interest_needed", because, "Children Act 1989 s.26(3)(e)")
    in_their_own_right = listed and facts.relationship in IN_THEIR_OWN_RIGHT
    if in_their_own_right and _over_a_year_ago(facts):
        because = "It is over a year ago. A person decides whether to take it all the same; no clock of law runs yet."
        return _decided_first(facts, days, "late_needs_decision", because, "SI 2006/1738 reg. 9")
    if in_their_own_right:
        because = "The person may complain in their own right, about something that the regulations list."
        return _statutory(facts, days, "statutory_eligible", because)
    return _corporate(facts, days)


def _statutory(facts: Facts, days: WorkingDays, reason: str, because: str, *, person_decides: bool = False) -> Decision:
    by = deadline(STATUTORY_STAGE_1, facts.received_on, days)
    return Decision(Procedure.STATUTORY, reason, because, STATUTORY_STAGE_1.source, by, person_decides)


def _decided_first(facts: Facts, days: WorkingDays, reason: str, because: str, source: str) -> Decision:
    target = Allowance(Due.DECISION, facts.decision_days, "the council's own target")
    by = deadline(target, facts.received_on, days, local=True)
    return Decision(Procedure.STATUTORY, reason, because, source, by, person_decides=True)


def _corporate(facts: Facts, days: WorkingDays) -> Decision:
    old = _over_a_year_ago(facts)  # Code paras 2.1 to 2.5: twelve months, and discretion beyond them
    because = "It is about children's services and the regulations do not list it." + old * (
        " It is over a year ago: a person decides whether to take it; it is acknowledged all the same."
    )
    by = deadline(CORPORATE_ACKNOWLEDGEMENT, facts.received_on, days)
    return Decision(Procedure.CORPORATE, "corporate_default", because, CORPORATE_ACKNOWLEDGEMENT.source, by, old)


def _over_a_year_ago(facts: Facts) -> bool:
    """Later than the day one year on, which is still in time. 29 February has none: 28 February is surely in time."""
    if facts.happened_on is None or facts.still_going_on:
        return False
    happened = facts.happened_on
    last_day = happened.replace(
        year=happened.year + 1, day=28 if (happened.month, happened.day) == (2, 29) else happened.day
    )
    return facts.received_on > last_day
