"""Keeping a file of people under the next version of its population, and withdrawing it. Nothing of it ever changes."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import func, select, update

from foundation.equality.reference_file import Counted
from foundation.records import UnitOfWork
from foundation.records.models import Reference, ReferenceCount

ONE_AT_A_TIME = 7_415_243  # PostgreSQL's advisory lock: of two files at once each must see the other's version


@dataclass(frozen=True)
class About:
    """What is said of a file beside what stands in it. `place_holder`: the council must replace it by its own."""

    population: str
    dated_on: date
    description: str
    approved_by: str
    place_holder: bool = False


class SameFile(Exception):
    """This very file is kept already; `reference_id` is where."""

    def __init__(self, reference_id: UUID) -> None:
        super().__init__()
        self.reference_id = reference_id


def keep(
    uow: UnitOfWork, reference_id: UUID, about: About, counted: Counted, content: bytes, *, by: UUID | None,
    moment: datetime,
) -> None:  # fmt: skip
    """Keep a file whole, once: with the same id nothing is done. `by` is nobody where the operator's command does it.

    Raises SameFile where the same bytes are kept and not withdrawn, also of another population.
    """
    uow.session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    if uow.session.get(Reference, reference_id):
        return
    file_hash = sha256(content).digest()
    same = select(Reference.id).where(Reference.file_hash == file_hash, Reference.withdrawn_at.is_(None))
    if (there := uow.session.scalar(same)) is not None:
        raise SameFile(there)
    newest = select(func.max(Reference.version)).where(Reference.population == about.population)
    uow.keep(Reference, {
        "id": reference_id, **vars(about), "version": (uow.session.scalar(newest) or 0) + 1,
        "area_code": counted.area_code, "year": counted.year, "file_hash": file_hash, "uploaded_by": by,
        "uploaded_at": moment, "withdrawn_by": None, "withdrawn_at": None,
    })  # fmt: skip
    uow.keep(ReferenceCount, *(
        {"reference_id": reference_id, "characteristic": name, "code": code, "source": counted.sources[name], "n": n}
        for name, people in counted.counts.items()
        for code, n in people.items()
    ))  # fmt: skip


def withdraw(uow: UnitOfWork, reference_id: UUID, *, by: UUID, moment: datetime) -> bool:
    """Use it no more; what was reckoned with it stays. False where somebody did so before."""
    done = uow.session.execute(
        update(Reference)
        .where(Reference.id == reference_id, Reference.withdrawn_at.is_(None))
        .values(withdrawn_by=by, withdrawn_at=moment)
        .returning(Reference.id)
    )
    return done.scalar() is not None
