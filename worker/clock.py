"""Each minute: find what was accepted and never routed, and count what waits."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import String, cast, func, or_, select

from foundation.contracts.submissions import SubmissionReceived
from foundation.records.models import Alert, Case, Outgoing, Parked, Submission
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import ALERTS_UNOPENED, OLDEST, OLDEST_ALERT, PARKED_NOW, REANNOUNCED, WAITING
from worker.circumstances import Circumstances

log = get_logger("worker")

TOO_LONG = timedelta(hours=1)
AT_ONCE = 500
ROUTING_KEY = "submission.received"


def announce_again(given: Circumstances, told: dict[UUID, datetime] | None = None) -> int:
    """The reconciliation sweep: announce anew what was accepted over an hour ago and waits nowhere.

    What lies on the broker it cannot see. So `told` holds when it announced what, for an hour: nobody who is away is
    told the same each minute.
    """
    told, since = {} if told is None else told, given.now() - TOO_LONG
    for submission_id in [one for one, at in told.items() if at <= since]:
        del told[submission_id]
    about = cast(Submission.id, String)
    waits = select(Outgoing.id).where(Outgoing.headers["cloudEvents_subject"].astext == about)
    parked = select(Parked.message_id).where(
        Parked.fate == "waiting", Parked.headers["cloudEvents_subject"].astext == about
    )
    lost = (
        select(Submission.id, Submission.kind, Submission.received_on)
        .outerjoin(Case, Case.submission_id == Submission.id)
        .where(Case.id.is_(None), Submission.received_at < since)
        .where(~waits.exists(), ~parked.exists(), Submission.id.not_in(list(told)))
        .order_by(Submission.id)
        .limit(AT_ONCE)
    )
    with given.records.unit_of_work() as uow:
        found = uow.session.execute(lost).all()
        messages = [(SubmissionReceived(row.id, row.kind, row.received_on), ROUTING_KEY) for row in found]
        uow.send(*messages, source="worker", moment=given.now())
    told |= dict.fromkeys((row.id for row in found), given.now())
    if found:
        REANNOUNCED.inc(len(found))
        log.error("announced again", submissions=[str(row.id) for row in found[:20]], count=len(found))
    return len(found)


def count_what_waits(given: Circumstances) -> None:
    """Bring the gauges up to date. What is to leave the outbox on a later day does not wait yet."""
    with given.records.unit_of_work() as uow:
        due = or_(Outgoing.not_before.is_(None), Outgoing.not_before <= given.now(), Outgoing.attempt > 0)
        waiting, oldest = uow.session.execute(select(func.count(), func.min(Outgoing.sent_at)).where(due)).one()
        parked = uow.session.scalar(select(func.count()).where(Parked.fate == "waiting"))
        unopened, raised = uow.session.execute(
            select(func.count(), func.min(Alert.raised_at)).where(Alert.opened_at.is_(None))
        ).one()
    WAITING.set(waiting)
    OLDEST.set((given.now() - oldest).total_seconds() if oldest else 0)
    PARKED_NOW.set(parked or 0)
    ALERTS_UNOPENED.set(unopened)
    OLDEST_ALERT.set((given.now() - raised).total_seconds() if raised else 0)
