"""Reading the register: its entries, of one municipal year or all, with the case where it may be seen."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from casework_console.access import can_be_seen_by
from foundation.procedure.ombudsman import FIRST_MONTH, Funnel, funnel, municipal_year
from foundation.records import UnitOfWork
from foundation.records.models import Account, Case, OmbudsmanChange, OmbudsmanDecision
from foundation.staff.sessions import SignedIn


@dataclass(frozen=True)
class Line:
    """One entry, and the reference of its case where this reader may open it."""

    entry: OmbudsmanDecision
    case_reference: str | None


@dataclass(frozen=True)
class Register:
    """The entries that were asked for, newest first, and what became of them."""

    lines: list[Line]
    funnel: Funnel
    years: list[int]


def register(uow: UnitOfWork, year: int | None, *, staff: SignedIn, today: date) -> Register:
    """The register of the municipal year in which the Ombudsman received them, or of all years."""
    rows = uow.session.execute(
        select(OmbudsmanDecision, Case.reference)
        .outerjoin(Case, and_(Case.id == OmbudsmanDecision.case_id, can_be_seen_by(staff)))
        .where(*_in_year(year))
        .order_by(OmbudsmanDecision.received_on.desc(), OmbudsmanDecision.lgsco_reference)
    )
    lines = [Line(*row) for row in rows]
    received = uow.session.scalars(select(OmbudsmanDecision.received_on).distinct())
    years = sorted({municipal_year(day) for day in (*received, today)}, reverse=True)
    return Register(lines, funnel([line.entry.decision for line in lines]), years)


def find(uow: UnitOfWork, lgsco_reference: str) -> tuple[OmbudsmanDecision, Case | None] | None:
    """One entry with its case."""
    row = uow.session.execute(
        select(OmbudsmanDecision, Case)
        .outerjoin(Case, Case.id == OmbudsmanDecision.case_id)
        .where(OmbudsmanDecision.lgsco_reference == lgsco_reference)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def changes(uow: UnitOfWork, decision_id: UUID) -> list[Any]:
    """Every correction of an entry with the name of who made it, newest first."""
    return list(
        uow.session.execute(
            select(OmbudsmanChange, Account.name)
            .join(Account, Account.id == OmbudsmanChange.by)
            .where(OmbudsmanChange.decision_id == decision_id)
            .order_by(OmbudsmanChange.id.desc())
        )
    )


def case_that_may_be_opened(uow: UnitOfWork, reference: str, staff: SignedIn) -> UUID | None:
    """The id of a case by its reference, for those who may open it."""
    return uow.session.scalar(select(Case.id).where(Case.reference == reference, can_be_seen_by(staff)))


def _in_year(year: int | None) -> tuple[Any, ...]:
    if year is None:
        return ()
    received = OmbudsmanDecision.received_on
    return (received >= date(year, FIRST_MONTH, 1), received < date(year + 1, FIRST_MONTH, 1))
