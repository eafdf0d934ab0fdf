"""Reading what is kept of people: which files there are, what stands in them, and what each is used for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from foundation.equality.characteristics import CHARACTERISTICS, Characteristic, Rung
from foundation.equality.references import (
    POPULATIONS,
    Found,
    Population,
    choose,
    people_by_part,
)
from foundation.records import UnitOfWork
from foundation.records.models import Account, Reference
from foundation.records.reference_populations import populations_of


@dataclass(frozen=True)
class Kept:
    """A file: what is said of it, what stands in it, and who kept and who withdrew it; None where it was a command."""

    about: Reference
    people: Population
    by: str | None
    withdrawn_by: str | None


@dataclass(frozen=True)
class Use:
    """A question on one rung, and whom shares are held against there; None where there is nobody."""

    characteristic: Characteristic
    rung: Rung
    found: Found | None


def every(uow: UnitOfWork) -> list[Kept]:
    """All files, those of the best population first, of each the newest version first."""
    by, gone = aliased(Account), aliased(Account)
    wanted = (
        select(Reference, by.name, gone.name)
        .outerjoin(by, by.id == Reference.uploaded_by)
        .outerjoin(gone, gone.id == Reference.withdrawn_by)
        .order_by(Reference.version.desc())
    )
    rows = [(about, who, ended) for about, who, ended in uow.session.execute(wanted)]
    people = populations_of(uow, [about for about, _, _ in rows])
    kept = [Kept(about, of, who, ended) for of, (about, who, ended) in zip(people, rows, strict=True)]
    return sorted(kept, key=lambda it: POPULATIONS.index(it.about.population))


def in_use(kept: Sequence[Kept]) -> list[Population]:
    """The people of files that are not withdrawn, the oldest version first."""
    return [it.people for it in reversed(kept) if it.about.withdrawn_at is None]


def uses(populations: Sequence[Population]) -> Iterator[Use]:
    """Every question on every rung, with whom it is held against now."""
    for characteristic in CHARACTERISTICS.values():
        for rung in characteristic.ladder:
            yield Use(characteristic, rung, choose(populations, characteristic, rung))


def used_for(reference_id: str, populations: Sequence[Population]) -> list[str]:
    """What one of these populations is used for now, in words."""
    found = dict.fromkeys(
        use.characteristic.words
        for use in uses(populations)
        if use.found and use.found.against.reference_id == reference_id
    )
    if any(against.reference_id == reference_id for against in people_by_part(populations).values()):
        found["Complaints for each 100 people"] = None
    return list(found)
