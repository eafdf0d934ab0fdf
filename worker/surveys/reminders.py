"""Reminders: once, by a code of its own, to those who have not answered. A reminder is no new asking."""

from datetime import time, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from foundation.records import UnitOfWork
from foundation.records.models import Asked, Invitation, NoMore, SendOut, Spent
from foundation.runtime.clock import LONDON, london_day
from foundation.runtime.measures import INVITATIONS
from worker.circumstances import Circumstances
from worker.providers import NoSuchAddress, Provider
from worker.surveys.asking import Asking
from worker.surveys.handing_over import (
    IS_DUE,
    IS_OPEN,
    REMINDER,
    TODAY,
    WHAT,
    WHO,
    hand_over_one,
    keep_code,
    letter_to,
    mark,
    put_off,
)

BATCH = 10
NOT_BEFORE = time(9)  # by the clock in England: nobody is woken
NOT_REMINDED = Invitation.reminded_on.is_(None)
ANSWERED = select(Spent.ticket).where(Spent.ticket == Invitation.ticket)
WANTS_NO_MORE = select(NoMore.ticket).where(NoMore.ticket == Invitation.ticket)
WANTED_NO_MORE = select(Asked.contact_key).where(Asked.contact_key == Invitation.contact_key, Asked.no_more)
DUE = (
    select(*WHO, *WHAT)
    .join(SendOut, SendOut.id == Invitation.send_out_id)
    .where(*IS_OPEN, SendOut.remind_on <= TODAY)
    .where(Invitation.state.in_(("sent", "delivered")), Invitation.contact.is_not(None), IS_DUE)
    .where(NOT_REMINDED, Invitation.sent_on <= bindparam("long_ago"))
    .where(~ANSWERED.exists(), ~WANTS_NO_MORE.exists(), ~WANTED_NO_MORE.exists())
    .limit(1)
    .with_for_update(of=Invitation, skip_locked=True)
)


def send_reminders(given: Circumstances, asking: Asking, provider: Provider, size: int = BATCH) -> int:
    """Remind up to `size` people whose day it is; how many there were. Raises as `send_invitations` does.

    They go by the provider of the invitations, between them, and whoever sends those takes leave of it.
    """
    if given.now().astimezone(LONDON).time() < NOT_BEFORE:
        return 0
    done = 0
    while done < size and _remind_next(given, asking, provider):
        done += 1
    return done


def _remind_next(given: Circumstances, asking: Asking, provider: Provider) -> bool:
    long_ago = london_day(given.now()) - timedelta(days=given.council.surveys.remind_after_days)
    return hand_over_one(
        given, DUE, {"long_ago": long_ago},
        lambda uow, invitation: _hand_over(uow, invitation, given, asking, provider),
        lambda uow, invitation, error: _not_taken(uow, invitation, given, asking, error),
    )  # fmt: skip


def _hand_over(uow: UnitOfWork, invitation: Row[Any], given: Circumstances, asking: Asking, provider: Provider) -> None:
    code = asking.code(invitation.ticket, REMINDER)
    keep_code(uow, invitation, code)
    reminded_on = london_day(given.now())
    mark(uow, invitation.ticket, NOT_REMINDED, reminded_on=reminded_on, contact=None, not_before=None)
    provider.take(letter_to(invitation, REMINDER, code, given, asking), given.council, given.now())
    INVITATIONS.labels("reminded").inc()


def _not_taken(uow: UnitOfWork, invitation: Row[Any], given: Circumstances, asking: Asking, error: Exception) -> None:
    """Where nothing more is tried, whom it was for is forgotten."""
    if not isinstance(error, NoSuchAddress):
        keep_code(uow, invitation, asking.code(invitation.ticket, REMINDER))  # it may have arrived all the same
        if put_off(uow, invitation, given, error, NOT_REMINDED):
            return
    mark(uow, invitation.ticket, NOT_REMINDED, contact=None, not_before=None)
    INVITATIONS.labels("not_reminded").inc()
