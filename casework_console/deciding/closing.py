"""A complaint is closed, and opened again. Who did not go on is never counted as satisfied."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from casework_console.deciding.clock_decisions import day_done, meet
from casework_console.deciding.clocks import OF_SAFETY, is_running
from casework_console.deciding.hand import CaseChanged, Hand, Refused
from casework_console.deciding.procedures import set_flag
from foundation.contracts.surveys import CaseClosed
from foundation.procedure.deadlines import in_words
from foundation.procedure.vocabulary import Due, Flag
from foundation.records.models import Case, Decision
from foundation.runtime.clock import LONDON

CLOSED, REOPENED = "closed", "reopened"
# It is announced later, because who is asked how it went has read the answer first, and it may be opened again.
QUIET = timedelta(days=2)
AT = time(10)  # by the clock in England
ANSWERED, WITHDRAWN, NO_REPLY = "answered", "withdrawn", "no_reply"
BECAUSE: Mapping[str, str] = MappingProxyType({
    ANSWERED: "They have our answer",
    WITHDRAWN: "They have withdrawn it",
    NO_REPLY: "They did not go on with it",
})  # fmt: skip
ANSWERS = frozenset({Due.STAGE_1_ANSWER, Due.STAGE_2_ANSWER, Due.STAGE_2_ANSWER_FROM_STATEMENT, Due.PANEL_RESPONSE})
MET_BY_AN_ANSWER = ANSWERS | {
    Due.ACKNOWLEDGEMENT, Due.STAGE_2_ACKNOWLEDGEMENT, Due.STAGE_3_ACKNOWLEDGEMENT, Due.DECISION,
}  # fmt: skip


def close(hand: Hand, *, because: str, answered_on: date | None) -> None:
    """Nothing more is to be done. What an answer meets is met on the day it went; all else that runs ends today, but
    no check of safety. Whoever told us is asked how it went. Raises Refused.
    """
    case = hand.case
    went_on = _answer_went(hand, answered_on) if because == ANSWERED else None
    if because != ANSWERED and answered_on is not None:
        raise Refused("on", "Leave this empty, unless they have our answer")
    ended = []
    for clock in case.deadlines:
        if not is_running(clock) or clock.due in OF_SAFETY:
            continue
        if went_on and clock.due in MET_BY_AN_ANSWER:
            meet(clock, went_on)
        else:
            clock.ended_on = hand.today
            ended.append(str(clock.id))
    before = {"stage": case.stage, "person_decides": case.person_decides, "clocks": ended}
    _stand(case, CLOSED, person_decides=False)
    case.closed_on, case.closed_because = hand.today, because
    hand.decide(CLOSED, before, {"stage": CLOSED, "closed_because": because}, because=because)
    later = datetime.combine(hand.today + QUIET, AT, LONDON)
    hand.uow.send((CaseClosed(case.id), "case.closed"), source="console", moment=hand.moment, not_before=later)


def reopen(hand: Hand) -> None:
    """It stands where it stood. The clocks that ended with the closing run again to the dates that they had: a date of
    the law does not move because we closed.
    """
    case = hand.case
    closing = closing_of(case)
    if closing is None:
        raise CaseChanged
    before = {"stage": case.stage, "closed_because": case.closed_because}
    for clock in case.deadlines:
        if str(clock.id) in closing.before["clocks"]:
            clock.ended_on = None
    _stand(case, closing.before["stage"], person_decides=closing.before["person_decides"])
    case.closed_on = case.closed_because = None
    hand.decide(REOPENED, before, {"stage": case.stage, "closed_because": None}, stage=case.stage)


def closing_of(case: Case) -> Decision | None:
    """The decision by which a closed case was closed; None for one that is not."""
    closings = [decision for decision in case.decisions if decision.what == CLOSED]
    return closings[-1] if closings and case.stage == CLOSED else None


def _answer_went(hand: Hand, on: date | None) -> date:
    """The day of the answer: as it is recorded with its clock, or else as it is given here."""
    if hand.case.stage == "triage":
        raise Refused("because", "It still waits for a decision. Decide first, or choose another reason")
    answers = [clock for clock in hand.case.deadlines if clock.due in ANSWERS and clock.ended_on is None]
    recorded = [clock.met_on for clock in answers if clock.met_on]
    if not recorded or len(recorded) < len(answers):
        return day_done(hand, on)
    if on is not None and on != max(recorded):
        raise Refused("on", f"The answer is recorded for {in_words(max(recorded))}. Leave this empty")
    return max(recorded)


def _stand(case: Case, stage: str, *, person_decides: bool) -> None:
    case.stage, case.person_decides = stage, person_decides
    set_flag(case, Flag.PERSON_DECIDES, person_decides)
