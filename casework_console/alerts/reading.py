"""Reading alerts: the list, one alert with its words marked, and what the screen missed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from casework_console.access import about, alert_about
from foundation.procedure.screen import screen
from foundation.records import UnitOfWork
from foundation.records.models import Account, Alert, AlertDecision, Case, Miss, Submission
from foundation.staff.sessions import SignedIn

PER_PAGE = 50
FREE_TEXTS = ("outcome_wanted", "words", "thanks_to")


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    rows: Sequence[Any]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, ceil(self.total / PER_PAGE))


@dataclass(frozen=True)
class Decided:
    """One decision about an alert, and who took it."""

    decision: AlertDecision
    by: str


@dataclass(frozen=True)
class Whole:
    """An alert with its case, what was submitted, who opened it, and its decisions, the last one first.

    One of a survey has neither case nor submission: it holds the words itself, and nobody knows who wrote them. A
    decision from before it was raised again stays, and is about an earlier sign.
    """

    alert: Alert
    case: Case | None
    submission: Submission | None
    opened_by: str | None
    decisions: Sequence[Decided]

    @property
    def standing(self) -> str:
        """A mark of what its page shows: the decision that was taken last, and since when it has been open."""
        last = self.decisions[0].decision.id if self.decisions else ""
        return f"{last} {self.alert.opened_at or ''}"

    @property
    def decided(self) -> bool:
        """Has somebody decided since it was raised, for the first time or again?"""
        return any(one.decision.at >= self.alert.raised_at for one in self.decisions)


@dataclass(frozen=True)
class Text:
    """Something that was written, cut where the screen's marks begin and end; every second piece is marked."""

    name: str
    pieces: tuple[tuple[str, bool], ...]
    harms: tuple[str, ...]
    failed: bool


def alerts(uow: UnitOfWork, staff: SignedIn, state: str, number: int) -> Page:
    """Alerts that this person may see: those that nobody opened first, and the loudest of them before all."""
    last = _last_decision()
    stands = case((Alert.opened_at.is_(None), 0), (last.c.decision.is_(None), 1), else_=2)
    wanted = {"unopened": stands == 0, "undecided": stands == 1, "decided": stands == 2}
    found = (
        select(Alert, last.c.decision)
        .outerjoin(Case, Case.id == Alert.case_id)
        .outerjoin(last, and_(last.c.alert_id == Alert.id, last.c.at >= Alert.raised_at))
        .where(~alert_about(staff), *([wanted[state]] if state else []))
    )
    total = uow.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    number = min(number, max(1, ceil(total / PER_PAGE)))
    waits = case((stands == 2, 0), else_=Alert.told)
    ordered = found.order_by(stands, waits.desc(), case((stands < 2, Alert.raised_at)), Alert.raised_at.desc())
    rows = uow.session.execute(ordered.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    return Page(rows, total, number)


def unopened(uow: UnitOfWork, staff: SignedIn) -> tuple[int, datetime | None]:
    """How many alerts that this person may see nobody has opened, and when the oldest was raised."""
    waiting = select(func.count(), func.min(Alert.raised_at)).outerjoin(Case, Case.id == Alert.case_id)
    count, oldest = uow.session.execute(waiting.where(Alert.opened_at.is_(None), ~alert_about(staff))).one()
    return count, oldest


def find(uow: UnitOfWork, reference: str, *, lock: bool = False) -> Whole | None:
    """One alert with all that belongs to it; locked until the transaction ends, if wanted."""
    wanted = (
        select(Alert, Case, Submission, Account.name)
        .outerjoin(Case, Case.id == Alert.case_id)
        .outerjoin(Submission, Submission.id == Case.submission_id)
        .outerjoin(Account, Account.id == Alert.opened_by)
        .where(Alert.reference == reference)
    )
    row = uow.session.execute(wanted.with_for_update(of=Alert) if lock else wanted).one_or_none()
    if row is None:
        return None
    decisions = (
        select(AlertDecision, Account.name)
        .join(Account, Account.id == AlertDecision.by)
        .where(AlertDecision.alert_id == row[0].id)
        .order_by(AlertDecision.at.desc(), AlertDecision.id.desc())
    )
    return Whole(*row, [Decided(*one) for one in uow.session.execute(decisions)])


def texts(whole: Whole) -> Iterator[Text]:
    """What was written, with each point that was added, and the words marked that the screen would hit today."""
    told = [("words", whole.alert.words)]
    if whole.case is not None:
        told = [(name, getattr(whole.submission, name)) for name in FREE_TEXTS]
        told += [(f"point {point.number}", point.words) for point in whole.case.points if point.number > 1]
    for name, written in told:
        if written:
            found = screen(written)
            yield Text(name, tuple(_cut(written, found.marks)), found.harms, found.failed)


def misses(uow: UnitOfWork, staff: SignedIn, number: int) -> Page:
    """What people reported as missed: first those that nobody has reviewed, the oldest before all."""
    found = (
        select(Miss, Account.name)
        .join(Account, Account.id == Miss.by)
        .join(Case, Case.id == Miss.case_id)
        .where(~about(staff))
    )
    total = uow.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    number = min(number, max(1, ceil(total / PER_PAGE)))
    waiting: ColumnElement[bool] = Miss.reviewed_at.is_(None)
    ordered = found.order_by(waiting.desc(), case((waiting, Miss.at)), Miss.at.desc(), Miss.id)
    return Page(uow.session.execute(ordered.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all(), total, number)


def _last_decision() -> Subquery:
    return (
        select(AlertDecision.alert_id, AlertDecision.decision, AlertDecision.at)
        .ext(distinct_on(AlertDecision.alert_id))
        .order_by(AlertDecision.alert_id, AlertDecision.at.desc(), AlertDecision.id.desc())
        .subquery()
    )


def _cut(written: str, marks: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    at = 0
    for start, end in marks:
        yield written[at:start], False
        yield written[start:end], True
        at = end
    yield written[at:], False
