"""Warned of: a period to which far more of those who were asked answered than to earlier ones. It is not held.

The officer is warned as it runs, and again when it is to be closed; then there are two weeks to say to drop it.
"""

from datetime import timedelta

from foundation.equality.settings import SETTINGS
from foundation.equality.take_up import TakeUp, is_far_above
from foundation.records import UnitOfWork
from foundation.records.deciding import KEEP, is_kept_since
from foundation.records.models import EqualityPeriod
from foundation.runtime.clock import london_day
from foundation.runtime.logs import get_logger
from worker.circumstances import Circumstances
from worker.equality.offers import earlier_take_ups, offers_left_before

log = get_logger("worker")

TO_SAY = timedelta(days=SETTINGS.warned_days)


def warn_as_it_runs(uow: UnitOfWork, given: Circumstances, period: EqualityPeriod, *, offers: int) -> None:
    """By as many boxes as pages show, so that a warning tells of no other; once.

    Early in a quarter answers are of offers of the one before: those that nobody used count with its own.
    """
    if period.warned_at is None:
        _warn(uow, given, period, TakeUp(period.waiting, offers + offers_left_before(uow, period)))


def may_still_be_dropped(
    uow: UnitOfWork, given: Circumstances, period: EqualityPeriod, *, boxes: int, offers: int
) -> bool:
    """Before its counts are kept: warn by all that came, unless somebody has kept that; whether the officer has time.

    All that came may be looked at here: if nobody drops it, it is published.
    """
    said = (period.warned_at, period.decided_at if period.decision == KEEP else None)
    if not any(moment and london_day(moment) > period.ends_on for moment in said):
        _warn(uow, given, period, TakeUp(boxes, offers))
    if period.warned_at is None or is_kept_since(period, period.warned_at):
        return False
    return london_day(given.now()) < london_day(period.warned_at) + TO_SAY


def _warn(uow: UnitOfWork, given: Circumstances, period: EqualityPeriod, this: TakeUp) -> None:
    if is_far_above(this, earlier_take_ups(uow, period)):
        period.warned_at = given.now()
        log.warning("far more answers than in earlier quarters", period_id=str(period.id), pool=period.pool)
