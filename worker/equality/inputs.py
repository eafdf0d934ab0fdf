"""What releases are made from, by its ids: counts of closed periods, and people of reference populations."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from foundation.equality.characteristics import NOT_ASKED
from foundation.equality.counted import Counted
from foundation.equality.references import Population
from foundation.equality.release.counts import Step
from foundation.equality.tally import ALL, ANSWERS, BOXES, DECLINED, OFFERS
from foundation.records import UnitOfWork
from foundation.records.models import EqualityCount, EqualityPeriod, Reference
from foundation.records.reference_populations import populations_of

Inputs = dict[str, Any]  # as it is kept beside a release: ids, and counts of records that may change or go


def counted_period(uow: UnitOfWork, period_id: UUID) -> Counted:
    """The counts of a closed period. What one version of the questions lacks, its readers were not asked."""
    period = uow.session.get_one(EqualityPeriod, period_id)
    rows = _counts(uow, period_id)
    answered = {row.version: row.n for row in rows if (row.question, row.answer) == (ANSWERS, ALL) and row.n}
    counts: Counter[tuple[str, str]] = Counter()
    asked = {(row.version, row.question) for row in rows if not row.question.startswith(":")}
    for row in rows:
        if not row.question.startswith(":"):
            counts[row.question, row.answer] += row.n
    for version, n in answered.items():
        had = {question for of, question in asked if of == version}
        for question in sorted({question for _, question in asked} - had):
            counts[question, NOT_ASKED] += n
    return Counted(
        str(period.id), period.begins_on, period.ends_on, sum(answered.values()), _of_all(rows, DECLINED) or 0,
        counts, versions=frozenset(answered), offered=_of_all(rows, OFFERS),
    )  # fmt: skip


def funnel_of_period(uow: UnitOfWork, counted: Counted) -> list[Step]:
    """From people who were shown the link to answers that came, “no thanks” not among the last."""
    rows = _counts(uow, UUID(counted.code))
    came = _of_all(rows, BOXES) or 0
    return [Step("offered", counted.offered), Step("submitted", came), Step("answered_any", counted.answers)]


def populations(uow: UnitOfWork, ids: Collection[str]) -> list[Population]:
    """These reference populations, in the order in which they were uploaded."""
    wanted = [UUID(one) for one in ids]
    files = uow.session.scalars(
        select(Reference).where(Reference.id.in_(wanted)).order_by(Reference.population, Reference.version)
    ).all()
    return populations_of(uow, files)


def references_now(uow: UnitOfWork) -> list[str]:
    """Of all reference populations that are not withdrawn, the ids."""
    kept = select(Reference.id).where(Reference.withdrawn_at.is_(None))
    return [str(one) for one in uow.session.scalars(kept.order_by(Reference.population, Reference.version))]


def _counts(uow: UnitOfWork, period_id: UUID) -> Sequence[EqualityCount]:
    of_period = select(EqualityCount).where(EqualityCount.period_id == period_id)
    return uow.session.scalars(
        of_period.order_by(EqualityCount.question, EqualityCount.answer, EqualityCount.version)
    ).all()  # fmt: skip


def _of_all(rows: Sequence[EqualityCount], question: str) -> int | None:
    """Over all versions; None where it was not counted."""
    found = [row.n for row in rows if (row.question, row.answer) == (question, ALL)]
    return sum(found) if found else None
