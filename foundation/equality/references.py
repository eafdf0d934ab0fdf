"""Whom a share is held against: people of a population, by group, as somebody else counted them.

A source that groups people otherwise than we do is used only where a group of ours takes in whole groups of theirs:
the school census pairs Gypsies with Roma, the census pairs Gypsies with Irish Travellers, and only all three together
are the same in both.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from foundation.equality.characteristics import AGE_BANDS, CHARACTERISTICS, NOT_ANSWERED, Characteristic, Rung
from foundation.equality.release.against import Against

# The best first: people whom the service works with, by our own question, come before all others.
POPULATIONS = ("families_open", "cin", "cla", "cp", "pupils", "residents_age", "residents")
POOR = "residents"  # older and less diverse than the county's children
OF_CHILDREN = frozenset({"cin", "cla", "cp", "pupils"})
# Grown-ups differ from children in these by being grown up, so children are no measure for them.
OF_THE_GROWN = frozenset({"age_band", "relationship_to_child", "care_experience", "unpaid_care", "marital_status"})
SERVICE_POPULATION = "service_population"
ALL_OPEN = "open_children"  # every child open to the service, each once; in a service population only


@dataclass(frozen=True)
class Grouping:
    """How a source groups people: which of our answers each of its codes takes in, and its codes for not known."""

    characteristic: str
    takes_in: Mapping[str, frozenset[str]]
    not_known: frozenset[str]

    def by_group(self, rung: Rung) -> Mapping[str, str] | None:
        """The rung's group of each code; None where a code takes in answers of two groups."""
        found = {
            code: group
            for code, answers in self.takes_in.items()
            for group, of in rung.groups.items()
            if answers <= of
        }  # fmt: skip
        return found if found.keys() == self.takes_in.keys() else None


def _grouping(characteristic: str, takes_in: Mapping[str, Collection[str]], *not_known: str) -> Grouping:
    sets = {code: frozenset(answers) for code, answers in takes_in.items()}
    return Grouping(characteristic, sets, frozenset({NOT_ANSWERED, *not_known}))


def _band_of(age: int) -> str:
    return max(band for band in AGE_BANDS if int(band[1:3]) <= age)


_ENGLISH = CHARACTERISTICS["english"]
_TRAVELLERS = ("white_gypsy_traveller", "white_roma")
# Every name that a file may call a characteristic by. DfE's codes of ethnic groups are those of the school census; who
# refused or was not asked (REFU, NOBT) is not known, and never “any other”.
GROUPINGS: Mapping[str, Grouping] = {
    rung.code: _grouping(it.code, rung.groups) for it in CHARACTERISTICS.values() for rung in it.ladder
} | {
    "english_proficiency": _grouping("english", _ENGLISH.ladder[0].groups),
    "first_language": _grouping("english", {
        "english": ["main_english"], "other": [one for one in _ENGLISH.answers if one != "main_english"],
    }, "unclassified"),
    "age_single": _grouping(
        "age_band", {f"a{age:02}": [_band_of(age)] for age in range(90)} | {"a90_plus": ["a75_plus"]},
    ),
    "ethnic_group_dfe": _grouping("ethnic_group", {
        "WBRI": ["white_british"], "WIRI": ["white_irish"], "WIRT": _TRAVELLERS, "WROM": _TRAVELLERS,
        "WOTH": ["white_other"], "MWBC": ["mixed_white_black_caribbean"], "MWBA": ["mixed_white_black_african"],
        "MWAS": ["mixed_white_asian"], "MOTH": ["mixed_other"], "AIND": ["asian_indian"], "APKN": ["asian_pakistani"],
        "ABAN": ["asian_bangladeshi"], "CHNE": ["asian_chinese"], "AOTH": ["asian_other"], "BAFR": ["black_african"],
        "BCRB": ["black_caribbean"], "BOTH": ["black_other"], "OOTH": ["other_arab", "other_any"],
    }, "REFU", "NOBT", "unclassified"),
}  # fmt: skip
# What a source calls a part of the service that a council mostly has under another name.
PARTS: Mapping[str, str] = {
    "cin": "child_in_need", "cp": "child_protection", "cla": "children_in_care", "care_leavers": "leaving_care",
    "sgo": "special_guardianship",
}  # fmt: skip


@dataclass(frozen=True)
class Population:
    """One file of people: of which population, of which year, counted on which day, and by which source.

    `counts` are people by code, for each characteristic by the name that the file has for it (see GROUPINGS), or by
    part of the service under service_population. `place_holder` says that the council must replace it.
    """

    id: str
    population: str
    year: int
    dated_on: date
    place_holder: bool
    sources: Mapping[str, str]
    counts: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Found:
    """People of each group of a rung, how many more the source lacks, and what must be said of where it is from."""

    against: Against
    groups: Mapping[str, int]
    missing: int


def choose(
    populations: Sequence[Population],
    characteristic: Characteristic,
    rung: Rung,
    *,
    wanted: Collection[str] = POPULATIONS,
) -> Found | None:
    """The best population there is for this rung, of those wanted; None without one.

    The best is the nearest to the people whom the service works with; of that the council's own before a place-holder,
    then the newest, then the last given. In it the finest grouping is taken, so that all rungs agree.
    """
    for it in _best_first(populations):
        if it.population not in wanted or (it.population in OF_CHILDREN and characteristic.code in OF_THE_GROWN):
            continue
        if found := _in(it, characteristic, rung):
            return found
    return None


def people_by_part(populations: Sequence[Population]) -> Mapping[str, Against]:
    """How many people each part of the service works with, by the council's codes of its parts: the council's own
    number before a place-holder, then the newest.

    Every child open to the service is under ALL_OPEN. Parts overlap: they are never added up.
    """
    found: dict[str, Against] = {}
    for it in _newest_first(populations):
        for code, people in it.counts.get(SERVICE_POPULATION, {}).items():
            found.setdefault(PARTS.get(code, code), _against(it, SERVICE_POPULATION, people, 0))
    return found


def _best_first(populations: Sequence[Population]) -> list[Population]:
    return sorted(_newest_first(populations), key=lambda it: POPULATIONS.index(it.population))


def _newest_first(populations: Sequence[Population]) -> list[Population]:
    last_first = list(reversed(populations))
    return sorted(last_first, key=lambda it: (it.place_holder, -it.dated_on.toordinal()))


def _in(it: Population, characteristic: Characteristic, rung: Rung) -> Found | None:
    fitting = [
        (name, groups)
        for name in it.counts
        if (grouping := GROUPINGS.get(name)) and grouping.characteristic == characteristic.code
        and (groups := grouping.by_group(rung))
    ]  # fmt: skip
    if not fitting:
        return None
    name, group_of = max(fitting, key=lambda one: (len(one[1]), one[0]))
    people = dict.fromkeys(rung.groups, 0)
    for code, group in group_of.items():
        people[group] += it.counts[name].get(code, 0)
    if not any(people.values()):
        return None
    missing = sum(it.counts[name].get(code, 0) for code in GROUPINGS[name].not_known)
    return Found(_against(it, name, sum(people.values()), missing), people, missing)


def _against(it: Population, name: str, n: int, missing: int) -> Against:
    poor = it.population == POOR and name != SERVICE_POPULATION
    return Against(it.id, it.population, it.sources[name], it.year, n, missing, poor, it.place_holder)
