"""Quarters with more answers than the link was shown, or far more than before: somebody keeps or drops them.

What is held waits for that. What is only warned of is counted in the end if nobody says anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, or_, select, update

from foundation.equality.release.kinds import Kind
from foundation.equality.settings import SETTINGS
from foundation.records import UnitOfWork
from foundation.records.deciding import DROP, HELD, KEEP, UNDECIDED, WARNED
from foundation.records.models import Account, EqualityPeriod
from foundation.runtime.clock import london_day
from survey_service.equality.history import Released

LAST_CALL = func.greatest(EqualityPeriod.held_at, EqualityPeriod.warned_at)


class Decision(StrEnum):
    """What is done with them."""

    KEEP = KEEP
    DROP = DROP


@dataclass(frozen=True)
class Held:
    """One quarter of a pool, since when it is held or warned of, and what was decided by whom, if anything was.

    `excess` is how many more replies came than the link was shown, in twenties and rounded up; `is_held` and
    `is_warned` say whether that is still to be decided.
    """

    id: UUID
    pool: str
    begins_on: date
    ends_on: date
    waiting: int
    state: str
    is_open: bool
    held_at: datetime | None
    excess: int | None
    warned_at: datetime | None
    is_held: bool
    is_warned: bool
    decision: str | None
    reason: str | None
    by: str | None
    decided_at: datetime | None

    @property
    def to_decide(self) -> bool:
        """Is somebody asked to keep or to drop it?"""
        return self.is_held or self.is_warned

    @property
    def counted_from(self) -> date | None:
        """If it is only warned of and nobody says anything: the first day on which it can be counted."""
        if self.is_held or self.warned_at is None:
            return None
        ends = self.ends_on + timedelta(days=SETTINGS.close_after_days)
        return max(ends, london_day(self.warned_at) + timedelta(days=SETTINGS.warned_days))


def every(uow: UnitOfWork) -> Sequence[Held]:
    """All that are or were held or warned of, the last first."""
    wanted = (
        select(
            EqualityPeriod.id, EqualityPeriod.pool, EqualityPeriod.begins_on, EqualityPeriod.ends_on,
            EqualityPeriod.waiting, EqualityPeriod.state, EqualityPeriod.ended_at.is_(None), EqualityPeriod.held_at,
            EqualityPeriod.excess, EqualityPeriod.warned_at, HELD, WARNED, EqualityPeriod.decision,
            EqualityPeriod.reason, Account.name, EqualityPeriod.decided_at,
        )
        .outerjoin(Account, Account.id == EqualityPeriod.decided_by)
        .where(or_(EqualityPeriod.held_at.is_not(None), EqualityPeriod.warned_at.is_not(None)))
        .order_by(LAST_CALL.desc(), EqualityPeriod.id)
    )  # fmt: skip
    return [Held(*row) for row in uow.session.execute(wanted)]


def counted_all_the_same(uow: UnitOfWork, *releases: Released | None) -> Sequence[Held]:
    """Of the quarters that these releases are made from, those that were held or warned of."""
    shown = [it for it in releases if it]
    years = {one for it in shown if it.kind == Kind.YEAR for one in it.content.periods}
    spans = {(it.about, it.begins_on, it.ends_on) for it in shown if it.kind == Kind.PERIOD}
    return [
        it for it in every(uow)
        if it.state == "closed" and (str(it.id) in years or (it.pool, it.begins_on, it.ends_on) in spans)
    ]  # fmt: skip


def decide(uow: UnitOfWork, period_id: UUID, decision: Decision, reason: str, *, by: UUID, moment: datetime) -> bool:
    """Keep or drop. False where that is not asked, or no more: it was decided since, or the quarter has ended."""
    said = {"decision": decision, "reason": reason, "decided_by": by, "decided_at": moment}
    asked = update(EqualityPeriod).where(EqualityPeriod.id == period_id, UNDECIDED)
    return bool(uow.connection.execute(asked.values(said)).rowcount)
