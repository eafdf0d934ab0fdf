"""A sign of harm that a person brought to a case: its alert is raised, or raised again where it has one."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from foundation.records import UnitOfWork
from foundation.records.models import Alert, Case, HistoryLine
from foundation.staff.sessions import SignedIn


def raise_alert(uow: UnitOfWork, case: Case, because: str, staff: SignedIn, moment: datetime) -> bool:
    """The alert of a case stands unopened, from the first person on. True where it is the first of this case.

    Whatever was decided about an earlier sign stays, and says nothing about this one. Nobody is written to here:
    `told` is 0, so the clock tells the duty list within seconds.
    """
    fresh = {"raised_at": moment, "told": 0, "told_at": moment}
    row = {"id": uuid7(), "case_id": case.id, "reference": case.reference, "because": [because]}
    first = insert(Alert).values(row | fresh).on_conflict_do_nothing().returning(Alert.id)
    if uow.connection.scalar(first) is not None:
        return True
    alert = uow.session.scalars(
        select(Alert).where(Alert.case_id == case.id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if alert.opened_at is None:
        fresh.pop("raised_at")  # it has waited since then
    for name, value in fresh.items():
        setattr(alert, name, value)
    alert.because = sorted({*alert.because, because})
    alert.opened_at = alert.opened_by = None
    uow.session.flush()
    uow.keep(HistoryLine, {
        "id": uuid7(), "case_id": case.id, "at": moment, "by": staff.name, "what": "alert_raised_again", "details": {},
    })  # fmt: skip
    return False
