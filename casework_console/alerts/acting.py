"""What a person does about a sign of harm. Who and when is always kept; nothing here tells the family anything."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from casework_console.alerts.raising import raise_alert
from casework_console.alerts.reading import Whole, find
from foundation.procedure.vocabulary import Due
from foundation.records import UnitOfWork
from foundation.records.models import Alert, AlertDecision, Case, Deadline, HistoryLine, Miss
from foundation.runtime.clock import london_day
from foundation.runtime.measures import MISSED, MISSES_REVIEWED
from foundation.staff.sessions import SignedIn

TOLD_LADO = "referred_to_lado"


class NotOpened(Exception):
    """An alert is decided by somebody who has opened and read it."""


class DecidedMeanwhile(Exception):
    """Since the page was made somebody else has decided, or the alert was raised again."""


class DecidedBefore(Exception):
    """The same form was sent before, and what it decided stands."""


class ReasonNeeded(ValueError):
    """A decision that stands is changed only with a reason."""


class ReviewedMeanwhile(Exception):
    """Somebody else has reviewed this report."""


@dataclass(frozen=True)
class Decision:
    """One form that was sent: its own id, the decision that its page showed as standing, and what it says."""

    form_id: UUID
    seen: str
    decision: str
    note: str | None


def open_alert(uow: UnitOfWork, alert: Alert, staff: SignedIn, moment: datetime) -> bool:
    """Note who opened it and when; False where somebody already had."""
    unopened = update(Alert).where(Alert.id == alert.id, Alert.opened_at.is_(None))
    if not uow.connection.execute(unopened.values(opened_at=moment, opened_by=staff.account_id)).rowcount:
        return False
    if alert.case_id is not None:
        uow.keep(HistoryLine, _line(alert.case_id, "alert_opened", staff, moment))
    return True


def decide(uow: UnitOfWork, reference: str, sent: Decision, staff: SignedIn, moment: datetime) -> None:
    """Keep what was decided about an alert; the decision before it stays beside it. A case has a line of history too.

    Raises LookupError, NotOpened, DecidedBefore, DecidedMeanwhile and ReasonNeeded; then nothing is kept.
    """
    whole = find(uow, reference, lock=True)
    if whole is None:
        raise LookupError(reference)
    _refuse_what_cannot_be(uow, whole, sent, staff)
    # The last one holds, so no two of one alert stand at the same moment.
    at = max([moment, *(one.decision.at + timedelta(microseconds=1) for one in whole.decisions)])
    row = {"id": sent.form_id, "alert_id": whole.alert.id, "at": at, "by": staff.account_id}
    uow.keep(AlertDecision, row | {"decision": sent.decision, "note": sent.note or None})
    if whole.case is not None:
        _meet_its_clocks(uow, whole.case.id, sent.decision, moment)
        what = "alert_decision_changed" if whole.decided else "alert_decided"
        uow.keep(HistoryLine, _line(whole.case.id, what, staff, moment, decision=sent.decision))


def report_miss(uow: UnitOfWork, case: Case, phrase: str, staff: SignedIn, moment: datetime, *, form_id: UUID) -> bool:
    """Keep what the screen missed; the alert of the case is raised, or raised again. False where it was kept before."""
    row = {"id": form_id, "case_id": case.id, "reference": case.reference, "phrase": phrase, "at": moment}
    kept = insert(Miss).values(row | {"by": staff.account_id}).on_conflict_do_nothing().returning(Miss.id)
    if uow.connection.scalar(kept) is None:
        return False
    if raise_alert(uow, case, "missed", staff, moment):
        uow.keep(HistoryLine, _line(case.id, "alert_raised_by_hand", staff, moment))
    MISSED.inc()
    return True


def review_miss(uow: UnitOfWork, miss: Miss, outcome: str, staff: SignedIn, moment: datetime) -> None:
    """Keep what became of a report. Raises ReviewedMeanwhile."""
    waiting = update(Miss).where(Miss.id == miss.id, Miss.reviewed_at.is_(None))
    values = {"reviewed_at": moment, "reviewed_by": staff.account_id, "outcome": outcome}
    if not uow.connection.execute(waiting.values(values)).rowcount:
        raise ReviewedMeanwhile
    MISSES_REVIEWED.labels(outcome).inc()


def _meet_its_clocks(uow: UnitOfWork, case_id: UUID, decision: str, moment: datetime) -> None:
    """A person has checked, so the check is done; the LADO is told when that was decided."""
    done = [Due.SAFEGUARDING_CHECK] + [Due.ALLEGATION_REFERRAL] * (decision == TOLD_LADO)
    of_case = (Deadline.case_id == case_id, Deadline.due.in_(done))
    running = (Deadline.met_on.is_(None), Deadline.ended_on.is_(None))
    uow.connection.execute(update(Deadline).where(*of_case, *running).values(met_on=london_day(moment)))


def _refuse_what_cannot_be(uow: UnitOfWork, whole: Whole, sent: Decision, staff: SignedIn) -> None:
    if whole.alert.opened_at is None:
        raise NotOpened
    before = uow.session.scalar(select(AlertDecision).where(AlertDecision.id == sent.form_id))
    if before is not None:
        raise DecidedBefore if (before.alert_id, before.by) == (whole.alert.id, staff.account_id) else DecidedMeanwhile
    if whole.standing != sent.seen:
        raise DecidedMeanwhile
    if whole.decided and not sent.note:
        raise ReasonNeeded


def _line(case_id: UUID, what: str, staff: SignedIn, moment: datetime, **details: Any) -> dict[str, Any]:
    return {"id": uuid7(), "case_id": case_id, "at": moment, "by": staff.name, "what": what, "details": details}
