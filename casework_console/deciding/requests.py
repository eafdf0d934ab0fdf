"""A request for another worker: agreed, not agreed, or another way; and a case that goes to its team or another."""

from uuid_utils.compat import uuid7

from casework_console.access import team_in_conflict
from casework_console.deciding.clocks import end_clocks
from casework_console.deciding.hand import Hand, Refused
from casework_console.deciding.procedures import as_kept, set_flag
from foundation.procedure.vocabulary import Flag, Reason
from foundation.records.models import WorkerChange


def answer_request(hand: Hand, *, answer: str) -> None:
    """What was decided, and why; a letter says both. Of several answers, which all stay, the last one holds."""
    before = {"stage": hand.case.stage}
    row = {"id": uuid7(), "case_id": hand.case.id, "at": hand.moment, "by": hand.staff.account_id}
    end_clocks(hand, law=False)
    hand.uow.keep(WorkerChange, row | {"decision": answer, "why": hand.sent.why})
    hand.decide("worker_change", before, {"answer": answer}, answer=answer)
    hand.write("worker_answered", answer=answer, why=hand.sent.why)


def register(hand: Hand) -> None:
    """No complaint after all that its sign of harm kept back: its team has it now, and the check of safety goes on."""
    case = hand.case
    before = as_kept(case) | {"stage": case.stage}
    reason = Reason.COMPLIMENT if case.kind == "compliment" else Reason.SERVICE_REQUEST
    case.procedure, case.reason, case.stage, case.person_decides = None, reason, "registered", False
    set_flag(case, Flag.PERSON_DECIDES, False)
    for point in case.points:
        point.procedure, point.reason = None, reason
    hand.decide("registered", before, as_kept(case) | {"stage": case.stage})


def give_to_team(hand: Hand, *, team: str) -> None:
    """Another team acts from now on. Raises Refused for the team that has it."""
    before = hand.case.team
    if team == before:
        raise Refused("team", "This team has the case already. Choose another")
    if team_in_conflict(hand.uow, hand.case, team):
        raise Refused("team", "This case may be about that team. Choose another, or have the conflict lifted first")
    hand.case.team = team
    hand.decide("team_changed", {"team": before}, {"team": team}, from_team=before, to_team=team)
