"""Offers are counted, answers are sealed and sent on their way. Neither knows who, and no row joins the two."""

from datetime import date, datetime

from foundation.contracts.equality import EqualitySealed
from foundation.equality.sealing import seal
from foundation.records import Records, RecordsUnavailable
from foundation.records.open_period import OpenPeriod, note_offers, open_period
from foundation.surveys import voluntary
from foundation.surveys.answers import Answers

SOURCE, ROUTING_KEY = "intake", "equality.sealed"


def offer(records: Records, pool: str, today: date, *, again: bool) -> bool:
    """Can somebody of this pool be shown the questions? Unless they are shown them `again`, it counts as an offer."""
    with records.unit_of_work() as uow:
        period = open_period(uow, pool, today)
        if period and not again:
            note_offers(uow, period)
        return period is not None


def period_of(records: Records, pool: str, today: date) -> OpenPeriod | None:
    """Where an answer goes now; None where it cannot be taken. A connection that was gone is made anew."""
    try:
        return _read(records, pool, today)
    except RecordsUnavailable:
        return _read(records, pool, today)


def keep(records: Records, pool: str, period: OpenPeriod, answers: Answers | None, moment: datetime) -> None:
    """Seal answers, or None for “no thanks”, and announce them: one length and the same statements for both."""
    box = seal(voluntary.pack(answers), period.public, voluntary.size())
    with records.unit_of_work() as uow:
        uow.send((EqualitySealed(pool, period.id, box), ROUTING_KEY), source=SOURCE, moment=moment)


def _read(records: Records, pool: str, today: date) -> OpenPeriod | None:
    with records.unit_of_work() as uow:
        return open_period(uow, pool, today)
