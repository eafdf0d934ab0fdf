"""Letters and messages that wait to go out, and the provider that takes them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import or_, select, update
from uuid_utils.compat import uuid7

from foundation.council import Council
from foundation.records import UnitOfWork
from foundation.records.models import Case, Deadline, HistoryLine, Notice, Submission
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import NOTICES
from worker.acknowledgement import compose, note_sent, start_answer
from worker.circumstances import Circumstances

log = get_logger("worker")

BATCH = 50
LATER = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))


@dataclass(frozen=True)
class Letter:
    """A notice ready to go. Its subject says nothing about what it is about."""

    id: UUID
    channel: str
    address: str
    subject: str
    text: str


class Provider(Protocol):
    """Whoever takes a letter. The same letter given twice must not go out twice."""

    def take(self, letter: Letter, council: Council, moment: datetime) -> None:
        """Take it, or raise."""


class FileOutbox:
    """The embedded profile sends nothing: each letter is a file, named by its notice."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def take(self, letter: Letter, council: Council, moment: datetime) -> None:
        """Write it whole or not at all; writing it again changes nothing."""
        message = EmailMessage()
        message["Subject"] = letter.subject
        message["From"] = council.name
        message["To" if letter.channel == "email" else "X-Heard-Phone"] = letter.address
        message["Date"] = format_datetime(moment)
        message["X-Heard-Channel"] = letter.channel
        message.set_content(letter.text)
        draft = self._folder / f".{letter.id}"
        draft.write_bytes(bytes(message))
        draft.replace(self._folder / f"{letter.id}.eml")


def send_waiting(given: Circumstances, provider: Provider) -> int:
    """Hand a batch of waiting notices to the provider; how many there were. One that is not taken holds up none."""
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
        clocks = _clocks(uow, [case.id for _, case, _ in rows])
        for notice, case, submission in rows:
            said = compose(case, submission, clocks[case.id], given)
            address = submission.email if notice.channel == "email" else submission.phone
            letter = Letter(notice.id, notice.channel, str(address), said.subject, said.text)
            outcome, line = _hand_over(letter, notice, given, provider)
            uow.session.execute(update(Notice).where(Notice.id == notice.id).values(outcome))
            if line:
                uow.keep(HistoryLine, _line(case.id, line, notice.channel, given))
            if "sent_at" in outcome:
                note_sent(uow, case, clocks[case.id], said, given)
            if "given_up_at" in outcome:
                start_answer(uow, case, said)
    return len(rows)


def _clocks(uow: UnitOfWork, cases: Sequence[UUID]) -> Mapping[UUID, list[Deadline]]:
    found: dict[UUID, list[Deadline]] = defaultdict(list)
    wanted = select(Deadline).where(Deadline.case_id.in_(cases)).order_by(Deadline.due_on)
    for clock in uow.session.scalars(wanted):
        found[clock.case_id].append(clock)
    return found


def _hand_over(
    letter: Letter, notice: Notice, given: Circumstances, provider: Provider
) -> tuple[dict[str, Any], str | None]:
    try:
        provider.take(letter, given.council, given.now())
    except Exception as error:
        attempt = notice.attempts + 1
        log.warning("notice not taken", notice_id=str(notice.id), attempt=attempt, exc_info=error)
        if attempt > len(LATER):
            return {"attempts": attempt, "given_up_at": given.now()}, "acknowledgement_failed"
        return {"attempts": attempt, "not_before": given.now() + LATER[attempt - 1]}, None
    NOTICES.labels(notice.template).inc()
    return {"attempts": notice.attempts + 1, "sent_at": given.now()}, "acknowledgement_sent"


def _line(case_id: UUID, what: str, channel: str, given: Circumstances) -> dict[str, Any]:
    return {
        "id": uuid7(), "case_id": case_id, "at": given.now(), "by": "worker", "what": what,
        "details": {"channel": channel},
    }  # fmt: skip
