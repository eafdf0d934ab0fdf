"""The tally: sealed boxes of an open period become counts, twenty together, in memory and in an order of chance.

The counts are sealed to the period's own key until it closes, so that no page and no backup lets anybody subtract one
tally from the next. No answer is ever at rest in the clear.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from secrets import SystemRandom
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from foundation.equality.sealing import CannotOpen, Opener, seal, unseal
from foundation.equality.settings import SETTINGS
from foundation.equality.tally import SIZE, Tally
from foundation.records import UnitOfWork
from foundation.records.models import EqualityBox, EqualityOffer, EqualityPeriod, SealedTally
from foundation.runtime.measures import EQUALITY_TALLIED
from foundation.surveys import voluntary
from worker.circumstances import Circumstances
from worker.equality.holding import hold_where_too_many
from worker.equality.warning import warn_as_it_runs
from worker.surveys.keys import KeyFolder

TOGETHER = SETTINGS.tally_boxes
MOST_AT_ONCE = 25 * TOGETHER  # in memory, some five kilobytes each
ONE_AT_A_TIME = 7_415_232  # PostgreSQL's advisory lock: no two workers count or close at once

OF = bindparam("of", type_=EqualityPeriod.id.type)
SO_FAR = select(
    select(SealedTally.sealed).where(SealedTally.period_id == OF).scalar_subquery().label("sealed"),
    select(func.count()).where(EqualityBox.period_id == OF).scalar_subquery().label("boxes"),
    select(func.count()).where(EqualityOffer.period_id == OF).scalar_subquery().label("offers"),
)
FIRST = select(EqualityBox.id).where(EqualityBox.period_id == OF).order_by(EqualityBox.id).limit(bindparam("together"))
TAKE = delete(EqualityBox).where(EqualityBox.id.in_(FIRST)).returning(EqualityBox.sealed)


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
        tally, waiting, offers = read_tally(uow, period)
        if hold_where_too_many(uow, given, period.row, boxes=tally.boxes + waiting, offers=offers):
            return 0
        together = min(waiting // TOGETHER * TOGETHER, MOST_AT_ONCE)
        boxes = uow.session.scalars(TAKE, {"of": period_id, "together": together}).all()
        tally.add_all(counted(boxes, period.private))
        keep_tally(uow, period.row, tally)
        warn_as_it_runs(uow, given, period.row, offers=offers)
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


def read_tally(uow: UnitOfWork, period: PeriodInHand) -> tuple[Tally, int, int]:
    """What was counted of a period so far, how many boxes wait, and how many offers were made.

    Raises CannotOpen where its tally is not ours.
    """
    found = uow.connection.execute(SO_FAR, {"of": period.row.id}).one()
    tally = Tally.unpack(unseal(found.sealed, [period.private])) if found.sealed else Tally()
    return tally, found.boxes, found.offers


def keep_tally(uow: UnitOfWork, period: EqualityPeriod, tally: Tally) -> None:
    """Seal the counts of a period anew, and say how many boxes they are of, in twenties."""
    new = insert(SealedTally).values(period_id=period.id, sealed=seal(tally.pack(), period.public, SIZE))
    more = new.on_conflict_do_update(index_elements=["period_id"], set_={"sealed": new.excluded.sealed})
    uow.connection.execute(more)
    period.waiting = tally.boxes // TOGETHER * TOGETHER


def counted(boxes: Iterable[bytes], private: bytes) -> Tally:
    """The counts of what is in boxes, opened in an order of chance. What is no answer of ours counts as unreadable."""
    tally, opener, shuffled = Tally(), Opener([private]), [*boxes]
    SystemRandom().shuffle(shuffled)
    for sealed in shuffled:
        try:
            answers = voluntary.unpack(opener.unseal(sealed))
        except (CannotOpen, LookupError, ValueError):
            tally.unreadable += 1
            continue
        if answers is None:
            tally.declined += 1
        else:
            tally.add(answers.version, voluntary.counts(answers))
    return tally
