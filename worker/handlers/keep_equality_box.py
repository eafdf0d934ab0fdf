"""equality.sealed.v1: keep the box, sealed as it is, until twenty of its period have come together."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import select

from foundation.contracts.equality import EqualitySealed
from foundation.records import UnitOfWork
from foundation.records.models import EqualityBox, EqualityPeriod
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import EQUALITY_LATE
from worker.circumstances import Circumstances

log = get_logger("worker")


class NoSuchPeriod(LookupError):
    """The period that a box is sealed for is not in the records, or is of another pool."""


def keep_equality_boxes(uow: UnitOfWork, messages: Sequence[EqualitySealed], _given: Circumstances) -> None:
    """Keep each under a new random id, in the order of those: what carried it cannot be found by it.

    What comes when its period has ended, nobody can open any more: it is dropped and counted. Raises NoSuchPeriod.
    """
    runs = _which_run(uow, messages)
    kept = [message for message in messages if runs[message.period_id]]
    rows = [{"id": uuid4(), "period_id": message.period_id, "sealed": message.box} for message in kept]
    uow.keep(EqualityBox, *sorted(rows, key=lambda row: row["id"]))
    if late := len(messages) - len(kept):
        EQUALITY_LATE.inc(late)
        log.error("answers about oneself came when their period had ended", count=late)


def _which_run(uow: UnitOfWork, messages: Sequence[EqualitySealed]) -> dict[UUID, bool]:
    """Whether each period has not ended, nor does until this transaction ends. The key of a lost one may come back."""
    wanted = {(message.period_id, message.pool) for message in messages}
    found = uow.connection.execute(
        select(EqualityPeriod.id, EqualityPeriod.pool, EqualityPeriod.ended_at.is_(None).label("runs"))
        .where(EqualityPeriod.id.in_({period_id for period_id, _ in wanted}))
        .order_by(EqualityPeriod.ends_on, EqualityPeriod.id)
        .with_for_update(read=True)
    ).all()
    if missing := wanted - {(period.id, period.pool) for period in found}:
        raise NoSuchPeriod(str(sorted(str(period_id) for period_id, _ in missing)))
    return {period.id: period.runs for period in found}
