"""Letters and messages that wait to go out, and the provider that takes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Update, or_, select, update
from uuid_utils.compat import uuid7

from foundation.council import Council
from foundation.procedure.deadlines import Due, in_words
from foundation.records.models import Case, Deadline, HistoryLine, Notice, Submission
from foundation.runtime.clock import london_day
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import NOTICES
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
        message["To"] = letter.address
        message["Date"] = format_datetime(moment)
        message["X-Heard-Channel"] = letter.channel
        message.set_content(letter.text)
        draft = self._folder / f".{letter.id}"
        draft.write_bytes(bytes(message))
        draft.replace(self._folder / f"{letter.id}.eml")


def send_waiting(given: Circumstances, provider: Provider) -> int:
    """Hand up to a batch of waiting notices to the provider; how many there were. One failing holds up none."""
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
        targets = _targets(uow.session, [case.id for _, case, _ in rows])
        for notice, case, submission in rows:
            letter = _acknowledgement(notice, case, submission, targets.get(case.id), given.council)
            outcome, line = _hand_over(letter, notice, given, provider)
            uow.session.execute(update(Notice).where(Notice.id == notice.id).values(outcome))
            if line:
                uow.keep(HistoryLine, _line(case.id, line, notice.channel, given))
            if "sent_at" in outcome:
                uow.session.execute(_acknowledged(case.id, given))
    return len(rows)


def _targets(session: Any, cases: Sequence[UUID]) -> dict[UUID, Any]:
    wanted = select(Deadline.case_id, Deadline.due_on).where(
        Deadline.case_id.in_(cases), Deadline.due == Due.ACKNOWLEDGEMENT, Deadline.local
    )
    return dict(session.execute(wanted).all())


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


def _acknowledgement(notice: Notice, case: Case, submission: Submission, by: Any, council: Council) -> Letter:
    promise = f"A person reads it and writes to you by {in_words(by)}." if by else "A person reads it."
    text = (
        f"{submission.name or 'Hello'},\n\n"
        f"thank you for writing to us. We received it on {in_words(case.received_on)}.\n\n"
        f"Your reference is {case.reference}. You can read it out to us on the phone.\n\n"
        f"{promise}\n\n"
        f"If a child or anyone is in danger now, ring {council.telephones.emergency}. If you are worried about "
        f"a child, ring {council.telephones.children_day}, at night {council.telephones.children_night}.\n\n"
        f"{council.name}\n"
    )
    address = submission.email if notice.channel == "email" else submission.phone
    return Letter(notice.id, notice.channel, str(address), f"We have your message {case.reference}", text)


def _acknowledged(case_id: UUID, given: Circumstances) -> Update:
    """The clocks that an acknowledgement meets: the council's own, and the Code's for corporate complaints."""
    met = update(Deadline).where(Deadline.case_id == case_id, Deadline.due == Due.ACKNOWLEDGEMENT)
    return met.where(Deadline.met_on.is_(None)).values(met_on=london_day(given.now()))


def _line(case_id: UUID, what: str, channel: str, given: Circumstances) -> dict[str, Any]:
    return {
        "id": uuid7(), "case_id": case_id, "at": given.now(), "by": "worker", "what": what,
        "details": {"channel": channel},
    }  # fmt: skip
