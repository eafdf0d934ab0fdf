"""Messages fully handled per second by one worker process: case, history, inbox, outbox and notice."""

import time
from typing import Any

from sqlalchemy import delete, func, select
from uuid_utils.compat import uuid7

from foundation.contracts.submissions import SubmissionReceived
from foundation.records import Records
from foundation.records.models import Case, HistoryLine, Incoming, Notice, Outgoing, Submission
from foundation.runtime.clock import london_today, now
from worker.carrier import BATCH, carry
from worker.circumstances import Circumstances

AT_ONCE = 1_000


def handled_per_second(given: Circumstances, everything: Records, messages: int) -> float:
    """Every message is a complaint with an address to acknowledge to. Warm: a first part is not counted."""
    _fill(everything, BATCH)
    _carry_all(given, BATCH)
    _fill(everything, messages)
    before = _count(everything)
    took = _carry_all(given, messages)
    done = {table: count - before[table] for table, count in _count(everything).items()}
    wanted = {"case": messages, "notice": messages, "history": 2 * messages, "inbox": messages}
    if done != wanted:
        raise SystemExit(f"handled {done}, expected {wanted}")
    return messages / took


def _carry_all(given: Circumstances, messages: int) -> float:
    """The announcements that handling sends on stand behind the messages in the outbox, and are not counted."""
    started = time.monotonic()
    for _ in range(messages // BATCH):
        carry(given)
    return time.monotonic() - started


def _fill(records: Records, messages: int) -> None:
    with records.unit_of_work() as uow:
        uow.session.execute(delete(Outgoing))
    for _ in range(0, messages, AT_ONCE):
        submissions = [_submission() for _ in range(min(messages, AT_ONCE))]
        with records.unit_of_work() as uow:
            uow.keep(Submission, *submissions)
            announced = [
                (SubmissionReceived(row["id"], "complaint", row["received_on"]), "submission.received")
                for row in submissions
            ]
            uow.send(*announced, source="bench", moment=now())


def _submission() -> dict[str, Any]:
    nothing: dict[str, Any] = dict.fromkeys(column.name for column in Submission.__table__.columns)
    return nothing | {
        "id": uuid7(),
        "reference": uuid7().hex,  # by the ten thousand, real references would meet each other
        "kind": "complaint",
        "door": "api",
        "received_at": now(),
        "received_on": london_today(),
        "received_how": "web_form",
        "service_area": "child_in_need",
        "topic": "waiting",
        "relationship": "parent",
        "words": "We were promised a visit and nobody came. " * 8,
        "email": f"{uuid7().hex}@example.com",
        "child_at_risk": False,
    }


def _count(records: Records) -> dict[str, int]:
    with records.unit_of_work() as uow:
        return {
            str(table.__tablename__): uow.session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Case, Notice, HistoryLine, Incoming)
        }
