"""Alarms of the same fault found twice: which stand, and who does what about each by when."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from casework_console.ombudsman.entering import Changed, state_of
from foundation.records import UnitOfWork
from foundation.records.models import Account, OmbudsmanAlarm, OmbudsmanDecision
from foundation.staff.roles import OMBUDSMAN, Role, may


@dataclass(frozen=True)
class Shown:
    """An alarm with its two decisions and its owner."""

    alarm: OmbudsmanAlarm
    first: OmbudsmanDecision
    second: OmbudsmanDecision
    owner: str | None


def standing(uow: UnitOfWork) -> list[Shown]:
    """Every alarm that is neither done nor withdrawn, oldest first."""
    return _alarms(uow, OmbudsmanAlarm.done_at.is_(None), OmbudsmanAlarm.withdrawn_at.is_(None))


def find(uow: UnitOfWork, alarm_id: UUID) -> Shown | None:
    """One alarm, done or not; None where there is none."""
    return next(iter(_alarms(uow, OmbudsmanAlarm.id == alarm_id)), None)


def owners(uow: UnitOfWork) -> list[tuple[str, str]]:
    """Everybody who could own one, by name: each account that works and may see the register."""
    roles = [role for role in Role if may(role, OMBUDSMAN)]
    working = select(Account.id, Account.name).where(Account.disabled_at.is_(None), Account.role.in_(roles))
    working = working.order_by(Account.name, Account.id)
    return [(str(account_id), name) for account_id, name in uow.session.execute(working)]


def give_to(uow: UnitOfWork, alarm_id: UUID, *, owner: UUID, action: str, due_on: date, seen: str) -> None:
    """Say who does what by when. Raises Changed."""
    alarm = _held(uow, alarm_id)
    if (alarm.owner_id, alarm.action, alarm.action_due_on) == (owner, action, due_on):
        return
    if state_of(alarm) != seen or alarm.done_at or alarm.withdrawn_at:
        raise Changed
    alarm.owner_id, alarm.action, alarm.action_due_on = owner, action, due_on


def finish(uow: UnitOfWork, alarm_id: UUID, *, seen: str, moment: datetime) -> None:
    """It is done. Raises Changed, also for an alarm that nobody owns yet."""
    alarm = _held(uow, alarm_id)
    if alarm.done_at:
        return
    if state_of(alarm) != seen or alarm.owner_id is None or alarm.withdrawn_at:
        raise Changed
    alarm.done_at = moment


def _held(uow: UnitOfWork, alarm_id: UUID) -> OmbudsmanAlarm:
    return uow.session.get_one(OmbudsmanAlarm, alarm_id, with_for_update=True)


def _alarms(uow: UnitOfWork, *conditions: object) -> list[Shown]:
    first, second = aliased(OmbudsmanDecision), aliased(OmbudsmanDecision)
    rows = uow.session.execute(
        select(OmbudsmanAlarm, first, second, Account.name)
        .join(first, first.id == OmbudsmanAlarm.first_id)
        .join(second, second.id == OmbudsmanAlarm.second_id)
        .outerjoin(Account, Account.id == OmbudsmanAlarm.owner_id)
        .where(*conditions)  # type: ignore[arg-type]
        .order_by(OmbudsmanAlarm.raised_at, OmbudsmanAlarm.id)
    )
    return [Shown(*row) for row in rows]
