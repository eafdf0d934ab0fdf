"""Schema `survey`, the part that is not anonymous: families who come to a listening session or offer to help.

Nothing here is joined to what anybody answered or told. Names and contacts go when they have served.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from foundation.records.models.base import Base

SCHEMA = "survey"


class ListeningSession(Base):
    """A meeting to which families are invited to say how things are. `places` is empty where anybody may come."""

    __tablename__ = "listening_session"
    __table_args__ = ({"schema": SCHEMA},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    about: Mapped[str]
    place: Mapped[str]
    starts_at: Mapped[datetime]
    places: Mapped[int | None]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("staff.account.id"))
    made_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class SignUp(Base):
    """Somebody who wants to come to a session. Deleted a month after it."""

    __tablename__ = "sign_up"
    __table_args__ = (
        Index(
            "sign_up_once_ix", "session_id", "email", "phone", unique=True, postgresql_nulls_not_distinct=True
        ),
        {"schema": SCHEMA},
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("survey.listening_session.id"))
    name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    needs: Mapped[str | None]
    made_on: Mapped[date]


class SessionNote(Base):
    """Something that was said in a session, by nobody in particular, and what will be done about it."""

    __tablename__ = "session_note"
    __table_args__ = (Index(None, "session_id"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("survey.listening_session.id"))
    words: Mapped[str]
    what_next: Mapped[str | None]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("staff.account.id"))
    made_on: Mapped[date]


class WillingFamily(Base):
    """A family that offered to help us do better, in which ways, and since when it consents to be asked.

    When it withdraws its name and contact are removed, and what it did stays.
    """

    __tablename__ = "willing_family"
    __table_args__ = (
        Index("willing_family_once_ix", "email", "phone", unique=True, postgresql_where="withdrawn_on is null",
              postgresql_nulls_not_distinct=True),
        {"schema": SCHEMA},
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    ways: Mapped[list[str]]
    consented_on: Mapped[date]
    withdrawn_on: Mapped[date | None]


class FamilyHelp(Base):
    """What a family did with us, and what came of it."""

    __tablename__ = "family_help"
    __table_args__ = (Index(None, "family_id"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    family_id: Mapped[UUID] = mapped_column(ForeignKey("survey.willing_family.id"))
    on: Mapped[date]
    what: Mapped[str]
    came_of_it: Mapped[str | None]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("staff.account.id"))
