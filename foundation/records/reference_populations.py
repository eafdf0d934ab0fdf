"""People of reference files as they are kept, for the pages that show them and the worker that makes releases."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from foundation.equality.references import Population
from foundation.records.models import Reference, ReferenceCount
from foundation.records.unit_of_work import UnitOfWork


def populations_of(uow: UnitOfWork, files: Sequence[Reference]) -> list[Population]:
    """The people of each of these files, in their order; characteristics and codes in the order of their letters."""
    people: dict[UUID, dict[str, dict[str, int]]] = {file.id: {} for file in files}
    sources: dict[UUID, dict[str, str]] = {file.id: {} for file in files}
    for row in uow.session.scalars(select(ReferenceCount).where(ReferenceCount.reference_id.in_(people))):
        people[row.reference_id].setdefault(row.characteristic, {})[row.code] = row.n
        sources[row.reference_id][row.characteristic] = row.source
    return [
        Population(
            str(it.id), it.population, it.year, it.dated_on, it.place_holder, sources[it.id],
            {name: dict(sorted(of.items())) for name, of in sorted(people[it.id].items())},
        )
        for it in files
    ]  # fmt: skip
