"""Mail to staff: alerts of harm in a job of their own, so that nothing slow holds them up, and all the rest.

As with letters, a mail is locked while it is in the provider's hands and written down as sent before it goes.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from foundation.records import UnitOfWork
from foundation.records.models import Alert, StaffMail
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import ALERT_MAILS, STAFF_MAIL, STAFF_MAIL_REFUSED
from worker.circumstances import Circumstances
from worker.mailboxes import compose
from worker.providers import Letter, Provider, ProviderAway, hand_over
from worker.safety import ALERT, mail_to_next, note_told

log = get_logger("worker")

BATCH = 50
LATER = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
WHEN_ALL_REFUSE = timedelta(minutes=2)


def send_alerts(given: Circumstances, provider: Provider, size: int = BATCH) -> int:
    """Hand up to `size` alerts to the provider; how many there were. One that is refused goes to the next person.

    Raises ProviderAway when no mail goes out at all just now, and RecordsUnavailable when the database is away.
    """
    return hand_over(lambda: _send_next(given, provider, alerts=True), provider, size)


def send_staff_mail(given: Circumstances, provider: Provider) -> int:
    """The next of all other mail to staff; one that is refused is tried again later, and given up in the end.

    It goes by the provider of the letters, between them, and whoever sends those takes leave of it. Raises as above.
    """
    return int(_send_next(given, provider, alerts=False))


def _send_next(given: Circumstances, provider: Provider, *, alerts: bool) -> bool:
    moment = given.now()
    with given.records.unit_of_work() as uow:
        mail = _next(uow, moment, alerts=alerts)
        if mail is None:
            return False
        if alerts and _is_open(uow, mail):
            _mark(uow, mail, given_up_at=moment)
            return True
        sent = uow.connection.begin_nested()
        _mark(uow, mail, attempts=mail.attempts + 1, sent_at=moment)
        try:
            provider.take(_letter(mail), given.council, moment)
        except ProviderAway:
            raise
        except Exception as error:
            sent.rollback()
            log.error("staff mail not taken", mail_id=str(mail.id), template=mail.template, exc_info=error)
            STAFF_MAIL_REFUSED.labels(mail.template).inc()
            if alerts:
                _tell_the_next(uow, mail, given)
            else:
                _put_off(uow, mail, moment)
        else:
            sent.commit()
            STAFF_MAIL.labels(mail.template).inc()
    return True


def _letter(mail: StaffMail) -> Letter:
    """An alert is its reference and nothing else, in subject and body alike."""
    if mail.template == ALERT:
        reference = mail.details["reference"]
        return Letter(mail.id, "email", mail.address, reference, f"{reference}\n")
    subject, text = compose(mail.template, mail.details)
    return Letter(mail.id, "email", mail.address, subject, text)


def _next(uow: UnitOfWork, moment: datetime, *, alerts: bool) -> StaffMail | None:
    kind = StaffMail.template == ALERT if alerts else StaffMail.template != ALERT
    due = or_(StaffMail.not_before.is_(None), StaffMail.not_before <= moment)
    waiting = (
        select(StaffMail)
        .where(StaffMail.sent_at.is_(None), StaffMail.given_up_at.is_(None), kind, due)
        .order_by(StaffMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return uow.session.scalars(waiting).one_or_none()


def _is_open(uow: UnitOfWork, mail: StaffMail) -> bool:
    """Has somebody opened the alert meanwhile? Then nobody else need be told."""
    opened = select(Alert.id).where(Alert.reference == mail.details["reference"], Alert.opened_at.is_not(None))
    return uow.session.scalar(opened) is not None


def _tell_the_next(uow: UnitOfWork, mail: StaffMail, given: Circumstances) -> None:
    """At once; when the whole list was refused in a row, every two minutes from then on."""
    moment, refused = given.now(), mail.details["refused"] + 1
    _mark(uow, mail, attempts=mail.attempts + 1, given_up_at=moment)
    alert = uow.connection.execute(
        select(Alert.id, Alert.told).where(Alert.reference == mail.details["reference"]).with_for_update()
    ).one()
    wait = WHEN_ALL_REFUSE if refused >= len(given.council.duty.people) else None
    not_before = moment + wait if wait else None
    following = mail_to_next(
        mail.details["reference"], alert.told, given.council, moment, refused=refused, not_before=not_before
    )
    uow.keep(StaffMail, following)
    note_told(uow, [alert.id], moment)
    ALERT_MAILS.inc()


def _put_off(uow: UnitOfWork, mail: StaffMail, moment: datetime) -> None:
    attempt = mail.attempts + 1
    outcome = {"given_up_at": moment} if attempt > len(LATER) else {"not_before": moment + LATER[attempt - 1]}
    _mark(uow, mail, attempts=attempt, **outcome)


def _mark(uow: UnitOfWork, mail: StaffMail, **outcome: Any) -> None:
    uow.connection.execute(update(StaffMail).where(StaffMail.id == mail.id).values(outcome))
