"""Schema `casework`: what the council does about it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.records.models.base import Base

SCHEMA = "casework"


class Case(Base):
    """One representation that has been routed: a complaint, a compliment, a comment or word of a meeting.

    Only complaints have a procedure, a stage and clocks; the rest is registered and passed on.
    """

    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint("stage in ('triage', 'stage_1', 'registered')", name="stage"),
        Index(None, "team", "received_on"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("intake.submission.id"), unique=True)
    reference: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    received_on: Mapped[date]
    opened_at: Mapped[datetime]
    service_area: Mapped[str]
    team: Mapped[str]
    priority: Mapped[str]
    stage: Mapped[str]
    procedure: Mapped[str | None]
    reason: Mapped[str]
    rules_version: Mapped[str]
    person_decides: Mapped[bool]

    points: Mapped[list["Point"]] = relationship(order_by="Point.number", viewonly=True)
    deadlines: Mapped[list["Deadline"]] = relationship(order_by="Deadline.due_on", viewonly=True)
    history: Mapped[list["HistoryLine"]] = relationship(order_by="HistoryLine.id", viewonly=True)
    notices: Mapped[list["Notice"]] = relationship(order_by="Notice.id", viewonly=True)


class Point(Base):
    """One numbered point of a complaint. Every point gets a finding before it can be answered."""

    __tablename__ = "point"
    __table_args__ = (UniqueConstraint("case_id", "number"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("casework.case.id"))
    number: Mapped[int]
    subject: Mapped[str]
    words: Mapped[str]


class Deadline(Base):
    """A date that something is due by: the law's, or (local) the council's own target beside it."""

    __tablename__ = "deadline"
    __table_args__ = (Index(None, "case_id"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("casework.case.id"))
    due: Mapped[str]
    starts_on: Mapped[date]
    due_on: Mapped[date]
    source: Mapped[str]
    working: Mapped[str]
    local: Mapped[bool]
    met_on: Mapped[date | None]


class HistoryLine(Base):
    """Something that happened in a case. Lines are added, never changed; they hold codes, not words."""

    __tablename__ = "history"
    __table_args__ = (Index(None, "case_id"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("casework.case.id"))
    at: Mapped[datetime]
    by: Mapped[str]
    what: Mapped[str]
    details: Mapped[dict[str, Any]]


class Notice(Base):
    """A letter or message that is to go out. Its address stays with the submission until it is sent."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("notice_waiting_ix", "id", postgresql_where="sent_at is null and given_up_at is null"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("casework.case.id"))
    template: Mapped[str]
    channel: Mapped[str]
    made_at: Mapped[datetime]
    attempts: Mapped[int]
    not_before: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
