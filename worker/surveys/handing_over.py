"""One message to somebody who is asked: its code, its words, and what becomes of it when it is not taken.

The statements are made once: they run for each of thousands.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Row, Select, bindparam, or_, update
from sqlalchemy.dialects.postgresql import insert

from foundation.records import RecordsUnavailable, UnitOfWork
from foundation.records.models import Code, Invitation, SendOut
from foundation.runtime.clock import london_day
from foundation.runtime.logs import get_logger
from foundation.surveys.codes import hash_of
from foundation.surveys.library import library
from worker.circumstances import Circumstances
from worker.notices import LATER
from worker.providers import Letter, ProviderAway
from worker.surveys.asking import Asking
from worker.surveys.wording import Invited, subject_of, words_of

log = get_logger("worker")

FIRST, REMINDER = 0, 1
NOW, TODAY = bindparam("now"), bindparam("today", type_=Date)
WHO = (Invitation.ticket, Invitation.channel, Invitation.contact, Invitation.attempts)
WHAT = (SendOut.id.label("send_out_id"), SendOut.questionnaire, SendOut.version, SendOut.closes_on, SendOut.remind_on)
# Of send-outs: somebody confirmed it, nobody stopped it, and there is still time to answer.
IS_OPEN = (
    SendOut.kind != "poster",
    SendOut.confirmed_at.is_not(None),
    SendOut.stopped_at.is_(None),
    or_(SendOut.closes_on.is_(None), SendOut.closes_on >= TODAY),
)
# Of invitations: not put off until later.
IS_DUE = or_(Invitation.not_before.is_(None), Invitation.not_before <= NOW)
KEEP_CODE = insert(Code).on_conflict_do_nothing()


def moments(given: Circumstances) -> dict[str, date | datetime]:
    """What the statements are told."""
    return {"now": given.now(), "today": london_day(given.now())}


def hand_over_one(
    given: Circumstances,
    find: Select[Any],
    told: dict[str, Any],
    hand_over: Callable[[UnitOfWork, Row[Any]], None],
    not_taken: Callable[[UnitOfWork, Row[Any], Exception], None],
) -> bool:
    """Hand over the one that `find` locks; False where there is none.

    `hand_over` writes what follows from its being sent before it goes, and that is gone again where it is not taken:
    then `not_taken` says what becomes of it. Raises ProviderAway and RecordsUnavailable, which are no attempt.
    """
    asked: Row[Any] | None = None
    try:
        with given.records.unit_of_work() as uow:
            asked = uow.connection.execute(find, moments(given) | told).one_or_none()
            if asked is not None:
                hand_over(uow, asked)
    except Exception as error:  # whatever is wrong with this one, the others go out
        if asked is None or isinstance(error, (ProviderAway, RecordsUnavailable)):
            raise
        with given.records.unit_of_work() as uow:
            not_taken(uow, asked, error)
    return asked is not None


def letter_to(asked: Row[Any], number: int, code: str, given: Circumstances, asking: Asking) -> Letter:
    """The message as of now; the same name and the same code however often it is handed over."""
    questionnaire = library().version(asked.questionnaire, asked.version)
    invited = Invited(
        questionnaire, asking.link(code), code, asking.address, asked.closes_on, reminder=number == REMINDER
    )
    words = words_of(invited, asked.channel, given.council)
    return Letter(asking.name(code), asked.channel, asked.contact, subject_of(invited), words)


def keep_code(uow: UnitOfWork, asked: Row[Any], code: str) -> None:
    """Only the hash of it. It may be there from an attempt before."""
    row = {"code_hash": hash_of(code), "ticket": asked.ticket, "send_out_id": asked.send_out_id}
    uow.connection.execute(KEEP_CODE, row)


def put_off(
    uow: UnitOfWork, asked: Row[Any], given: Circumstances, error: Exception, still: ColumnElement[bool]
) -> bool:
    """Try again later; False, and nothing written, when that was the last time."""
    attempt = asked.attempts + 1
    log.warning("invitation not taken", send_out_id=str(asked.send_out_id), attempt=attempt, exc_info=error)
    if attempt > len(LATER):
        return False
    mark(uow, asked.ticket, still, attempts=attempt, not_before=given.now() + LATER[attempt - 1])
    return True


def reminder_on(remind_on: date, sent_on: date, given: Circumstances) -> date:
    """The day of a reminder: as the send-out says, and never sooner after the message than the council's rules say."""
    return max(remind_on, sent_on + timedelta(days=given.council.surveys.remind_after_days))


def mark(uow: UnitOfWork, ticket: UUID, still: ColumnElement[bool], **outcome: Any) -> None:
    """Write down what became of it, if it is `still` so: another worker may have gone on with it."""
    uow.connection.execute(update(Invitation).where(Invitation.ticket == ticket, still).values(outcome))
