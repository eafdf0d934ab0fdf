"""Confirm what triage proposed, or put the case or one of its points under another procedure.

A wrong procedure is our mistake and costs the family no day: the clocks of the right one are counted from the first
day received, and both decisions stay.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from uuid import UUID

from casework_console.access import account_in_conflict
from casework_console.deciding.clocks import (
    BEYOND,
    acknowledgement_waits,
    await_decision,
    end_clocks,
    first_letter_gone,
    is_running,
    start_procedure,
)
from casework_console.deciding.hand import Hand, Refused
from foundation.procedure import triage
from foundation.procedure.vocabulary import Due, Flag, Procedure, Reason, Subject
from foundation.procedure.working_days import CalendarRunsOut
from foundation.records.models import Account, Case, Point
from foundation.records.told_facts import facts_of
from foundation.staff.roles import SEES_ALL_TEAMS

# The reasons a person may give, by the procedure that each belongs to.
REASONS: Mapping[Procedure, tuple[Reason, ...]] = MappingProxyType({
    Procedure.STATUTORY: (
        Reason.STATUTORY_ELIGIBLE, Reason.DOUBT_STATUTORY, Reason.STAGE2_REQUEST, Reason.STAGE3_REQUEST,
    ),
    Procedure.CORPORATE: (Reason.CORPORATE_DEFAULT,),
    Procedure.OUT_OF_SCOPE: (
        Reason.SCHOOL, Reason.OTHER_AUTHORITY, Reason.OTHER_BODY, Reason.TRIBUNAL_APPEAL, Reason.DATA_PROTECTION,
        Reason.FOI_OR_SAR, Reason.INSURANCE_CLAIM, Reason.STAFF_GRIEVANCE, Reason.FOSTER_APPROVAL,
        Reason.CP_CONFERENCE, Reason.COURT_SAME_MATTER, Reason.EXHAUSTED,
    ),
})  # fmt: skip
# Where triage asks a person no more than to agree.
AGREED_BY_CONFIRMING = frozenset({
    Reason.STATUTORY_ELIGIBLE, Reason.DOUBT_STATUTORY, Reason.STAGE2_REQUEST, Reason.STAGE3_REQUEST,
    Reason.CORPORATE_DEFAULT, Reason.CALENDAR_ENDED,
})  # fmt: skip
ANSWERS = frozenset({Due.STAGE_1_ANSWER, Due.STAGE_2_ANSWER, Due.PANEL_MEETING})
OF_STAGE: Mapping[str, frozenset[str]] = MappingProxyType({
    "stage_2": frozenset({Due.STAGE_2_ANSWER, Due.STAGE_2_ACKNOWLEDGEMENT}),
    "stage_3": frozenset({Due.PANEL_MEETING, Due.STAGE_3_ACKNOWLEDGEMENT}),
})  # fmt: skip
STAGE_OF: Mapping[str, str] = MappingProxyType({Reason.STAGE2_REQUEST: "stage_2", Reason.STAGE3_REQUEST: "stage_3"})


def confirm(hand: Hand) -> None:
    """What was proposed is right: the complaint goes on under it, and the person hears by when they have an answer.

    Where safeguarding came first the complaint goes on as the other steps propose; the check keeps its own clock.
    """
    case, waits = hand.case, False
    before = as_kept(case)
    if case.procedure == Procedure.SAFEGUARDING_FIRST:
        waits = follow(hand, proposed(hand))
    else:
        put_under(hand, str(case.procedure), case.reason, stage=_stage_by_clocks(case))
    hand.decide("confirmed", before, as_kept(case), procedure=case.procedure, reason=case.reason)
    if not waits:
        _say_when(hand)


def _say_when(hand: Hand) -> None:
    """Who was only told that we have it is told by when they have an answer; under the Code that starts its clock."""
    if acknowledgement_waits(hand):
        return
    running = [clock for clock in hand.case.deadlines if is_running(clock) and clock.point_id is None]
    promised = any(clock.due == Due.ACKNOWLEDGEMENT for clock in running)
    answers = [clock.due_on for clock in running if clock.due in ANSWERS]
    if not answers and hand.case.procedure == Procedure.CORPORATE and hand.case.stage == "stage_1":
        first_letter_gone(hand)
        answers = [day for day in [start_procedure(hand, Procedure.CORPORATE, hand.case.reason)] if day]
    if promised and answers:
        first_letter_gone(hand)
        hand.write("confirmed", by=min(answers), received=hand.case.received_on)


def proposed(hand: Hand, *, despite_court: bool = False) -> triage.Decision:
    """What the rules say of the complaint itself, safety apart. Raises Refused beyond the table of bank holidays."""
    subject = hand.case.points[0].subject if hand.case.points else Subject.OTHER
    facts = facts_of(hand.submission, subject, hand.council)
    if despite_court:
        facts = replace(facts, already_in_court=False, court_same_matter=False)
    try:
        found = triage.decide(
            facts, hand.rules, hand.calendar.days, own_authority=hand.council.code, targets=hand.council
        )
    except CalendarRunsOut:
        raise Refused("why", BEYOND) from None
    return found.then or found


def follow(hand: Hand, found: triage.Decision) -> bool:
    """The case stands as the rules propose. Does it wait for a person to weigh something first?"""
    agreed = found.reason in AGREED_BY_CONFIRMING and Flag.HISTORIC not in found.flags
    waits = (found.person_decides and not agreed) or found.procedure == Procedure.OUT_OF_SCOPE
    put_under(hand, str(found.procedure), found.reason)
    hand.case.person_decides = waits
    set_flag(hand.case, Flag.PERSON_DECIDES, waits)
    if waits:
        hand.case.stage = "triage"
    return waits


def change(hand: Hand, *, reason: str, our_mistake: bool = False, coordinator_id: UUID | None = None) -> None:
    """Another procedure for the whole case, or for its first point where it has more. Raises Refused."""
    case = hand.case
    procedure = procedure_of(reason)
    if (procedure, reason) == (case.procedure, case.reason):
        raise Refused("reason", "This is what the case has now. Choose another, or confirm it")
    before = as_kept(case)
    end_clocks(hand)
    put_under(hand, procedure, reason)
    answer_by = start_procedure(hand, procedure, reason)
    hold_together(hand, coordinator_id)
    told = {"from": before["procedure"], "to": procedure, "reason": reason}
    hand.decide("procedure_changed", before, as_kept(case), **told)
    if procedure == Procedure.OUT_OF_SCOPE:
        await_decision(hand)  # it is passed on next, and that letter says where
        return
    first_letter_gone(hand)
    hand.write("moved", **told, by=answer_by, ours=our_mistake, received=case.received_on)


def put_under(hand: Hand, procedure: str, reason: str, *, stage: str = "") -> None:
    """The case and its first point stand under a procedure; what lies outside ours waits to be passed on."""
    case, outside = hand.case, procedure == Procedure.OUT_OF_SCOPE
    case.procedure, case.reason = procedure, reason
    case.person_decides, case.stage = outside, stage or ("triage" if outside else _stage_of(hand, procedure, reason))
    set_flag(case, Flag.PERSON_DECIDES, outside)
    for point in case.points:
        if point.number == 1:
            point.procedure, point.reason = procedure, reason


def hold_together(hand: Hand, coordinator_id: UUID | None) -> None:
    """Points under different procedures make a complaint mixed, and that needs one coordinator. Raises Refused."""
    case, before = hand.case, hand.case.coordinator_id
    set_coordinator(hand, coordinator_id or before)
    if case.coordinator_id != before:
        hand.note("coordinator", chosen="chosen")
    mixed = len({point.procedure for point in case.points}) > 1
    set_flag(case, Flag.MIXED, mixed)
    if mixed and case.coordinator_id is None:
        raise Refused("coordinator", "Its points fall under different procedures: choose one person who coordinates it")


def set_coordinator(hand: Hand, account_id: UUID | None) -> None:
    """The one person who answers for the case. Raises Refused for an account that cannot be."""
    if account_id is not None and account_id != hand.case.coordinator_id:
        account = hand.uow.session.get(Account, account_id)
        if account is None or account.disabled_at is not None or account.role not in SEES_ALL_TEAMS:
            raise Refused("coordinator", "Choose somebody from the list")
        if account_in_conflict(hand.uow, hand.case, account):
            raise Refused("coordinator", "This case may be about them. Choose somebody else")
    hand.case.coordinator_id = account_id


def _stage_of(hand: Hand, procedure: str, reason: str) -> str:
    """What was answered at stage 1 goes on at stage 2 under the Code; under the regulations the reason says it."""
    if procedure == Procedure.CORPORATE and hand.submission.answered_at_stage == 1:
        return "stage_2"
    return STAGE_OF.get(reason, "stage_1")


def _stage_by_clocks(case: Case) -> str:
    """The stage that its clocks run for; without one, stage 1 or what was asked for."""
    due = {clock.due for clock in case.deadlines if is_running(clock)}
    found = next((stage for stage, clocks in OF_STAGE.items() if due & clocks), None)
    return found or STAGE_OF.get(case.reason, "stage_1")


def procedure_of(reason: str) -> Procedure:
    """The procedure that a reason belongs to. Raises Refused for one that nobody can choose."""
    for procedure, reasons in REASONS.items():
        if reason in reasons:
            return procedure
    raise Refused("reason", "Choose one from the list")


def set_flag(case: Case, flag: str, on: bool) -> None:
    """A flag of the case, on or off; the others stay."""
    others = {name: value for name, value in case.flags.items() if name != flag}
    case.flags = {**others, flag: True} if on else others


def as_kept(case: Case | Point) -> dict[str, Any]:
    """Procedure and reason, as a decision keeps them."""
    return {"procedure": case.procedure, "reason": case.reason}
