"""Letters and messages that wait to go out: one after the other, each in a transaction of its own.

While a letter is in the provider's hands its notice is locked: no other worker takes it. If this one is killed or loses
the database the lock goes with it, so that the one letter that was in hand then may go out twice, and no other.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, Select, or_, select, update
from uuid_utils.compat import uuid7

from foundation.records import UnitOfWork
from foundation.records.models import Case, Deadline, HistoryLine, Notice, Submission
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import GIVEN_UP, NOTICES
from worker import letters, new_date
from worker.acknowledgement import Acknowledgement, answers_from_today, compose, note_sent, start_answers
from worker.circumstances import Circumstances
from worker.equality import inviting
from worker.letters import Written
from worker.new_date import NewDate
from worker.providers import Letter, Provider, ProviderAway, hand_over

log = get_logger("worker")

BATCH = 50
ACKNOWLEDGEMENT = "acknowledgement"
LATER = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))


def send_waiting(given: Circumstances, provider: Provider, size: int = BATCH) -> int:
    """Hand up to `size` waiting notices to the provider; how many there were. One that is not taken holds up none.

    Raises ProviderAway when no letter goes out at all just now: that is no attempt, and all wait where they are.
    Raises RecordsUnavailable when the database is away.
    """
    return hand_over(lambda: _send_next(given, provider), provider, size)


def _send_next(given: Circumstances, provider: Provider) -> bool:
    with given.records.unit_of_work() as uow:
        found = _next(uow, given)
        if found is None:
            return False
        notice, case, submission = found
        if notice.channel not in provider.channels:
            log.warning("nobody takes this channel", notice_id=str(notice.id), channel=notice.channel)
            _give_up(uow, notice, case, notice.attempts, given)
            return True
        return _hand_over(uow, notice, case, submission, given, provider)


def _hand_over(
    uow: UnitOfWork, notice: Notice, case: Case, submission: Submission, given: Circumstances, provider: Provider
) -> bool:
    """What follows from its being sent is written first: a letter that has gone out must not fail to be marked."""
    clocks = uow.session.scalars(_clocks_of(case)).all()
    said = _compose(uow, notice, case, submission, clocks, given)
    if said is None:
        _mark(uow, notice, given_up_at=given.now())
        uow.keep(HistoryLine, _line(notice, "not_needed", given))
        return True
    address = submission.email if notice.channel == "email" else submission.phone
    letter = Letter(notice.id, notice.channel, str(address), said.subject, said.text)
    sent = uow.connection.begin_nested()
    details = notice.details | _promises(said)
    _mark(uow, notice, attempts=notice.attempts + 1, sent_at=given.now(), details=details, says=list(said.says))
    uow.keep(HistoryLine, _line(notice, "sent", given))
    if isinstance(said, Acknowledgement):
        note_sent(uow, case, said, given)
    try:
        provider.take(letter, given.council, given.now())
    except ProviderAway:
        raise
    except Exception as error:  # noqa: BLE001 -- whatever is wrong with this one, the others go out
        sent.rollback()
        _put_off_or_give_up(uow, notice, case, given, error)
    else:
        sent.commit()
        NOTICES.labels(notice.template).inc()
    return True


def _compose(
    uow: UnitOfWork, notice: Notice, case: Case, submission: Submission, clocks: Sequence[Deadline],
    given: Circumstances,
) -> Acknowledgement | NewDate | Written | None:  # fmt: skip
    """The letter as of now; None where it says nothing that is still so, and of a case that was closed meanwhile.

    The voluntary questions are the other way round: nobody is asked whose case was opened again.
    """
    if (case.stage == "closed") != (notice.template == inviting.TEMPLATE):
        return None
    if notice.template == inviting.TEMPLATE:
        return inviting.compose(notice.details, given.council)
    if notice.template == new_date.TEMPLATE:
        return new_date.compose(uow, notice.details, case, submission, clocks, given)
    if notice.template in letters.TEMPLATES:
        return letters.compose(notice.template, notice.details, case, submission, clocks, given)
    return compose(case, submission, clocks, given)


def _promises(said: Acknowledgement | NewDate | Written) -> dict[str, Any]:
    """What a notice keeps when its letter names a day for something."""
    return {"promises": {"due": said.names[0], "on": said.names[1].isoformat()}} if said.names else {}


def _next(uow: UnitOfWork, given: Circumstances) -> Row[tuple[Notice, Case, Submission]] | None:
    due = or_(Notice.not_before.is_(None), Notice.not_before <= given.now())
    waiting = (
        select(Notice, Case, Submission)
        .join(Case, Case.id == Notice.case_id)
        .join(Submission, Submission.id == Case.submission_id)
        .where(Notice.sent_at.is_(None), Notice.given_up_at.is_(None), due)
        .order_by(Notice.id)
        .limit(1)
        .with_for_update(of=Notice, skip_locked=True)
    )
    return uow.session.execute(waiting).one_or_none()


def _clocks_of(case: Case) -> Select[tuple[Deadline]]:
    return select(Deadline).where(Deadline.case_id == case.id).order_by(Deadline.due_on)


def _put_off_or_give_up(uow: UnitOfWork, notice: Notice, case: Case, given: Circumstances, error: Exception) -> None:
    attempt = notice.attempts + 1
    log.warning("notice not taken", notice_id=str(notice.id), attempt=attempt, exc_info=error)
    if attempt > len(LATER):
        _give_up(uow, notice, case, attempt, given)
    else:
        _mark(uow, notice, attempts=attempt, not_before=given.now() + LATER[attempt - 1])


def _give_up(uow: UnitOfWork, notice: Notice, case: Case, attempts: int, given: Circumstances) -> None:
    """A person must reach them now, but for the voluntary questions; what is due is in sight as if it had gone."""
    _mark(uow, notice, attempts=attempts, given_up_at=given.now())
    uow.keep(HistoryLine, _line(notice, "not_sent" if notice.template == inviting.TEMPLATE else "failed", given))
    if notice.template == ACKNOWLEDGEMENT:
        clocks = uow.session.scalars(_clocks_of(case)).all()
        start_answers(uow, case, answers_from_today(case, clocks, given), given.calendar.number)
    GIVEN_UP.labels(notice.template).inc()


def _mark(uow: UnitOfWork, notice: Notice, **outcome: Any) -> None:
    uow.connection.execute(update(Notice).where(Notice.id == notice.id).values(outcome))


def _line(notice: Notice, fate: str, given: Circumstances) -> dict[str, Any]:
    details = {"channel": notice.channel}
    if notice.template != ACKNOWLEDGEMENT:
        details["template"] = notice.template
    what = f"{'acknowledgement' if notice.template == ACKNOWLEDGEMENT else 'letter'}_{fate}"
    return {
        "id": uuid7(), "case_id": notice.case_id, "at": given.now(), "by": "worker", "what": what, "details": details,
    }  # fmt: skip
