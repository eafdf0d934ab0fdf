"""What could not be handled: list it, look at it, replay it after a mend, or drop it with a reason."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from foundation.contracts.envelope import TIME
from foundation.records import UnitOfWork
from foundation.records.models import Outgoing, Parked


class NotParked(LookupError):
    """No message with this id waits; the text says so for the person who typed it."""


def list_parked(uow: UnitOfWork, *, everything: bool = False) -> Sequence[Parked]:
    """The messages that wait for a person, oldest first; or all that ever did."""
    wanted = select(Parked).order_by(Parked.parked_at)
    return uow.session.scalars(wanted if everything else wanted.where(Parked.fate == "waiting")).all()


def find_parked(uow: UnitOfWork, message_id: UUID) -> Parked:
    """One parked message, whatever became of it. Raises NotParked."""
    found = uow.session.get(Parked, message_id)
    if found is None:
        raise NotParked(f"no message {message_id} was ever parked; `heard parked list` shows those that wait")
    return found


def replay(uow: UnitOfWork, message_id: UUID, *, because: str, moment: datetime) -> None:
    """Put it back into the outbox as new: same id, so that what was done before is not done again."""
    parked = _decide(uow, message_id, "replayed", because, moment)
    uow.keep(
        Outgoing,
        {
            "id": parked.message_id,
            "type": parked.type,
            "routing_key": parked.routing_key,
            "headers": parked.headers,
            "body": parked.body,
            "sent_at": moment if TIME in parked.headers else None,
            "attempt": 0,
            "not_before": None,
        },
    )


def drop(uow: UnitOfWork, message_id: UUID, *, because: str, moment: datetime) -> None:
    """Let it go for good; the row stays as the record of that. A submission it spoke of is swept up again."""
    _decide(uow, message_id, "dropped", because, moment)


def _decide(uow: UnitOfWork, message_id: UUID, fate: str, because: str, moment: datetime) -> Parked:
    parked = find_parked(uow, message_id)
    if parked.fate != "waiting":
        raise NotParked(f"message {message_id} was {parked.fate} already")
    parked.fate, parked.decided_because, parked.decided_at = fate, because, moment
    uow.session.flush()
    return parked
