"""One version of the report, the officer's or the public one: the newest releases of that profile and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.contracts.equality import POOLS
from foundation.equality.release.kinds import Kind, Profile
from foundation.records import UnitOfWork
from survey_service.equality import actions, history, judging, words
from survey_service.equality.actions import Action
from survey_service.equality.history import Released
from survey_service.equality.judging import Said


@dataclass(frozen=True)
class Version:
    """What there is for one profile: the newest year, demand and counts, judgements and actions."""

    profile: Profile
    year: Released | None
    demand: Released | None
    counts: Sequence[tuple[str, Released]]
    said: Mapping[str, Sequence[Said]]
    actions: Sequence[Action]

    @property
    def releases(self) -> Sequence[Released]:
        """Those that it rests on."""
        return [it for it in (self.year, *(one for _, one in self.counts), self.demand) if it]


def read(uow: UnitOfWork, profile: Profile) -> Version:
    """The newest releases of a profile."""
    year = history.newest(uow, Kind.YEAR, profile)
    pools = [(words.POOLS[pool], history.newest(uow, Kind.PERIOD, profile, pool)) for pool in POOLS]
    families = [("Families we asked", history.newest(uow, Kind.FAMILIES, profile))]
    counts = [(name, one) for name, one in (*pools, *families) if one]
    said = said_to(uow, year) if year else {}
    return Version(profile, year, history.newest(uow, Kind.DEMAND, profile), counts, said, actions.every(uow))


def said_to(uow: UnitOfWork, it: Released) -> Mapping[str, Sequence[Said]]:
    """What the officer said to a release, by group.

    It belongs to the release for officers of the same number; of the public one it is told where the outcome is the
    same, for it was said to no other.
    """
    if it.kind != Kind.YEAR or (officers := history.numbered(uow, it.number, Profile.OFFICER)) is None:
        return {}
    told, judged = (
        {about: line.outcome for about, (_, line) in judging.judged(one.content).items()} for one in (it, officers)
    )
    by_group = judging.of_release(uow, officers.id)
    return {about: said for about, said in by_group.items() if about in told and told[about] == judged.get(about)}
