"""Whether it is taken: a late complaint, a late request, interest in a child, a matter before a court, another route.

Nothing here refuses by rule. A person weighs the tests of the law, says why, and a letter gives reasons and next steps.
"""

from datetime import date

from casework_console.deciding.clocks import (
    await_decision,
    end_clocks,
    first_letter_gone,
    start,
    start_procedure,
    start_stage,
)
from casework_console.deciding.hand import Hand
from casework_console.deciding.procedures import as_kept, follow, proposed, put_under, set_flag
from foundation.procedure.vocabulary import Clock, Flag, Procedure, Reason


def take_late(hand: Hand, *, sooner: str = "", fairly: str = "") -> None:
    """A complaint over a year old is taken all the same. No clock ran till now: it starts today.

    Statutory: both tests of SI 2006/1738 reg. 9 were answered. Corporate: the Code, paras 2.1 to 2.5; that clock ran.
    """
    case = hand.case
    before = as_kept(case) | {"stage": case.stage}
    by = None
    if case.procedure == Procedure.CORPORATE:
        end_clocks(hand)
        put_under(hand, Procedure.CORPORATE, case.reason)
        by = start_procedure(hand, Procedure.CORPORATE, case.reason)
    else:
        by = _statutory_from_today(hand, Reason.STATUTORY_ELIGIBLE)
    first_letter_gone(hand)
    hand.decide("late_taken", before, _after(hand, sooner, fairly))
    hand.write("late_taken", by=by, received=case.received_on)


def decline_late(hand: Hand, *, sooner: str = "", fairly: str = "") -> None:
    """It is not taken, for reasons that the person reads, with the way to the Ombudsman."""
    before = as_kept(hand.case) | {"stage": hand.case.stage}
    _close(hand, "declined")
    hand.decide("late_declined", before, _after(hand, sooner, fairly))
    hand.write("late_declined", why=hand.sent.why)


def accept_interest(hand: Hand) -> None:
    """The interest in the child's welfare is enough (CA 1989 s.26(3)(e)): from today it is treated as any complaint.

    Where it is over a year old too, that is decided next.
    """
    case = hand.case
    before, late = as_kept(case) | {"stage": case.stage}, case.historic
    if late:
        end_clocks(hand)
        put_under(hand, Procedure.STATUTORY, Reason.LATE_NEEDS_DECISION, stage="triage")
        case.person_decides = True
        set_flag(case, Flag.PERSON_DECIDES, True)
        by = await_decision(hand)
    else:
        by = _statutory_from_today(hand, Reason.STATUTORY_ELIGIBLE)
        first_letter_gone(hand)
    hand.decide("interest_yes", before, _after(hand))
    hand.write("interest_yes", by=by, late=late, received=case.received_on)


def refuse_interest(hand: Hand, *, corporate: bool) -> None:
    """It is not enough: nothing more under the regulations. It may still be answered under the corporate procedure."""
    case = hand.case
    before, by = as_kept(case) | {"stage": case.stage}, None
    if corporate:
        end_clocks(hand)
        put_under(hand, Procedure.CORPORATE, Reason.CORPORATE_DEFAULT)
        by = start_procedure(hand, Procedure.CORPORATE, Reason.CORPORATE_DEFAULT)
        first_letter_gone(hand)
    else:
        _close(hand, "declined")
    hand.decide("interest_no", before, _after(hand), to=case.procedure if corporate else "declined")
    hand.write("interest_no", why=hand.sent.why, by=by, corporate=corporate)


def take_request(hand: Hand, stage: int) -> None:
    """A late request for the next stage is taken; its clock starts today."""
    case = hand.case
    before = as_kept(case) | {"stage": case.stage}
    reason = Reason.STAGE2_REQUEST if stage == 2 else Reason.STAGE3_REQUEST
    end_clocks(hand)
    put_under(hand, Procedure.STATUTORY, reason)
    by = start_stage(hand, reason, hand.today)
    first_letter_gone(hand)
    hand.decide("request_taken", before, _after(hand), stage=case.stage)
    hand.write("request_taken", by=by, stage=stage)


def decline_request(hand: Hand, stage: int) -> None:
    """It is not taken; the person reads why."""
    before = as_kept(hand.case) | {"stage": hand.case.stage}
    _close(hand, "declined")
    hand.decide("request_declined", before, _after(hand), stage=f"stage_{stage}")
    hand.write("request_declined", why=hand.sent.why, stage=stage)


def wait_for_court(hand: Hand) -> None:
    """Looking at it now would get in a court's way (SI 2006/1738 reg. 8): declined until the case is over."""
    before = as_kept(hand.case) | {"stage": hand.case.stage}
    _close(hand, "declined")
    hand.decide("court_waits", before, _after(hand))
    hand.write("court_waits", why=hand.sent.why)


def take_despite_court(hand: Hand) -> None:
    """It would not get in the court's way: it goes on as the rules propose without the court, from the first day."""
    before = as_kept(hand.case) | {"stage": hand.case.stage}
    found = proposed(hand, despite_court=True)
    end_clocks(hand)
    waits = follow(hand, found)
    by = await_decision(hand) if waits else start_procedure(hand, str(found.procedure), found.reason)
    hand.decide("court_taken", before, _after(hand), procedure=hand.case.procedure, reason=hand.case.reason)
    if by and not waits:
        first_letter_gone(hand)
        hand.write("confirmed", by=by, received=hand.case.received_on)


def pass_on(hand: Hand, *, where: str) -> None:
    """The law gives another route: the letter says which, and that we pass it on if the person wants us to."""
    before = as_kept(hand.case) | {"stage": hand.case.stage}
    _close(hand, "passed_on", law=hand.case.reason != Reason.DATA_PROTECTION)
    hand.decide("passed_on", before, _after(hand) | {"where": where}, reason=hand.case.reason)
    hand.write("passed_on", where=where, reason=hand.case.reason)


def _statutory_from_today(hand: Hand, reason: Reason) -> date:
    end_clocks(hand)
    put_under(hand, Procedure.STATUTORY, reason)
    return start(hand, hand.rules.clocks[Clock.STATUTORY_STAGE_1_ANSWER], hand.today)


def _close(hand: Hand, stage: str, *, law: bool = True) -> None:
    end_clocks(hand, law=law)
    first_letter_gone(hand)
    hand.case.stage, hand.case.person_decides = stage, False
    set_flag(hand.case, Flag.PERSON_DECIDES, False)


def _after(hand: Hand, sooner: str = "", fairly: str = "") -> dict[str, str | None]:
    """What the case is now, with the words for both tests of reg. 9 where they were asked."""
    tests = {"sooner": sooner, "fairly": fairly} if sooner or fairly else {}
    return as_kept(hand.case) | {"stage": hand.case.stage} | tests
