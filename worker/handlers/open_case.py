"""submission.received.v1: decide team, procedure and first clock; open the case; announce it; acknowledge."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from foundation.contracts.cases import ItemRouted
from foundation.contracts.submissions import SubmissionReceived
from foundation.council import Council, Routing
from foundation.procedure import triage
from foundation.procedure.deadlines import Deadline, deadline
from foundation.procedure.decision import Decision
from foundation.procedure.facts import Facts
from foundation.procedure.rule_sets import rules_on
from foundation.procedure.vocabulary import Clock, Due, Procedure, Relationship
from foundation.procedure.working_days import CalendarRunsOut
from foundation.records import UnitOfWork
from foundation.records import models as tables
from foundation.runtime.measures import ROUTED
from worker.circumstances import Circumstances

LOOKED_AT = tuple(
    getattr(tables.Submission, name)
    for name in (
        "id", "reference", "kind", "received_on", "service_area", "topic", "relationship", "child_at_risk",
        "happened_on", "still_going_on", "words", "email", "phone",
    )
)  # fmt: skip


class NotThere(LookupError):
    """The submission that a message speaks of is not in the records."""


@dataclass
class Opened:
    """Rows to be kept for a group of cases, and what is to be announced."""

    case: list[dict[str, Any]] = field(default_factory=list)
    point: list[dict[str, Any]] = field(default_factory=list)
    deadline: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)
    notice: list[dict[str, Any]] = field(default_factory=list)
    announced: list[tuple[ItemRouted, str]] = field(default_factory=list)


def open_cases(uow: UnitOfWork, messages: Sequence[SubmissionReceived], given: Circumstances) -> None:
    """Open one case for each submission that has none yet. Raises NotThere for a submission that is missing."""
    wanted = {message.submission_id for message in messages}
    open_already = set(
        uow.session.scalars(select(tables.Case.submission_id).where(tables.Case.submission_id.in_(wanted)))
    )
    found = uow.session.execute(select(*LOOKED_AT).where(tables.Submission.id.in_(wanted - open_already))).all()
    if missing := wanted - open_already - {submission.id for submission in found}:
        raise NotThere(*missing)
    opened = Opened()
    for submission in found:
        _open(opened, submission, given)
    uow.keep(tables.Case, *opened.case)
    uow.keep(tables.Point, *opened.point)
    uow.keep(tables.Deadline, *opened.deadline)
    uow.keep(tables.HistoryLine, *opened.history)
    uow.keep(tables.Notice, *opened.notice)
    uow.send(*opened.announced, source="worker", moment=given.now())
    for message, _ in opened.announced:
        ROUTED.labels(message.kind, message.team).inc()


def _open(opened: Opened, submission: Any, given: Circumstances) -> None:
    case_id = uuid7()
    routing = given.council.routing(
        submission.kind, submission.service_area, submission.topic, child_at_risk=submission.child_at_risk
    )
    decision = _decide(_facts(submission, routing, given.council), given)
    if decision.procedure is Procedure.SAFEGUARDING_FIRST:
        routing = replace(routing, priority="urgent")  # whatever a council's rule file says
    clocks = _clocks(decision, submission, given)
    opened.case.append(_case(case_id, submission, routing, decision, given))
    if submission.kind == "complaint":
        opened.point.append(
            {
                "id": uuid7(),
                "case_id": case_id,
                "number": 1,
                "subject": routing.subject,
                "words": submission.words,
                "procedure": decision.procedure,
                "reason": decision.reason,
            }
        )
    opened.deadline += [_deadline(case_id, clock) for clock in clocks]
    _tell(opened, case_id, submission, routing, decision, given)
    due_on = min((clock.due_on for clock in clocks if not clock.local), default=None)
    message = ItemRouted(
        case_id, submission.reference, submission.kind, routing.team, routing.priority, decision.procedure, due_on
    )
    opened.announced.append((message, f"routed.{routing.team}"))


def _facts(submission: Any, routing: Routing, council: Council) -> Facts:
    return Facts(
        is_complaint=submission.kind == "complaint",
        relationship=Relationship(submission.relationship or Relationship.OTHER),
        child_status=council.child_status(submission.service_area),
        responsible_authority=council.code,
        subject=routing.subject,
        received_date=submission.received_on,
        story=submission.words or "",
        event_date=submission.happened_on,
        event_ongoing=bool(submission.still_going_on),
        ticked_child_at_risk=submission.child_at_risk,
    )


def _decide(facts: Facts, given: Circumstances) -> Decision:
    """Past the end of the bank holidays no date is guessed: the case is opened all the same, and a person sets it."""
    rules = rules_on(facts.received_date)
    try:
        return triage.decide(facts, rules, given.days, own_authority=given.council.code, targets=given.council)
    except CalendarRunsOut:
        return triage.undated(facts, rules, given.days)


def _clocks(decision: Decision, submission: Any, given: Circumstances) -> list[Deadline]:
    """The decision's clocks and the council's own. Where nobody can be written to no clock waits for a letter."""
    then = decision.then or decision
    clocks = [clock for clock in (decision.first_deadline, *decision.beside) if clock is not None]
    if then is not decision:
        clocks += [clock for clock in (then.first_deadline, *then.beside) if clock is not None]
    if then.local_target is not None and then.local_target.due == Due.DECISION:
        clocks.append(then.local_target)
    if submission.kind != "complaint":
        return clocks
    try:
        if submission.email or submission.phone:
            target = given.council.acknowledge
            return [*clocks, deadline(target, submission.received_on, given.days, local=True)]
        answer = deadline(
            rules_on(submission.received_on).clocks[Clock.CORPORATE_STAGE_1_ANSWER], submission.received_on, given.days
        )
    except CalendarRunsOut:
        return clocks
    return [answer if clock.due == Due.ACKNOWLEDGEMENT else clock for clock in clocks]


def _case(case_id: UUID, submission: Any, routing: Routing, decision: Decision, given: Circumstances) -> dict[str, Any]:
    waits = decision.person_decides or decision.procedure is Procedure.OUT_OF_SCOPE
    stage = "triage" if waits else "stage_1"
    return {
        "id": case_id,
        "submission_id": submission.id,
        "reference": submission.reference,
        "kind": submission.kind,
        "received_on": submission.received_on,
        "opened_at": given.now(),
        "service_area": submission.service_area,
        "team": routing.team,
        "priority": routing.priority,
        "stage": stage if decision.procedure else "registered",
        "procedure": decision.procedure,
        "reason": decision.reason,
        "rules_version": decision.rules_version,
        "person_decides": decision.person_decides,
        "flags": {},
        "explanation": [],
        "historic": False,
        "coordinator_id": None,
    }


def _deadline(case_id: UUID, clock: Deadline) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "case_id": case_id,
        "due": clock.due,
        "starts_on": clock.starts_on,
        "due_on": clock.due_on,
        "source": clock.source,
        "working": clock.working,
        "local": clock.local,
        "allowed": clock.allowed,
        "unit": clock.unit,
        "extended_by": 0,
        "paused_days": 0,
        "calendar": 0,
    }


def _tell(
    opened: Opened, case_id: UUID, submission: Any, routing: Routing, decision: Decision, given: Circumstances
) -> None:
    """The case's first history lines, and the acknowledgement if there is somewhere to send it."""
    details = {
        "team": routing.team,
        "priority": routing.priority,
        "procedure": decision.procedure,
        "reason": decision.reason,
        "because": decision.because,
        "source": decision.source,
        "rules_version": decision.rules_version,
    }
    opened.history.append(_line(case_id, "opened", details, given))
    if submission.kind != "complaint":
        return
    channel = "email" if submission.email else "text" if submission.phone else None
    if channel is None:
        opened.history.append(_line(case_id, "no_contact_given", {}, given))
        return
    opened.history.append(_line(case_id, "acknowledgement_queued", {"channel": channel}, given))
    opened.notice.append(
        {
            "id": uuid7(),
            "case_id": case_id,
            "template": "acknowledgement",
            "channel": channel,
            "details": {},
            "made_at": given.now(),
            "attempts": 0,
            "not_before": None,
            "sent_at": None,
            "given_up_at": None,
        }
    )


def _line(case_id: UUID, what: str, details: dict[str, Any], given: Circumstances) -> dict[str, Any]:
    return {
        "id": uuid7(), "case_id": case_id, "at": given.now(), "by": "worker", "what": what, "details": details,
    }  # fmt: skip
