"""Schema `survey`: what we ask people, whom we asked, and what came back.

Who was asked and what was answered never meet: an invitation is spent in one table, an answer travels as a sealed box
that names only its send-out, and is opened among ten or more of them into rows with new random ids and no time finer
than the month.
"""

from datetime import date, datetime
from typing import Any
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


class SealingKey(Base):
    """The public half of a key pair. The private half is a file in the worker's key folder, in no backup.

    One for each month, and one for each sample survey, which is destroyed when its boxes are counted.
    """

    __tablename__ = "sealing_key"
    __table_args__ = (
        CheckConstraint("(month is null) <> (sample_id is null)", name="one_of_two"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    month: Mapped[date | None] = mapped_column(unique=True)
    sample_id: Mapped[UUID | None] = mapped_column(unique=True)
    public: Mapped[bytes]
    destroyed: Mapped[bool]


class Box(Base):
    """One sealed answer that waits to be opened among others. A random id, its send-out, and bytes of one length."""

    __tablename__ = "box"
    __table_args__ = (Index(None, "send_out_id"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    send_out_id: Mapped[UUID]
    sealed: Mapped[bytes]


class Response(Base):
    """One opened answer, without words. It names no send-out and no team where fewer than ten came together there.

    The band is empty where fewer than ten of one were opened together.
    """

    __tablename__ = "response"
    __table_args__ = ({"schema": SCHEMA},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    questionnaire: Mapped[str]
    version: Mapped[int]
    area: Mapped[str]
    team: Mapped[str | None]
    send_out_id: Mapped[UUID | None]
    month: Mapped[date]
    band: Mapped[str]
    answers: Mapped[dict[str, Any]]


class Tally(Base):
    """How many gave one answer to one question. What results pages read.

    `answer` is a code, or one of `unanswered` and `not_asked` with a leading colon; the question `:responses` with the
    answer `:all` counts responses.
    """

    __tablename__ = "tally"
    __table_args__ = (
        Index(
            "tally_cell_ix",
            "questionnaire", "version", "area", "team", "send_out_id", "month", "band", "question", "answer",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        {"schema": SCHEMA},
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    questionnaire: Mapped[str]
    version: Mapped[int]
    area: Mapped[str]
    team: Mapped[str | None]
    send_out_id: Mapped[UUID | None]
    month: Mapped[date]
    band: Mapped[str]
    question: Mapped[str]
    answer: Mapped[str]
    n: Mapped[int]


class Comment(Base):
    """What somebody wrote, apart from all else that they answered. Shown to others only as a person redacted it.

    The question is empty where fewer than ten of those whose answers were opened together were led to it.
    """

    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint("state in ('new', 'ready', 'kept_back')", name="state"),
        Index(None, "questionnaire", "state"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    questionnaire: Mapped[str]
    version: Mapped[int]
    question: Mapped[str]
    area: Mapped[str]
    month: Mapped[date]
    words: Mapped[str]
    redacted: Mapped[str | None]
    themes: Mapped[list[str]]
    state: Mapped[str]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.account.id"))
    decided_at: Mapped[datetime | None]


class MarkedChange(Base):
    """When something new began, such as training: answers of the months before it and after it are compared."""

    __tablename__ = "marked_change"
    __table_args__ = ({"schema": SCHEMA},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    began_on: Mapped[date]
    area: Mapped[str | None]
    words: Mapped[str]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("staff.account.id"))
    made_at: Mapped[datetime]


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


class Sample(Base):
    """An occasional survey of people served: a stratified random sample of a frame, drawn by a recorded seed.

    `strata` is a list of {code, name, size, invited, left_out, send_out_id}: at most four, 100 invited or more in each;
    an empty one was given up. When it is over its answers are counted, and no single one is kept.
    """

    __tablename__ = "sample"
    __table_args__ = ({"schema": SCHEMA},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    questionnaire: Mapped[str]
    version: Mapped[int]
    strata: Mapped[list[dict[str, Any]]]
    seed: Mapped[str]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("staff.account.id"))
    made_at: Mapped[datetime]
    send_at: Mapped[datetime]
    remind_on: Mapped[date | None]
    closes_on: Mapped[date]
    ordered_at: Mapped[datetime | None]
    drawn_at: Mapped[datetime | None]
    counted_at: Mapped[datetime | None]


class SampleCount(Base):
    """One count of a sample survey that is over: how many of a stratum gave one answer to one opinion question."""

    __tablename__ = "sample_count"
    __table_args__ = (
        Index("sample_count_cell_ix", "sample_id", "stratum", "question", "answer", unique=True),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sample_id: Mapped[UUID]
    stratum: Mapped[str]
    question: Mapped[str]
    answer: Mapped[str]
    n: Mapped[int]


class SampleEqualityCount(Base):
    """The same of an equality question, or of an opinion within one answer to one of them. Nothing is crossed with
    more than one other. No web process reads it: it goes through the gate of equality figures first.
    """

    __tablename__ = "sample_equality_count"
    __table_args__ = (
        Index(
            "sample_equality_count_cell_ix",
            "sample_id", "stratum", "question", "answer", "within", "within_answer",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        {"schema": SCHEMA},
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sample_id: Mapped[UUID]
    stratum: Mapped[str]
    question: Mapped[str]
    answer: Mapped[str]
    within: Mapped[str | None]
    within_answer: Mapped[str | None]
    n: Mapped[int]


class FramePerson(Base):
    """Somebody of a frame of people served. All of a frame is deleted when its sample has been drawn."""

    __tablename__ = "frame_person"
    __table_args__ = ({"schema": SCHEMA},)

    sample_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stratum: Mapped[str]
    channel: Mapped[str]
    contact: Mapped[str]
