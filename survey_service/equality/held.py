"""Quarters that brought more answers than the link was shown: they wait until somebody keeps or drops them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select, update

from foundation.records import UnitOfWork
from foundation.records.models import Account, EqualityPeriod


class Decision(StrEnum):
    """What is done with them."""

    KEEP = "keep"
    DROP = "drop"


@dataclass(frozen=True)
class Held:
    """One quarter of a pool, since when it is held, and what was decided by whom, if anything was."""

    id: UUID
    pool: str
    begins_on: date
    ends_on: date
    waiting: int
    is_open: bool
    held_at: datetime
    decision: str | None
    reason: str | None
    by: str | None
    decided_at: datetime | None


def every(uow: UnitOfWork) -> Sequence[Held]:
    """All that are or were held, the last first."""
    wanted = (
        select(
            EqualityPeriod.id, EqualityPeriod.pool, EqualityPeriod.begins_on, EqualityPeriod.ends_on,
            EqualityPeriod.waiting, EqualityPeriod.ended_at.is_(None), EqualityPeriod.held_at, EqualityPeriod.decision,
            EqualityPeriod.reason, Account.name, EqualityPeriod.decided_at,
        )
        .outerjoin(Account, Account.id == EqualityPeriod.decided_by)
        .where(EqualityPeriod.held_at.is_not(None))
        .order_by(EqualityPeriod.held_at.desc(), EqualityPeriod.id)
    )  # fmt: skip
    return [Held(*row) for row in uow.session.execute(wanted)]


def decide(uow: UnitOfWork, period_id: UUID, decision: Decision, reason: str, *, by: UUID, moment: datetime) -> bool:
    """Keep or drop, once. False where it was decided before, or nothing is held any more."""
    undecided = (
        EqualityPeriod.id == period_id, EqualityPeriod.ended_at.is_(None), EqualityPeriod.held_at.is_not(None),
        EqualityPeriod.decision.is_(None),
    )  # fmt: skip
    said = {"decision": decision, "reason": reason, "decided_by": by, "decided_at": moment}
    return bool(uow.connection.execute(update(EqualityPeriod).where(*undecided).values(said)).rowcount)
