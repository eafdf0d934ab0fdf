"""Entering and correcting what the Ombudsman decided; the alarms that follow are kept in the same transaction."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from foundation.procedure.ombudsman import Decision, Upheld, same_fault_twice, six_months_after
from foundation.records import UnitOfWork
from foundation.records.models import HistoryLine, OmbudsmanAlarm, OmbudsmanChange, OmbudsmanDecision
from foundation.staff.sessions import SignedIn

ONE_AT_A_TIME = 7_415_229  # PostgreSQL's advisory lock: of two entries at once each must see the other's fault


class EnteredBefore(Exception):
    """This reference of the Ombudsman is in the register."""


class Changed(Exception):
    """Since the page was made somebody has changed what it shows."""


@dataclass(frozen=True)
class Entry:
    """What the register holds of one matter. A fault belongs to what was upheld, and a day to what was decided."""

    lgsco_reference: str
    received_on: date
    decided_on: date | None
    decision: str | None
    fault: str | None
    case_id: UUID | None


def enter(uow: UnitOfWork, entry: Entry, *, staff: SignedIn, moment: datetime) -> bool:
    """Put it into the register; does it raise an alarm? Raises EnteredBefore."""
    _one_at_a_time(uow)
    row = asdict(entry) | {"id": uuid7(), "entered_at": moment, "entered_by": staff.account_id}
    kept = insert(OmbudsmanDecision).values(row).on_conflict_do_nothing().returning(OmbudsmanDecision.id)
    if uow.session.scalar(kept) is None:
        raise EnteredBefore
    _tell_case(uow, entry, "ombudsman_entered", staff, moment)
    return _raise_alarms(uow, moment)


def correct(
    uow: UnitOfWork, decision_id: UUID, entry: Entry, *, why: str, seen: str, staff: SignedIn, moment: datetime
) -> bool:
    """Change an entry and keep what it was; does that raise an alarm? Raises Changed, and EnteredBefore for a
    reference that another entry has. The same correction sent twice is made once."""
    _one_at_a_time(uow)
    row = uow.session.get_one(OmbudsmanDecision, decision_id, populate_existing=True)
    before = entry_of(row)
    if before == entry:
        return False
    if state_of(row) != seen:
        raise Changed
    taken = (OmbudsmanDecision.lgsco_reference == entry.lgsco_reference, OmbudsmanDecision.id != decision_id)
    if uow.session.scalar(select(OmbudsmanDecision.id).where(*taken)) is not None:
        raise EnteredBefore
    uow.session.execute(update(OmbudsmanDecision).where(OmbudsmanDecision.id == decision_id).values(**asdict(entry)))
    change = {"id": uuid7(), "decision_id": decision_id, "at": moment, "by": staff.account_id, "why": why}
    uow.keep(OmbudsmanChange, change | {"before": _as_json(before), "after": _as_json(entry)})
    _tell_case(uow, entry, "ombudsman_corrected", staff, moment)
    return _raise_alarms(uow, moment)


def entry_of(row: OmbudsmanDecision) -> Entry:
    """What stands in the register."""
    return Entry(
        row.lgsco_reference, row.received_on, row.decided_on, row.decision, row.fault, row.case_id
    )  # fmt: skip


def state_of(row: Any) -> str:
    """A short mark of what an entry or an alarm says; it changes when that does."""
    told = {column.name: str(getattr(row, column.name)) for column in row.__table__.columns}
    return sha256(repr(told).encode()).hexdigest()[:24]


def _one_at_a_time(uow: UnitOfWork) -> None:
    uow.session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))


def _as_json(entry: Entry) -> dict[str, Any]:
    return {name: None if value is None else str(value) for name, value in asdict(entry).items()}


def _tell_case(uow: UnitOfWork, entry: Entry, what: str, staff: SignedIn, moment: datetime) -> None:
    if entry.case_id is None:
        return
    details = {"lgsco_reference": entry.lgsco_reference, "ombudsman": entry.decision}
    line = {"id": uuid7(), "case_id": entry.case_id, "at": moment, "by": staff.name, "what": what}
    uow.keep(HistoryLine, line | {"details": details})


def _raise_alarms(uow: UnitOfWork, moment: datetime) -> bool:
    """Bring the alarms in line with the register: new ones raised, wrong ones withdrawn. Is there a new one?

    One that was raised stands as long as its two decisions do, even when a third is entered between them: somebody may
    be at work on it.
    """
    rows = uow.session.scalars(
        select(OmbudsmanDecision)
        .where(OmbudsmanDecision.decision == Decision.UPHELD)
        .order_by(OmbudsmanDecision.decided_on, OmbudsmanDecision.id)
        .execution_options(populate_existing=True)
    ).all()
    upheld = {row.id: Upheld(row.id, row.fault, row.decided_on) for row in rows if row.fault and row.decided_on}
    pairs = {(first.key, second.key): first.fault for first, second in same_fault_twice(upheld.values())}
    known = {(alarm.first_id, alarm.second_id): alarm for alarm in uow.session.scalars(select(OmbudsmanAlarm))}
    raised = False
    for pair, alarm in known.items():
        stands = pair in pairs or _still_holds(alarm, upheld)
        raised |= stands and alarm.withdrawn_at is not None
        alarm.fault = pairs.get(pair, alarm.fault)
        alarm.withdrawn_at = None if stands else alarm.withdrawn_at or moment
    new = [_alarm(pair, fault, moment) for pair, fault in pairs.items() if pair not in known]
    uow.session.flush()
    uow.keep(OmbudsmanAlarm, *new)
    return raised or bool(new)


def _still_holds(alarm: OmbudsmanAlarm, upheld: dict[UUID, Upheld[UUID]]) -> bool:
    first, second = upheld.get(alarm.first_id), upheld.get(alarm.second_id)
    if first is None or second is None or {first.fault, second.fault} != {alarm.fault}:
        return False
    return first.decided_on <= second.decided_on <= six_months_after(first.decided_on)


def _alarm(pair: tuple[UUID, UUID], fault: str, moment: datetime) -> dict[str, Any]:
    return {"id": uuid7(), "fault": fault, "first_id": pair[0], "second_id": pair[1], "raised_at": moment}
