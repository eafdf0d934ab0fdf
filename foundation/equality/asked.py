"""One question in one channel of a year: how many of each group, how many did not say, and the finest counts behind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from foundation.equality.characteristics import NOT_ASKED, PREFER_NOT, UNANSWERED, Characteristic, Rung
from foundation.equality.counted import Counted
from foundation.equality.rates import disclosure
from foundation.equality.release.year import Disclosure
from foundation.equality.structure import cell, declined_cell
from foundation.equality.told import Cells, Told
from foundation.equality.weighting import Stratum, weigh

ALL, UNSAID = ":all", ":unsaid"


@dataclass(frozen=True)
class Sample:
    """A sample survey that was counted: all answers, and those of each stratum with its people of the frame."""

    pooled: Counted
    strata: tuple[tuple[Stratum, Counted], ...]


@dataclass(frozen=True)
class Asked:
    """People by group and by state. Who declined all questions was asked this one too, and did not say.

    `worth` says how many unweighted answers a counted one of a group, or of those who did not say, is worth in the
    tests; it is 1 but for a sample of several strata.
    """

    rung: Rung
    sources: tuple[Counted, ...]
    question: str
    counts: Mapping[str, int]
    declined: int
    worth: Mapping[str, float] = field(default_factory=dict)

    @property
    def substantive(self) -> int:
        """Answers in a group."""
        return sum(self.counts[group] for group in self.rung.groups)

    @property
    def unsaid(self) -> int:
        """Asked, and did not say."""
        return self.counts[PREFER_NOT] + self.counts[UNANSWERED] + self.declined

    def cells_of(self, group: str) -> Cells:
        """The finest counts of a group, or of a state."""
        return tuple(
            cell(counted.code, self.question, answer)
            for counted in self.sources
            for answer in sorted(self.rung.groups.get(group, (group,)))
        )  # fmt: skip

    @property
    def cells_of_substantive(self) -> Cells:
        """Those of all groups."""
        return tuple(one for group in self.rung.groups for one in self.cells_of(group))

    @property
    def cells_of_unsaid(self) -> Cells:
        """Those of everybody who was asked and did not say."""
        declined = tuple(declined_cell(counted.code) for counted in self.sources)
        return (*self.cells_of(PREFER_NOT), *self.cells_of(UNANSWERED), *declined)

    def small(self, t: int) -> list[Cells]:
        """Every count from 1 to below t that must not be found: of the finest, of the groups of this rung, and of all
        who did not say.
        """
        finest = {
            cell(counted.code, self.question, answer): n
            for counted in self.sources
            for answer, n in counted.of(self.question).items()
        } | {declined_cell(counted.code): counted.declined for counted in self.sources}  # fmt: skip
        sums = {self.cells_of(group): self.counts[group] for group in self.rung.groups}
        sums[self.cells_of_unsaid] = self.unsaid
        return [of for of, n in ({(one,): n for one, n in finest.items()} | sums).items() if 1 <= n < t]

    def tested(self, group: str, x: int, substantive: int, unsaid: int) -> tuple[int, int, int]:
        """The whole numbers that are tested where so many were counted: what those answers are worth."""
        if not self.worth:
            return x, substantive, unsaid
        total = round(substantive * self.worth[ALL])
        return min(total, round(x * self.worth[group])), total, round(unsaid * self.worth[UNSAID])


def ask(sources: Sequence[Counted], characteristic: Characteristic, rung: Rung) -> Asked:
    """The counts of several periods together. Who said no thanks to all of it could have been asked this too."""
    counts = _sums(counted.grouped(characteristic.code, rung) for counted in sources)
    known = any(counted.of(characteristic.code) for counted in sources)
    declined = sum(counted.declined for counted in sources) if known else 0
    return Asked(rung, tuple(sources), characteristic.code, counts or _nobody(rung), declined)


def ask_sample(sample: Sample, characteristic: Characteristic, rung: Rung) -> Asked:
    """Those of a sample survey; of several strata each counts by its people.

    What is tested is then the weighted share of the effective number of answers (Kish, 1965), rounded down, as whole
    people: a count keeps its proportion to what was counted, however it is divided among the strata.
    """
    pooled = ask([sample.pooled], characteristic, rung)
    strata = [(of, counted) for of, counted in sample.strata if counted.answers]
    if len(strata) < 2 or not pooled.substantive:
        return pooled
    weights = weigh([Stratum(of.people, counted.answers) for of, counted in strata]).of_stratum
    here = [ask([counted], characteristic, rung) for _, counted in strata]
    numbers = [one.substantive + one.unsaid for one in here]
    weighted = sum(weight * n for weight, n in zip(weights, numbers, strict=True))
    squares = sum(weight * weight * n for weight, n in zip(weights, numbers, strict=True))
    # On this scale all who were asked add up to the effective number of answers.
    scale = weighted / squares
    worth = {
        code: scale * sum(weight * one.counts[code] for weight, one in zip(weights, here, strict=True))
        for code in (*rung.groups, PREFER_NOT, UNANSWERED)
    }
    declined = scale * sum(weight * one.declined for weight, one in zip(weights, here, strict=True))
    whole = _whole([worth[group] for group in rung.groups])
    unsaid = round(worth[PREFER_NOT] + worth[UNANSWERED] + declined)
    return Asked(
        rung, pooled.sources, pooled.question, pooled.counts, pooled.declined,
        {
            **{group: _each(n, pooled.counts[group]) for group, n in zip(rung.groups, whole, strict=True)},
            ALL: _each(sum(whole), pooled.substantive), UNSAID: _each(unsaid, pooled.unsaid),
        },
    )  # fmt: skip


def _whole(shares: Sequence[float]) -> list[int]:
    """Whole numbers for these that add up to their sum, rounded down; the largest remainders go up."""
    down = [int(one) for one in shares]
    upwards = sorted(range(len(shares)), key=lambda at: down[at] - shares[at])
    for at in upwards[: int(sum(shares) + 1e-9) - sum(down)]:
        down[at] += 1
    return down


def _each(n: int, of: int) -> float:
    return n / of if of else 1.0


def tell_disclosure(asked: Asked, told: Told) -> Disclosure:
    """Who said and who did not, where a reader knows it already."""
    cells = (
        (asked.substantive, asked.cells_of_substantive),
        (asked.counts[PREFER_NOT], asked.cells_of(PREFER_NOT)),
        # Who declined everything passed by this question too.
        (asked.counts[UNANSWERED] + asked.declined,
         (*asked.cells_of(UNANSWERED), *(declined_cell(counted.code) for counted in asked.sources))),
        (asked.counts[NOT_ASKED], asked.cells_of(NOT_ASKED)),
    )  # fmt: skip
    substantive, prefer_not, unanswered, not_asked = (n if told.exactly(of) else None for n, of in cells)
    if substantive is None or prefer_not is None or unanswered is None:
        return Disclosure(substantive, prefer_not, unanswered, not_asked, None, None, None)
    of = disclosure(substantive, prefer_not, unanswered, 0)
    return Disclosure(substantive, prefer_not, unanswered, not_asked, of.disclosure, of.pnts, of.unanswered)


def _sums(all_counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for counts in all_counts:
        for code, n in counts.items():
            found[code] = found.get(code, 0) + n
    return found


def _nobody(rung: Rung) -> dict[str, int]:
    return dict.fromkeys((*rung.groups, PREFER_NOT, UNANSWERED, NOT_ASKED), 0)
