"""Forgetting: what was needed to ask somebody goes as soon as nothing more is to be sent, and the rest in good time."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from foundation.records import UnitOfWork
from foundation.records.models import Asked, BadRow, Code, Invitation, NoMore, SendOut, Spent
from foundation.runtime.clock import LONDON, london_day
from foundation.runtime.logs import get_logger
from worker.circumstances import Circumstances

log = get_logger("worker")

UNCONFIRMED = timedelta(days=7)
OF_BAD_ROWS = timedelta(days=7)
ONE_AT_A_TIME = 7_415_233  # PostgreSQL's advisory lock: two workers would wait for each other's rows
AFTER_CLOSING = timedelta(days=30)  # somebody may still say that they want no more surveys


def forget(given: Circumstances) -> int:
    """Do all of it, in one transaction; how many rows were changed or deleted. Raises RecordsUnavailable."""
    moment, today = given.now(), london_day(given.now())
    with given.records.unit_of_work() as uow:
        if not uow.session.scalar(select(func.pg_try_advisory_xact_lock(ONE_AT_A_TIME))):
            return 0
        _give_up_unconfirmed(uow, moment)
        done = _heed_wishes(uow, today)
        done += _stop_what_waits(uow, today)
        done += _forget_contacts(uow, today)
        done += _forget_the_closed(uow, today)
        done += _forget_the_rest(uow, today, given.council.surveys.quiet_days)
    return done


def _heed_wishes(uow: UnitOfWork, today: date) -> int:
    """Who wants no more surveys is asked no more, whichever send-out it was said of."""
    wishes = uow.connection.execute(
        select(NoMore.ticket, Invitation.contact_key).outerjoin(Invitation, Invitation.ticket == NoMore.ticket)
    ).all()
    known = sorted({wish.contact_key for wish in wishes if wish.contact_key})
    if known:
        new = insert(Asked).values([{"contact_key": key, "last_on": today, "no_more": True} for key in known])
        uow.connection.execute(new.on_conflict_do_update(index_elements=["contact_key"], set_={"no_more": True}))
    tickets = [wish.ticket for wish in wishes]
    if tickets:
        theirs = update(Invitation).where(Invitation.ticket.in_(tickets))
        uow.connection.execute(theirs.values(contact=None))
        uow.connection.execute(theirs.where(Invitation.state == "waiting").values(state="stopped", not_before=None))
        uow.connection.execute(delete(NoMore).where(NoMore.ticket.in_(tickets)))
    if lost := sum(wish.contact_key is None for wish in wishes):
        log.warning("nobody is known who wants no more surveys", count=lost)
    return len(tickets)


def _give_up_unconfirmed(uow: UnitOfWork, moment: datetime) -> None:
    """What somebody uploaded and did not confirm within a week is not sent any more."""
    old = and_(SendOut.confirmed_at.is_(None), SendOut.stopped_at.is_(None), SendOut.made_at < moment - UNCONFIRMED)
    uow.connection.execute(update(SendOut).where(old).values(stopped_at=moment))


def _stop_what_waits(uow: UnitOfWork, today: date) -> int:
    """Nothing goes out of a send-out that is over. What is in the provider's hands is left to the next time."""
    over = (
        select(Invitation.ticket)
        .join(SendOut, SendOut.id == Invitation.send_out_id)
        .where(Invitation.state == "waiting", _is_over(today))
        .with_for_update(of=Invitation, skip_locked=True)
    )
    stop = update(Invitation).where(Invitation.ticket.in_(over)).values(state="stopped", contact=None, not_before=None)
    return uow.connection.execute(stop).rowcount


def _forget_contacts(uow: UnitOfWork, today: date) -> int:
    """Of those who have answered, and of send-outs that are over: no reminder goes to them."""
    answered = select(Spent.ticket).where(Spent.ticket == Invitation.ticket).exists()
    over = select(SendOut.id).where(SendOut.id == Invitation.send_out_id, _is_over(today)).exists()
    done = (
        select(Invitation.ticket)
        .where(Invitation.contact.is_not(None), Invitation.state != "waiting", or_(answered, over))
        .with_for_update(skip_locked=True)
    )
    return uow.connection.execute(update(Invitation).where(Invitation.ticket.in_(done)).values(contact=None)).rowcount


def _forget_the_closed(uow: UnitOfWork, today: date) -> int:
    """Codes, and by which key a contact was known, when a send-out has been over for long."""
    long_over = select(SendOut.id).where(_is_over(today - AFTER_CLOSING))
    done = uow.connection.execute(delete(Code).where(Code.send_out_id.in_(long_over))).rowcount
    known = update(Invitation).where(Invitation.send_out_id.in_(long_over), Invitation.contact_key.is_not(None))
    return done + uow.connection.execute(known.values(contact_key=None)).rowcount


def _forget_the_rest(uow: UnitOfWork, today: date, quiet_days: int) -> int:
    """Rows that could not be used, after a week; when somebody was last asked, once they may be asked by anybody."""
    bad = delete(BadRow).where(BadRow.made_on < today - OF_BAD_ROWS)
    known = select(Invitation.ticket).where(Invitation.contact_key == Asked.contact_key)
    long_ago = Asked.last_on < today - timedelta(days=quiet_days)
    asked = delete(Asked).where(Asked.no_more.is_(False), long_ago, ~known.exists())
    return uow.connection.execute(bad).rowcount + uow.connection.execute(asked).rowcount


def _is_over(today: date) -> ColumnElement[bool]:
    """Of send-outs: it was stopped before the end of this day, or closed before it."""
    midnight = datetime.combine(today + timedelta(days=1), datetime.min.time(), LONDON)
    return or_(SendOut.stopped_at < midnight, SendOut.closes_on < today)
