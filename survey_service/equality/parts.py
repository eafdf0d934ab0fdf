"""Parts of the service: complaints and compliments side by side, and how many for every 100 people."""

from collections.abc import Mapping, Sequence

from foundation.equality.intervals import byar
from foundation.equality.release import Area, Characteristic, Demand, Year
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


def heard(year: Year) -> Characteristic | None:
    """How much each part is heard beside the people it works with, where the year tells it."""
    return next((it for it in year.characteristics if it.code == words.CHARACTERISTIC_OF_PARTS), None)
