"""What a code opens: which questionnaire, for whose ticket, and whether it can be answered now."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, auto
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from foundation.contracts.references import NotAReference, read_reference
from foundation.records import Records, UnitOfWork
from foundation.records.models import Code, SealingKey, SendOut, Spent
from foundation.runtime.clock import london_day
from foundation.surveys.codes import hash_of
from foundation.surveys.library import library
from foundation.surveys.questionnaire import Questionnaire

_POSTER = re.compile(r"[A-Za-z0-9_-]{1,64}")


class UnknownCode(LookupError):
    """No survey has this code."""


class State(Enum):
    """Can it be answered?"""

    OPEN = auto()
    USED = auto()
    CLOSED = auto()
    NOT_YET = auto()


@dataclass(frozen=True)
class Survey:
    """A survey as one code opens it. `ticket` is None for a poster, whose pages have each their own.

    `key` is the public key for its answers, None while there is none.
    """

    send_out_id: UUID
    questionnaire: Questionnaire
    meeting: str | None
    state: State
    ticket: UUID | None = field(repr=False)
    key: bytes | None
    leave_hash: bytes | None = field(repr=False)


def open_invitation(records: Records, code: str, moment: datetime) -> Survey:
    """The survey of an invitation, by its code in its one shape. Raises UnknownCode, UnknownQuestionnaire."""
    asked = (
        select(SendOut, Code.ticket, Spent.ticket.is_not(None).label("used"))
        .join(Code, Code.send_out_id == SendOut.id)
        .outerjoin(Spent, Spent.ticket == Code.ticket)
        .where(Code.code_hash == hash_of(code))
    )
    return _open(records, asked, moment)


def open_poster(records: Records, code: str, moment: datetime) -> Survey:
    """The survey of a poster, by its code as printed or typed. Raises UnknownCode, UnknownQuestionnaire."""
    if not _POSTER.fullmatch(code):
        raise UnknownCode
    return _open(records, select(SendOut).where(SendOut.code.in_(_shapes(code))), moment)


def posters_open(records: Records, codes: list[str], moment: datetime) -> set[str]:
    """Which of these codes are of posters that can be answered now."""
    with records.unit_of_work() as uow:
        found = uow.session.scalars(select(SendOut).where(SendOut.code.in_(codes))).all()
    return {str(it.code) for it in found if _state(it, moment) is State.OPEN}


def sealing_key(uow: UnitOfWork, sample_id: UUID | None, today: date) -> bytes | None:
    """The public key to seal with: a sample's own, else of this month or the newest before it."""
    whose = SealingKey.sample_id == sample_id if sample_id else SealingKey.month <= today
    newest = select(SealingKey.public).where(SealingKey.destroyed.is_(False), whose).order_by(SealingKey.month.desc())
    return uow.session.scalar(newest.limit(1))


def _open(records: Records, asked: Select[Any], moment: datetime) -> Survey:
    with records.unit_of_work() as uow:
        row: Row[Any] | None = uow.session.execute(asked).first()
        if row is None:
            raise UnknownCode
        send_out: SendOut = row[0]
        key = sealing_key(uow, send_out.sample_id, london_day(moment))
    ticket, used = row[1:] if len(row) > 1 else (None, False)
    return Survey(
        send_out.id,
        library().version(send_out.questionnaire, send_out.version),
        send_out.meeting,
        State.USED if used else _state(send_out, moment),
        ticket,
        key,
        send_out.leave_hash,
    )


def _state(send_out: SendOut, moment: datetime) -> State:
    if send_out.stopped_at or (send_out.closes_on and london_day(moment) > send_out.closes_on):
        return State.CLOSED
    return State.NOT_YET if send_out.send_at and moment < send_out.send_at else State.OPEN


def _shapes(code: str) -> set[str]:
    """A standing poster's code is a word of ours; that of one room is a reference, which people type in many ways."""
    try:
        return {code, read_reference(code)}
    except NotAReference:
        return {code}
