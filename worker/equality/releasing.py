"""Releases: what is closed and counted is published, once, each in a transaction of its own.

They are numbered and never changed or made again; what is known later is another release.
"""

import time
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import func, select, text

from foundation.equality.release.kinds import Kind
from foundation.equality.settings import SETTINGS
from foundation.records import RecordsRefused, UnitOfWork
from foundation.records.models import EqualityPeriod, EqualityRelease, Sample
from foundation.runtime.clock import london_day
from foundation.runtime.logs import get_logger
from worker.circumstances import Circumstances
from worker.equality import demand, yearly
from worker.equality.families import funnel_of
from worker.equality.inputs import Inputs
from worker.equality.kept import keep, next_number
from worker.equality.making import work_out

log = get_logger("worker")

ONE_AT_A_TIME = 7_415_241  # PostgreSQL's advisory lock: two releases that do not know of each other may tell too much
IS_SLOW = text("set local idle_in_transaction_session_timeout = 0")  # what is made from much is reckoned for minutes


def make_release(given: Circumstances) -> bool:
    """Make the next that is due, counts before the reports that are made from them; whether there was one.

    One that cannot be made holds up no other; its error is raised when there is no other.
    """
    failed: list[Exception] = []
    for kind in Kind:
        with given.records.unit_of_work() as uow:
            wanted = _due(uow, given, kind)
        for inputs in wanted:
            try:
                if _make(given, kind, inputs):
                    return True
            except RecordsRefused:
                raise
            except Exception as error:  # whatever it is, the others are made
                log.error("release cannot be made", kind=kind, exc_info=error)
                failed.append(error)
    if failed:
        raise failed[0]
    return False


def _make(given: Circumstances, kind: Kind, inputs: Inputs) -> bool:
    """Whether this worker has made it, and no other was first."""
    began = time.monotonic()
    with given.records.unit_of_work() as uow:
        if not uow.session.scalar(select(func.pg_try_advisory_xact_lock(ONE_AT_A_TIME))):
            return False
        if inputs not in _due(uow, given, kind):
            return False
        uow.connection.execute(IS_SLOW)
        number, whole = next_number(uow), inputs | {"settings": asdict(SETTINGS)}
        keep(uow, number, kind, whole, work_out(uow, kind, whole, number), london_day(given.now()))
    log.info("release made", number=number, kind=kind, seconds=round(time.monotonic() - began, 1))
    return True


def _due(uow: UnitOfWork, given: Circumstances, kind: Kind) -> list[Inputs]:
    """What releases of this kind are to be made from. It is the same until one of them is made."""
    if kind == Kind.PERIOD:
        return [{"period": str(one)} for one in _periods(uow)]
    if kind == Kind.FAMILIES:
        return [{"sample": str(one), "funnel": [asdict(step) for step in funnel_of(uow, one)]} for one in _samples(uow)]
    areas = given.council.areas
    return yearly.due(uow, areas) if kind == Kind.YEAR else demand.due(uow, areas, london_day(given.now()))


def _periods(uow: UnitOfWork) -> list[UUID]:
    released = select(EqualityRelease.inputs["period"].astext).where(EqualityRelease.kind == Kind.PERIOD)
    closed = select(EqualityPeriod.id).where(EqualityPeriod.state == "closed")
    done = set(uow.session.scalars(released))
    in_order = closed.order_by(EqualityPeriod.ends_on, EqualityPeriod.pool)
    return [one for one in uow.session.scalars(in_order) if str(one) not in done]


def _samples(uow: UnitOfWork) -> list[UUID]:
    released = select(EqualityRelease.inputs["sample"].astext).where(EqualityRelease.kind == Kind.FAMILIES)
    counted = select(Sample.id).where(Sample.counted_at.is_not(None)).order_by(Sample.closes_on, Sample.id)
    done = set(uow.session.scalars(released))
    return [one for one in uow.session.scalars(counted) if str(one) not in done]
