"""The end of a period, two weeks after its last day: with fifty answers its counts are kept, else it runs on.

Boxes that still wait are opened with the closing, however few. Then nobody can open a copy of anything that was sealed
to it: its key is destroyed. A period that runs on gives all that it has, sealed anew, to the next of its pool.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, or_, select, update

from foundation.contracts.equality import POOLS, EqualitySealed
from foundation.courier.connection import Broker
from foundation.equality.sealing import CannotOpen, reseal
from foundation.equality.settings import SETTINGS
from foundation.equality.tally import Tally
from foundation.records import UnitOfWork
from foundation.records.deciding import is_dropped
from foundation.records.models import EqualityBox, EqualityCount, EqualityOffer, EqualityPeriod, Outgoing, Parked
from foundation.runtime.clock import london_day
from foundation.runtime.logs import get_logger
from worker.circumstances import Circumstances
from worker.equality.holding import drop_periods, hold_where_too_many
from worker.equality.periods import closes_on, let_go
from worker.equality.quiet import QUIET_FOR, in_quiet
from worker.equality.tally import PeriodInHand, counted, keep_tally, lock_alone, read_tally, tally_boxes
from worker.equality.warning import may_still_be_dropped
from worker.surveys.keys import KeyFolder

log = get_logger("worker")

BEING_COUNTED = "another worker is counting or closing"
NO_KEY = "the private half of its key is not here"
ON_ITS_WAY = "an answer is on its way, or parked (`heard parked list`)"
ON_BROKER = "messages wait on the broker"
IN_HAND = f"it must be quiet on the broker for {QUIET_FOR.seconds // 60} minutes: a reader may have something in hand"
HELD = "more answers came than offers were made: the equality officer decides"
WARNED = (
    f"far more answers came than in earlier quarters: the equality officer has {SETTINGS.warned_days} days to drop them"
)
BEING_DROPPED = "the equality officer dropped it: it goes in a minute"
NO_NEXT = f"it has fewer than {SETTINGS.close_answers} answers, and the next period is not made yet"


@dataclass(frozen=True)
class Ending:
    """What became of a period that was to end: closed, ran_on or, with a reason, waits."""

    period_id: UUID
    pool: str
    begins_on: date
    ends_on: date
    became: str
    why: str = ""


def close_periods(
    given: Circumstances, keys: KeyFolder, broker: Broker | None = None, pools: Collection[str] = POOLS
) -> list[Ending]:
    """End every period of these pools whose time has come, the oldest first; what became of each.

    Killed at any moment a period has ended wholly or not at all: counts or the next period's boxes, and the mark, are
    one transaction. The file of its key goes after that, or the next time. Where messages travel over a broker none
    ends before nothing has waited there for a time. Raises BrokerUnavailable.
    """
    drop_periods(given, keys)
    tally_boxes(given, keys)
    with given.records.unit_of_work() as uow:
        ending = EqualityPeriod.state.in_(("open", "lost")) & EqualityPeriod.pool.in_(pools)
        periods = uow.session.scalars(
            select(EqualityPeriod).where(ending).order_by(EqualityPeriod.ends_on, EqualityPeriod.id)
        ).all()
    due = [it for it in periods if _is_due(it, keys, london_day(given.now()))]
    found = _end_in_quiet(given, keys, due, broker) if due and broker else [_end(given, keys, it.id) for it in due]
    destroy_keys(given, keys)
    return found


def destroy_keys(given: Circumstances, keys: KeyFolder) -> None:
    """Of every period that has ended: then nothing that was sealed to it can be opened, by anybody."""
    with given.records.unit_of_work() as uow:
        ended = uow.session.scalars(select(EqualityPeriod.id).where(EqualityPeriod.ended_at.is_not(None))).all()
    for period_id in set(keys.all_private()) & set(ended):
        keys.destroy(period_id)


def _is_due(period: EqualityPeriod, keys: KeyFolder, today: date) -> bool:
    """Is its time over; or was it lost, and its key was put back?"""
    if period.state == "lost":
        return period.ended_at is None and keys.private(period.id) is not None
    return closes_on(period) <= today


def _end_in_quiet(given: Circumstances, keys: KeyFolder, due: Sequence[EqualityPeriod], broker: Broker) -> list[Ending]:
    waits, quiet = in_quiet(given, broker, [it.id for it in due])
    why = ON_BROKER if waits else IN_HAND
    return [_end(given, keys, it.id) if it.id in quiet else _ending(it, "waits", why) for it in due]


def _end(given: Circumstances, keys: KeyFolder, period_id: UUID) -> Ending:
    with given.records.unit_of_work() as uow:
        became, why = _close_or_run_on(uow, given, keys, period_id)
        found = _ending(uow.session.get_one(EqualityPeriod, period_id), became, why)
    log.info("period of equality answers", period_id=str(period_id), pool=found.pool, became=became, why=why)
    return found


def _ending(period: EqualityPeriod, became: str, why: str = "") -> Ending:
    return Ending(period.id, period.pool, period.begins_on, period.ends_on, became, why)


def _close_or_run_on(uow: UnitOfWork, given: Circumstances, keys: KeyFolder, period_id: UUID) -> tuple[str, str]:
    period = lock_alone(uow, keys, period_id)
    if period is None:
        return "waits", BEING_COUNTED if keys.private(period_id) else NO_KEY
    if is_dropped(period.row):
        return "waits", BEING_DROPPED
    if _is_on_its_way(uow, period_id):
        return "waits", ON_ITS_WAY
    tally, _, offers = read_tally(uow, period)
    waiting = select(EqualityBox.id, EqualityBox.sealed).where(EqualityBox.period_id == period_id)
    boxes = uow.connection.execute(waiting.order_by(EqualityBox.id)).all()
    whole = counted((box.sealed for box in boxes), period.private)
    whole.add_all(tally)
    if hold_where_too_many(uow, given, period.row, boxes=whole.boxes, offers=offers):
        return "waits", HELD
    if period.row.state == "open" and whole.answered >= SETTINGS.close_answers:
        if may_still_be_dropped(uow, given, period.row, boxes=whole.boxes, offers=offers):
            return "waits", WARNED
        cells = whole.cells(offers)
        uow.keep(EqualityCount, *({"id": uuid4(), "period_id": period_id, **it._asdict()} for it in cells))
        let_go(uow, period.row)
        period.row.state, period.row.ended_at = "closed", given.now()
        return "closed", ""
    following = _next(uow, keys, period.row)
    if following is None:
        return "waits", NO_NEXT
    _give(uow, period, following, tally, boxes, offers)
    period.row.state, period.row.ended_at, period.row.ran_on_into = "ran_on", given.now(), following.row.id
    return "ran_on", ""


def _next(uow: UnitOfWork, keys: KeyFolder, period: EqualityPeriod) -> PeriodInHand | None:
    """The period that takes what this one has: the next of its pool that is open, or a lost one's follower."""
    later = (
        select(EqualityPeriod)
        .where(EqualityPeriod.pool == period.pool, EqualityPeriod.state == "open", EqualityPeriod.id != period.id)
        .where(EqualityPeriod.ends_on >= period.ends_on)
        .order_by(EqualityPeriod.ends_on)
        .limit(1)
        .with_for_update()
    )
    found = uow.session.scalars(later).one_or_none()
    private = keys.private(found.id) if found else None
    return PeriodInHand(found, private) if found and private else None


