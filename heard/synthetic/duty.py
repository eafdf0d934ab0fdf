"""What made-up colleagues on duty did about the signs of harm of the year, by what the console itself does."""

from datetime import timedelta
from random import Random
from uuid import uuid4

from sqlalchemy import select

from casework_console.alerts import acting, reading
from casework_console.alerts.words import NOTE_NEEDED
from foundation.records import Records
from foundation.records.models import Alert, AlertDecision
from foundation.staff.sessions import SignedIn
from heard.synthetic.words import Drawer, read

LEFT_UNOPENED = 5  # the latest, so that somebody new sees what one looks like
DECISIONS = {
    "allegation": {"referred_to_lado": 85, "already_known_and_told": 15},
    "ticked": {"referred_to_mash": 60, "already_known_and_told": 40},
    "words": {"referred_to_mash": 35, "already_known_and_told": 25, "no_sign_of_harm": 40},
}


def act_on_alerts(records: Records, on_duty: tuple[SignedIn, ...]) -> int:
    """Open and decide all but the latest, each on the day it was raised; how many there were. Safe to repeat."""
    decided = select(AlertDecision.id).where(AlertDecision.alert_id == Alert.id).exists()
    older = select(Alert.id).order_by(Alert.raised_at.desc(), Alert.id.desc()).offset(LEFT_UNOPENED)
    with records.unit_of_work() as uow:
        waiting = select(Alert).where(Alert.id.in_(older), ~decided).order_by(Alert.raised_at, Alert.id)
        alerts = uow.session.scalars(waiting).all()
    for alert in alerts:
        _act(records, alert, on_duty)
    return len(alerts)


def _act(records: Records, alert: Alert, on_duty: tuple[SignedIn, ...]) -> None:
    drawer = Drawer(Random(alert.raised_at.isoformat()))  # noqa: S311 -- made-up data
    staff = drawer.chance.choice(on_duty)
    opened_at = alert.raised_at + timedelta(minutes=drawer.chance.randint(5, 55))
    decision = drawer.weighted(
        next((DECISIONS[code] for code in DECISIONS if code in alert.because), DECISIONS["words"])
    )
    note = drawer.chance.choice(read("duty")[decision]) if decision in NOTE_NEEDED else None
    with records.unit_of_work() as uow:
        acting.open_alert(uow, alert, staff, opened_at)
    with records.unit_of_work() as uow:
        whole = reading.find(uow, alert.reference)
        seen = whole.standing if whole else ""
        sent = acting.Decision(uuid4(), seen, decision, note)
        acting.decide(uow, alert.reference, sent, staff, opened_at + timedelta(minutes=drawer.chance.randint(10, 90)))
