"""Making a send-out, confirming it and stopping it. Each of these happens once, however often its form is sent.

The staff face only writes down who is asked and when; the worker sends.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert

from foundation.contracts.references import new_reference
from foundation.council.rules import Surveys
from foundation.records import UnitOfWork
from foundation.records.models import BadRow as BadRowKept
from foundation.records.models import Invitation, SendOut
from foundation.runtime.clock import london_day
from foundation.surveys.questionnaire import Questionnaire
from survey_service.send.contacts import Contact
from survey_service.send.uploaded import BadRow

DRAFT_DAYS = 7  # so long a file waits for “send”; then its contacts are forgotten
FURTHEST_DAYS = 180  # from today, that something can be sent on
LEAVE_DIGITS = 6


class Stopped(Exception):
    """Somebody has stopped this send-out; nobody is added to it any more."""


@dataclass(frozen=True)
class Plan:
    """What is asked about what, and by whom. `id` is new for each attempt: the same id is kept once."""

    id: UUID
    name: str
    questionnaire: Questionnaire
    area: str
    team: str
    meeting: str | None
    by: UUID | None

    def row(self, kind: str, moment: datetime, **different: Any) -> dict[str, Any]:
        """The row of `survey.send_out`."""
        nothing = dict.fromkeys(column.name for column in SendOut.__table__.columns)
        return nothing | {
            "id": self.id, "kind": kind, "name": self.name, "questionnaire": self.questionnaire.code,
            "version": self.questionnaire.version, "area": self.area, "team": self.team, "meeting": self.meeting,
            "made_by": self.by, "made_at": moment, **different,
        }  # fmt: skip


@dataclass(frozen=True)
class When:
    """When invitations go out, on which day people are reminded who have not answered (None: never), and until which
    day they can answer, that day included.
    """

    send_at: datetime
    remind_on: date | None
    closes_on: date


def when(send_at: datetime, surveys: Surveys, *, remind: bool) -> When:
    """The days that follow from the moment of sending."""
    day = london_day(send_at)
    reminder = day + timedelta(days=surveys.remind_after_days) if remind else None
    return When(send_at, reminder, day + timedelta(days=surveys.open_days))


def ask(uow: UnitOfWork, plan: Plan, contact: Contact, at: When, moment: datetime) -> None:
    """Ask one family: confirmed as it is made."""
    row = plan.row("invitations", moment, confirmed_at=moment, **vars(at))
    if _is_new(uow, row):
        uow.keep(Invitation, invitation(plan.id, contact))


def draft(
    uow: UnitOfWork, plan: Plan, contacts: Iterable[Contact], bad: Iterable[BadRow], at: When, moment: datetime
) -> None:
    """Ask everybody of a file, when somebody confirms it. Until then `closes_on` is the last day to do so."""
    last = london_day(moment) + timedelta(days=DRAFT_DAYS)
    row = plan.row("invitations", moment, send_at=at.send_at, remind_on=at.remind_on, closes_on=last)
    if not _is_new(uow, row):
        return
    uow.keep(Invitation, *(invitation(plan.id, contact) for contact in contacts))
    kept = [
        {"id": uuid4(), "send_out_id": plan.id, "line": it.row.line, "cells": it.cells, "fault": it.fault}
        for it in bad
    ]  # fmt: skip
    uow.keep(BadRowKept, *(it | {"made_on": london_day(moment)} for it in kept))


def confirm(uow: UnitOfWork, send_out: SendOut, surveys: Surveys, moment: datetime) -> bool:
    """Send a draft, at its time or now if that has passed. False where it was sent, stopped or forgotten before."""
    at = when(max(send_out.send_at or moment, moment), surveys, remind=send_out.remind_on is not None)
    still = (
        SendOut.id == send_out.id, SendOut.confirmed_at.is_(None), SendOut.stopped_at.is_(None),
        SendOut.closes_on >= london_day(moment),
    )  # fmt: skip
    done = update(SendOut).where(*still).values(confirmed_at=moment, **vars(at)).returning(SendOut.id)
    return uow.connection.scalar(done) is not None


def stop(uow: UnitOfWork, send_out_id: UUID, moment: datetime) -> None:
    """Nothing more is sent of it, and nothing more is taken. When it was stopped first stays."""
    stopped = update(SendOut).where(SendOut.id == send_out_id, SendOut.stopped_at.is_(None))
    uow.connection.execute(stopped.values(stopped_at=moment))


def hang(
    uow: UnitOfWork, plan: Plan, *, expected: int | None, closes_on: date, moment: datetime
) -> None:  # fmt: skip
    """A poster of its own code, for one meeting or room where `expected` people are."""
    row = plan.row(
        "poster", moment, code=new_reference(), expected=expected, confirmed_at=moment, closes_on=closes_on
    )  # fmt: skip
    _is_new(uow, row)


def new_leave_code(uow: UnitOfWork, send_out_id: UUID) -> str:
    """A new code by which a supervisor ends the shared tablet, in place of the one before. Only its hash is kept."""
    code = "".join(secrets.choice("0123456789") for _ in range(LEAVE_DIGITS))
    kept = sha256(send_out_id.bytes + code.encode()).digest()
    uow.connection.execute(update(SendOut).where(SendOut.id == send_out_id).values(leave_hash=kept))
    return code


def ask_in_a_month(
    uow: UnitOfWork, plan: Plan, contact: Contact, at: When, not_before: datetime, moment: datetime
) -> None:
    """Add somebody to a send-out that goes on all month; it is made by whoever is first.

    It stays open for its last invitation: `at.closes_on` may move it on, and never back. Raises Stopped.
    """
    row = plan.row("invitations", moment, confirmed_at=moment, **vars(at))
    new = insert(SendOut).values(row)
    longer = func.greatest(SendOut.closes_on, new.excluded.closes_on)
    made = new.on_conflict_do_update(
        index_elements=["id"], set_={"closes_on": longer}, where=SendOut.stopped_at.is_(None)
    ).returning(SendOut.id)
    if uow.connection.scalar(made) is None:
        raise Stopped
    uow.keep(Invitation, invitation(plan.id, contact) | {"not_before": not_before})


def invitation(send_out_id: UUID, contact: Contact) -> dict[str, Any]:
    """The row of somebody who is to be asked. Its ticket is drawn by chance and says nothing."""
    nothing = dict.fromkeys(column.name for column in Invitation.__table__.columns)
    return nothing | {
        "ticket": uuid4(), "send_out_id": send_out_id, "channel": contact.channel, "contact": contact.address,
        "state": "waiting", "attempts": 0,
    }  # fmt: skip


def _is_new(uow: UnitOfWork, row: dict[str, Any]) -> bool:
    """Keep a send-out. False where the same form was sent before; one that is on its way at this moment is awaited."""
    kept = insert(SendOut).values(row).on_conflict_do_nothing(index_elements=["id"]).returning(SendOut.id)
    return uow.connection.scalar(kept) is not None
