"""Invitations that wait to go out: one after the other, each in a transaction of its own, as letters go.

While one is in the provider's hands it is locked, and it is written down as sent before it goes. A message that was
handed over twice has the same name and the same code both times.
"""

from collections import deque
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, or_, select, true, update

from foundation.records import UnitOfWork
from foundation.records.models import Invitation, SendOut
from foundation.runtime.clock import london_day
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import INVITATIONS
from worker.circumstances import Circumstances
from worker.providers import NoSuchAddress, Provider, ProviderAway, hand_over
from worker.surveys.asking import Asking
from worker.surveys.guard import contact_key, may_ask
from worker.surveys.handing_over import (
    FIRST,
    IS_DUE,
    IS_OPEN,
    NOW,
    TODAY,
    WHAT,
    WHO,
    keep_code,
    letter_to,
    mark,
    moments,
    put_off,
    reminder_on,
)  # fmt: skip
from worker.surveys.keys import OF_CONTACTS

log = get_logger("worker")

BATCH = 50
A_FEW = 10
# Of send-outs: their time has come.
GOES = (*IS_OPEN, or_(SendOut.send_at.is_(None), SendOut.send_at <= NOW))
WAITING = (
    select(Invitation.ticket)
    .where(Invitation.send_out_id == SendOut.id, Invitation.state == "waiting", IS_DUE)
    .limit(A_FEW)
    .lateral()
)
IN_TURN = select(WAITING.c.ticket).select_from(SendOut).join(WAITING, true()).where(*GOES)
TAKE = (
    select(*WHO, *WHAT)
    .join(SendOut, SendOut.id == Invitation.send_out_id)
    .where(Invitation.ticket == bindparam("ticket"), Invitation.state == "waiting", IS_DUE, *GOES)
    .with_for_update(of=Invitation, skip_locked=True)
)
NOTE_SENT = (
    update(Invitation)
    .where(Invitation.ticket == bindparam("ticket_"))
    .values(
        state="sent", sent_on=TODAY, contact=bindparam("contact_"), contact_key=bindparam("key"), attempts=0,
        not_before=None,
    )
)  # fmt: skip


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
        ticket = turns.popleft()
        with given.records.unit_of_work() as uow:
            invitation = uow.connection.execute(TAKE, moments(given) | {"ticket": ticket}).one_or_none()
            if invitation is not None:
                _send(uow, invitation, given, asking, provider)
                return True
    return False


def _send(uow: UnitOfWork, invitation: Row[Any], given: Circumstances, asking: Asking, provider: Provider) -> None:
    """What follows from its being sent is written first, and taken back where it is not taken."""
    if invitation.channel not in provider.channels:
        log.warning("nobody takes this channel", send_out_id=str(invitation.send_out_id), channel=invitation.channel)
        _end(uow, invitation, "failed")
        return
    known_as = contact_key(asking.keys.secret(OF_CONTACTS), invitation.channel, invitation.contact)
    sent = uow.connection.begin_nested()
    if not may_ask(uow, known_as, invitation, london_day(given.now()), given.council.surveys.quiet_days):
        sent.rollback()
        _end(uow, invitation, "held")
        return
    _note_sent(uow, invitation, known_as, given)
    keep_code(uow, invitation, FIRST, asking)
    try:
        name = provider.take(letter_to(invitation, FIRST, given, asking), given.council, given.now())
    except ProviderAway:
        raise
    except NoSuchAddress:
        sent.rollback()
        _end(uow, invitation, "undeliverable")
    except Exception as error:  # noqa: BLE001 -- whatever is wrong with this one, the others go out
        sent.rollback()
        keep_code(uow, invitation, FIRST, asking)  # the message may have arrived all the same
        if not put_off(uow, invitation, given, error):
            _end(uow, invitation, "failed")
    else:
        if name is not None:
            mark(uow, invitation.ticket, provider_id=name)
        sent.commit()
        INVITATIONS.labels("sent").inc()


def _note_sent(uow: UnitOfWork, invitation: Row[Any], known_as: bytes, given: Circumstances) -> None:
    """The contact is kept only where there is a day for a reminder before it closes."""
    today = london_day(given.now())
    on = reminder_on(invitation.remind_on, today, given) if invitation.remind_on else None
    reminded = on is not None and (invitation.closes_on is None or on <= invitation.closes_on)
    contact = invitation.contact if reminded else None
    said = {"ticket_": invitation.ticket, "today": today, "contact_": contact, "key": known_as}
    uow.connection.execute(NOTE_SENT, said)


def _end(uow: UnitOfWork, invitation: Row[Any], state: str) -> None:
    """Nothing more is sent, and whom it was for is forgotten."""
    mark(uow, invitation.ticket, state=state, contact=None, not_before=None)
    INVITATIONS.labels(state).inc()
