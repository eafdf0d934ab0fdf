"""A period of equality answers, the days until its end, and what becomes of it then."""

import pytest
from sealed_away import POOL, period_of
from sqlalchemy import update

from foundation.records.models import EqualityCount, EqualityPeriod
from worker.equality.closing import close_periods
from worker.equality.periods import keep_periods


@pytest.fixture
def autumn(keys, everything):
    """The period that runs."""
    return period_of(everything)


@pytest.fixture
def until(clock, given, keys):
    """A day comes, and the periods that are made until then."""

    def pass_by(day):
        clock.forward(days=(day - clock.moment.date()).days)
        keep_periods(given, keys)

    return pass_by


@pytest.fixture
def counts(rows):
    """What was counted of periods that have closed, by question and answer."""
    return lambda: {(row.question, row.answer): row.n for row in rows(EqualityCount)}


@pytest.fixture
def ending(given, keys):
    """What became of the one pool's periods that were due."""
    return lambda **more: [(it.became, it.why) for it in close_periods(given, keys, pools=[POOL], **more)]


@pytest.fixture
def states(rows):
    """How the pool's quarters stand, by their last day."""
    return lambda: {row.ends_on: row.state for row in rows(EqualityPeriod) if row.pool == POOL}


@pytest.fixture
def decide(everything, given):
    """The officer says to keep or to drop a period."""

    def say(period, decision):
        said = {"decision": decision, "reason": "We asked.", "decided_at": given.now()}
        with everything.unit_of_work() as uow:
            uow.connection.execute(update(EqualityPeriod).where(EqualityPeriod.id == period.id).values(said))

    return say
