"""Invitations that wait to go out: one after the other, each in a transaction of its own, as letters go.

While one is in the provider's hands it is locked, and it is written down as sent before it goes. A message that was
handed over twice has the same name and the same code both times.
"""

from collections import deque
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, or_, select, true

from foundation.records import UnitOfWork
from foundation.records.models import Invitation, SendOut, Spent
from foundation.runtime.clock import london_day
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import INVITATIONS
from foundation.surveys.codes import hash_of
from worker.circumstances import Circumstances
from worker.providers import NoSuchAddress, Provider, hand_over
from worker.surveys.asking import Asking
from worker.surveys.guard import contact_key, may_ask
from worker.surveys.handing_over import (
    FIRST,
    IS_DUE,
    IS_OPEN,
    NOW,
    WHAT,
    WHO,
    hand_over_one,
    keep_code,
    letter_to,
    mark,
    moments,
    put_off,
    reminder_on,
)
from worker.surveys.keys import OF_CONTACTS

log = get_logger("worker")

BATCH = 50
A_FEW = 10
IS_WAITING = Invitation.state == "waiting"
# Of send-outs: their time has come.
GOES = (*IS_OPEN, or_(SendOut.send_at.is_(None), SendOut.send_at <= NOW))
WAITING = (
    select(Invitation.ticket).where(Invitation.send_out_id == SendOut.id, IS_WAITING, IS_DUE).limit(A_FEW).lateral()
)
# One order for all workers: whoever has the last that is waiting goes on, and never do all stop at one another's.
IN_TURN = select(WAITING.c.ticket).select_from(SendOut).join(WAITING, true()).where(*GOES).order_by(WAITING.c.ticket)
TAKE = (
    select(*WHO, *WHAT)
    .join(SendOut, SendOut.id == Invitation.send_out_id)
    .where(Invitation.ticket == bindparam("ticket"), IS_WAITING, IS_DUE, *GOES)
    .with_for_update(of=Invitation, skip_locked=True)
)


def send_invitations(
    given: Circumstances, asking: Asking, provider: Provider, size: int = BATCH, ready: deque[UUID] | None = None
) -> int:
    """Hand up to `size` waiting invitations to the provider; how many there were. One that is not taken holds up none.

    A long send-out does not make a short one wait: a few of each go in turn. `ready` keeps whose turn it is from call
    to call. Raises ProviderAway when nothing goes out at all just now: that is no attempt, and all wait where they
    are. Raises RecordsUnavailable when the database is away.
    """
    turns = deque() if ready is None else ready
    return hand_over(lambda: _send_next(turns, given, asking, provider), provider, size)


def _send_next(turns: deque[UUID], given: Circumstances, asking: Asking, provider: Provider) -> bool:
    """Another worker may have sent what had its turn here; then the next one has it."""
    if not turns:
        with given.records.unit_of_work() as uow:
            turns += uow.connection.scalars(IN_TURN, moments(given))
    while turns:
        if _send(turns.popleft(), given, asking, provider):
            return True
    return False


def _send(ticket: UUID, given: Circumstances, asking: Asking, provider: Provider) -> bool:
    """False where it is somebody else's, or waits no more."""
    return hand_over_one(
        given, TAKE, {"ticket": ticket},
        lambda uow, invitation: _hand_over(uow, invitation, given, asking, provider),
        lambda uow, invitation, error: _not_taken(uow, invitation, given, asking, error),
    )  # fmt: skip


def _hand_over(uow: UnitOfWork, invitation: Row[Any], given: Circumstances, asking: Asking, provider: Provider) -> None:
    today = london_day(given.now())
    if invitation.attempts and uow.session.get(Spent, invitation.ticket):
        _end(uow, invitation, "sent")  # it arrived after all, and was answered
        return
    if invitation.channel not in provider.channels:
        log.warning("nobody takes this channel", send_out_id=str(invitation.send_out_id), channel=invitation.channel)
        _end(uow, invitation, "failed")
        return
    code = asking.code(invitation.ticket, FIRST)
    said = {
        "ticket": invitation.ticket, "send_out_id": invitation.send_out_id, "code_hash": hash_of(code),
        "key": _known_as(invitation, asking),
        "contact": invitation.contact if _is_reminded(invitation, today, given) else None,
    }  # fmt: skip
    if not may_ask(uow, said, today, given.council.surveys.quiet_days):
        _end(uow, invitation, "held")
        return
    name = provider.take(letter_to(invitation, FIRST, code, given, asking), given.council, given.now())
    if name is not None:
        mark(uow, invitation.ticket, true(), provider_id=name)
    INVITATIONS.labels("sent").inc()


def _not_taken(uow: UnitOfWork, invitation: Row[Any], given: Circumstances, asking: Asking, error: Exception) -> None:
    if isinstance(error, NoSuchAddress):
        _end(uow, invitation, "undeliverable")
        return
    # The message may have arrived all the same, and whoever has it may answer, or want no more.
    keep_code(uow, invitation, asking.code(invitation.ticket, FIRST))
    mark(uow, invitation.ticket, IS_WAITING, contact_key=_known_as(invitation, asking))
    if not put_off(uow, invitation, given, error, IS_WAITING):
        _end(uow, invitation, "failed")


def _known_as(invitation: Row[Any], asking: Asking) -> bytes:
    return contact_key(asking.keys.secret(OF_CONTACTS), invitation.channel, invitation.contact)


def _is_reminded(invitation: Row[Any], today: date, given: Circumstances) -> bool:
    """Is there a day for a reminder before it closes? Only then is the contact still needed."""
    if invitation.remind_on is None:
        return False
    on = reminder_on(invitation.remind_on, today, given)
    return invitation.closes_on is None or on <= invitation.closes_on


def _end(uow: UnitOfWork, invitation: Row[Any], state: str) -> None:
    """Nothing more is sent, and whom it was for is forgotten."""
    mark(uow, invitation.ticket, IS_WAITING, state=state, contact=None, not_before=None)
    INVITATIONS.labels(state).inc()
