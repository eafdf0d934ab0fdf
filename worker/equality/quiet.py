"""Whether the broker was quiet for long enough that no answer is left on it.

It tells what is ready in a queue, and not what a reader has in hand: that is seen again when the reader is done, is cut
off, or has kept it for half an hour, when RabbitMQ takes it back (`consumer_timeout`).
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from foundation.courier.connection import Broker, let_go
from foundation.courier.topology import holds_anything
from foundation.records.models import EqualityPeriod
from worker.circumstances import Circumstances

QUIET_FOR = timedelta(minutes=40)
LOOKS_APART = timedelta(minutes=20)  # who has not looked for longer does not know what came and was taken meanwhile


def in_quiet(given: Circumstances, broker: Broker, due: Sequence[UUID]) -> tuple[bool, set[UUID]]:
    """Look whether anything waits on the broker; if not, which of these periods have seen it quiet for long enough.

    Raises BrokerUnavailable.
    """
    waits, moment = _holds_anything(broker), given.now()
    with given.records.unit_of_work() as uow:
        periods = uow.session.scalars(select(EqualityPeriod).where(EqualityPeriod.id.in_(due)).with_for_update()).all()
        for period in periods:
            if waits:
                period.quiet_since = period.quiet_until = None
                continue
            if period.quiet_until is None or moment - period.quiet_until > LOOKS_APART:
                period.quiet_since = moment
            period.quiet_until = moment
        return waits, {it.id for it in periods if it.quiet_since and moment - it.quiet_since >= QUIET_FOR}


def _holds_anything(broker: Broker) -> bool:
    connection = broker.connect("closing")
    try:
        return holds_anything(connection)
    finally:
        let_go(connection)
