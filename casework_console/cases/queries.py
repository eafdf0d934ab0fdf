"""Reading cases: the pipeline in one query and a count, and one case with all that belongs to it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, case, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import selectinload

from casework_console.cases import words
from casework_console.deciding.closing import CLOSED
from foundation.records import UnitOfWork
from foundation.records.models import Account, Case, Deadline, Submission, WorkerChange

PER_PAGE = 25
SORTS = ("reference", "received", "age", "due", "team", "stage", "priority")


@dataclass(frozen=True)
class Wanted:
    """Which cases, in which order, which page. Empty means all, but of stages all but closed.

    `soon` is the last day of “due soon”.
    """

    today: date
    soon: date
    kind: str = ""
    team: str = ""
    stage: str = ""
    priority: str = ""
    due: str = ""
    age: str = ""
    answer: str = ""
    coordinator: UUID | None = None
    sort: str = "due"
    page: int = 1


@dataclass(frozen=True)
class Row:
    """One line of the pipeline. The law's date counts; the council's own target where no clock of law runs."""

    case: Case
    law_due: str | None
    law_on: date | None
    target_due: str | None
    target_on: date | None
    coordinator: str | None

    @property
    def due(self) -> str | None:
        """What is due next."""
        return self.law_due or self.target_due

    @property
    def due_on(self) -> date | None:
        """By when."""
        return self.law_on or self.target_on

    @property
    def only_target(self) -> bool:
        """Is the next date the council's own, with no clock of law running?"""
        return self.law_on is None and self.target_on is not None

    @property
    def earlier_target(self) -> date | None:
        """The council's own target, where it comes before the law's date."""
        return self.target_on if self.law_on and self.target_on and self.target_on < self.law_on else None


@dataclass(frozen=True)
class Pipeline:
    """One page of cases and how many there are in all."""

    rows: list[Row]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty pipeline has one."""
        return max(1, ceil(self.total / PER_PAGE))

    @property
    def first(self) -> int:
        """The number of the first case on this page."""
        return (self.page - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        """The number of the last case on this page."""
        return self.first + len(self.rows) - 1


def pipeline(
    uow: UnitOfWork, wanted: Wanted, *, team_names: Mapping[str, str], seen: ColumnElement[bool],
    kept_back: Collection[str] = (),
) -> Pipeline:  # fmt: skip
    """One page of the pipeline. Nothing but cases that fit `seen` is in it or in its count; nor what is `kept_back`."""
    law, target = _first_due(kept_back, local=False), _first_due(kept_back, local=True)
    due_on = func.coalesce(law.c.due_on, target.c.due_on)
    found: Select[Any] = (
        select(Case, law.c.due, law.c.due_on, target.c.due, target.c.due_on, Account.name)
        .outerjoin(Account, Account.id == Case.coordinator_id)
        .outerjoin(law, law.c.case_id == Case.id)
        .outerjoin(target, target.c.case_id == Case.id)
        .where(seen, *_conditions(wanted, due_on))
    )
    total = uow.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    page = min(wanted.page, max(1, ceil(total / PER_PAGE)))
    ordered = found.order_by(*_order(wanted.sort, due_on, team_names))
    rows = uow.session.execute(ordered.limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    return Pipeline([Row(*row) for row in rows], total, page)


def find_case(uow: UnitOfWork, reference: str) -> tuple[Case, Submission] | None:
    """A case by its reference, with what was submitted and everything that belongs to it."""
    whole = (selectinload(Case.points), selectinload(Case.deadlines), selectinload(Case.history))
    row = uow.session.execute(
        select(Case, Submission)
        .join(Submission, Submission.id == Case.submission_id)
        .where(Case.reference == reference)
        .options(*whole, selectinload(Case.notices), selectinload(Case.decisions))
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def names(uow: UnitOfWork, accounts: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """The names of members of staff."""
    found = select(Account.id, Account.name).where(Account.id.in_([one for one in accounts if one]))
    return {row.id: row.name for row in uow.session.execute(found)}


def exists(uow: UnitOfWork, reference: str) -> bool:
    """Is there a case with this reference?"""
    return uow.session.scalar(select(Case.id).where(Case.reference == reference)) is not None


def _first_due(kept_back: Collection[str], *, local: bool) -> Subquery:
    """For each case the earliest date of one sort that is not met: the law's, or the council's own."""
    return (
        select(Deadline.case_id, Deadline.due, Deadline.due_on)
        .ext(distinct_on(Deadline.case_id))
        .where(Deadline.local.is_(local), Deadline.met_on.is_(None), Deadline.ended_on.is_(None))
        .where(Deadline.due.not_in(kept_back))
        .order_by(Deadline.case_id, Deadline.due_on, Deadline.id)
        .subquery()
    )


def _conditions(wanted: Wanted, due_on: ColumnElement[date]) -> list[ColumnElement[bool]]:
    chosen = {"kind": wanted.kind, "team": wanted.team, "stage": wanted.stage, "priority": wanted.priority}
    conditions = [getattr(Case, name) == value for name, value in chosen.items() if value]
    if not wanted.stage:
        conditions.append(Case.stage != CLOSED)
    by_due = {
        "overdue": due_on < wanted.today,
        "soon": due_on.between(wanted.today, wanted.soon),
        "none": due_on.is_(None),
    }
    if wanted.due:
        conditions.append(by_due[wanted.due])
    if wanted.age:
        conditions.append(Case.historic.is_(wanted.age == "historic"))
    if wanted.coordinator:
        conditions.append(Case.coordinator_id == wanted.coordinator)
    return [*conditions, *_answered(wanted.answer)]


def _answered(answer: str) -> list[ColumnElement[bool]]:
    """Requests for another worker by what was decided last, or by nobody having decided."""
    if not answer:
        return []
    last = (
        select(WorkerChange.decision)
        .where(WorkerChange.case_id == Case.id)
        .order_by(WorkerChange.at.desc(), WorkerChange.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return [Case.kind == "worker_change", last.is_(None) if answer == "waiting" else last == answer]


def _order(sort: str, due_on: ColumnElement[date], team_names: Mapping[str, str]) -> list[ColumnElement[Any]]:
    key, down = sort.removeprefix("-"), sort.startswith("-")
    by: dict[str, ColumnElement[Any]] = {
        "reference": Case.reference.expression,
        "received": Case.received_on.expression,
        "age": Case.received_on.expression,
        "due": due_on,
        "team": _rank(Case.team, sorted(team_names, key=lambda code: team_names[code])),
        "stage": _rank(Case.stage, tuple(words.STAGES)),
        "priority": _rank(Case.priority, ("urgent", "high", "normal")),
    }
    if key == "age":
        down = not down
    first = by[key].desc() if down else by[key].asc()
    return [first.nulls_last(), due_on.asc().nulls_last(), Case.received_on.asc(), Case.reference.asc()]


def _rank(column: Any, codes: Any) -> ColumnElement[Any]:
    return case({code: place for place, code in enumerate(codes)}, value=column, else_=1000)
