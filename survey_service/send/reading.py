"""Reading send-outs: which ones somebody may see, how far each has come, and how many answered.

Who answered is read by nobody: a ticket is only ever counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from foundation.equality.rates import ResponseRate, response_rate
from foundation.records import UnitOfWork
from foundation.records.models import BadRow, Invitation, SendOut, Spent
from foundation.runtime.clock import london_day
from foundation.staff.roles import SEES_ALL_TEAMS, Role
from foundation.staff.sessions import SignedIn
from foundation.surveys.gate import LEAST

PER_PAGE = 25
SEES_ALL = SEES_ALL_TEAMS | {Role.EQUALITY_OFFICER}
REACHED = ("sent", "delivered")


@dataclass(frozen=True)
class Wanted:
    """Which send-outs, in which order, which page. Empty means all."""

    moment: datetime
    state: str = ""
    kind: str = ""
    questionnaire: str = ""
    by: UUID | None = None
    sort: str = "-made"
    page: int = 1


@dataclass(frozen=True)
class Progress:
    """How many invitations stand where, and how many of their people answered. `reached`: whom one came to.

    With fewer than ten reached (at a poster: expected and there) it would be known who answered, so it is not shown.
    """

    states: Mapping[str, int] = field(default_factory=dict)
    reached: int = 0
    spent: int = 0
    expected: int | None = None

    @property
    def invited(self) -> int:
        """All, whatever became of their invitations."""
        return sum(self.states.values())

    @property
    def answered(self) -> int | None:
        """How many answered; None where that is not shown."""
        if self.expected is not None or self.states:
            return self.spent if self._asked >= LEAST else None
        return self.spent if self.spent >= LEAST else None

    @property
    def rate(self) -> ResponseRate | None:
        """The share of those reached that answered; None where it is not shown. More answered than expected: all."""
        if self._asked < LEAST:
            return None
        return response_rate(min(self.spent, self._asked), self._asked, 0)

    @property
    def _asked(self) -> int:
        return self.reached if self.states else self.expected or 0


@dataclass(frozen=True)
class Listed:
    """One page of send-outs with their progress, and how many there are in all."""

    rows: Sequence[tuple[SendOut, Progress]]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, ceil(self.total / PER_PAGE))


def state_of(send_out: SendOut, moment: datetime) -> str:
    """Where a send-out stands: draft, scheduled, open, closed or stopped."""
    if send_out.stopped_at:
        return "stopped"
    if send_out.closes_on and send_out.closes_on < london_day(moment):
        return "closed"
    if send_out.confirmed_at is None:
        return "draft"
    return "scheduled" if send_out.send_at and send_out.send_at > moment else "open"


def may_see(staff: SignedIn) -> ColumnElement[bool]:
    """Their own, their team's, or all. Standing posters and the strata of samples have pages of their own."""
    mine: ColumnElement[bool] = SendOut.made_by == staff.account_id
    if staff.role in SEES_ALL:
        mine = true()
    elif staff.team:
        mine = or_(mine, SendOut.team == staff.team)
    standing = and_(SendOut.kind == "poster", SendOut.made_by.is_(None))
    return and_(mine, SendOut.kind != "sample", ~standing)


def find(uow: UnitOfWork, send_out_id: UUID, staff: SignedIn) -> SendOut | None:
    """A send-out that they may see."""
    return uow.session.scalars(select(SendOut).where(SendOut.id == send_out_id, may_see(staff))).one_or_none()


def listed(uow: UnitOfWork, wanted: Wanted, staff: SignedIn) -> Listed:
    """One page of what they may see and want to."""
    found = select(SendOut).where(may_see(staff), *_conditions(wanted))
    total = uow.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    page = min(wanted.page, max(1, ceil(total / PER_PAGE)))
    ordered = found.order_by(*_order(wanted.sort)).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    rows = uow.session.scalars(ordered).all()
    return Listed([(row, how) for row, how in zip(rows, progress(uow, rows), strict=True)], total, page)


def progress(uow: UnitOfWork, send_outs: Sequence[SendOut]) -> list[Progress]:
    """How far each of them has come."""
    ids = [it.id for it in send_outs]
    answered = exists().where(Spent.ticket == Invitation.ticket)
    counts = (
        select(
            Invitation.send_out_id,
            Invitation.state,
            func.count(),
            func.count().filter(or_(Invitation.state.in_(REACHED), answered)),
        )
        .where(Invitation.send_out_id.in_(ids))
        .group_by(Invitation.send_out_id, Invitation.state)
    )
    states: dict[UUID, dict[str, int]] = {one: {} for one in ids}
    reached: dict[UUID, int] = dict.fromkeys(ids, 0)
    for send_out_id, state, n, reached_by_it in uow.session.execute(counts):
        states[send_out_id][state] = n
        reached[send_out_id] += reached_by_it
    used = select(Spent.send_out_id, func.count()).where(Spent.send_out_id.in_(ids)).group_by(Spent.send_out_id)
    spent = {send_out_id: n for send_out_id, n in uow.session.execute(used)}  # noqa: C416 -- rows are no pairs to dict
    return [Progress(states[it.id], reached[it.id], spent.get(it.id, 0), it.expected) for it in send_outs]


def bad_rows(uow: UnitOfWork, send_out_id: UUID, most: int | None = None) -> Sequence[BadRow]:
    """The rows of its file that cannot be used, in their order."""
    found = select(BadRow).where(BadRow.send_out_id == send_out_id).order_by(BadRow.line)
    return uow.session.scalars(found.limit(most)).all()


def count_of_bad_rows(uow: UnitOfWork, send_out_id: UUID) -> int:
    """How many there are."""
    return uow.session.scalar(select(func.count()).where(BadRow.send_out_id == send_out_id)) or 0


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [_is(wanted.state, wanted.moment, london_day(wanted.moment))] if wanted.state else []
    if wanted.kind:
        conditions.append(SendOut.kind == wanted.kind)
    if wanted.questionnaire:
        conditions.append(SendOut.questionnaire == wanted.questionnaire)
    if wanted.by:
        conditions.append(SendOut.made_by == wanted.by)
    return conditions


def _is(state: str, moment: datetime, today: date) -> ColumnElement[bool]:
    """The same as state_of, for the database."""
    stopped, over = SendOut.stopped_at.is_not(None), func.coalesce(SendOut.closes_on < today, false())
    later = func.coalesce(SendOut.send_at > moment, false())
    running, confirmed = and_(~stopped, ~over), SendOut.confirmed_at.is_not(None)
    return {
        "stopped": stopped,
        "closed": and_(~stopped, over),
        "draft": and_(running, ~confirmed),
        "scheduled": and_(running, confirmed, later),
        "open": and_(running, confirmed, ~later),
    }[state]


def _order(sort: str) -> list[ColumnElement[Any]]:
    by: Mapping[str, ColumnElement[Any]] = {
        "made": SendOut.made_at.expression,
        "name": func.lower(SendOut.name),
        "closes": SendOut.closes_on.expression,
    }
    column = by[sort.removeprefix("-")]
    first = column.desc() if sort.startswith("-") else column.asc()
    return [first.nulls_last(), SendOut.made_at.desc(), SendOut.id.asc()]
