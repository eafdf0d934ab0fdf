"""A release from its inputs alone: the same inputs and the same earlier releases make the same one, at any time."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from foundation.equality.demand import Recorded, demand_report
from foundation.equality.gate import EarlierKnown, release_counts
from foundation.equality.references import people_by_part
from foundation.equality.release.counts import Step
from foundation.equality.release.kinds import Kind, Profile
from foundation.equality.settings import Settings
from foundation.equality.year import Evidence, counted_complaints, year_report
from foundation.records import UnitOfWork
from foundation.records.models import EqualityPeriod, Sample
from worker.equality.families import counted_sample
from worker.equality.inputs import Inputs, counted_period, funnel_of_period, populations
from worker.equality.kept import Made, known_before
from worker.equality.recorded import last_day

Making = Callable[[UnitOfWork, Inputs, EarlierKnown, Settings], Made]


def work_out(uow: UnitOfWork, kind: Kind, inputs: Inputs, number: int) -> Made:
    """The release of that number. Raises BadFigure where counts do not add up."""
    inputs = json.loads(json.dumps(inputs, sort_keys=True))  # what the database gives back has an order of its own
    earlier = EarlierKnown(*(tuple(known_before(uow, number, profile)) for profile in Profile))
    return MAKINGS[kind](uow, inputs, earlier, Settings(**inputs["settings"]))


def _of_period(uow: UnitOfWork, inputs: Inputs, earlier: EarlierKnown, settings: Settings) -> Made:
    counted = counted_period(uow, UUID(inputs["period"]))
    about = uow.session.get_one(EqualityPeriod, UUID(inputs["period"])).pool
    gated = release_counts(counted, Kind.PERIOD, about, funnel_of_period(uow, counted), earlier, settings)
    return Made(about, gated.officer, gated.public, gated.known_officer, gated.known_public)


def _of_families(uow: UnitOfWork, inputs: Inputs, earlier: EarlierKnown, settings: Settings) -> Made:
    about = uow.session.get_one(Sample, UUID(inputs["sample"])).name
    counted = counted_sample(uow, UUID(inputs["sample"])).pooled
    funnel = [Step(**step) for step in inputs["funnel"]]
    gated = release_counts(counted, Kind.FAMILIES, about, funnel, earlier, settings)
    return Made(about, gated.officer, gated.public, gated.known_officer, gated.known_public)


def _of_year(uow: UnitOfWork, inputs: Inputs, earlier: EarlierKnown, settings: Settings) -> Made:
    before = inputs["before"] and _evidence(uow, inputs["before"])
    report = year_report(_evidence(uow, inputs), before, earlier, settings)
    return Made(str(inputs["year"]), report.officer, report.public, report.known_officer, report.known_public)


def _evidence(uow: UnitOfWork, inputs: Inputs) -> Evidence:
    year, relationships = inputs["year"], inputs["recorded"]["relationship"]
    return Evidence(
        year,
        tuple(counted_period(uow, UUID(one)) for one in inputs["periods"]),
        counted_sample(uow, UUID(inputs["sample"])) if inputs["sample"] else None,
        counted_complaints(year, relationships) if relationships else None,
        tuple(populations(uow, inputs["references"])),
    )


def _of_demand(uow: UnitOfWork, inputs: Inputs, _earlier: EarlierKnown, settings: Settings) -> Made:
    months = [(date.fromisoformat(it["month"]), it["complaint"], it["compliment"]) for it in inputs["months"]]
    of_year = inputs["recorded"]
    samples = [counted_sample(uow, UUID(one)) for one in inputs["samples"]]
    report = demand_report(
        Recorded(
            months,
            of_year["year"],
            {area["code"]: area["complaint"] for area in of_year["areas"]},
            {area["code"]: area["compliment"] for area in of_year["areas"]},
        ),
        people_by_part(populations(uow, inputs["references"])),
        (samples[0], samples[1]) if len(samples) > 1 else None,
        months[0][0],
        last_day(months[-1][0]),
        settings,
    )
    return Made("demand", report.officer, report.public, report.known_officer, report.known_public)


MAKINGS: Mapping[Kind, Making] = {
    Kind.PERIOD: _of_period, Kind.FAMILIES: _of_families, Kind.YEAR: _of_year, Kind.DEMAND: _of_demand,
}  # fmt: skip
