"""Many made-up years, of which one knows who was heard: how often a report says so, and how often wrongly “under”.

Each characteristic is drawn by itself. The whole family of tests and the choice of rungs are those of a real report.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.optimize import brentq

from foundation.equality.characteristics import CHARACTERISTICS, UNANSWERED, Rung
from foundation.equality.counted import Counted
from foundation.equality.references import Population
from foundation.equality.rungs import SURVEY, Subject, choose_rungs, subject_of
from foundation.equality.settings import SETTINGS, Settings
from foundation.equality.verdicts import Verdict

Name = tuple[str, str, int]  # a characteristic, and a group of it by its first answer and how many it takes in
SIZES = (100, 200, 400, 800)
SAY = 0.8  # of those who were asked a question
FIRST, LAST = date(2025, 4, 1), date(2026, 3, 31)
NEARLY_ALL = 0.999


@dataclass(frozen=True)
class Scenario:
    """What is true in a made-up year.

    `quiet` names a characteristic and a group of its coarsest rung that is heard only `share_heard` of what it would
    be; None for nobody. The odds that somebody belongs to another group than the largest are `unlike` times as high
    among those who do not say as among those who do.
    """

    quiet: tuple[str, str] | None = None
    share_heard: float = 1.0
    unlike: float = 1.0


@dataclass(frozen=True)
class Simulated:
    """So many reports of so many answers each. A group is wrongly under that is as heard as the population has it.

    `found` are reports in which the quiet group, or a part of it, is under. `worst` is in how many the group is that
    is wrongly under most often.
    """

    scenario: Scenario
    size: int
    reports: int
    wrong_reports: int
    groups: int
    wrong_groups: int
    found: int
    worst: int


SCENARIOS = (
    *(Scenario(unlike=unlike) for unlike in (1.0, 2.0, 4.0)),
    *(
        Scenario(quiet, share_heard)
        for quiet in (("ethnic_group", "all_other"), ("disability", "disabled"), ("english", "other_language"))
        for share_heard in (0.5, 0.25)
    ),
)


def simulate(
    populations: Sequence[Population],
    years: int,
    seed: int,
    scenarios: Sequence[Scenario] = SCENARIOS,
    sizes: Sequence[int] = SIZES,
    settings: Settings = SETTINGS,
) -> Iterator[Simulated]:
    """So many years of each size in each scenario; the same seed gives the same again."""
    subjects = [subject_of(it, SURVEY, (), populations) for it in CHARACTERISTICS.values()]
    known = [subject for subject in subjects if subject.rungs[0][1]]
    for at, scenario in enumerate(scenarios):
        for size in sizes:
            chance = np.random.default_rng([seed, at, size])
            yield _tallied(scenario, size, [_report(known, scenario, size, chance, settings) for _ in range(years)])


@dataclass(frozen=True)
class _Report:
    groups: int
    wrong: frozenset[Name]
    found: bool


def _tallied(scenario: Scenario, size: int, reports: Sequence[_Report]) -> Simulated:
    wrong = Counter(name for one in reports for name in one.wrong)
    return Simulated(
        scenario, size, len(reports), sum(bool(one.wrong) for one in reports), sum(one.groups for one in reports),
        wrong.total(), sum(one.found for one in reports), max(wrong.values(), default=0),
    )  # fmt: skip


def _report(
    subjects: Sequence[Subject], scenario: Scenario, size: int, chance: np.random.Generator, settings: Settings
) -> _Report:
    counts: dict[tuple[str, str], int] = {}
    for subject in subjects:
        counts |= _drawn(subject, scenario, size, chance)
    counted = Counted("made up", FIRST, LAST, size, 0, counts)
    asked = [Subject(one.characteristic, SURVEY, (counted,), one.rungs) for one in subjects]
    groups = 0
    wrong: set[Name] = set()
    found = False
    for chosen in choose_rungs(asked, None, settings):
        for group, answers in chosen.complained.asked.rung.groups.items():
            under = chosen.complained.judged(group).verdict == Verdict.UNDER
            if answers <= _quiet(chosen.subject, scenario):
                found = found or under
            else:
                name = chosen.subject.characteristic.code, min(answers), len(answers)
                groups += 1
                wrong |= {name} if under else set()
    return _Report(groups, frozenset(wrong), found)


def _quiet(subject: Subject, scenario: Scenario) -> frozenset[str]:
    """The answers of those who are heard less."""
    if not scenario.quiet or subject.characteristic.code != scenario.quiet[0]:
        return frozenset()
    return subject.characteristic.ladder[-1].groups[scenario.quiet[1]]


def _drawn(
    subject: Subject, scenario: Scenario, size: int, chance: np.random.Generator
) -> Mapping[tuple[str, str], int]:
    """What so many people say of one characteristic, by the finest rung of which the population is known."""
    rung, found = subject.rungs[0]
    shares, largest = _true_shares(rung, found.groups if found else {}, _quiet(subject, scenario), scenario.share_heard)
    people = chance.multinomial(size, shares)
    silent = _silent(float(shares[largest]), scenario.unlike)
    say = [1 - silent[at != largest] for at in range(len(people))]
    said = chance.binomial(people, say)
    code = subject.characteristic.code
    answers = [(code, min(of)) for of in rung.groups.values()]
    return {**dict(zip(answers, map(int, said), strict=True)), (code, UNANSWERED): int(size - said.sum())}


def _true_shares(
    rung: Rung, people: Mapping[str, int], quiet: frozenset[str], share_heard: float
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], int]:
    shares = np.array([people[group] for group in rung.groups], dtype=float)
    shares /= shares.sum()
    is_quiet = np.array([answers <= quiet for answers in rung.groups.values()])
    left = 1 - share_heard * shares[is_quiet].sum()
    shares = np.where(is_quiet, share_heard * shares, shares * left / max(shares[~is_quiet].sum(), 1e-12))
    return shares / shares.sum(), int(shares.argmax())


def _silent(largest: float, unlike: float) -> tuple[float, float]:
    """The chance of not saying, of somebody of the largest group and of another."""

    def others(chance: float) -> float:
        return unlike * chance / (1 - chance + unlike * chance)

    def more_than_wanted(chance: float) -> float:
        return largest * chance + (1 - largest) * others(chance) - (1 - SAY)

    found = brentq(more_than_wanted, 0.0, NEARLY_ALL)
    return found, others(found)
