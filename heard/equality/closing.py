"""`heard equality close`: end the periods whose time has come, where the key folder is."""

from collections.abc import Collection

import click

from foundation.contracts.equality import POOLS
from foundation.council import load_council
from foundation.courier.connection import Broker, BrokerUnavailable
from foundation.procedure.working_days import england
from foundation.records import Records
from foundation.records.models import EqualityPeriod
from foundation.records.readiness import refuse_mixture
from foundation.runtime.clock import now
from foundation.runtime.settings import Profile, read_profile
from heard.database import records_as
from heard.refused import Refused
from worker.circumstances import Circumstances
from worker.equality.closing import Ending, close_periods
from worker.equality.periods import OPEN, closes_on, period_in_words
from worker.surveys.keys import KeyFolder

SAID = {
    "closed": "closed: its answers are counted, and its key is destroyed",
    "ran_on": "runs on: too few answers, which are counted with the next period’s",
}


def tell_closed(pools: Collection[str]) -> bool:
    """A line for each period that was due and for each that is open; whether all that was due has ended."""
    profile = read_profile()
    if not profile.key_folder.is_dir():
        raise Refused(f"the key folder {profile.key_folder} is not here: close periods where consume runs")
    with records_as(profile, "heard_consume") as records:
        if profile.server:
            refuse_mixture(records, live=profile.live)
        found = _close(records, profile, pools or POOLS)
        ended = {ending.period_id for ending in found}
        with records.unit_of_work() as uow:
            running = uow.session.scalars(OPEN.where(EqualityPeriod.pool.in_(pools or POOLS))).all()
        for ending in found:
            click.echo(f"{_of(ending)}  {SAID.get(ending.became) or f'waits: {ending.why}'}")
        for period in running:
            if period.id not in ended:
                click.echo(f"{period_in_words(period)}  open: may be closed from {closes_on(period)}")
    return all(ending.became != "waits" for ending in found)


def _close(records: Records, profile: Profile, pools: Collection[str]) -> list[Ending]:
    given = Circumstances(records, load_council(profile.council_folder), england(), now)
    broker = Broker(profile.brokers) if profile.brokers else None
    try:
        return close_periods(given, KeyFolder(profile.key_folder), broker, pools)
    except BrokerUnavailable as error:
        raise Refused(f"{error}; nothing ends while answers may lie on the broker") from None


def _of(ending: Ending) -> str:
    return f"{ending.pool}, {ending.begins_on} to {ending.ends_on}"