def _give(
    uow: UnitOfWork, period: PeriodInHand, following: PeriodInHand, tally: Tally, boxes: Sequence[Row[Any]], offers: int
) -> None:
    """All that one period has goes to another, which then begins with it."""
    whole, _, _ = read_tally(uow, following)
    whole.add_all(tally)
    keep_tally(uow, following.row, whole)
    for box in boxes:
        try:
            sealed = reseal(box.sealed, [period.private], following.row.public)
        except CannotOpen:
            sealed = box.sealed  # it will count as unreadable there
        given = {"period_id": following.row.id, "sealed": sealed}
        uow.connection.execute(update(EqualityBox).where(EqualityBox.id == box.id).values(given))
    let_go(uow, period.row)
    uow.keep(EqualityOffer, *({"id": uuid4(), "period_id": following.row.id} for _ in range(offers)))
    following.row.begins_on = min(following.row.begins_on, period.row.begins_on)
    if period.row.excess:
        following.row.excess = (following.row.excess or 0) + period.row.excess  # it was kept, and is not asked again


def _is_on_its_way(uow: UnitOfWork, period_id: UUID) -> bool:
    """Whether an answer that is sealed to this period waits to be sent, or for a person to decide about it."""
    ours = f"%{period_id}%".encode()
    sent = select(Outgoing.id).where(Outgoing.type == EqualitySealed.TYPE, Outgoing.body.op("like")(ours))
    parked = select(Parked.message_id).where(
        Parked.type == EqualitySealed.TYPE, Parked.fate == "waiting", Parked.body.op("like")(ours)
    )
    return bool(uow.session.scalar(select(or_(sent.exists(), parked.exists()))))
