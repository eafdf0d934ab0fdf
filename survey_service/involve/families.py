"""What is done with sessions and families: the rows, each in one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, update

from foundation.records import Records, RecordsRefused, UnitOfWork
from foundation.records.models import FamilyHelp, ListeningSession, SessionNote, SignUp, WillingFamily
from survey_service.send.contacts import EMAIL, Contact

TWICE = ("sign_up_once_ix", "willing_family_once_ix")


class NoPlaceLeft(Exception):
    """The session is full, over or cancelled."""


@dataclass(frozen=True)
class Upcoming:
    """A session to come, and how many places are left; None where anybody may come."""

    session: ListeningSession
    left: int | None

    @property
    def full(self) -> bool:
        """Is there no place left?"""
        return self.left is not None and self.left <= 0


def upcoming(records: Records, moment: datetime) -> list[Upcoming]:
    """All sessions that are still to come, the next one first."""
    wanted = (
        select(ListeningSession)
        .where(ListeningSession.starts_at > moment, ListeningSession.cancelled_at.is_(None))
        .order_by(ListeningSession.starts_at)
    )
    with records.unit_of_work() as uow:
        return [_with_places(uow, session) for session in uow.session.scalars(wanted)]


def one_upcoming(uow: UnitOfWork, session_id: UUID, moment: datetime) -> Upcoming | None:
    """One of them; None where there is none, or it is over or cancelled."""
    found = uow.session.get(ListeningSession, session_id)
    if found is None or found.cancelled_at or found.starts_at <= moment:
        return None
    return _with_places(uow, found)


def sign_up(
    records: Records, session_id: UUID, name: str, contact: Contact, needs: str | None, moment: datetime, today: date
) -> None:
    """Somebody comes. Who signs up twice is signed up once. Raises NoPlaceLeft.

    Two that take the last place in one moment may both have it: a chair more is found, and nobody is turned away.
    """
    row = {"id": uuid4(), "session_id": session_id, "name": name, "needs": needs, "made_on": today}
    with _once(), records.unit_of_work() as uow:
        found = one_upcoming(uow, session_id, moment)
        if found is None or found.full:
            raise NoPlaceLeft
        uow.keep(SignUp, row | _reached(contact))


def offer_help(records: Records, name: str, contact: Contact, ways: Sequence[str], today: date) -> None:
    """A family offers help and consents to be asked. Who offers twice stands once in the register."""
    row = {"id": uuid4(), "name": name, "ways": list(ways), "consented_on": today, "withdrawn_on": None}
    with _once(), records.unit_of_work() as uow:
        uow.keep(WillingFamily, row | _reached(contact))


def withdraw(uow: UnitOfWork, family_id: UUID, today: date) -> bool:
    """Its name and contact go; what it did stays. False where it had withdrawn before."""
    gone = {"name": None, "email": None, "phone": None, "withdrawn_on": today}
    standing = (WillingFamily.id == family_id) & WillingFamily.withdrawn_on.is_(None)
    return bool(uow.connection.execute(update(WillingFamily).where(standing).values(gone)).rowcount)


def help_of(uow: UnitOfWork) -> dict[UUID, list[FamilyHelp]]:
    """What each family did, the last first."""
    did: dict[UUID, list[FamilyHelp]] = {}
    for one in uow.session.scalars(select(FamilyHelp).order_by(FamilyHelp.on.desc(), FamilyHelp.id)):
        did.setdefault(one.family_id, []).append(one)
    return did


def notes_of(uow: UnitOfWork, session_id: UUID) -> Sequence[SessionNote]:
    """What was said in a session, in the order of writing it down."""
    wanted = select(SessionNote).where(SessionNote.session_id == session_id)
    return uow.session.scalars(wanted.order_by(SessionNote.made_on, SessionNote.id)).all()


def _with_places(uow: UnitOfWork, session: ListeningSession) -> Upcoming:
    if session.places is None:
        return Upcoming(session, None)
    counted = select(func.count(SignUp.session_id)).where(SignUp.session_id == session.id)
    return Upcoming(session, session.places - (uow.session.scalar(counted) or 0))


def _reached(contact: Contact) -> dict[str, Any]:
    by_email = contact.channel == EMAIL
    return {"email": contact.address if by_email else None, "phone": None if by_email else contact.address}


@contextmanager
def _once() -> Iterator[None]:
    """What the database refuses because it stands there already is done."""
    try:
        yield
    except RecordsRefused as refused:
        if refused.constraint not in TWICE:
            raise
