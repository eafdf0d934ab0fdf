"""What becomes of a message that fails: later, after a longer wait each time, or parked for a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from foundation.contracts.envelope import Unreadable
from foundation.courier.topology import DELAYS
from foundation.records import UnitOfWork
from foundation.records.models import Parked
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import PARKED, RETRIED

log = get_logger("worker")

LATER = tuple(DELAYS.values())


class Carried(Protocol):
    """One message as a carrier holds it; `attempt` counts how often it has failed before."""

    id: Any
    type: Any
    routing_key: Any
    headers: Any
    body: Any
    attempt: Any


@dataclass(frozen=True)
class Fate:
    """Later after `wait`, or parked because of `reason`."""

    wait: timedelta | None = None
    reason: str = ""
    detail: str = ""


def fate_of(error: Exception, attempt: int) -> Fate:
    """What becomes of a message that failed with this error, after so many failures before."""
    if isinstance(error, Unreadable):
        return Fate(reason="unreadable", detail=str(error))
    if attempt < len(LATER):
        return Fate(wait=LATER[attempt])
    return Fate(reason="tried too often", detail=type(error).__name__)


def keep_parked(uow: UnitOfWork, message: Carried, fate: Fate, moment: datetime) -> None:
    """Keep a copy with the reason, until a person acts. Parked again, the newer reason stands."""
    copy: Mapping[str, Any] = {
        "message_id": message.id,
        "type": message.type,
        "routing_key": message.routing_key,
        "headers": message.headers,
        "body": message.body,
        "reason": f"{fate.reason}: {fate.detail}",
        "attempts": message.attempt + 1,
        "parked_at": moment,
        "fate": "waiting",
        "decided_at": None,
        "decided_because": None,
    }
    uow.session.execute(
        insert(Parked).values(copy).on_conflict_do_update(index_elements=["message_id"], set_=dict(copy))
    )


def tell(message_id: UUID, message_type: str, attempt: int, fate: Fate, error: Exception | None = None) -> None:
    """Say and count what became of it, by id; after it is committed."""
    if fate.wait is not None:
        RETRIED.labels(message_type).inc()
        log.warning("put off", message_id=str(message_id), attempt=attempt + 1, exc_info=error)
        return
    PARKED.labels(fate.reason).inc()
    log.error("parked", message_id=str(message_id), reason=fate.reason, detail=fate.detail)
