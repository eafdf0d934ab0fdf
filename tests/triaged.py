"""Facts with defaults for all that does not matter, and their decision for a council of our own making."""

from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from foundation.procedure.deadlines import Allowance
from foundation.procedure.decision import Decision
from foundation.procedure.facts import Facts
from foundation.procedure.rule_sets import rules_on
from foundation.procedure.screen import Screening
from foundation.procedure.triage import decide
from foundation.procedure.vocabulary import ChildStatus, Due, Relationship, Subject
from foundation.procedure.working_days import WorkingDays, england

ENGLAND = england()
OWN = "littleham"
TARGETS = SimpleNamespace(
    acknowledge=Allowance(Due.ACKNOWLEDGEMENT, 3, "our charter", local=True),
    decide=Allowance(Due.DECISION, 7, "our charter", local=True),
)
FRIDAY_BEFORE_CHRISTMAS = date(2026, 12, 18)
CODES = {"relationship": Relationship, "child_status": ChildStatus, "subject": Subject}

# A parent's complaint about an assessment, of a matter of this month, received on the Friday before Christmas 2026.
PLAIN = Facts(
    is_complaint=True,
    relationship=Relationship.PARENT,
    child_status=ChildStatus.CHILD_IN_NEED,
    responsible_authority=OWN,
    subject=Subject.ASSESSMENT_S17,
    received_date=FRIDAY_BEFORE_CHRISTMAS,
    event_date=date(2026, 12, 1),
)

# What is different in it where somebody asks for a later stage, or where it happened long ago.
LAST = {"last_response_received_date": date(2026, 12, 1)}
ASKS_2 = {"already_answered_at_stage": 1, "asks_for_stage": 2, **LAST}
ASKS_3 = {"already_answered_at_stage": 2, "asks_for_stage": 3, **LAST}
OLD = {"event_date": date(2020, 5, 4)}


def nothing_found(_: str) -> Screening:
    """A screen that finds nothing."""
    return Screening(hit=False)


def told(**different: Any) -> Facts:
    """The plain complaint with something different; codes may be plain text."""
    return replace(PLAIN, **{name: CODES[name](it) if name in CODES else it for name, it in different.items()})


def triaged(facts: Facts, days: WorkingDays = ENGLAND, *, version: Any = None, screen: Any = nothing_found) -> Decision:
    """The decision of our own council, under the rules of the day unless others are given."""
    rules = version or rules_on(facts.received_date)
    return decide(facts, rules, days, own_authority=OWN, targets=TARGETS, screen=screen)


def answer(decision: Decision) -> tuple[str | None, str, date | None, date | None]:
    """Procedure, reason, the law's first date and the council's own."""
    first, target = decision.first_deadline, decision.local_target
    return decision.procedure, decision.reason, first and first.due_on, target and target.due_on


def the_day(written: str) -> date:
    """Fri 18 Dec 2026, the weekday being right."""
    day = datetime.strptime(written, "%a %d %b %Y").date()  # noqa: DTZ007 -- a day has no time zone
    assert f"{day:%a}" == written[:3], f"{written} is a {day:%A}"
    return day
