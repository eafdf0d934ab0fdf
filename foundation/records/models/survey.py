"""Schema `survey`, whom we ask: what is sent, who is invited, and who is not to be asked again.

Who was asked and what was answered never meet: an invitation is spent here, and an answer travels as a sealed box that
names only its send-out (`survey_answers.py`).
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from foundation.records.models.base import Base

SCHEMA = "survey"


class SendOut(Base):
    """One questionnaire, put before some people: by invitation, by a poster in a room, or as a stratum of a sample.

    A poster has a `code` that everybody in the room uses, and may say how many were there (`expected`). `leave_hash` is
    the hash of the code by which a supervisor ends the shared tablet. `made_by` is empty where Heard made it itself.
    """

    __tablename__ = "send_out"
    __table_args__ = (
        CheckConstraint("kind in ('invitations', 'poster', 'sample')", name="kind"),
        CheckConstraint("(kind = 'poster') = (code is not null)", name="poster_has_code"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    questionnaire: Mapped[str]
    version: Mapped[int]
    area: Mapped[str]
    team: Mapped[str | None]
    meeting: Mapped[str | None]
    code: Mapped[str | None] = mapped_column(unique=True)
    expected: Mapped[int | None]
    leave_hash: Mapped[bytes | None]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.account.id"))
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    send_at: Mapped[datetime | None]
    remind_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    stopped_at: Mapped[datetime | None]
    sample_id: Mapped[UUID | None]


class Invitation(Base):
    """Somebody who is asked. The contact is kept only as long as something is still to be sent to it.

    The ticket is random. `contact_key` is an HMAC of the contact under a key that only the worker holds: it serves the
    guard against asking too often, and goes a month after the send-out has closed.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("channel in ('email', 'text')", name="channel"),
        CheckConstraint(
            "state in ('waiting', 'held', 'sent', 'delivered', 'undeliverable', 'failed', 'stopped')", name="state"
        ),
        Index("invitation_waiting_ix", "send_out_id", postgresql_where="state = 'waiting'"),
        Index(None, "send_out_id"),
        {"schema": SCHEMA},
    )

    ticket: Mapped[UUID] = mapped_column(primary_key=True)
    send_out_id: Mapped[UUID] = mapped_column(ForeignKey("survey.send_out.id"))
    channel: Mapped[str]
    contact: Mapped[str | None]
    contact_key: Mapped[bytes | None]
    state: Mapped[str]
    attempts: Mapped[int]
    not_before: Mapped[datetime | None]
    provider_id: Mapped[str | None]
    sent_on: Mapped[date | None]
    reminded_on: Mapped[date | None]


class Code(Base):
    """The hash of a code that was sent to somebody, and the ticket it spends. A reminder has a code of its own."""

    __tablename__ = "code"
    __table_args__ = ({"schema": SCHEMA},)

    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    ticket: Mapped[UUID]
    send_out_id: Mapped[UUID]


class Spent(Base):
    """A ticket that was used. One ticket, one answer: on a second device, in two tabs and in a race."""

    __tablename__ = "spent"
    __table_args__ = (Index(None, "send_out_id"), {"schema": SCHEMA})

    ticket: Mapped[UUID] = mapped_column(primary_key=True)
    send_out_id: Mapped[UUID]


class NoMore(Base):
    """The ticket of somebody who wants no more surveys. The worker finds whose it is by the key of the contact."""

    __tablename__ = "no_more"
    __table_args__ = ({"schema": SCHEMA},)

    ticket: Mapped[UUID] = mapped_column(primary_key=True)


class Asked(Base):
    """When a contact was last asked, or that it wants no more. Only the worker reads it."""

    __tablename__ = "asked"
    __table_args__ = ({"schema": SCHEMA},)

    contact_key: Mapped[bytes] = mapped_column(primary_key=True)
    last_on: Mapped[date]
    no_more: Mapped[bool]


class BadRow(Base):
    """A row of an uploaded file that cannot be used, and why. Kept a week, for whoever uploaded it to mend."""

    __tablename__ = "bad_row"
    __table_args__ = (Index(None, "send_out_id"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    send_out_id: Mapped[UUID]
    line: Mapped[int]
    cells: Mapped[list[str]]
    fault: Mapped[str]
    made_on: Mapped[date]
