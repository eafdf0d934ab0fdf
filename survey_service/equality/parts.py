"""Parts of the service: complaints and compliments side by side, and how many for every 100 people."""

from collections.abc import Mapping, Sequence

from foundation.equality.intervals import byar
from foundation.equality.release.against import Against
from foundation.equality.release.demand import Area, Demand
from survey_service.equality import words

NOT_KNOWN = "Not known"


def rows(demand: Demand, areas: Mapping[str, str]) -> Sequence[tuple[str, str, str, str, str]]:
    """Each part by its name: complaints, compliments, people, and complaints for every 100 of them."""
    return [
        (
            areas.get(it.code, it.code), words.number(it.complaints), words.number(it.compliments),
            NOT_KNOWN if it.people is None else words.number(it.people), per_100(it),
        )
        for it in demand.areas
    ]  # fmt: skip


def per_100(area: Area) -> str:
    """14.8 (likely 11.2 to 19.1); nothing that could be turned back into a hidden count."""
    if area.complaints is None or not area.people or area.per_100 is None:
        return "–"
    sure = byar(area.complaints)
    lo, hi = (100 * end / area.people for end in (sure.lo, sure.hi))
    return f"{area.per_100:.1f} (likely {lo:.1f} to {hi:.1f})"


def sources(demand: Demand) -> Sequence[Against]:
    """The figures from which the people of the parts are, each once."""
    found = {(it.against.reference_id, it.against.source): it.against for it in demand.areas if it.against}
    return list(found.values())
