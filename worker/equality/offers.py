"""How many times the link was shown and nobody answered yet: an answer of July may be of an offer of June.

Offers have no time and say not to whom, so that nobody can say which answer is of which.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from foundation.equality.settings import SETTINGS
from foundation.equality.take_up import TakeUp
from foundation.equality.tally import BOXES, OFFERS
from foundation.records import UnitOfWork
from foundation.records.models import EqualityBox, EqualityCount, EqualityOffer, EqualityPeriod

CLOSED = EqualityPeriod.state == "closed"


def offers_left_before(uow: UnitOfWork, period: EqualityPeriod) -> int:
    """Offers of the period before this one that no box of its own used; none of an older one.

    Of one that has not ended it may be up to 19 too many: only its twenties are known without its key.
    """
    earlier = (
        select(EqualityPeriod)
        .where(EqualityPeriod.pool == period.pool, EqualityPeriod.begins_on < period.begins_on)
        .where(EqualityPeriod.state.in_(("open", "closed", "lost")))
        .order_by(EqualityPeriod.ends_on.desc(), EqualityPeriod.begins_on.desc())
    )
    before = uow.session.scalars(earlier.limit(1)).one_or_none()
    if before is None:
        return 0
    take_up = _take_ups(uow, [before.id])[0] if before.state == "closed" else _so_far(uow, before)
    return max(0, take_up.offers - take_up.boxes)


def earlier_take_ups(uow: UnitOfWork, period: EqualityPeriod) -> Sequence[TakeUp]:
    """Of the newest closed periods of the pool, without those that were held, or warned of and not kept."""
    usual: ColumnElement[bool] = EqualityPeriod.held_at.is_(None) & or_(
        EqualityPeriod.warned_at.is_(None), EqualityPeriod.decision == "keep"
    )
    newest = select(EqualityPeriod.id).where(EqualityPeriod.pool == period.pool, CLOSED, usual)
    in_turn = newest.order_by(EqualityPeriod.ends_on.desc()).limit(SETTINGS.take_up_quarters)
    return _take_ups(uow, uow.session.scalars(in_turn).all())


def _take_ups(uow: UnitOfWork, closed: Sequence[UUID]) -> list[TakeUp]:
    wanted = select(EqualityCount.period_id, EqualityCount.question, EqualityCount.n).where(
        EqualityCount.period_id.in_(closed), EqualityCount.question.in_((BOXES, OFFERS))
    )
    found = {(period_id, what): n for period_id, what, n in uow.session.execute(wanted)}
    return [TakeUp(found[one, BOXES], found[one, OFFERS]) for one in closed]


def _so_far(uow: UnitOfWork, period: EqualityPeriod) -> TakeUp:
    boxes, offers = (_how_many(uow, table, period.id) for table in (EqualityBox, EqualityOffer))
    return TakeUp(period.waiting + boxes, offers)


def _how_many(uow: UnitOfWork, table: type[EqualityBox | EqualityOffer], period_id: UUID) -> int:
    return uow.session.scalar(select(func.count()).select_from(table).where(table.period_id == period_id)) or 0
