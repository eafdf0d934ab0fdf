"""Schema `casework`: what the council does about it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.records.models.base import Base

SCHEMA = "casework"


class Case(Base):
    """One representation that has been routed: a complaint, a compliment, a comment, word of a meeting or a request.

    Only complaints have a procedure, a stage and clocks; the rest is registered and passed on. `flags` are those of
    triage. The coordinator is the one person who answers for it to the family.
    """

    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint(
            "stage in ('triage', 'stage_1', 'stage_2', 'stage_3', 'registered', 'passed_on', 'declined', 'closed')",
            name="stage",
        ),
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
    flags: Mapped[dict[str, Any]]
    explanation: Mapped[list[dict[str, Any]]]
    historic: Mapped[bool]
    closed_on: Mapped[date | None]
    closed_because: Mapped[str | None]
    coordinator_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.account.id"))

    points: Mapped[list["Point"]] = relationship(order_by="Point.number", viewonly=True)
    deadlines: Mapped[list["Deadline"]] = relationship(order_by="Deadline.due_on", viewonly=True)
    history: Mapped[list["HistoryLine"]] = relationship(order_by="HistoryLine.id", viewonly=True)
    notices: Mapped[list["Notice"]] = relationship(order_by="Notice.id", viewonly=True)
    decisions: Mapped[list["Decision"]] = relationship(order_by="Decision.at, Decision.id", viewonly=True)


class Point(Base):
    """One numbered point of a complaint, under its own procedure. Every point gets a finding before it is answered."""

    __tablename__ = "point"
    __table_args__ = (UniqueConstraint("case_id", "number"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("casework.case.id"))
    number: Mapped[int]
    subject: Mapped[str]
    words: Mapped[str]
    procedure: Mapped[str | None]
    reason: Mapped[str]


class Deadline(Base):
    """A date that something is due by: the law's, or (local) the council's own target beside it.

    Its ingredients stand beside it, so that it can be counted again: so many days of one unit from a day, extended and
    paused by so many. `calendar` is the last change of bank holidays that it was counted with. It ends when it is met,
    or when another takes its place.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        CheckConstraint("unit in ('working', 'calendar')", name="unit"),
        Index(None, "case_id"),
        Index("deadline_running_ix", "case_id", postgresql_where="met_on is null and ended_on is null"),
        # Counted again by the ten thousand: a new date finds room beside the old one, and no index is touched.
        {"schema": SCHEMA, "postgresql_with": {"fillfactor": 50}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("casework.case.id"))
    point_id: Mapped[UUID | None] = mapped_column(ForeignKey("casework.point.id"))
    due: Mapped[str]
    starts_on: Mapped[date]
    due_on: Mapped[date]
    source: Mapped[str]
    working: Mapped[str]
    local: Mapped[bool]
    allowed: Mapped[int]
    unit: Mapped[str]
    extended_by: Mapped[int]
    extended_because: Mapped[str | None]
    paused_days: Mapped[int]
    paused_since: Mapped[date | None]
    calendar: Mapped[int]
    warned_on: Mapped[date | None]
    breached_on: Mapped[date | None]
    breach_reason: Mapped[str | None]
    met_on: Mapped[date | None]
    ended_on: Mapped[date | None]


class HistoryLine(Base):
    """Something that happened in a case. Lines are added, never changed; they hold codes, and no word of a family."""

    __tablename__ = "history"
    __table_args__ = (Index(None, "case_id"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("casework.case.id"))
    at: Mapped[datetime]
    by: Mapped[str]
    what: Mapped[str]
    details: Mapped[dict[str, Any]]


class Notice(Base):
    """A letter or message that is to go out. Its address stays with the submission until it is sent.

    `says` names what every letter must hold and this one held when it went: the proof that it was there.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("notice_waiting_ix", "id", postgresql_where="sent_at is null and given_up_at is null"),
        Index(None, "case_id"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("casework.case.id"))
    template: Mapped[str]
    channel: Mapped[str]
    details: Mapped[dict[str, Any]]
    says: Mapped[list[str] | None]
    made_at: Mapped[datetime]
    attempts: Mapped[int]
    not_before: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]


class Decision(Base):
    """What a person decided about a case or one of its points, from what to what, and why. Added, never changed."""

    __tablename__ = "decision"
    __table_args__ = (Index(None, "case_id"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("casework.case.id"))
    point_id: Mapped[UUID | None] = mapped_column(ForeignKey("casework.point.id"))
    at: Mapped[datetime]
    by: Mapped[UUID] = mapped_column(ForeignKey("staff.account.id"))
    what: Mapped[str]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    why: Mapped[str]
    rules_version: Mapped[str]


class MatchKey(Base):
    """A hash of something two cases may have in common: the person, the child. What it was cannot be read from it."""

    __tablename__ = "match_key"
    __table_args__ = (Index(None, "key", "case_id"), {"schema": SCHEMA})

    case_id: Mapped[UUID] = mapped_column(ForeignKey("casework.case.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)


class Link(Base):
    """Two cases that may be about the same; a person judges. `case_id` is the later one."""

    __tablename__ = "link"
    __table_args__ = (
        CheckConstraint("state in ('proposed', 'same_matter', 'related', 'not_related')", name="state"),
        Index(None, "other_id"),
        {"schema": SCHEMA},
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("casework.case.id"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("casework.case.id"), primary_key=True)
    because: Mapped[list[str]]
    proposed_at: Mapped[datetime]
    state: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.account.id"))
    why: Mapped[str | None]


class Conflict(Base):
    """A team or a worker that a complaint is about: neither is given the case, and neither can open it.

    Found by the words, or marked by a person; lifted only by a person, with a reason.
    """

    __tablename__ = "conflict"
    __table_args__ = (
        CheckConstraint("(team is null) <> (account_id is null)", name="one_of_two"),
        Index(None, "case_id"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("casework.case.id"))
    team: Mapped[str | None]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.account.id"))
    found_at: Mapped[datetime]
    found_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.account.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.account.id"))
    lifted_because: Mapped[str | None]


class WorkerChange(Base):
    """What was decided about a request for another worker, what was offered, and why. Added, never changed."""

    __tablename__ = "worker_change"
    __table_args__ = (Index(None, "case_id"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("casework.case.id"))
    at: Mapped[datetime]
    by: Mapped[UUID] = mapped_column(ForeignKey("staff.account.id"))
    decision: Mapped[str]
    why: Mapped[str]


class StaffMail(Base):
    """A mail to somebody who works here. It holds references and days, and nothing that a family said."""

    __tablename__ = "staff_mail"
    __table_args__ = (
        Index("staff_mail_waiting_ix", "id", postgresql_where="sent_at is null and given_up_at is null"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    template: Mapped[str]
    address: Mapped[str]
    details: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    attempts: Mapped[int]
    not_before: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
