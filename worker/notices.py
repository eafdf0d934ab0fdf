"""Letters and messages that wait to go out: a batch is claimed, handed over one by one, and each is marked.

No transaction is open while a provider is asked. A worker that is killed in the middle leaves one letter handed over
and not marked, at most; that one goes out again, the rest of its batch for the first time, when the claim runs out.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from uuid_utils.compat import uuid7

from foundation.records import UnitOfWork
from foundation.records.models import Case, Deadline, HistoryLine, Notice, Submission
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import NOTICES
from worker.acknowledgement import Acknowledgement, answer_from_today, compose, note_sent, start_answer
from worker.circumstances import Circumstances
from worker.providers import FileOutbox, Letter, Provider

__all__ = ["FileOutbox", "send_waiting"]  # the synthetic year still looks for the folder here

log = get_logger("worker")

BATCH = 50
LATER = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))


@dataclass(frozen=True)
class Claimed:
    """A notice that no other worker takes before `until`, with all that its letter is made of."""

    notice: Notice
    case: Case
    submission: Submission
    clocks: Sequence[Deadline]
    until: datetime


def send_waiting(given: Circumstances, provider: Provider) -> int:
    """Hand a batch of waiting notices to the provider; how many there were. One that is not taken holds up none.

    Raises RecordsUnavailable when the database is away: then no further letter goes out.
    """
    claimed = _claim(given, given.now() + 2 * provider.slowest)
    try:
        for number, one in enumerate(claimed):
            # Only while the slowest letter would still be in time: what another worker may claim is not ours to send.
            if given.now() > one.until - provider.slowest:
                log.warning("claim ran out", left=len(claimed) - number)
                break
            _send(one, given, provider)
    finally:
        if claimed:
            provider.rest()
    return len(claimed)


def _claim(given: Circumstances, until: datetime) -> list[Claimed]:
    with given.records.unit_of_work() as uow:
        due = or_(Notice.not_before.is_(None), Notice.not_before <= given.now())
        wanted = (
            select(Notice, Case, Submission)
            .join(Case, Case.id == Notice.case_id)
            .join(Submission, Submission.id == Case.submission_id)
            .where(Notice.sent_at.is_(None), Notice.given_up_at.is_(None), due)
            .order_by(Notice.id)
            .limit(BATCH)
            .with_for_update(of=Notice, skip_locked=True)
        )
        rows = uow.session.execute(wanted).all()
        if not rows:
            return []
        ours = Notice.id.in_([notice.id for notice, _, _ in rows])
        uow.connection.execute(update(Notice).where(ours).values(not_before=until))
        clocks = _clocks(uow, [case.id for _, case, _ in rows])
        return [Claimed(notice, case, submission, clocks[case.id], until) for notice, case, submission in rows]


def _clocks(uow: UnitOfWork, cases: Sequence[UUID]) -> Mapping[UUID, list[Deadline]]:
    found: dict[UUID, list[Deadline]] = defaultdict(list)
    wanted = select(Deadline).where(Deadline.case_id.in_(cases)).order_by(Deadline.due_on)
    for clock in uow.session.scalars(wanted):
        found[clock.case_id].append(clock)
    return found


def _send(one: Claimed, given: Circumstances, provider: Provider) -> None:
    notice, attempt = one.notice, one.notice.attempts + 1
    if notice.channel not in provider.channels:
        log.warning("nobody takes this channel", notice_id=str(notice.id), channel=notice.channel)
        _give_up(one, notice.attempts, given)
        return
    try:
        said = compose(one.case, one.submission, one.clocks, given)
        address = one.submission.email if notice.channel == "email" else one.submission.phone
        provider.take(
            Letter(notice.id, notice.channel, str(address), said.subject, said.text), given.council, given.now()
        )
    except Exception as error:
        log.warning("notice not taken", notice_id=str(notice.id), attempt=attempt, exc_info=error)
        if attempt > len(LATER):
            _give_up(one, attempt, given)
        else:
            _put_off(one, attempt, given)
    else:
        _note_taken(one, attempt, said, given)


def _note_taken(one: Claimed, attempt: int, said: Acknowledgement, given: Circumstances) -> None:
    with given.records.unit_of_work() as uow:
        if _mark(uow, one, attempts=attempt, sent_at=given.now()):
            uow.keep(HistoryLine, _line(one, "acknowledgement_sent", given))
            note_sent(uow, one.case, said, given)
    NOTICES.labels(one.notice.template).inc()


def _put_off(one: Claimed, attempt: int, given: Circumstances) -> None:
    with given.records.unit_of_work() as uow:
        _mark(uow, one, attempts=attempt, not_before=given.now() + LATER[attempt - 1])


def _give_up(one: Claimed, attempts: int, given: Circumstances) -> None:
    """A person must reach them now; what is due is in sight as if the letter had gone."""
    with given.records.unit_of_work() as uow:
        if _mark(uow, one, attempts=attempts, given_up_at=given.now()):
            uow.keep(HistoryLine, _line(one, "acknowledgement_failed", given))
            start_answer(uow, one.case, answer_from_today(one.case, given))


def _mark(uow: UnitOfWork, one: Claimed, **outcome: Any) -> bool:
    """Keep an outcome unless another worker was quicker; false if so.

    That it went out is true whoever holds the claim by now; that it did not is no news to another who is sending it.
    """
    still_open = update(Notice).where(
        Notice.id == one.notice.id, Notice.sent_at.is_(None), Notice.given_up_at.is_(None)
    )
    if "sent_at" not in outcome:
        still_open = still_open.where(Notice.not_before == one.until)
    if uow.connection.execute(still_open.values(outcome)).rowcount == 1:
        return True
    log.warning("another worker was quicker", notice_id=str(one.notice.id), outcome=sorted(outcome))
    return False


def _line(one: Claimed, what: str, given: Circumstances) -> dict[str, Any]:
    return {
        "id": uuid7(), "case_id": one.case.id, "at": given.now(), "by": "worker", "what": what,
        "details": {"channel": one.notice.channel},
    }  # fmt: skip
