"""Periods of equality answers: made a month ahead, each with a key of its own, and followed by another when it is lost.

A period whose private half is gone is lost. Its boxes stay shut for some weeks; if the file is put back meanwhile they
are added to the period that runs then.
"""

from datetime import date, timedelta

from sqlalchemy import delete, select

from foundation.contracts.equality import POOLS
from foundation.equality.quarters import quarter_of
from foundation.equality.settings import SETTINGS
from foundation.records import Records, RecordsRefused, UnitOfWork
from foundation.records.models import EqualityBox, EqualityOffer, EqualityPeriod, SealedTally
from foundation.runtime.clock import london_day
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import EQUALITY_KEYS_LOST
from worker.circumstances import Circumstances
from worker.surveys.keys import KeyFolder

log = get_logger("worker")

AHEAD = timedelta(days=31)
FOR_A_KEY = timedelta(days=28)  # after a lost period would have been closed, for its file to be put back
LIVE = ("open", "ran_on", "closed")
OPEN = select(EqualityPeriod).where(EqualityPeriod.state == "open").order_by(EqualityPeriod.ends_on, EqualityPeriod.id)


def keep_periods(given: Circumstances, keys: KeyFolder) -> int:
    """See to lost keys, make what is missing and let go what stays lost; how many periods changed."""
    today = london_day(given.now())
    return sum([_see_to_lost(given, keys), _make(given, keys, today), _forget_lost(given, today)])


def closes_on(period: EqualityPeriod) -> date:
    """The day on which a period is closed at the earliest."""
    return period.ends_on + timedelta(days=SETTINGS.close_after_days)


def period_in_words(period: EqualityPeriod) -> str:
    """Which period it is, in words."""
    return f"{period.pool}, {period.begins_on} to {period.ends_on}"


def lost_periods(records: Records, keys: KeyFolder) -> list[str]:
    """In words for the operator: each period that is open, and whose private half is not in the folder."""
    try:
        with records.unit_of_work() as uow:
            lost = [period for period in uow.session.scalars(OPEN) if keys.private(period.id) is None]
    except RecordsRefused:
        return []  # that the database does not answer is said already
    return [
        f"the private half of the key of {period_in_words(period)} is not in {keys.path}: what was sealed to it cannot "
        f"be counted; put {period.id}.key back"
        for period in lost
    ]


def let_go(uow: UnitOfWork, period: EqualityPeriod) -> None:
    """Delete boxes, tally and offers of a period that ends."""
    for table in (EqualityBox, SealedTally, EqualityOffer):
        uow.connection.execute(delete(table).where(table.period_id == period.id))


def _see_to_lost(given: Circumstances, keys: KeyFolder) -> int:
    """Nothing more is sealed to a key that nobody has."""
    with given.records.unit_of_work() as uow:
        locked = uow.session.scalars(OPEN.with_for_update())
        lost = [period for period in locked if keys.private(period.id) is None]
        for period in lost:
            period.state = "lost"
    for period in lost:
        EQUALITY_KEYS_LOST.inc()
        log.error("the private half of a period's key is gone", period_id=str(period.id), of=period_in_words(period))
    return len(lost)


def _make(given: Circumstances, keys: KeyFolder, today: date) -> int:
    """This quarter's, from today on if it had one that ended, and the next quarter's when that is near."""
    made = 0
    with given.records.unit_of_work() as uow:
        known = uow.session.execute(select(EqualityPeriod.pool, EqualityPeriod.ends_on, EqualityPeriod.state)).all()
        live = {(pool, ends_on) for pool, ends_on, state in known if state in LIVE}
        ever = {(pool, ends_on) for pool, ends_on, _ in known}
        for pool in POOLS:
            for quarter in sorted({quarter_of(today), quarter_of(today + AHEAD)}, key=lambda it: it.begins_on):
                one = (pool, quarter.ends_on)
                begins_on = max(today, quarter.begins_on) if one in ever else quarter.begins_on
                if one not in live:
                    made += keys.make_period(uow, pool, begins_on, quarter.ends_on) is not None
    return made


def _forget_lost(given: Circumstances, today: date) -> int:
    over = today - timedelta(days=SETTINGS.close_after_days) - FOR_A_KEY
    lost = select(EqualityPeriod).where(
        EqualityPeriod.state == "lost", EqualityPeriod.ended_at.is_(None), EqualityPeriod.ends_on < over
    )
    with given.records.unit_of_work() as uow:
        periods = uow.session.scalars(lost.with_for_update(skip_locked=True)).all()
        for period in periods:
            let_go(uow, period)
            period.ended_at = given.now()
    for period in periods:
        log.error("answers of a period whose key stayed lost are deleted unread", period_id=str(period.id))
    return len(periods)
