"""A case in one person's hands for one decision: locked, unchanged since its page was made, and decided once."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload
from uuid_utils.compat import uuid7

from casework_console.deciding.announcing import announced, announcement
from foundation.council import Council
from foundation.procedure.rule_sets import VERSIONS, RuleSet, rule_set, rules_on
from foundation.records import Records, UnitOfWork
from foundation.records.calendar import Calendar
from foundation.records.models import Case, Deadline, Decision, HistoryLine, Notice, Point, Submission
from foundation.runtime.clock import london_day
from foundation.staff.sessions import SignedIn


class CaseChanged(Exception):
    """Since the page was made somebody, or a letter, has changed what the decision rests on."""


class DecidedBefore(Exception):
    """The same form was sent before, and what it decided stands."""


class Refused(ValueError):
    """Something in the form cannot be done; `field` names where it is to be mended."""

    def __init__(self, field: str, said: str) -> None:
        super().__init__(said)
        self.field = field


@dataclass(frozen=True)
class Sent:
    """One form that was sent: its own id, the state of the case that its page showed, and the reason."""

    form_id: UUID
    seen: str
    why: str


@dataclass(frozen=True)
class Whole:
    """A case with its points, clocks, notices and decisions, and what was submitted."""

    case: Case
    submission: Submission


@dataclass
class Hand:
    """The case, what was told, and everything that one decision needs. All of it is one transaction."""

    uow: UnitOfWork
    whole: Whole
    staff: SignedIn
    sent: Sent
    council: Council
    calendar: Calendar
    moment: datetime

    @property
    def case(self) -> Case:
        """The case."""
        return self.whole.case

    @property
    def submission(self) -> Submission:
        """What was told."""
        return self.whole.submission

    @property
    def today(self) -> date:
        """The day of the decision."""
        return london_day(self.moment)

    @property
    def rules(self) -> RuleSet:
        """The rules that the case came under."""
        return rules_of(self.case)

    @property
    def can_write(self) -> bool:
        """Did the person leave a way to be written to?"""
        return bool(self.submission.email or self.submission.phone)

    def point(self, number: int) -> Point:
        """A numbered point. Raises CaseChanged where there is none."""
        found = next((point for point in self.case.points if point.number == number), None)
        if found is None:
            raise CaseChanged
        return found

    def decide(
        self, what: str, before: dict[str, Any], after: dict[str, Any], *, point_id: UUID | None = None, **told: Any
    ) -> None:
        """Keep who decided what, from what to what, and why; and a line of history with `told`, which are codes."""
        row = {"id": self.sent.form_id, "case_id": self.case.id, "point_id": point_id, "at": self.moment}
        row |= {"by": self.staff.account_id, "what": what, "before": before, "after": after, "why": self.sent.why}
        self.uow.keep(Decision, row | {"rules_version": self.case.rules_version})
        self.note(what, **told)

    def note(self, what: str, **told: Any) -> None:
        """A line of history, by this person."""
        line = {"id": uuid7(), "case_id": self.case.id, "at": self.moment, "by": self.staff.name, "what": what}
        self.uow.keep(HistoryLine, line | {"details": told})

    def write(self, template: str, **details: Any) -> None:
        """Queue a letter to the family; where there is no way to write, history says that a person must tell them."""
        if not self.can_write:
            self.note("letter_impossible", template=template)
            return
        channel = "email" if self.submission.email else "text"
        details = {name: str(told) if isinstance(told, date) else told for name, told in details.items()}
        row = {"id": uuid7(), "case_id": self.case.id, "template": template, "channel": channel, "details": details}
        self.uow.keep(Notice, row | {"made_at": self.moment, "attempts": 0})
        self.note("letter_queued", template=template, channel=channel)


@contextmanager
def in_hand(
    records: Records, reference: str, *, staff: SignedIn, sent: Sent, council: Council, calendar: Calendar,
    moment: datetime,
) -> Iterator[Hand]:  # fmt: skip
    """The case, locked for one decision, which is kept whole or not at all; what others must know is announced.

    Raises LookupError where there is no such case, CaseChanged, DecidedBefore, and what is raised inside.
    """
    with records.unit_of_work() as uow:
        whole = find(uow, reference, lock=True)
        if whole is None:
            raise LookupError(reference)
        case = whole.case
        before = uow.session.get(Decision, sent.form_id)
        if before is not None:
            raise DecidedBefore if (before.case_id, before.by) == (case.id, staff.account_id) else CaseChanged
        if state_of(case) != sent.seen:
            raise CaseChanged
        hand = Hand(uow, whole, staff, sent, council, calendar, moment)
        told_before = announced(uow, case)
        yield hand
        uow.session.flush()
        told_after = announced(uow, case)
        if told_after != told_before:
            uow.send(announcement(case, told_after), source="console", moment=moment)


def find(uow: UnitOfWork, reference: str, *, lock: bool = False) -> Whole | None:
    """A case as a decision needs it; locked until the transaction ends, if wanted."""
    if lock:
        held = uow.session.scalar(select(Case.id).where(Case.reference == reference).with_for_update())
        if held is None:
            return None
        # The clock may be counting its dates again; what is read below must be what is changed.
        uow.session.execute(select(Deadline.id).where(Deadline.case_id == held).with_for_update())
    parts = [selectinload(part) for part in (Case.points, Case.deadlines, Case.notices, Case.decisions)]
    wanted = select(Case, Submission).join(Submission, Submission.id == Case.submission_id)
    row = uow.session.execute(wanted.where(Case.reference == reference).options(*parts)).one_or_none()
    return None if row is None else Whole(*row)


def state_of(case: Case) -> str:
    """A short mark of all that a decision rests on; it changes when any of it does."""
    told = [
        case.stage, case.procedure, case.reason, case.team, case.priority, case.person_decides,
        str(case.coordinator_id), sorted(case.flags),
        [(point.number, point.subject, point.procedure, point.reason) for point in case.points],
        sorted(_clock_state(clock) for clock in case.deadlines),
        [str(decision.id) for decision in case.decisions],
    ]  # fmt: skip
    return sha256(json.dumps(told).encode()).hexdigest()[:24]


def _clock_state(clock: Deadline) -> list[str]:
    told = (
        clock.id, clock.due_on, clock.met_on, clock.ended_on, clock.paused_since, clock.extended_by, clock.breached_on,
        clock.breach_reason is not None,
    )  # fmt: skip
    return [str(value) for value in told]


def rules_of(case: Case) -> RuleSet:
    """The rules that a case came under; for one older than our rule sets, those of its day."""
    return rule_set(case.rules_version) if case.rules_version in VERSIONS else rules_on(case.received_on)
