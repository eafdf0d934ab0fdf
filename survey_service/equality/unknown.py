"""What is not known, as lines of their own, each with the plan to find it out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.equality.release.year import Unknown, Year
from survey_service.equality import sentences, words
from survey_service.equality.actions import EVERYBODY, Action, Kind


@dataclass(frozen=True)
class Gap:
    """One thing that the year cannot say: why, what it is about in words, in a sentence, and by which name of actions;
    and those actions that are to find it out. `named` is empty where it is about the whole report.
    """

    why: str
    named: str
    said: str
    about: str
    plan: Sequence[Action]


@dataclass(frozen=True)
class Plan:
    """Every gap of a year, and what is being found out that stands at none of them."""

    gaps: Sequence[Gap]
    besides: Sequence[Action]

    @property
    def without(self) -> int:
        """For how many gaps nobody has planned anything."""
        return sum(not gap.plan for gap in self.gaps)

    @property
    def by_cause(self) -> Mapping[str, Sequence[Gap]]:
        """The gaps of each cause, in the order of the report."""
        found: dict[str, list[Gap]] = {}
        for gap in self.gaps:
            found.setdefault(gap.why, []).append(gap)
        return found


def plan(year: Year | None, actions: Sequence[Action], areas: Mapping[str, str]) -> Plan:
    """The gaps of a year in its order; without a year only what is being found out."""
    finding_out = [it for it in actions if it.kind == Kind.FIND_OUT]
    gaps = [
        Gap(
            words.UNKNOWN.get(it.code, it.code),
            sentences.about(it, areas),
            sentences.unknown(it, areas),
            about(it),
            [one for one in finding_out if one.about == about(it)],
        )
        for it in dict.fromkeys(year.unknown if year else ())
    ]
    placed = {one.id for gap in gaps for one in gap.plan}
    return Plan(gaps, [it for it in finding_out if it.id not in placed])


def about(it: Unknown) -> str:
    """What an action to find it out is about."""
    if it.characteristic is None:
        return EVERYBODY
    return it.characteristic if it.group is None else f"{it.characteristic}:{it.group}"
