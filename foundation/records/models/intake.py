"""Schema `intake`: what people told us, as they told it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.records.models.base import Base

SCHEMA = "intake"


class Submission(Base):
    """One submission, exactly as it came. Intake inserts it and may not read it back."""

    __tablename__ = "submission"
    __table_args__ = (
        CheckConstraint("kind in ('complaint', 'compliment', 'comment', 'meeting', 'worker_change')", name="kind"),
        CheckConstraint("meeting_went between 1 and 5", name="meeting_went"),
        CheckConstraint("received_on <= (received_at at time zone 'Europe/London')::date", name="not_in_future"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    door: Mapped[str]
    received_at: Mapped[datetime]
    received_on: Mapped[date]
    received_how: Mapped[str]
    partner_id: Mapped[UUID | None]  # no foreign key: each insert would lock its partner's one row
    service_area: Mapped[str]
    topic: Mapped[str | None]
    relationship: Mapped[str | None]
    words: Mapped[str | None]
    outcome_wanted: Mapped[str | None]
    happened_on: Mapped[date | None]
    still_going_on: Mapped[bool | None]
    child_at_risk: Mapped[bool]
    allegation_against_worker: Mapped[bool | None]
    has_parental_responsibility: Mapped[bool | None]
    age_band: Mapped[str | None]
    child_status: Mapped[str | None]
    responsible_authority: Mapped[str | None]
    aware_on: Mapped[date | None]
    already_in_court: Mapped[bool | None]
    court_same_matter: Mapped[bool | None]
    answered_at_stage: Mapped[int | None]
    answered_on: Mapped[date | None]
    asks_for_stage: Mapped[int | None]
    child_name: Mapped[str | None]
    name: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    thanks_to: Mapped[str | None]
    meeting: Mapped[str | None]
    meeting_went: Mapped[int | None]
    meeting_listened: Mapped[str | None]


class Receipt(Base):
    """A key that a form or a partner sent, the same thing sent with it, and the reference it got.

    Both are HMACs, so that nobody who reads the table can try out keys or bodies.
    """

    __tablename__ = "receipt"
    __table_args__ = ({"schema": SCHEMA},)

    key_hmac: Mapped[bytes] = mapped_column(primary_key=True)
    body_hmac: Mapped[bytes]
    reference: Mapped[str]
    received_on: Mapped[date]


class ApiKey(Base):
    """A partner system that may send us what people told it, or (`invitations`) have people asked.

    Only the hash of its key is kept.
    """

    __tablename__ = "api_key"
    __table_args__ = (CheckConstraint("may in ('submissions', 'invitations')", name="may"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(unique=True)
    may: Mapped[str]
    key_hash: Mapped[bytes] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
