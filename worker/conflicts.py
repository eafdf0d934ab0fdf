"""The conflict guard at the door: a team that a complaint names is not given that complaint."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from foundation.contracts.text import bare
from foundation.council import Council, Routing

# “Fostering” alone is what a complaint is about; “the fostering team” is who it is about.
OF_A_TEAM = ("team", "service", "services", "unit", "hub", "office")
SUFFIXES = ("team", "service", "unit")


@dataclass(frozen=True)
class Guarded:
    """Where an item goes when no team that it names may have it, and which teams it names."""

    routing: Routing
    teams: tuple[str, ...]

    def rows(self, case_id: UUID, moment: datetime) -> list[dict[str, Any]]:
        """The conflicts to keep with the case."""
        return [
            {"id": uuid7(), "case_id": case_id, "team": team, "account_id": None, "found_at": moment, "found_by": None}
            for team in self.teams
        ]


def keep_from_those_it_names(routing: Routing, submission: Any, council: Council) -> Guarded:
    """A complaint that names the team it would go to goes to the complaints team instead. Others pass unchanged."""
    if submission.kind != "complaint":
        return Guarded(routing, ())
    teams = named_teams(council, submission.words, submission.outcome_wanted)
    return Guarded(replace(routing, team=council.complaints_team) if routing.team in teams else routing, teams)


def named_teams(council: Council, *said: str | None) -> tuple[str, ...]:
    """The teams that these words name, by code. The complaints team is written to, so it is never one of them."""
    ways = _ways(tuple(council.teams.items()), tuple(council.also_called.items()), council.complaints_team)
    words = [bare(text) for text in said if text]
    return tuple(team for team, names in ways.items() if any(name in text for name in names for text in words))


@lru_cache
def _ways(
    teams: tuple[tuple[str, str], ...], also_called: tuple[tuple[str, tuple[str, ...]], ...], complaints_team: str
) -> Mapping[str, tuple[str, ...]]:
    """Every way to name each team, as `bare` leaves it."""
    others = dict(also_called)
    return {
        code: (*_by_its_name(name), *(bare(other) for other in others.get(code, ())))
        for code, name in teams
        if code != complaints_team
    }


def _by_its_name(name: str) -> tuple[str, ...]:
    plain = bare(name)
    if not set(plain.split()).isdisjoint(OF_A_TEAM):
        return (plain,)
    return tuple(f"{plain}{suffix} " for suffix in SUFFIXES)
