"""What an officer decides about one clock: done, more time, a pause, the agreed record, why a date was not kept."""

from datetime import date
from typing import Any

from casework_console.deciding.clocks import BEYOND, allowance_of, is_running, of_point, start
from casework_console.deciding.hand import CaseChanged, Hand, Refused
from foundation.procedure.deadlines import Deadline as Counted
from foundation.procedure.deadlines import in_words, restore
from foundation.procedure.extensions import NotAllowed, extend, pause, resume
from foundation.procedure.vocabulary import Clock, Due, Procedure
from foundation.procedure.working_days import CalendarRunsOut
from foundation.records.models import Deadline

# Under the Code the answer is counted from the acknowledgement, at both stages (paras 6.3 and 6.10 to 6.14).
ACKNOWLEDGED = {
    Due.ACKNOWLEDGEMENT: Clock.CORPORATE_STAGE_1_ANSWER,
    Due.STAGE_2_ACKNOWLEDGEMENT: Clock.CORPORATE_STAGE_2_ANSWER,
}
# After the panel has met it reports, and the council answers its report (SI 2006/1738 reg. 20).
FOLLOWS = {Due.PANEL_MEETING: Clock.PANEL_REPORT, Due.PANEL_REPORT: Clock.PANEL_RESPONSE}
KEPT = ("due_on", "working", "extended_by", "extended_because", "paused_days", "paused_since")


def record_done(hand: Hand, clock: Deadline, *, on: date | None) -> None:
    """What was due is done on this day, which starts the clock of what follows it. Raises Refused.

    What was done in time and recorded after it was no breach.
    """
    day = day_done(hand, on)
    meet(clock, day)
    if clock.due in ACKNOWLEDGED:
        _acknowledged_by_hand(hand, clock, day)
    if clock.due in FOLLOWS:
        start(hand, hand.rules.clocks[FOLLOWS[Due(clock.due)]], day, point_id=clock.point_id, field="on")
    hand.decide(
        "done", _dates(clock) | {"met_on": None}, {"met_on": str(day)}, due=clock.due, local=clock.local, on=str(day)
    )


def give_more_time(hand: Hand, clock: Deadline, *, until: date | None) -> None:
    """The one extension that the rule allows, with a letter that says why and until when. Raises Refused."""
    before = _dates(clock)
    if until is None:
        raise Refused("until", "Enter the new day")
    try:
        counted = _counted(hand, clock)
        more = hand.calendar.days.between(counted.due_on, until)
        if until not in hand.calendar.days:
            raise Refused("until", f"{in_words(until)} is no working day. Give one that is")
        longer = extend(counted, more, hand.sent.why, on=hand.today, days=hand.calendar.days)
    except NotAllowed as refused:
        latest = f" The last possible day is {in_words(counted.longest_on)}" if counted.longest_on else ""
        raise Refused("until", f"{refused}{latest}") from None
    except CalendarRunsOut:
        raise Refused("until", BEYOND) from None
    _keep(hand, clock, longer)
    told = {"from_day": before["due_on"], "to_day": str(clock.due_on)}
    hand.decide("extended", before, _dates(clock), point_id=clock.point_id, due=clock.due, **told)
    hand.write("extended", due=clock.due, why=hand.sent.why, **told, **of_point(clock.point_id))


def pause_clock(hand: Hand, clock: Deadline) -> None:
    """It stands still from the end of today. Raises Refused."""
    before = _dates(clock)
    try:
        _keep(hand, clock, pause(_counted(hand, clock), on=hand.today))
    except NotAllowed as refused:
        raise Refused("why", str(refused)) from None
    hand.decide("paused", before, _dates(clock), point_id=clock.point_id, due=clock.due)


def resume_clock(hand: Hand, clock: Deadline) -> None:
    """It runs on after today; the days of the pause do not count, up to the longest that the rule allows. Refused."""
    before = _dates(clock)
    try:
        _keep(hand, clock, resume(_counted(hand, clock), on=hand.today, days=hand.calendar.days))
    except NotAllowed as refused:
        raise Refused("why", str(refused)) from None
    except CalendarRunsOut:
        raise Refused("why", BEYOND) from None
    to_day = str(clock.due_on)
    hand.decide("resumed", before, _dates(clock), point_id=clock.point_id, due=clock.due, to_day=to_day)


def agree_statement(hand: Hand, clock: Deadline, *, on: date | None) -> None:
    """A second date is counted from the day the written record was agreed; the first is never reset. Raises Refused."""
    day = _past_day(hand, on)
    if day < clock.starts_on:
        raise Refused("on", f"Stage 2 was asked for on {in_words(clock.starts_on)}. Give that day or a later one")
    rule = hand.rules.clocks[Clock.STATUTORY_STAGE_2_ANSWER_FROM_STATEMENT]
    second = start(hand, rule, day, point_id=clock.point_id, field="on")
    after = _dates(clock) | {"agreed_on": str(day), "second_due_on": str(second)}
    hand.decide("statement_agreed", _dates(clock), after, point_id=clock.point_id, on=str(day))


def explain_breach(hand: Hand, clock: Deadline) -> None:
    """Why a date was not kept, once and for the record."""
    clock.breach_reason = hand.sent.why
    told = {"due": clock.due, "local": clock.local}
    hand.decide("breach_explained", _dates(clock), _dates(clock), point_id=clock.point_id, **told)


def day_done(hand: Hand, on: date | None) -> date:
    """A day on which something of this case can have been done: not before it came, not after today. Raises Refused."""
    day = _past_day(hand, on)
    if day < hand.case.received_on:
        raise Refused("on", f"It was received on {in_words(hand.case.received_on)}. Give that day or a later one")
    return day


def meet(clock: Deadline, day: date) -> None:
    """It was done on this day; in time, it was no breach, whenever that is recorded."""
    clock.met_on = day
    if day <= clock.due_on:
        clock.breached_on = clock.breach_reason = None


def _acknowledged_by_hand(hand: Hand, clock: Deadline, day: date) -> None:
    """Whoever hears from us hears it once: our own target is met with the Code's, whichever was recorded."""
    same = [other for other in hand.case.deadlines if other.point_id == clock.point_id and other.ended_on is None]
    for other in same:
        if is_running(other) and other.due in ACKNOWLEDGED:
            meet(other, day)
    second = any(other.due == Due.STAGE_2_ACKNOWLEDGEMENT for other in same)
    rule = hand.rules.clocks[ACKNOWLEDGED[Due.STAGE_2_ACKNOWLEDGEMENT if second else Due.ACKNOWLEDGEMENT]]
    procedure = next((point.procedure for point in hand.case.points if point.id == clock.point_id), hand.case.procedure)
    if procedure == Procedure.CORPORATE and not any(other.due == rule.due for other in same):
        start(hand, rule, day, point_id=clock.point_id, field="on")


def _past_day(hand: Hand, day: date | None) -> date:
    if day is None:
        raise Refused("on", "Enter the day")
    if day > hand.today:
        raise Refused("on", "Enter a day that is today or in the past")
    return day


def _counted(hand: Hand, clock: Deadline) -> Counted:
    rule = allowance_of(clock, hand.case, hand.rules)
    if rule is None:
        raise CaseChanged
    return restore(clock, rule, hand.calendar.days)


def _keep(hand: Hand, clock: Deadline, counted: Counted) -> None:
    for name in KEPT:
        setattr(clock, name, getattr(counted, name))
    clock.calendar = hand.calendar.number


def _dates(clock: Deadline) -> dict[str, Any]:
    return {"due": clock.due, "local": clock.local, "starts_on": str(clock.starts_on), "due_on": str(clock.due_on)}
