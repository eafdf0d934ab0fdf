"""Held periods: more boxes than offers came, so somebody answered more often than was asked, and an officer decides.

Nothing of a held period is counted before. Dropped, all of it is deleted unopened. Kept, what came until then is
counted, and what is more is held again. One whose key was lost is given to no other period while it is held, key or
not: what stays lost is deleted.
"""

from sqlalchemy import func, or_, select

from foundation.equality.settings import SETTINGS
from foundation.records import UnitOfWork
from foundation.records.deciding import DROP, HELD, RUNS, is_dropped, is_kept_since
from foundation.records.models import EqualityPeriod
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import EQUALITY_HELD
from worker.circumstances import Circumstances
from worker.equality.offers import offers_left_before
from worker.equality.periods import let_go
from worker.surveys.keys import KeyFolder

log = get_logger("worker")

ASKED = or_(EqualityPeriod.held_at.is_not(None), EqualityPeriod.warned_at.is_not(None))


def is_undecided(period: EqualityPeriod) -> bool:
    """Is it held, and nobody has said since to keep it?"""
    return period.held_at is not None and not is_kept_since(period, period.held_at)


def hold_where_too_many(
    uow: UnitOfWork, given: Circumstances, period: EqualityPeriod, *, boxes: int, offers: int
) -> bool:
    """Hold a period to which more boxes came than offers were made; whether it is held and not kept.

    With its offers count those of the period before that nobody used, and as many boxes as were kept before. While it
    is held, what comes more is held with it.
    """
    kept, more = period.excess or 0, boxes - offers
    if more > kept and not is_dropped(period):
        more -= offers_left_before(uow, period)
    if more > kept and not is_dropped(period):
        if not is_undecided(period):
            period.held_at = given.now()
            log.error(
                "more answers than offers: the equality officer decides", period_id=str(period.id), pool=period.pool
            )
        period.excess = -(-more // SETTINGS.tally_boxes) * SETTINGS.tally_boxes
    return is_undecided(period)


def drop_periods(given: Circumstances, keys: KeyFolder) -> int:
    """Let go what the officer dropped, then the key; how many periods. Killed in between, the key goes later."""
    said = select(EqualityPeriod).where(RUNS, ASKED, EqualityPeriod.decision == DROP)
    with given.records.unit_of_work() as uow:
        periods = uow.session.scalars(said.with_for_update(skip_locked=True)).all()
        for period in periods:
            let_go(uow, period)
            period.state, period.ended_at = "dropped", given.now()
        undecided = uow.session.scalar(select(func.count()).select_from(EqualityPeriod).where(HELD))
    EQUALITY_HELD.set(undecided or 0)
    for period in periods:
        keys.destroy(period.id)
        log.info("period dropped", period_id=str(period.id), pool=period.pool)
    return len(periods)
