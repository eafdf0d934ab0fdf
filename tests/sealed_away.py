"""Answers about oneself that somebody sealed: what tests put before the worker, without a page in between."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from foundation.equality.sealing import seal
from foundation.records import Records
from foundation.records.models import EqualityBox, EqualityOffer, EqualityPeriod
from foundation.surveys.answers import Answers, read_answers
from foundation.surveys.questionnaire import Band
from foundation.surveys.voluntary import pack, size, voluntary

POOL = "complainants"
AUTUMN, WINTER = date(2026, 12, 31), date(2027, 3, 31)  # the last days of two quarters
IN_JANUARY = date(2027, 1, 14)  # the first day on which the one that ends in autumn can be closed
NO_THANKS = None


def said(band: Band = Band.ADULT, version: int | None = None, **given: Any) -> Answers:
    """What somebody answered; all else is left empty."""
    return read_answers(voluntary(version), band, given)


def sealed(answers: Answers | None, public: bytes) -> bytes:
    """The same, or a “no thanks”, in a box."""
    return seal(pack(answers), public, size())


def period_of(everything: Records, ends_on: date = AUTUMN, pool: str = POOL) -> EqualityPeriod:
    """The period of a quarter that is open."""
    ours = select(EqualityPeriod).where(
        EqualityPeriod.pool == pool, EqualityPeriod.ends_on == ends_on, EqualityPeriod.state == "open"
    )
    with everything.unit_of_work() as uow:
        return uow.session.scalars(ours).one()


def put(everything: Records, period: EqualityPeriod, *answers: Answers | None, offers: int | None = None) -> list[UUID]:
    """Boxes with these answers wait, each of somebody to whom they were offered unless told otherwise; their ids."""
    boxes = [{"id": uuid4(), "period_id": period.id, "sealed": sealed(one, period.public)} for one in answers]
    made = len(answers) if offers is None else offers
    with everything.unit_of_work() as uow:
        uow.keep(EqualityBox, *boxes)
        uow.keep(EqualityOffer, *({"id": uuid4(), "period_id": period.id} for _ in range(made)))
    return [box["id"] for box in boxes]
