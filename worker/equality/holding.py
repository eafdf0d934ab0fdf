"""Held periods: more boxes than offers came, so somebody answered more often than was asked, and an officer decides.

Nothing of a held period is counted before. Dropped, all of it is deleted unopened. One whose key was lost is given to
no other period while it is held, key or not: what stays lost is deleted.
"""

from sqlalchemy import func, select

from foundation.records.models import EqualityPeriod
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import EQUALITY_HELD
from worker.circumstances import Circumstances
from worker.equality.periods import let_go
from worker.surveys.keys import KeyFolder

log = get_logger("worker")

UNDECIDED = (
    EqualityPeriod.ended_at.is_(None), EqualityPeriod.held_at.is_not(None), EqualityPeriod.decision.is_(None)
)  # fmt: skip


def is_undecided(period: EqualityPeriod) -> bool:
    """Is it held, and nobody has said to keep it?"""
    return period.held_at is not None and period.decision != "keep"


def hold_where_too_many(given: Circumstances, period: EqualityPeriod, *, boxes: int, offers: int) -> bool:
    """Hold a period to which more boxes came than offers were made; whether it is held and not kept."""
    if period.held_at is None and boxes > offers:
        period.held_at = given.now()
        log.error("more answers than offers: the equality officer decides", period_id=str(period.id), pool=period.pool)
    return is_undecided(period)


def drop_periods(given: Circumstances, keys: KeyFolder) -> int:
    """Let go what the officer dropped, then the key; how many periods. Killed in between, the key goes later."""
    runs = EqualityPeriod.state.in_(("open", "lost")) & EqualityPeriod.ended_at.is_(None)
    said = (runs, EqualityPeriod.held_at.is_not(None), EqualityPeriod.decision == "drop")
    with given.records.unit_of_work() as uow:
        periods = uow.session.scalars(select(EqualityPeriod).where(*said).with_for_update(skip_locked=True)).all()
        for period in periods:
            let_go(uow, period)
            period.state, period.ended_at = "dropped", given.now()
        undecided = uow.session.scalar(select(func.count()).select_from(EqualityPeriod).where(*UNDECIDED))
    EQUALITY_HELD.set(undecided or 0)
    for period in periods:
        keys.destroy(period.id)
        log.info("period dropped", period_id=str(period.id), pool=period.pool)
    return len(periods)
