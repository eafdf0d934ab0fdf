"""How many complain, month by month and by part of the service: when it is due, and from what it is made."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import select

from foundation.equality.references import people_by_part
from foundation.equality.release.kinds import Kind
from foundation.records import UnitOfWork
from foundation.records.models import EqualityRelease, Sample
from foundation.runtime.clock import london_day
from worker.equality.inputs import Inputs, populations, references_now
from worker.equality.recorded import last_day, recorded_by_month, recorded_in, settled_month, settled_year


def due(uow: UnitOfWork, areas: Collection[str], today: date) -> list[Inputs]:
    """What the newest month's is made from, where there is none yet and anybody has ever complained or given thanks."""
    month = settled_month(today)
    made = select(EqualityRelease.id).where(
        EqualityRelease.kind == Kind.DEMAND, EqualityRelease.ends_on >= last_day(month)
    )
    if uow.session.scalar(made.limit(1)) or not (months := recorded_by_month(uow, month)):
        return []
    parts = people_by_part(populations(uow, references_now(uow)))
    return [
        {
            "months": months,
            "recorded": recorded_in(uow, settled_year(today), areas),
            "references": sorted({part.reference_id for part in parts.values()}),
            "samples": [str(one) for one in two_surveys(uow)],
        }
    ]


def two_surveys(uow: UnitOfWork) -> list[UUID]:
    """The newest sample survey that is counted and the newest that was over before it began, the earlier first."""
    counted = select(Sample).where(Sample.counted_at.is_not(None)).order_by(Sample.closes_on.desc(), Sample.id)
    newest, *others = uow.session.scalars(counted).all() or [None]
    if newest is None:
        return []
    before = [one for one in others if one.closes_on < london_day(newest.send_at)]
    return [one.id for one in (*before[:1], newest)]
