"""`heard equality attack`: what readers of all releases together can work out of the counts behind them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import click
from sqlalchemy import select, text
from sqlalchemy.orm import undefer

from foundation.equality.attack import DoesNotAddUp
from foundation.equality.attacker import Attacker, read, small_counts
from foundation.equality.counted import Counted
from foundation.equality.register import Known
from foundation.equality.release.content import from_json
from foundation.equality.release.counts import Counts
from foundation.equality.release.kinds import Kind, Profile
from foundation.equality.settings import SETTINGS
from foundation.records import UnitOfWork
from foundation.records.models import EqualityRelease
from foundation.runtime.settings import read_profile
from heard.database import records_as
from heard.equality.solver_output import solver_prints_to_stderr
from worker.equality.families import counted_sample
from worker.equality.inputs import counted_period
from worker.equality.kept import known_by

READERS = {
    "officer, who reads both versions": (SETTINGS.t_officer, (Profile.OFFICER, Profile.PUBLIC)),
    "everybody": (SETTINGS.t_public, (Profile.PUBLIC,)),
}


@dataclass(frozen=True)
class Read:
    """One version of a release: what it says of counts, or the lines of the register that its words are."""

    profile: str
    counted: Counted | None
    counts: Counts | None
    lines: Sequence[Known]

    def known(self) -> Iterator[Known]:
        """What a reader knows by it."""
        if self.counts and self.counted:
            yield from read(self.counts, self.counted)
        yield from self.lines


def tell_attacked() -> bool:
    """A line for each reader: how many small counts there are and whether any can be worked out; whether none can.

    Tables are read as they were published and not as the register has them; words by their lines. No count is told.
    """
    with records_as(read_profile(), "heard_consume") as records, records.unit_of_work() as uow:
        uow.connection.execute(text("set transaction isolation level repeatable read, read only"))
        releases = [*_releases(uow)]
    safe = [_attacked(who, t, [it for it in releases if it.profile in of]) for who, (t, of) in READERS.items()]
    return all(safe)


def _attacked(who: str, t: int, releases: Sequence[Read]) -> bool:
    lines = dict.fromkeys(line for it in releases for line in it.known())
    small = dict.fromkeys(
        one for it in releases if it.counted and it.counts for one in small_counts(it.counted, it.counts.tables, t)
    )
    try:
        with solver_prints_to_stderr():
            found = {*Attacker(lines, small).narrows(SETTINGS.width_min)}
    except DoesNotAddUp:
        click.echo(f"{who}: WHAT WAS PUBLISHED CONTRADICTS ITSELF")
        return False
    questions = sorted({_question(one[0][0]) for one in found})
    told = f"{len(found)} CAN BE WORKED OUT, of {', '.join(questions)}" if found else "none can be worked out"
    click.echo(f"{who}: {len(small)} small counts, {told}")
    return not found


def _question(cell: str) -> str:
    """Of which question or questions a finest count is, without the answers."""
    _, *questions = cell.split("/")
    return " by ".join(one.partition("=")[0] for one in questions)


def _releases(uow: UnitOfWork) -> Iterator[Read]:
    every = select(EqualityRelease).options(undefer(EqualityRelease.inputs))
    for it in uow.session.scalars(every.order_by(EqualityRelease.number, EqualityRelease.profile)):
        if it.kind == Kind.PERIOD:
            counted = counted_period(uow, UUID(it.inputs["period"]))
        elif it.kind == Kind.FAMILIES:
            counted = counted_sample(uow, UUID(it.inputs["sample"])).pooled
        else:
            yield Read(it.profile, None, None, known_by(uow, it.id))
            continue
        yield Read(it.profile, counted, from_json(Kind(it.kind), it.content), ())
