"""Sealed answers about oneself: how many one worker tallies per second, and how long a tally and a closing take.

That they are sealed and kept before is not counted.
"""

import random
import time
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, select

from foundation.equality.sealing import seal
from foundation.records import Records
from foundation.records.models import EqualityBox, EqualityOffer, EqualityPeriod
from foundation.surveys.answers import read_answers
from foundation.surveys.questionnaire import Band
from foundation.surveys.voluntary import pack, size, voluntary
from worker.circumstances import Circumstances
from worker.equality.closing import close_periods
from worker.equality.periods import closes_on, keep_periods
from worker.equality.tally import TOGETHER, tally_boxes
from worker.surveys.keys import KeyFolder

SEED = 6  # the same answers in every run
LEFT = 7  # that wait when the period closes


def tallied_per_second(given: Circumstances, keys: KeyFolder, everything: Records, boxes: int) -> float:
    """All of them wait, as when the worker was away: it takes many twenties in one transaction."""
    period = _period(given, keys, everything, "complainants")
    _put(everything, period, boxes)
    started = time.monotonic()
    while tally_boxes(given, keys):
        pass
    took = time.monotonic() - started
    with everything.unit_of_work() as uow:
        left = uow.session.scalar(select(func.count()).select_from(EqualityBox))
    if left:
        raise SystemExit(f"of {boxes} sealed answers {left} wait")
    return boxes / took


def twenty_at_a_time(given: Circumstances, keys: KeyFolder, everything: Records, boxes: int) -> list[float]:
    """How many seconds each tally takes, as in life: twenty come, then the tally, then twenty more."""
    period, took = _period(given, keys, everything, "other_feedback"), []
    for _ in range(0, boxes, TOGETHER):
        _put(everything, period, TOGETHER)
        started = time.monotonic()
        tally_boxes(given, keys)
        took.append(time.monotonic() - started)
    return sorted(took)


def closed_within(given: Circumstances, keys: KeyFolder, everything: Records) -> float:
    """Seconds to close the period of all that were tallied twenty at a time, when some more wait."""
    period = _period(given, keys, everything, "other_feedback")
    _put(everything, period, LEFT)
    over = datetime.combine(closes_on(period), given.now().timetz())
    started = time.monotonic()
    [ending] = close_periods(replace(given, now=lambda: over), keys, pools=[period.pool])
    if ending.became != "closed":
        raise SystemExit(f"the period was to be closed: {ending.became}, {ending.why}")
    return time.monotonic() - started


def _period(given: Circumstances, keys: KeyFolder, everything: Records, pool: str) -> EqualityPeriod:
    keep_periods(given, keys)
    of_pool = select(EqualityPeriod).where(EqualityPeriod.pool == pool).order_by(EqualityPeriod.ends_on)
    with everything.unit_of_work() as uow:
        return uow.session.scalars(of_pool).all()[0]


def _put(everything: Records, period: EqualityPeriod, number: int) -> None:
    """Grown-ups who answered every question, and each tenth said no thanks."""
    chance = random.Random(SEED)  # noqa: S311 -- no secret
    boxes = [seal(_packed(chance, at % 10 == 0), period.public, size()) for at in range(number)]
    with everything.unit_of_work() as uow:
        uow.keep(EqualityBox, *({"id": uuid4(), "period_id": period.id, "sealed": box} for box in boxes))
        uow.keep(EqualityOffer, *({"id": uuid4(), "period_id": period.id} for _ in boxes))


def _packed(chance: random.Random, declined: bool) -> bytes:
    if declined:
        return pack(None)
    asked = voluntary().asked_of(Band.ADULT)
    given = {it.code: chance.choice([option.code for option in it.options]) for it in asked}
    return pack(read_answers(voluntary(), Band.ADULT, given))
