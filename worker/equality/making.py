"""A release from its inputs alone: the same inputs and the same earlier releases make the same one, at any time."""

from collections.abc import Callable, Mapping
from uuid import UUID

from foundation.equality.gate import EarlierKnown, release_counts
from foundation.equality.release import Kind, Profile, Step
from foundation.equality.settings import Settings
from foundation.records import UnitOfWork
from foundation.records.models import EqualityPeriod
from worker.equality.families import counted_sample
from worker.equality.inputs import Inputs, counted_period, funnel_of_period
from worker.equality.kept import Made, known_before

Making = Callable[[UnitOfWork, Inputs, EarlierKnown, Settings], Made]


def make(uow: UnitOfWork, kind: Kind, inputs: Inputs, number: int) -> Made:
    """The release of that number. Raises BadFigure where counts do not add up."""
    earlier = EarlierKnown(*(tuple(known_before(uow, number, profile)) for profile in Profile))
    return MAKINGS[kind](uow, inputs, earlier, Settings(**inputs["settings"]))


def _of_period(uow: UnitOfWork, inputs: Inputs, earlier: EarlierKnown, settings: Settings) -> Made:
    counted = counted_period(uow, UUID(inputs["period"]))
    counted.check()
    about = uow.session.get_one(EqualityPeriod, UUID(inputs["period"])).pool
    gated = release_counts(counted, Kind.PERIOD, about, funnel_of_period(uow, counted), earlier, settings)
    return Made(about, gated.officer, gated.public, gated.known_officer, gated.known_public)


def _of_families(uow: UnitOfWork, inputs: Inputs, earlier: EarlierKnown, settings: Settings) -> Made:
    sample = counted_sample(uow, UUID(inputs["sample"]))
    for counted in (sample.pooled, *(of for _, of in sample.strata)):
        counted.check()
    funnel = [Step(**step) for step in inputs["funnel"]]
    gated = release_counts(sample.pooled, Kind.FAMILIES, sample.name, funnel, earlier, settings)
    return Made(sample.name, gated.officer, gated.public, gated.known_officer, gated.known_public)


MAKINGS: Mapping[Kind, Making] = {
    Kind.PERIOD: _of_period, Kind.FAMILIES: _of_families,
}  # fmt: skip
