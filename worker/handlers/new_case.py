"""One submission as the rows of a new case: what was decided and by which rule, its clocks, its first history lines."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from foundation.contracts.cases import ItemRouted
from foundation.contracts.submissions import WORKER_CHANGE, kind_carried
from foundation.council import Routing
from foundation.procedure import triage
from foundation.procedure.deadlines import Deadline, deadline
from foundation.procedure.decision import Decision
from foundation.procedure.facts import Facts
from foundation.procedure.rule_sets import rules_on
from foundation.procedure.vocabulary import Clock, Due, Flag, Procedure
from foundation.procedure.working_days import CalendarRunsOut
from foundation.records.calendar import Calendar
from foundation.records.clock_rows import clock_row
from foundation.records.told_facts import facts_of
from worker.circumstances import Circumstances
from worker.conflicts import Guarded, keep_from_those_it_names
from worker.safety import ALLEGATION, SCREEN_FAILED, TICKED, WORDS

Rows = list[dict[str, Any]]
FREE_TEXT = ("words", "outcome_wanted", "thanks_to", "child_name")
STAGE_OF = {
    Due.STAGE_2_ANSWER: "stage_2",
    Due.STAGE_2_ACKNOWLEDGEMENT: "stage_2",
    Due.PANEL_MEETING: "stage_3",
}


@dataclass
class Opened:
    """Rows to be kept for a group of cases, and what is to be announced."""

    case: Rows = field(default_factory=list)
    point: Rows = field(default_factory=list)
    deadline: Rows = field(default_factory=list)
    history: Rows = field(default_factory=list)
    notice: Rows = field(default_factory=list)
    conflict: Rows = field(default_factory=list)
    submissions: dict[UUID, Any] = field(default_factory=dict)
    at_risk: dict[UUID, tuple[str, list[str]]] = field(default_factory=dict)  # the reference, and why
    announced: list[tuple[ItemRouted, str]] = field(default_factory=list)


def add_case(opened: Opened, submission: Any, given: Circumstances, calendar: Calendar) -> None:
    """Everything that one submission brings about, but the alert and the links, which are made for all together."""
    case_id, council = uuid7(), given.council
    ordinary = council.routing(
        submission.kind, submission.service_area, submission.topic, child_at_risk=submission.child_at_risk
    )
    guarded = keep_from_those_it_names(ordinary, submission, council)
    story = "\n".join(text for name in FREE_TEXT if (text := getattr(submission, name)))
    decision = _decide(facts_of(submission, ordinary.subject, council, story=story), given, calendar)
    routing = guarded.routing
    if decision.procedure is Procedure.SAFEGUARDING_FIRST:
        routing = replace(routing, priority="urgent")  # whatever a council's rule file says
        opened.at_risk[case_id] = submission.reference, _signs(submission, decision)
    clocks = _clocks(decision, submission, given, calendar)
    opened.submissions[case_id] = submission
    opened.case.append(_case(case_id, submission, routing, decision, given))
    if submission.kind == "complaint":
        opened.point.append(_point(case_id, submission, routing, decision))
    opened.deadline += [clock_row(case_id, clock, calendar.number) for clock in clocks]
    opened.conflict += guarded.rows(case_id, given.now())
    _tell(opened, case_id, submission, guarded, routing, decision, given)
    due_on = min((clock.due_on for clock in clocks if not clock.local), default=None)
    kind = kind_carried(submission.kind)
    message = ItemRouted(
        case_id, submission.reference, kind, routing.team, routing.priority, decision.procedure, due_on
    )
    opened.announced.append((message, f"routed.{routing.team}"))


def _decide(facts: Facts, given: Circumstances, calendar: Calendar) -> Decision:
    """Past the end of the bank holidays no date is guessed: the case is opened all the same, and a person sets it."""
    rules = rules_on(facts.received_date)
    try:
        return triage.decide(facts, rules, calendar.days, own_authority=given.council.code, targets=given.council)
    except CalendarRunsOut:
        return triage.undated(facts, rules, calendar.days)


def _signs(submission: Any, decision: Decision) -> list[str]:
    found = {
        TICKED: submission.child_at_risk,
        ALLEGATION: Flag.ALLEGATION_AGAINST_WORKER in decision.flags,
        WORDS: Flag.HARM_WORDS in decision.flags,
        SCREEN_FAILED: Flag.SCREEN_FAILED in decision.flags,
    }
    return [sign for sign, there in found.items() if there]


def _clocks(decision: Decision, submission: Any, given: Circumstances, calendar: Calendar) -> list[Deadline]:
    """The decision's clocks and the council's own. Where nobody can be written to no clock waits for a letter."""
    then = decision.then or decision
    clocks = [clock for clock in (decision.first_deadline, *decision.beside) if clock is not None]
    if then is not decision:
        clocks += [clock for clock in (then.first_deadline, *then.beside) if clock is not None]
    if then.local_target is not None and then.local_target.due == Due.DECISION:
        clocks.append(then.local_target)
    if submission.kind not in ("complaint", WORKER_CHANGE):
        return clocks
    try:
        if submission.kind == WORKER_CHANGE:  # a manager decides, and the person was told by when
            return [*clocks, deadline(given.council.decide, submission.received_on, calendar.days, local=True)]
        if submission.email or submission.phone:
            return [*clocks, deadline(given.council.acknowledge, submission.received_on, calendar.days, local=True)]
        stage_1 = rules_on(submission.received_on).clocks[Clock.CORPORATE_STAGE_1_ANSWER]
        answer = deadline(stage_1, submission.received_on, calendar.days)
    except CalendarRunsOut:
        return clocks
    return [answer if clock.due == Due.ACKNOWLEDGEMENT else clock for clock in clocks]


def _stage(decision: Decision) -> str:
    if decision.procedure is None:
        return "registered"
    if decision.person_decides or decision.procedure is Procedure.OUT_OF_SCOPE:
        return "triage"
    return STAGE_OF.get(decision.first_deadline.due, "stage_1") if decision.first_deadline else "triage"


def _case(case_id: UUID, submission: Any, routing: Routing, decision: Decision, given: Circumstances) -> dict[str, Any]:
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
        "stage": _stage(decision),
        "procedure": decision.procedure,
        "reason": decision.reason,
        "rules_version": decision.rules_version,
        "person_decides": decision.person_decides,
        "flags": dict.fromkeys(decision.flags, True),  # that there were words of harm, not which
        "explanation": [vars(step) for step in decision.explanation],
        "historic": Flag.HISTORIC in decision.flags,
    }


def _point(case_id: UUID, submission: Any, routing: Routing, decision: Decision) -> dict[str, Any]:
    """A sign of harm is about the whole of it; the point has the procedure that runs beside."""
    own = decision.then or decision
    return {
        "id": uuid7(),
        "case_id": case_id,
        "number": 1,
        "subject": routing.subject,
        "words": submission.words,
        "procedure": own.procedure,
        "reason": own.reason,
    }


def _tell(
    opened: Opened,
    case_id: UUID,
    submission: Any,
    guarded: Guarded,
    routing: Routing,
    decision: Decision,
    given: Circumstances,
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
    if guarded.teams:
        opened.history.append(_line(case_id, "conflict_found", {"teams": list(guarded.teams)}, given))
    if submission.kind != "complaint":
        return
    channel = "email" if submission.email else "text" if submission.phone else None
    if channel is None:
        opened.history.append(_line(case_id, "no_contact_given", {}, given))
        return
    opened.history.append(_line(case_id, "acknowledgement_queued", {"channel": channel}, given))
    opened.notice.append(
        {
            "id": uuid7(), "case_id": case_id, "template": "acknowledgement", "channel": channel, "details": {},
            "made_at": given.now(), "attempts": 0,
        }
    )  # fmt: skip


def _line(case_id: UUID, what: str, details: dict[str, Any], given: Circumstances) -> dict[str, Any]:
    return {
        "id": uuid7(), "case_id": case_id, "at": given.now(), "by": "worker", "what": what, "details": details,
    }  # fmt: skip
