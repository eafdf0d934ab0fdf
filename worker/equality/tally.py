"""The tally: sealed boxes of an open period become counts, twenty together, in memory and in an order of chance.

The counts are sealed to the period's own key until it closes, so that no page and no backup lets anybody subtract one
tally from the next. No answer is ever at rest in the clear.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import SystemRandom
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from foundation.equality.sealing import CannotOpen, seal, unseal
from foundation.equality.settings import SETTINGS
from foundation.equality.tally import SIZE, Tally
from foundation.records import UnitOfWork
from foundation.records.models import EqualityBox, EqualityOffer, EqualityPeriod, SealedTally
from foundation.runtime.measures import EQUALITY_TALLIED
from foundation.surveys import voluntary
from worker.circumstances import Circumstances
from worker.equality.holding import hold_where_too_many
from worker.surveys.keys import KeyFolder

TOGETHER = SETTINGS.tally_boxes
MOST_AT_ONCE = 25 * TOGETHER  # in memory, some five kilobytes each
ONE_AT_A_TIME = 7_415_232  # PostgreSQL's advisory lock: no two workers count or close at once


@dataclass(frozen=True)
class PeriodInHand:
    """A period that has not ended and whose private half is here, locked for this transaction."""

    row: EqualityPeriod
    private: bytes


def tally_boxes(given: Circumstances, keys: KeyFolder) -> int:
    """Count the boxes of every open period in which twenty or more wait; how many boxes there were."""
    waits = select(EqualityBox.period_id).group_by(EqualityBox.period_id).having(func.count() >= TOGETHER)
    with given.records.unit_of_work() as uow:
        periods = uow.session.scalars(waits.order_by(EqualityBox.period_id)).all()
    tallied = sum(_tally(given, keys, period_id) for period_id in periods)
    EQUALITY_TALLIED.inc(tallied)
    return tallied


def _tally(given: Circumstances, keys: KeyFolder, period_id: UUID) -> int:
    """One transaction: some twenties of boxes go, and the sealed tally and the number of boxes are what they were more.

    What is left over stays, and nobody can tell why just that: ids are random.
    """
    with given.records.unit_of_work() as uow:
        period = lock_alone(uow, keys, period_id)
        if period is None or period.row.state != "open":
            return 0
        tally, waiting = read_tally(uow, period), count_boxes(uow, period_id)
        if hold_where_too_many(given, period.row, boxes=tally.boxes + waiting, offers=count_offers(uow, period_id)):
            return 0
        boxes = uow.connection.execute(
            boxes_of(period_id).limit(min(waiting // TOGETHER * TOGETHER, MOST_AT_ONCE))
        ).all()
        tally.add_all(counted(boxes, period.private))
        uow.connection.execute(delete(EqualityBox).where(EqualityBox.id.in_([box.id for box in boxes])))
        keep_tally(uow, period.row, tally)
    return len(boxes)


def lock_alone(uow: UnitOfWork, keys: KeyFolder, period_id: UUID) -> PeriodInHand | None:
    """The period, for as long as the transaction lasts; None where it has ended, another is at work, or no key is here.

    A box that arrives waits until the transaction has ended (worker/handlers/keep_equality_box.py).
    """
    if not uow.session.scalar(select(func.pg_try_advisory_xact_lock(ONE_AT_A_TIME))):
        return None
    private = keys.private(period_id)
    period = uow.session.get(EqualityPeriod, period_id, with_for_update=True)
    return PeriodInHand(period, private) if private and period and period.ended_at is None else None


def boxes_of(period_id: UUID) -> Select[Any]:
    """What waits of a period, by random ids."""
    wanted = select(EqualityBox.id, EqualityBox.sealed).where(EqualityBox.period_id == period_id)
    return wanted.order_by(EqualityBox.id)


def count_boxes(uow: UnitOfWork, period_id: UUID) -> int:
    """How many wait of a period."""
    return _count(uow, EqualityBox, period_id)


def count_offers(uow: UnitOfWork, period_id: UUID) -> int:
    """To how many people the questions were offered in a period."""
    return _count(uow, EqualityOffer, period_id)


def read_tally(uow: UnitOfWork, period: PeriodInHand) -> Tally:
    """What was counted of a period so far. Raises CannotOpen where its tally is not ours."""
    sealed = uow.session.scalar(select(SealedTally.sealed).where(SealedTally.period_id == period.row.id))
    return Tally.unpack(unseal(sealed, [period.private])) if sealed else Tally()


def keep_tally(uow: UnitOfWork, period: EqualityPeriod, tally: Tally) -> None:
    """Seal the counts of a period anew, and say how many boxes they are of, in twenties."""
    new = insert(SealedTally).values(period_id=period.id, sealed=seal(tally.pack(), period.public, SIZE))
    more = new.on_conflict_do_update(index_elements=["period_id"], set_={"sealed": new.excluded.sealed})
    uow.connection.execute(more)
    period.waiting = tally.boxes // TOGETHER * TOGETHER


def counted(boxes: Sequence[Row[Any]], private: bytes) -> Tally:
    """The counts of what is in boxes, opened in an order of chance. What is no answer of ours counts as unreadable."""
    tally, shuffled = Tally(), [box.sealed for box in boxes]
    SystemRandom().shuffle(shuffled)
    for sealed in shuffled:
        try:
            answers = voluntary.unpack(unseal(sealed, [private]))
        except (CannotOpen, LookupError, ValueError):
            tally.unreadable += 1
            continue
        if answers is None:
            tally.declined += 1
        else:
            tally.add(answers.version, voluntary.counts(answers))
    return tally


def _count(uow: UnitOfWork, table: type[EqualityBox] | type[EqualityOffer], period_id: UUID) -> int:
    return uow.session.scalar(select(func.count()).where(table.period_id == period_id)) or 0
