"""All questions of one report tested together, and the verdict that would be said of other counts of a group.

Benjamini and Hochberg's family is every group on every rung that was tried: to try a coarser one is to test again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from foundation.equality.asked import Asked
from foundation.equality.characteristics import Characteristic, Rung
from foundation.equality.coverage import Group, Question, Row, rows_of
from foundation.equality.references import Found, Population, choose
from foundation.equality.settings import Settings
from foundation.equality.testing import midp_binomial
from foundation.equality.verdicts import Judged, Reason, Verdict, judge

CANNOT = Judged(Verdict.CANNOT_TELL, Reason.REFERENCE_MISSING)


@dataclass(frozen=True)
class Held:
    """A group against one share of the population: the share, the p of its test, and whether it was rejected.

    The decision of the whole family stays the same as long as p stays on its side of `turns_at`.
    """

    share: float | None
    p: float | None
    rejected: bool
    turns_at: float


@dataclass(frozen=True)
class Tested:
    """A question with its population and the tests of each group: as it is, and with those added whom it lacks."""

    asked: Asked
    found: Found | None
    held: Mapping[str, tuple[Held, Held]]
    settings: Settings

    def judged(self, group: str) -> Judged:
        """What is said of a group."""
        counts = self.asked.counts[group], self.asked.substantive, self.asked.unsaid
        return _settled([self._judged(of, group, *counts) for of in self.held[group]])

    def if_counted(self, group: str, x: int, substantive: int, unsaid: int) -> Judged | None:
        """What would be said if so many had been counted; None where another test might come out otherwise too."""
        if (substantive < self.settings.a_min) != (self.asked.substantive < self.settings.a_min) or x > substantive:
            return None
        tested = self.asked.tested(group, x, substantive, unsaid)
        if any(_turns(of, *tested[:2]) for of in self.held[group]):
            return None
        return _settled([self._judged(of, group, x, substantive, unsaid) for of in self.held[group]])

    def _judged(self, of: Held, group: str, x: int, substantive: int, unsaid: int) -> Judged:
        known = of.share if of.p is not None else None
        counts = self.asked.tested(group, x, substantive, unsaid)
        return judge(*counts, known, float(not of.rejected), self.settings)

    @property
    def others(self) -> list[str]:
        """All groups but the largest of the population, whose verdict only mirrors the others'."""
        groups = list(self.held)
        largest = max(groups, key=self.found.groups.__getitem__) if self.found else None
        return [group for group in groups if group != largest]

    @property
    def decides(self) -> bool:
        """Whether there is a verdict on any of the others."""
        return any(self.judged(group).verdict != Verdict.CANNOT_TELL for group in self.others)


def tested_together(questions: Sequence[tuple[Asked, Found | None]], settings: Settings) -> list[Tested]:
    """Each question with its tests. Raises BadFigure."""
    given = [_question(asked, found) for asked, found in questions]
    both = [_held(rows_of(given, settings, lacking=lacking), settings) for lacking in (False, True)] if given else []
    return [
        Tested(asked, found, {group: (plain[group], lacking[group]) for group in plain}, settings)
        for (asked, found), plain, lacking in zip(questions, *both, strict=True)
    ] if given else []  # fmt: skip


def rungs_to_try(
    characteristic: Characteristic, of_channel: Rung | None, populations: Sequence[Population]
) -> list[tuple[Rung, Found | None]]:
    """The rungs that the nearest population has, the finest first; without any the coarsest, held against nothing.

    The coarsest has the nearest. A finer rung that only a worse population has is not tried: what is expected there is
    not what is expected here.
    """
    ladder = (of_channel,) if of_channel else characteristic.ladder
    found = [(rung, choose(populations, characteristic, rung)) for rung in ladder]
    nearest = found[-1][1]
    if not nearest:
        return [found[-1]]
    return [(rung, of) for rung, of in found if of and of.against.reference_id == nearest.against.reference_id]


def _question(asked: Asked, found: Found | None) -> Question:
    groups = []
    for group in asked.rung.groups:
        x, _, unsaid = asked.tested(group, asked.counts[group], asked.substantive, asked.unsaid)
        groups.append(Group(group, x, found.groups[group] if found else None))
    return Question(asked.question, tuple(groups), unsaid, found.missing if found else 0)


def _held(rows: Sequence[Sequence[Row]], settings: Settings) -> list[dict[str, Held]]:
    family = sorted(p for of in rows for p in _once(of))
    rejected = sum(p < settings.alpha for p in _adjusted(rows))
    turns_at = {p: settings.alpha * (at + 1) / len(family) for at, p in enumerate(family)}
    cut = settings.alpha * rejected / len(family) if family else 0.0

    def one(row: Row, p: float | None) -> Held:
        if p is None or row.p_adj is None:
            return Held(row.r, None, False, 0.0)
        is_rejected = row.p_adj < settings.alpha
        return Held(row.r, p, is_rejected, cut if is_rejected else turns_at[p])

    # The second of a pair mirrors the first, but for the last digit of its p.
    return [{row.code: one(row, of[0].p if len(of) == 2 else row.p) for row in of} for of in rows]


def _once(of: Sequence[Row]) -> Iterator[float]:
    """The tests of a question: two groups mirror each other and are one."""
    yield from (row.p for row in (of[:1] if len(of) == 2 else of) if row.p is not None)


def _adjusted(rows: Iterable[Sequence[Row]]) -> Iterator[float]:
    yield from (row.p_adj for of in rows for row in (of[:1] if len(of) == 2 else of) if row.p_adj is not None)


def _turns(of: Held, x: int, substantive: int) -> bool:
    if of.p is None or of.share is None:
        return False
    return (midp_binomial(x, substantive, of.share) < of.turns_at) != of.rejected


def _settled(judged: Sequence[Judged]) -> Judged:
    plain, lacking = judged
    return plain if plain.verdict == lacking.verdict else CANNOT
