"""A complaint split into points: each has its own triage, procedure and clocks; one person coordinates a mixed one."""

from uuid import UUID

from uuid_utils.compat import uuid7

from casework_console.alerts.raising import raise_alert
from casework_console.deciding.clocks import (
    BEYOND,
    await_decision,
    end_clocks,
    is_running,
    of_point,
    start,
    start_procedure,
)
from casework_console.deciding.hand import Hand, Refused
from casework_console.deciding.procedures import as_kept, hold_together, procedure_of, set_coordinator
from foundation.procedure import triage
from foundation.procedure.vocabulary import Clock, Due, Flag, Procedure
from foundation.procedure.working_days import CalendarRunsOut
from foundation.records.models import Point
from foundation.records.told_facts import facts_of


def add_point(hand: Hand, *, words: str, subject: str, coordinator_id: UUID | None = None) -> None:
    """One more point, with the facts of the case and a subject of its own, counted from the first day received.

    The words go through the safety screen too, which can only raise. Raises Refused.
    """
    case = hand.case
    facts = facts_of(hand.submission, subject, hand.council, story=words)
    try:
        found = triage.decide(
            facts, hand.rules, hand.calendar.days, own_authority=hand.council.code, targets=hand.council
        )
    except CalendarRunsOut:
        raise Refused("why", BEYOND) from None
    own = found.then or found
    number = max((point.number for point in case.points), default=0) + 1
    point = Point(
        id=uuid7(), case_id=case.id, number=number, subject=subject, words=words, procedure=own.procedure,
        reason=own.reason,
    )  # fmt: skip
    hand.uow.session.add(point)
    hand.uow.session.flush()
    case.points.append(point)
    _raise_for_harm(hand, found)
    if own.first_deadline is not None:
        start_procedure(hand, str(own.procedure), own.reason, point_id=point.id)
    elif own.local_target is not None or own.procedure == Procedure.OUT_OF_SCOPE:
        await_decision(hand, point_id=point.id)
    hold_together(hand, coordinator_id)
    hand.decide(
        "point_added", {}, as_kept(point) | {"number": number}, point_id=point.id, number=number,
        procedure=own.procedure, reason=own.reason,
    )  # fmt: skip


def change_point(hand: Hand, *, number: int, reason: str, coordinator_id: UUID | None = None) -> None:
    """Another procedure for one point; its clocks are counted from the first day received. Raises Refused."""
    point = hand.point(number)
    procedure = procedure_of(reason)
    if (procedure, reason) == (point.procedure, point.reason):
        raise Refused("reason", "This is what the point has now. Choose another")
    before = as_kept(point) | {"number": number}
    end_clocks(hand, point_id=point.id)
    point.procedure, point.reason = procedure, reason
    by = start_procedure(hand, procedure, reason, point_id=point.id)
    if procedure == Procedure.OUT_OF_SCOPE:
        await_decision(hand, point_id=point.id)  # the letter says that a person writes to say where it goes
    hold_together(hand, coordinator_id)
    told = {"from": before["procedure"], "to": procedure, "reason": reason}
    hand.decide("point_changed", before, as_kept(point) | {"number": number}, point_id=point.id, number=number, **told)
    received = hand.case.received_on
    hand.write("moved", **told, number=number, by=by, ours=False, received=received, **of_point(point.id))


def choose_coordinator(hand: Hand, coordinator_id: UUID | None) -> None:
    """One person answers for the case; a mixed one cannot be without. Raises Refused."""
    before = hand.case.coordinator_id
    if coordinator_id == before:
        raise Refused("coordinator", "They coordinate the case already. Choose somebody else")
    if coordinator_id is None and Flag.MIXED in hand.case.flags:
        raise Refused("coordinator", "Its points fall under different procedures: choose one person")
    set_coordinator(hand, coordinator_id)
    told = {"coordinator": str(coordinator_id) if coordinator_id else None}
    chosen = "chosen" if coordinator_id else "taken away"
    hand.decide("coordinator", {"coordinator": str(before) if before else None}, told, chosen=chosen)


def _raise_for_harm(hand: Hand, found: triage.Decision) -> None:
    """Signs in the words of a point: the case is urgent, a person checks today, and the duty list hears of it."""
    case = hand.case
    signs = [name for name in (Flag.HARM_WORDS, Flag.SCREEN_FAILED) if name in found.flags]
    if not signs:
        return
    case.priority = "urgent"
    case.flags = {**case.flags, **dict.fromkeys(signs, True)}
    if not any(clock.due == Due.SAFEGUARDING_CHECK and is_running(clock) for clock in case.deadlines):
        start(hand, hand.rules.clocks[Clock.SAFEGUARDING_CHECK], hand.today)
    raise_alert(hand.uow, case, "words" if Flag.HARM_WORDS in signs else "screen_failed", hand.staff, hand.moment)
