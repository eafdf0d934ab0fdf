"""Schema `staff`: who works here and what they may do."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from foundation.records.models.base import Base

SCHEMA = "staff"


class Account(Base):
    """A member of staff who signs in. `session` changes when their sessions must end."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(
            "role in ('complaints_manager', 'complaints_officer', 'service_team', 'duty_worker', 'equality_officer',"
            " 'practitioner')",
            name="role",
        ),
        CheckConstraint("(role = 'service_team') = (team is not null)", name="team"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    team: Mapped[str | None]
    password_hash: Mapped[str | None]
    session: Mapped[UUID]
    made_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class SignInLink(Base):
    """A link that signs a person in once, to choose a password. Only its hash is kept."""

    __tablename__ = "sign_in_link"
    __table_args__ = ({"schema": SCHEMA},)

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("staff.account.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
