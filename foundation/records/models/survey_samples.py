"""Schema `survey`, samples of people served: whom they are drawn from, and what was counted when they were over.

No single answer of a sample survey is kept.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from foundation.records.models.base import Base

SCHEMA = "survey"


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


class FramePerson(Base):
    """Somebody of a frame of people served. All of a frame is deleted when its sample has been drawn."""

    __tablename__ = "frame_person"
    __table_args__ = ({"schema": SCHEMA},)

    sample_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stratum: Mapped[str]
    channel: Mapped[str]
    contact: Mapped[str]


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
