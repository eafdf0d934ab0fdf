"""What happens next, said honestly and with its date."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.contracts.submissions import WORKER_CHANGE
from foundation.council import Council
from foundation.procedure.deadlines import deadline, in_words
from foundation.procedure.facts import Facts
from foundation.procedure.rule_sets import rules_on
from foundation.procedure.steps import Steps
from foundation.procedure.vocabulary import Procedure
from foundation.procedure.working_days import CalendarRunsOut, WorkingDays

PASSED_ON = "We pass what you wrote on to the team that must act."


class Next(StrEnum):
    """What the person should hear next."""

    THANKS_PASSED_ON = "thanks_passed_on"
    MEETING_PASSED_ON = "meeting_passed_on"
    READ = "read"
    WHEN_ANSWERED = "when_answered"
    WHAT_CAN_BE_DONE = "what_can_be_done"
    WHO_CAN_ANSWER = "who_can_answer"
    OTHER_WORKER = "other_worker"


@dataclass(frozen=True)
class Promise:
    """What the person should hear next, and the council's own date for it where there is one."""

    what: Next
    by: date | None = None


@dataclass(frozen=True)
class NextStep:
    """One sentence for the person, and the date in it where there is one."""

    words: str
    by: date | None


OF_KIND = {
    "compliment": Next.THANKS_PASSED_ON,
    "meeting": Next.MEETING_PASSED_ON,
    "comment": Next.READ,
    WORKER_CHANGE: Next.OTHER_WORKER,
}
WITHOUT_DATE = {
    Next.THANKS_PASSED_ON: "We pass your thanks on to the team, in your words.",
    Next.MEETING_PASSED_ON: "We pass what you said on to the team that held the meeting.",
    Next.READ: "A person in the team reads it.",
    Next.WHEN_ANSWERED: f"We read what you wrote. {PASSED_ON}",
    Next.WHAT_CAN_BE_DONE: "A person looks at it first.",
    Next.WHO_CAN_ANSWER: "A person looks at it first.",
    Next.OTHER_WORKER: "A manager reads it and decides.",
}
TO_SAY = {
    Next.WHEN_ANSWERED: "to say when you will have an answer",
    Next.WHAT_CAN_BE_DONE: "to say what we can do",
    Next.WHO_CAN_ANSWER: "to say who can answer it",
    Next.OTHER_WORKER: "to say what was decided and why",
}


def promise(kind: str, facts: Facts, council: Council, days: WorkingDays) -> Promise:
    """What we will do and by when, by the facts alone: signs of harm only bring something before it.

    The day is the council's own target to write, which runs for every complaint, whatever becomes of it.
    """
    received_on = facts.received_date
    try:
        if kind == WORKER_CHANGE:
            return Promise(Next.OTHER_WORKER, deadline(council.decide, received_on, days, local=True).due_on)
        if kind != "complaint":
            return Promise(OF_KIND[kind])
        by = deadline(council.acknowledge, received_on, days, local=True).due_on
        decision = Steps(facts, rules_on(received_on), days, council.code, council).decide()
    except CalendarRunsOut:
        return Promise(OF_KIND.get(kind, Next.WHEN_ANSWERED))
    if decision.procedure is Procedure.OUT_OF_SCOPE:
        return Promise(Next.WHO_CAN_ANSWER, by)
    return Promise(Next.WHEN_ANSWERED if decision.first_deadline else Next.WHAT_CAN_BE_DONE, by)


def next_step(promised: Promise, can_answer: bool, today: date, phone: str | None) -> NextStep:
    """The promise in words. Nothing is promised that depends on a way to answer that we do not have.

    `phone` is the complaints team's number, where one is known.
    """
    by, plain = promised.by, WITHOUT_DATE[promised.what]
    if by is None:
        again = promised.what is Next.READ and can_answer
        return NextStep(plain + " We write to you only if we have a question." * again, None)
    if by < today:
        late = f"You should have heard from us by {in_words(by)}, and we are sorry."
        return NextStep(f"{late} A person reads it now.", None)
    if not can_answer:
        cannot = f"{PASSED_ON} You left no way to reach you, so we cannot write to you."
        if phone is None:
            return NextStep(cannot, None)
        ring = f"Ring us on {phone} with your reference after {in_words(by)} to hear what has happened."
        return NextStep(f"{cannot} {ring}", by)
    first = "" if promised.what is Next.WHEN_ANSWERED else f"{plain} "
    return NextStep(f"{first}We write to you by {in_words(by)}, {TO_SAY[promised.what]}.", by)
