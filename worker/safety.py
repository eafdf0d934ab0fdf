"""Alerts of harm: made with the case, told to the duty list at once, and louder until somebody opens them.

What a mail says is the reference and nothing else. No timer opens, clears or closes an alert.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from uuid_utils.compat import uuid7

from foundation.council import Council
from foundation.procedure.working_days import CalendarRunsOut, WorkingDays
from foundation.records import UnitOfWork
from foundation.records.models import Alert, StaffMail
from foundation.runtime.clock import LONDON
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import ALERT_MAILS
from worker.circumstances import Circumstances

log = get_logger("worker")

ALERT = "alert"
AT_ONCE = 200
TICKED, ALLEGATION, WORDS, SCREEN_FAILED = "ticked", "allegation", "words", "screen_failed"


def alerts_for(
    case_id: UUID, reference: str, because: Iterable[str], given: Circumstances
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The rows of safety.alert and of casework.staff_mail for one case, to be kept in the transaction that opens it.

    `because` is any of ticked, allegation, words and screen_failed. The mail goes to the first of the duty list,
    whatever the hour.
    """
    moment = given.now()
    alert = {
        "id": uuid7(),
        "case_id": case_id,
        "reference": reference,
        "because": sorted(set(because)),
        "raised_at": moment,
        "told": 1,
        "told_at": moment,
        "opened_at": None,
        "opened_by": None,
    }
    return alert, mail_to_next(reference, 0, given.council, moment)


def mail_to_next(
    reference: str,
    told: int,
    council: Council,
    moment: datetime,
    *,
    refused: int = 0,
    not_before: datetime | None = None,
) -> dict[str, Any]:
    """The row of one mail, to whose turn it is. `refused` counts how many in a row no mail server took."""
    return {
        "id": uuid7(),
        "template": ALERT,
        "address": council.duty.person(told).email,
        "details": {"reference": reference, "refused": refused},
        "made_at": moment,
        "attempts": 0,
        "not_before": not_before,
        "sent_at": None,
        "given_up_at": None,
    }


def repeat_alerts(given: Circumstances) -> int:
    """Tell the next person of every alert that nobody has opened and whose time has come; how many there were.

    Of one that nobody was told of yet the first is told whatever the hour; the next ones in the hours of duty.
    """
    moment, duty = given.now(), given.council.duty
    whose_time_has_come = Alert.told == 0
    if on_duty(moment, given):
        whose_time_has_come = or_(whose_time_has_come, Alert.told_at <= moment - duty.repeat)
    waiting = (
        select(Alert.id, Alert.reference, Alert.told)
        .where(Alert.opened_at.is_(None), whose_time_has_come)
        .order_by(Alert.told.desc(), Alert.raised_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    with given.records.unit_of_work() as uow:
        found = uow.connection.execute(waiting).all()
        uow.keep(StaffMail, *(mail_to_next(row.reference, row.told, given.council, moment) for row in found))
        note_told(uow, [row.id for row in found], moment)
    ALERT_MAILS.inc(len(found))
    if louder := sum(row.told > 0 for row in found):
        log.error("signs of harm stand unopened", count=louder)
    return len(found)


def note_told(uow: UnitOfWork, alerts: list[UUID], moment: datetime) -> None:
    """One more mail was made for each of these alerts."""
    told = update(Alert).where(Alert.id.in_(alerts))
    uow.connection.execute(told.values(told=Alert.told + 1, told_at=moment))


def on_duty(moment: datetime, given: Circumstances) -> bool:
    """Is it a working day, in the hours of duty? Beyond our calendar every weekday counts: rather loud than still."""
    there, duty = moment.astimezone(LONDON), given.council.duty
    return duty.starts <= there.time() < duty.ends and _works(there, given.days)


def _works(there: datetime, days: WorkingDays) -> bool:
    try:
        return there.date() in days
    except CalendarRunsOut:
        return there.weekday() < 5
