"""Schema `survey`, what came back: sealed boxes, and what was opened of them.

A box names only its send-out. It is opened among ten or more of them into rows with new random ids and no time finer
than the month.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from foundation.records.models.base import Base

SCHEMA = "survey"


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
