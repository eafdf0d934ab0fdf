"""What other systems of the council hear when a person has changed where a case stands."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from foundation.contracts.cases import ItemRouted
from foundation.contracts.submissions import kind_carried
from foundation.records import UnitOfWork
from foundation.records.models import Case, Deadline


@dataclass(frozen=True)
class Announced:
    """What an announcement says that may have changed."""

    team: str
    priority: str
    procedure: str | None
    due_on: date | None


def announced(uow: UnitOfWork, case: Case) -> Announced:
    """What would be announced of the case as it stands: the first date of the law that runs is its date."""
    running = (Deadline.local.is_(False), Deadline.met_on.is_(None), Deadline.ended_on.is_(None))
    due_on = uow.session.scalar(select(func.min(Deadline.due_on)).where(Deadline.case_id == case.id, *running))
    return Announced(case.team, case.priority, case.procedure, due_on)


def announcement(case: Case, told: Announced) -> tuple[ItemRouted, str]:
    """The message and its routing key."""
    kind = kind_carried(case.kind)
    message = ItemRouted(case.id, case.reference, kind, told.team, told.priority, told.procedure, told.due_on)
    return message, f"routed.{told.team}"
