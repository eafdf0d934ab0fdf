"""What the Local Government and Social Care Ombudsman found, still in schema `casework`."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.records.models.base import Base
from foundation.records.models.casework import SCHEMA


class OmbudsmanDecision(Base):
    """A matter that the Ombudsman took up, and what came of it. `case_id` where it is a case of ours."""

    __tablename__ = "ombudsman_decision"
    __table_args__ = (Index("ombudsman_decision_fault_ix", "fault", "decided_on"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    lgsco_reference: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("casework.case.id"))
    received_on: Mapped[date]
    decided_on: Mapped[date | None]
    decision: Mapped[str | None]
    fault: Mapped[str | None]
    entered_at: Mapped[datetime]
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("staff.account.id"))


class OmbudsmanAlarm(Base):
    """The same kind of fault found twice within six months: somebody owns what is done about it.

    A correction may show that it was not so: then it is withdrawn, and stands again if it is so after all.
    """

    __tablename__ = "ombudsman_alarm"
    __table_args__ = (UniqueConstraint("first_id", "second_id"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    fault: Mapped[str]
    first_id: Mapped[UUID] = mapped_column(ForeignKey("casework.ombudsman_decision.id"))
    second_id: Mapped[UUID] = mapped_column(ForeignKey("casework.ombudsman_decision.id"))
    raised_at: Mapped[datetime]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.account.id"))
    action: Mapped[str | None]
    action_due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class OmbudsmanChange(Base):
    """A correction of an entry: from what to what, by whom and why. Added, never changed."""

    __tablename__ = "ombudsman_change"
    __table_args__ = (Index(None, "decision_id"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("casework.ombudsman_decision.id"))
    at: Mapped[datetime]
    by: Mapped[UUID] = mapped_column(ForeignKey("staff.account.id"))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    why: Mapped[str]
