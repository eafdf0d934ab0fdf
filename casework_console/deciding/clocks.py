"""The clocks of a case as a decision starts and ends them, and what an officer records about one."""

from datetime import date
from uuid import UUID

from casework_console.deciding.hand import Hand, Refused
from foundation.procedure.deadlines import Allowance, deadline
from foundation.procedure.rule_sets import RuleSet
from foundation.procedure.vocabulary import Clock, Due, Procedure, Reason
from foundation.procedure.working_days import CalendarRunsOut
from foundation.records.clock_rows import clock_row
from foundation.records.models import Case, Deadline
from foundation.runtime.clock import london_day

# A check whether somebody is at risk goes on whatever becomes of the complaint.
OF_SAFETY = frozenset({Due.SAFEGUARDING_CHECK, Due.ALLEGATION_REFERRAL})
NEXT_STAGE = {
    Reason.STAGE2_REQUEST: (Clock.STATUTORY_STAGE_2_ANSWER,),
    Reason.STAGE3_REQUEST: (Clock.PANEL_MEETING, Clock.STAGE_3_ACKNOWLEDGEMENT, Clock.PANEL_CHAIR),
}
BEYOND = "The table of bank holidays does not reach the new date. Ask for the table to be brought up to date"


def is_running(clock: Deadline) -> bool:
    """Is it neither met nor ended?"""
    return clock.met_on is None and clock.ended_on is None


def end_clocks(hand: Hand, *, point_id: UUID | None = None, law: bool = True) -> None:
    """End what runs for the whole case or one point, but no check of safety and no target for our first letter.

    With `law` False only the council's own target for a decision ends: it is made.
    """
    for clock in hand.case.deadlines:
        of_first_letter = clock.local and clock.due == Due.ACKNOWLEDGEMENT
        kept = clock.due in OF_SAFETY or of_first_letter or not (law or clock.local)
        if is_running(clock) and clock.point_id == point_id and not kept:
            if clock.due == Due.DECISION:
                clock.met_on = hand.today
            else:
                clock.ended_on = hand.today


def start(
    hand: Hand, allowance: Allowance, starts_on: date, *, point_id: UUID | None = None, met_on: date | None = None,
    field: str = "why",
) -> date:  # fmt: skip
    """Start a clock; the day it is due. Raises Refused beyond the table of bank holidays."""
    try:
        counted = deadline(allowance, starts_on, hand.calendar.days)
    except CalendarRunsOut:
        raise Refused(field, BEYOND) from None
    row = clock_row(hand.case.id, counted, hand.calendar.number)
    hand.uow.keep(Deadline, row | {"point_id": point_id, "met_on": met_on})
    return counted.due_on


def start_procedure(hand: Hand, procedure: str, reason: str, *, point_id: UUID | None = None) -> date | None:
    """The clocks of a procedure, counted from the first day received; the day of its answer, if any is due.

    Under the Code the answer is counted from the acknowledgement: the letter that tells of this decision is one, where
    none went before; where nobody can be written to, no clock waits for a letter.
    """
    clocks, received_on = hand.rules.clocks, hand.case.received_on
    if reason in NEXT_STAGE:
        return start_stage(hand, reason, received_on, point_id=point_id)
    if procedure == Procedure.STATUTORY:
        return start(hand, clocks[Clock.STATUTORY_STAGE_1_ANSWER], received_on, point_id=point_id)
    if procedure == Procedure.CORPORATE:
        if hand.submission.answered_at_stage == 1:
            start(hand, clocks[Clock.CORPORATE_STAGE_2_ACKNOWLEDGEMENT], received_on, point_id=point_id)
            return None  # recording it starts the clock of the answer
        if not hand.can_write:
            return start(hand, clocks[Clock.CORPORATE_STAGE_1_ANSWER], received_on, point_id=point_id)
        if acknowledgement_waits(hand):
            start(hand, clocks[Clock.CORPORATE_ACKNOWLEDGEMENT], received_on, point_id=point_id)
            return None  # when it goes it starts the clock of the answer
        acknowledged_on = acknowledged(hand)
        if acknowledged_on is None:
            acknowledged_on = hand.today
            start(hand, clocks[Clock.CORPORATE_ACKNOWLEDGEMENT], received_on, point_id=point_id, met_on=hand.today)
        return start(hand, clocks[Clock.CORPORATE_STAGE_1_ANSWER], acknowledged_on, point_id=point_id)
    if reason == Reason.DATA_PROTECTION and Clock.DATA_PROTECTION_ACKNOWLEDGEMENT in clocks:
        return start(hand, clocks[Clock.DATA_PROTECTION_ACKNOWLEDGEMENT], received_on, point_id=point_id)
    return None


def start_stage(hand: Hand, reason: str, asked_on: date, *, point_id: UUID | None = None) -> date:
    """The clocks of stage 2 or of a review panel, from the day it counts as asked for; the day of its answer."""
    due = [start(hand, hand.rules.clocks[clock], asked_on, point_id=point_id) for clock in NEXT_STAGE[Reason(reason)]]
    return due[0]


def await_decision(hand: Hand, *, point_id: UUID | None = None) -> date:
    """The council's own target for a decision that a person has yet to make, from today."""
    return start(hand, hand.council.decide, hand.today, point_id=point_id)


def of_point(point_id: UUID | None) -> dict[str, str]:
    """What a letter is told whose dates are those of one point."""
    return {"point": str(point_id)} if point_id else {}


def acknowledgement_waits(hand: Hand) -> bool:
    """Is the first letter made and not gone yet? When it goes it says what is so then."""
    return any(
        notice.template == "acknowledgement" and notice.sent_at is None and notice.given_up_at is None
        for notice in hand.case.notices
    )


def acknowledged(hand: Hand) -> date | None:
    """The day on which the person was first told that we have it; None if nobody has told them."""
    by_letter = [london_day(notice.sent_at) for notice in hand.case.notices
                 if notice.template == "acknowledgement" and notice.sent_at]  # fmt: skip
    by_hand = [clock.met_on for clock in hand.case.deadlines if clock.due == Due.ACKNOWLEDGEMENT and clock.met_on]
    return min([*by_letter, *by_hand], default=None)


def first_letter_gone(hand: Hand) -> None:
    """A letter of today says what happens next and by when: it keeps our promise to write."""
    if acknowledgement_waits(hand):
        return
    for clock in hand.case.deadlines:
        if is_running(clock) and clock.due == Due.ACKNOWLEDGEMENT and clock.point_id is None:
            clock.met_on = hand.today if hand.can_write else None
            clock.ended_on = None if hand.can_write else hand.today


def allowance_of(clock: Deadline, case: Case, rules: RuleSet) -> Allowance | None:
    """The rule that a clock was counted by; None for a target of the council's own."""
    if clock.local:
        return None
    fitting = {name: rule for name, rule in rules.clocks.items() if rule.due == clock.due}
    procedure = next((point.procedure for point in case.points if point.id == clock.point_id), case.procedure)
    by_source = [rule for rule in fitting.values() if rule.source == clock.source]
    by_procedure = [rule for name, rule in fitting.items() if name.startswith(str(procedure))]
    return next(iter([*by_source, *by_procedure, *fitting.values()]), None)
