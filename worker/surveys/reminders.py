"""Reminders: once, by a code of its own, to those who have not answered. A reminder is no new asking."""

from datetime import time, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from foundation.records import UnitOfWork
from foundation.records.models import Asked, Invitation, NoMore, SendOut, Spent
from foundation.runtime.clock import LONDON, london_day
from foundation.runtime.measures import INVITATIONS
from worker.circumstances import Circumstances
from worker.providers import NoSuchAddress, Provider, ProviderAway
from worker.surveys.asking import Asking
from worker.surveys.handing_over import (
    IS_DUE,
    IS_OPEN,
    REMINDER,
    TODAY,
    WHAT,
    WHO,
    keep_code,
    letter_to,
    mark,
    moments,
    put_off,
)  # fmt: skip

BATCH = 10
NOT_BEFORE = time(9)  # by the clock in England: nobody is woken
ANSWERED = select(Spent.ticket).where(Spent.ticket == Invitation.ticket)
WANTS_NO_MORE = select(NoMore.ticket).where(NoMore.ticket == Invitation.ticket)
WANTED_NO_MORE = select(Asked.contact_key).where(Asked.contact_key == Invitation.contact_key, Asked.no_more)
DUE = (
    select(*WHO, *WHAT)
    .join(SendOut, SendOut.id == Invitation.send_out_id)
    .where(*IS_OPEN, SendOut.remind_on <= TODAY)
    .where(Invitation.state.in_(("sent", "delivered")), Invitation.contact.is_not(None), IS_DUE)
    .where(Invitation.reminded_on.is_(None), Invitation.sent_on <= bindparam("long_ago"))
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
    with given.records.unit_of_work() as uow:
        long_ago = london_day(given.now()) - timedelta(days=given.council.surveys.remind_after_days)
        invitation = uow.connection.execute(DUE, moments(given) | {"long_ago": long_ago}).one_or_none()
        if invitation is None:
            return False
        _remind(uow, invitation, given, asking, provider)
        return True


def _remind(uow: UnitOfWork, invitation: Row[Any], given: Circumstances, asking: Asking, provider: Provider) -> None:
    """Whatever becomes of it, whom it was for is forgotten when nothing more is tried."""
    sent = uow.connection.begin_nested()
    mark(uow, invitation.ticket, reminded_on=london_day(given.now()), contact=None, attempts=0, not_before=None)
    keep_code(uow, invitation, REMINDER, asking)
    try:
        provider.take(letter_to(invitation, REMINDER, given, asking), given.council, given.now())
    except ProviderAway:
        raise
    except NoSuchAddress:
        sent.rollback()
        _forget(uow, invitation)
    except Exception as error:  # noqa: BLE001 -- whatever is wrong with this one, the others go out
        sent.rollback()
        keep_code(uow, invitation, REMINDER, asking)  # the message may have arrived all the same
        if not put_off(uow, invitation, given, error):
            _forget(uow, invitation)
    else:
        sent.commit()
        INVITATIONS.labels("reminded").inc()


def _forget(uow: UnitOfWork, invitation: Row[Any]) -> None:
    mark(uow, invitation.ticket, contact=None, not_before=None)
    INVITATIONS.labels("not_reminded").inc()
