"""The report of a municipal year: when it is due, and from what it is made."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import select

from foundation.equality.characteristics import CHARACTERISTICS
from foundation.equality.references import Population, choose, people_by_part
from foundation.equality.release.kinds import Kind
from foundation.procedure.ombudsman import municipal_year
from foundation.records import UnitOfWork
from foundation.records.models import EqualityPeriod, EqualityRelease, Sample
from worker.equality.inputs import Inputs, populations, references_now
from worker.equality.recorded import begins, ends, recorded_in

COMPLAINANTS = "complainants"
MADE_AGAIN_FOR = ("periods", "sample", "references")


def due(uow: UnitOfWork, areas: Collection[str]) -> list[Inputs]:
    """Of every year that is over and has no report, what it is made from; of the newest also when there is more.

    A year is over when none of its quarters takes answers any more. A year of which nothing at all is known has no
    report. A report is made again for another sample survey of its year, and for another population that it is held
    against.
    """
    over = sorted(_over(uow))
    found = []
    for year in over:
        before = _latest(uow, year)
        if before is None or year == over[-1]:
            wanted = _inputs(uow, year, areas)
            known = wanted["periods"] or wanted["sample"] or wanted["recorded"]["relationship"]
            if known and (before is None or any(before[name] != wanted[name] for name in MADE_AGAIN_FOR)):
                found.append(wanted)
    return found


def _over(uow: UnitOfWork) -> Iterator[int]:
    quarters = select(EqualityPeriod.ends_on, EqualityPeriod.state).where(EqualityPeriod.pool == COMPLAINANTS)
    rows = uow.connection.execute(quarters).all()
    waits = {municipal_year(row.ends_on) for row in rows if row.state == "open"}
    last_days = {row.ends_on for row in rows}
    yield from (year for day in last_days if day == ends(year := municipal_year(day)) and year not in waits)


def _latest(uow: UnitOfWork, year: int) -> Inputs | None:
    made = select(EqualityRelease.inputs).where(
        EqualityRelease.kind == Kind.YEAR, EqualityRelease.inputs["year"].as_integer() == year
    )
    found: Inputs | None = uow.session.scalar(made.order_by(EqualityRelease.number.desc()).limit(1))
    return found


def _inputs(uow: UnitOfWork, year: int, areas: Collection[str]) -> Inputs:
    closed = select(EqualityPeriod.id).where(
        EqualityPeriod.pool == COMPLAINANTS, EqualityPeriod.state == "closed", _within(year, EqualityPeriod.ends_on)
    )
    counted = select(Sample.id).where(Sample.counted_at.is_not(None), _within(year, Sample.closes_on))
    sample = uow.session.scalar(counted.order_by(Sample.closes_on.desc(), Sample.id).limit(1))
    before = _latest(uow, year - 1)
    return {
        "year": year,
        "periods": [str(one) for one in uow.session.scalars(closed.order_by(EqualityPeriod.ends_on))],
        "sample": sample and str(sample),
        "references": used(populations(uow, references_now(uow))),
        "recorded": recorded_in(uow, year, areas),
        "before": before and {name: of for name, of in before.items() if name not in ("before", "settings")},
    }


def used(kept: Collection[Population]) -> list[str]:
    """Of reference populations, the ids of those that anything is held against."""
    there = list(kept)
    found = {
        chosen.against.reference_id
        for one in CHARACTERISTICS.values()
        for rung in one.ladder
        if (chosen := choose(there, one, rung))
    }
    return sorted(found | {part.reference_id for part in people_by_part(there).values()})


def _within(year: int, day: Any) -> Any:
    first: date = begins(year)
    return day.between(first, ends(year))
