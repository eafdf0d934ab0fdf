"""Schema `equality`: who we hear from, as counts. Nobody's answers are ever a row here.

An answer is a sealed box until it is counted; counts of an open period are sealed themselves; what is published is a
release. Of all this a web process reads periods, references and releases.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from foundation.records.models.base import Base

SCHEMA = "equality"


class EqualityPeriod(Base):
    """One quarter of a municipal year of one pool, and the public half of the key that its boxes are sealed to.

    The private half is a file of this row's id in the worker's key folder, in no backup, and is destroyed at the end.
    A quarter that brought too few answers runs on: they go into `ran_on_into`. `begins_on` is then the earlier one's.
    `waiting` is how many boxes have come, rounded down to 20. Where more boxes came than offers were made, it is held
    until somebody decides to keep or to drop them; `excess` is how many more, rounded up to 20: so many are kept with
    it, also where it runs on. `warned_at` says that far more of those asked answered than in earlier periods. To keep
    is said of what was before: of what comes later it is asked again. One that was dropped, or whose private half is
    lost, is followed by another for what is left of its quarter. From `quiet_since` to `quiet_until`, its time over,
    nothing was seen to wait on the broker.
    """

    __tablename__ = "period"
    __table_args__ = (
        CheckConstraint("pool in ('complainants', 'other_feedback')", name="pool"),
        CheckConstraint("state in ('open', 'ran_on', 'closed', 'dropped', 'lost')", name="state"),
        CheckConstraint("decision in ('keep', 'drop')", name="decision"),
        Index("period_open_ix", "pool", "ends_on", unique=True, postgresql_where="state = 'open'"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    pool: Mapped[str]
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    public: Mapped[bytes]
    state: Mapped[str]
    ran_on_into: Mapped[UUID | None] = mapped_column(ForeignKey("equality.period.id"))
    waiting: Mapped[int]
    held_at: Mapped[datetime | None]
    excess: Mapped[int | None]
    warned_at: Mapped[datetime | None]
    decision: Mapped[str | None]
    reason: Mapped[str | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.account.id"))
    decided_at: Mapped[datetime | None]
    quiet_since: Mapped[datetime | None]
    quiet_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class EqualityOffer(Base):
    """Somebody was shown the link to the voluntary questions. No time, and not who."""

    __tablename__ = "offer"
    __table_args__ = (Index(None, "period_id"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    period_id: Mapped[UUID]


class EqualityBox(Base):
    """One sealed answer that waits to be counted among others: a random id, its period, and bytes of one length."""

    __tablename__ = "box"
    __table_args__ = (Index(None, "period_id"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    period_id: Mapped[UUID]
    sealed: Mapped[bytes]


class SealedTally(Base):
    """All counts of an open period as one box of one length, so that nobody can subtract one tally from the next."""

    __tablename__ = "sealed_tally"
    __table_args__ = ({"schema": SCHEMA},)

    period_id: Mapped[UUID] = mapped_column(ForeignKey("equality.period.id"), primary_key=True)
    sealed: Mapped[bytes]


class EqualityCount(Base):
    """One count of a period that is closed: how many gave one answer to one question of one version.

    An answer is a code or begins with a colon. No web process reads it: releases are made from it.
    """

    __tablename__ = "count"
    __table_args__ = (
        Index("count_cell_ix", "period_id", "version", "question", "answer", unique=True),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    period_id: Mapped[UUID] = mapped_column(ForeignKey("equality.period.id"))
    version: Mapped[int]
    question: Mapped[str]
    answer: Mapped[str]
    n: Mapped[int]


class Reference(Base):
    """One uploaded file of people of one population in one year. Never changed, only withdrawn.

    `place_holder` marks figures that Heard came with and that the council must replace by its own.
    """

    __tablename__ = "reference"
    __table_args__ = (
        CheckConstraint(
            "population in ('families_open', 'cin', 'cla', 'cp', 'pupils', 'residents_age', 'residents')",
            name="population",
        ),
        Index(None, "population", "version", unique=True),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    population: Mapped[str]
    version: Mapped[int]
    area_code: Mapped[str]
    year: Mapped[int]
    dated_on: Mapped[date]
    description: Mapped[str]
    approved_by: Mapped[str]
    place_holder: Mapped[bool]
    file_hash: Mapped[bytes]
    uploaded_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.account.id"))
    uploaded_at: Mapped[datetime]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.account.id"))
    withdrawn_at: Mapped[datetime | None]


class ReferenceCount(Base):
    """People of one category of one characteristic, all of which is of one source.

    Those whom the source lacks stand under not_answered.
    """

    __tablename__ = "reference_count"
    __table_args__ = ({"schema": SCHEMA},)

    reference_id: Mapped[UUID] = mapped_column(ForeignKey("equality.reference.id"), primary_key=True)
    characteristic: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    n: Mapped[int]


class EqualityRelease(Base):
    """What was published, and to whom: the only equality figures that a page shows. Never changed.

    `content` is a release of foundation/equality/release/ as JSON. `inputs` says what it was made from: references,
    periods, samples and the releases that it must agree with, so that it can be made again and compared. It holds
    counts before the gate, so that no web process may read it and it is loaded only where it is asked for.
    """

    __tablename__ = "release"
    __table_args__ = (
        CheckConstraint("kind in ('period', 'families', 'year', 'demand')", name="kind"),
        CheckConstraint("profile in ('officer', 'public')", name="profile"),
        Index(None, "number", "profile", unique=True),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int]
    kind: Mapped[str]
    profile: Mapped[str]
    about: Mapped[str]
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    made_on: Mapped[date]
    settings_version: Mapped[str]
    content: Mapped[dict[str, Any]]
    inputs: Mapped[dict[str, Any]] = mapped_column(deferred=True)


class PublishedNumber(Base):
    """One line of the release register: of these finest cells, weighted and added, a reader knows that they lie so.

    `cells` is a list of {cell, weight}; no most is null.
    """

    __tablename__ = "published_number"
    __table_args__ = (Index(None, "release_id"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("equality.release.id"))
    cells: Mapped[list[dict[str, Any]]]
    lo: Mapped[int]
    hi: Mapped[int | None]


class Judgement(Base):
    """What the equality officer says to an outcome of a release. The program's own outcome stays beside it."""

    __tablename__ = "judgement"
    __table_args__ = (
        CheckConstraint("decision in ('confirmed', 'amended', 'set_aside')", name="decision"),
        CheckConstraint("(decision = 'amended') = (outcome is not null)", name="amended_to_something"),
        CheckConstraint("decision = 'confirmed' or reason is not null", name="reason_given"),
        Index(None, "release_id"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("equality.release.id"))
    about: Mapped[str]
    decision: Mapped[str]
    outcome: Mapped[str | None]
    reason: Mapped[str | None]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("staff.account.id"))
    made_at: Mapped[datetime]


class OutreachAction(Base):
    """What is done to hear from a group, or to find out what is not known: by whom, until when, and what came of it."""

    __tablename__ = "outreach_action"
    __table_args__ = (
        CheckConstraint("kind in ('outreach', 'find_out')", name="kind"),
        CheckConstraint("(ended_on is null) = (result is null)", name="ends_with_a_result"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    about: Mapped[str]
    words: Mapped[str]
    owner: Mapped[str]
    due_on: Mapped[date]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("staff.account.id"))
    made_at: Mapped[datetime]
    ended_on: Mapped[date | None]
    result: Mapped[str | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.account.id"))


class Agreement(Base):
    """Agreement with one version of the questions about oneself, and where the impact assessment is on file."""

    __tablename__ = "agreement"
    __table_args__ = ({"schema": SCHEMA},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    assessment: Mapped[str]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("staff.account.id"))
    made_at: Mapped[datetime]
