"""Reading the register: its entries, of one municipal year or all, with the case where it may be seen."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from casework_console.access import can_be_seen_by
from foundation.procedure.deadlines import in_words
from foundation.procedure.ombudsman import DECISIONS, FAULTS, FIRST_MONTH, Defined, Funnel, funnel, municipal_year
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


@dataclass(frozen=True)
class Correction:
    """A change of an entry: when, by whom, why, and what it was before, in words."""

    at: datetime
    by: str
    why: str
    was: list[str]


FIELDS = {
    "lgsco_reference": "Reference", "received_on": "Day received", "decided_on": "Day decided",
    "decision": "Decision", "fault": "Kind of fault", "case_id": "Our case",
}  # fmt: skip


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


def corrections(uow: UnitOfWork, decision_id: UUID) -> list[Correction]:
    """Every correction of an entry, newest first."""
    rows = uow.session.execute(
        select(OmbudsmanChange, Account.name)
        .join(Account, Account.id == OmbudsmanChange.by)
        .where(OmbudsmanChange.decision_id == decision_id)
        .order_by(OmbudsmanChange.id.desc())
    )
    return [
        Correction(
            change.at, name, change.why,
            [_was(field, said, change.before[field]) for field, said in FIELDS.items()
             if change.before[field] != change.after[field]],
        )
        for change, name in rows
    ]  # fmt: skip


def _was(field: str, said: str, before: str | None) -> str:
    """One thing that was changed, as it was. A case is not named: not all may see it."""
    if before is None:
        return f"{said} was empty"
    if field == "case_id":
        return f"{said} was another"
    if field in ("received_on", "decided_on"):
        return f"{said} was {in_words(date.fromisoformat(before))}"
    known: dict[str, Defined] = {**DECISIONS, **FAULTS}
    return f"{said} was {known[before].words if before in known else before}"


def case_that_may_be_opened(uow: UnitOfWork, reference: str, staff: SignedIn) -> UUID | None:
    """The id of a case by its reference, for those who may open it."""
    return uow.session.scalar(select(Case.id).where(Case.reference == reference, can_be_seen_by(staff)))


def _in_year(year: int | None) -> tuple[Any, ...]:
    if year is None:
        return ()
    received = OmbudsmanDecision.received_on
    return (received >= date(year, FIRST_MONTH, 1), received < date(year + 1, FIRST_MONTH, 1))
