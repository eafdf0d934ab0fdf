"""Triage decisions per second in one process, with the screen for signs of harm and the explanation of each."""

import random
import time
from datetime import date, timedelta

from foundation.council import Council
from foundation.procedure.facts import Facts
from foundation.procedure.rule_sets import rules_on
from foundation.procedure.triage import decide
from foundation.procedure.vocabulary import ChildStatus, Relationship, Subject
from foundation.procedure.working_days import WorkingDays

STORY = "We were promised a visit and nobody came. We rang four times and nobody rang us back. " * 4
FIRST = date(2026, 9, 1)
SEED = 26  # the same facts in every run


def decided_per_second(council: Council, days: WorkingDays, decisions: int) -> float:
    """Each is about another mixture of who, what and when."""
    facts = _mixed(council, decisions)
    started = time.monotonic()
    for told in facts:
        decide(told, rules_on(told.received_date), days, own_authority=council.code, targets=council)
    return decisions / (time.monotonic() - started)


def _mixed(council: Council, count: int) -> list[Facts]:
    chance = random.Random(SEED)  # noqa: S311 -- no secret
    return [
        Facts(
            is_complaint=True,
            relationship=chance.choice(list(Relationship)),
            child_status=chance.choice(list(ChildStatus)),
            responsible_authority=council.code,
            subject=chance.choice(list(Subject)),
            received_date=(received := FIRST + timedelta(days=chance.randrange(200))),
            event_date=received - timedelta(days=chance.randrange(500)),
            story=f"{STORY} {number}",
        )
        for number in range(count)
    ]
