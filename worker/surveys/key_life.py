"""The life of a month's sealing key: made a month ahead, destroyed when nothing sealed to it can still be on its way.

What still waits then, because fewer than ten have come together, is sealed anew to the key of this month. Keys of
sample surveys are made and destroyed with their surveys, those of periods of equality answers with their periods.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select, update

from foundation.contracts.surveys import ResponseSealed
from foundation.equality.sealing import CannotOpen, reseal
from foundation.records import Records, RecordsRefused, UnitOfWork
from foundation.records.models import Box, EqualityPeriod, Outgoing, Parked, SealingKey
from foundation.runtime.clock import london_day
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import KEYS_LOST
from foundation.surveys.trend import months_after
from worker.circumstances import Circumstances
from worker.surveys.keys import KeyFolder
from worker.surveys.opening import ONE_AT_A_TIME

log = get_logger("worker")

# One that was lost, replaced, and put back after all is in no table: it opens what still waits, and goes in time.
REPLACED = timedelta(days=120)
KEPT = timedelta(days=60)  # after the end of its month; what is sealed travels for hours, and parked for weeks at most


def keep_keys(given: Circumstances, keys: KeyFolder) -> int:
    """Replace what is lost, make what is missing and destroy what is over; how many keys changed."""
    today = london_day(given.now())
    changed = [_see_to_lost(given, keys, today), _make(given, keys, today), _destroy(given, keys, today)]
    return sum(changed)


def lost_keys(records: Records, keys: KeyFolder) -> list[str]:
    """In words for the operator: each key that is in use, and whose private half is not in the folder."""
    try:
        with records.unit_of_work() as uow:
            lost = _lost(uow, keys)
    except RecordsRefused:
        return []  # that the database does not answer is said already
    return [
        f"the private half of the sealing key of {key_in_words(key)} is not in {keys.path}: answers that were sealed "
        "to it cannot be opened; put its file back"
        for key in lost
    ]


def key_in_words(key: SealingKey) -> str:
    """What a key is for, in words."""
    return f"{key.month:%B %Y}" if key.month else f"the sample survey {key.sample_id}"


def destroyed_after(month: date) -> date:
    """The last day on which a month's private key is kept."""
    return months_after(month, 1) - timedelta(days=1) + KEPT


def _months(today: date) -> tuple[date, date]:
    """This and the next, as their first days."""
    first = today.replace(day=1)
    return first, months_after(first, 1)


def _lost(uow: UnitOfWork, keys: KeyFolder) -> Sequence[SealingKey]:
    in_use = uow.session.scalars(select(SealingKey).where(~SealingKey.destroyed).order_by(SealingKey.id))
    return [key for key in in_use if keys.private(key.id) is None]


def _see_to_lost(given: Circumstances, keys: KeyFolder, today: date) -> int:
    """Nothing more is sealed to a key that nobody has: this month and the next get another, the others end."""
    with given.records.unit_of_work() as uow:
        lost = _lost(uow, keys)
        for key in lost:
            if key.month in _months(today):
                keys.replace(uow, key.id)
            else:
                _mark_destroyed(uow, key.id)
    for key in lost:
        KEYS_LOST.inc()
        log.error("the private half of a sealing key is gone", key_id=str(key.id), of=key_in_words(key))
    return len(lost)


def _make(given: Circumstances, keys: KeyFolder, today: date) -> int:
    with given.records.unit_of_work() as uow:
        there = set(uow.session.scalars(select(SealingKey.month)))
        return sum(keys.make_key(uow, month=month) is not None for month in _months(today) if month not in there)


def _destroy(given: Circumstances, keys: KeyFolder, today: date) -> int:
    """Its file goes when the mark is committed; killed in between, it goes the next time."""
    destroyed = 0
    with given.records.unit_of_work() as uow:
        known = uow.session.scalars(select(SealingKey)).all()
        of_periods = uow.session.scalars(select(EqualityPeriod.id)).all()
    for key in known:
        over = key.month is not None and destroyed_after(key.month) < today
        if over and (not key.destroyed or keys.private(key.id)) and _let_go(given, keys, key.id):
            keys.destroy(key.id)
            destroyed += 1
    for key_id in set(keys.all_private()) - {key.id for key in known} - set(of_periods):
        since = keys.here_since(key_id)
        if since and since + REPLACED < today and _let_go(given, keys, key_id):
            keys.destroy(key_id)
            destroyed += 1
    return destroyed


def _let_go(given: Circumstances, keys: KeyFolder, key_id: UUID) -> bool:
    """Seal what waits to this month's key and mark this one destroyed; not while an answer is still on its way."""
    with given.records.unit_of_work() as uow:
        alone = uow.session.scalar(select(func.pg_try_advisory_xact_lock(ONE_AT_A_TIME)))
        if not alone or is_on_its_way(uow):
            return False
        if private := keys.private(key_id):
            _seal_anew(uow, private, london_day(given.now()).replace(day=1))
        _mark_destroyed(uow, key_id)
    return True


def is_on_its_way(uow: UnitOfWork) -> bool:
    """Whether a sealed answer waits to be sent, or for a person to decide about it."""
    sent = select(Outgoing.id).where(Outgoing.type == ResponseSealed.TYPE)
    parked = select(Parked.message_id).where(Parked.type == ResponseSealed.TYPE, Parked.fate == "waiting")
    return bool(uow.session.scalar(select(or_(sent.exists(), parked.exists()))))


def _seal_anew(uow: UnitOfWork, private: bytes, month: date) -> None:
    public = uow.session.scalars(select(SealingKey.public).where(SealingKey.month == month)).one()
    for box in uow.connection.execute(select(Box.id, Box.sealed).order_by(Box.id).with_for_update()).all():
        try:
            sealed = reseal(box.sealed, [private], public)
        except CannotOpen:
            continue  # sealed to another key
        uow.connection.execute(update(Box).where(Box.id == box.id).values(sealed=sealed))


def _mark_destroyed(uow: UnitOfWork, key_id: UUID) -> None:
    uow.connection.execute(update(SealingKey).where(SealingKey.id == key_id).values(destroyed=True))
