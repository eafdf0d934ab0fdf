"""Which period the answers to the voluntary questions of a pool go into, as intake and worker may both know it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select

from foundation.records.models import EqualityOffer, EqualityPeriod
from foundation.records.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class OpenPeriod:
    """A period that takes answers, and the public half of its key."""

    id: UUID
    public: bytes


def open_period(uow: UnitOfWork, pool: str, today: date) -> OpenPeriod | None:
    """The newest period of the pool that is open and has begun; None while nothing can be sealed."""
    newest = (
        select(EqualityPeriod.id, EqualityPeriod.public)
        .where(EqualityPeriod.pool == pool, EqualityPeriod.state == "open", EqualityPeriod.begins_on <= today)
        .order_by(EqualityPeriod.ends_on.desc())
        .limit(1)
    )
    found = uow.connection.execute(newest).one_or_none()
    return OpenPeriod(found.id, found.public) if found else None


def note_offers(uow: UnitOfWork, period: OpenPeriod, how_many: int = 1) -> None:
    """So many people were shown where the questions stand: each a row that says neither who nor when."""
    uow.keep(EqualityOffer, *({"id": uuid4(), "period_id": period.id} for _ in range(how_many)))
