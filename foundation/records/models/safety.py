"""Schema `safety`: signs of harm, who was told, what a person decided, and what the screen missed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from foundation.records.models.base import Base

SCHEMA = "safety"


class Alert(Base):
    """A sign of harm in what was told us. It stands until a person has opened it and decided.

    `because` holds codes (ticked, allegation, words, screen_failed); the words themselves stay with the submission.
    One that came of a survey has no case, and holds the words themselves: its answer is anonymous and sealed.
    `told` counts the mails that went to the duty list, `told_at` is when the last was made.
    """

    __tablename__ = "alert"
    __table_args__ = (
        CheckConstraint("(case_id is null) = (words is not null)", name="case_or_words"),
        Index("alert_unopened_ix", "told_at", postgresql_where="opened_at is null"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("casework.case.id"), unique=True)
    reference: Mapped[str] = mapped_column(unique=True)
    words: Mapped[str | None]
    because: Mapped[list[str]]
    raised_at: Mapped[datetime]
    told: Mapped[int]
    told_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.account.id"))


class AlertDecision(Base):
    """What a person decided about an alert. Added, never changed; the last one holds."""

    __tablename__ = "alert_decision"
    __table_args__ = (Index(None, "alert_id"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    alert_id: Mapped[UUID] = mapped_column(ForeignKey("safety.alert.id"))
    at: Mapped[datetime]
    by: Mapped[UUID] = mapped_column(ForeignKey("staff.account.id"))
    decision: Mapped[str]
    note: Mapped[str | None]


class Miss(Base):
    """A sign of harm that the screen did not see and a person did."""

    __tablename__ = "miss"
    __table_args__ = (
        CheckConstraint("outcome in ('word_added', 'no_sign')", name="outcome"),
        Index(None, "case_id"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("casework.case.id"))
    reference: Mapped[str]
    phrase: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[UUID] = mapped_column(ForeignKey("staff.account.id"))
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.account.id"))
    outcome: Mapped[str | None]
