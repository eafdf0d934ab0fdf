"""What those of one group who were surveyed said: satisfied, knowing how, able to; problems that nobody raised."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.equality.asked import Asked, Sample
from foundation.equality.characteristics import Rung
from foundation.equality.counted import Counted
from foundation.equality.intervals import newcombe, wilson
from foundation.equality.opinions import OPINIONS
from foundation.equality.release.year import Opinion, Unvoiced
from foundation.equality.settings import Settings
from foundation.equality.silence import State, state_of
from foundation.equality.structure import crossed_cell
from foundation.equality.told import Cells, Telling, Told, as_known, candidates
from foundation.equality.weighting import Stratum, estimate, weigh

OF_SILENCE = ("satisfied", "knows_how", "feels_able")
RAISED = ("formal_complaint", "told_someone")


@dataclass(frozen=True)
class Said:
    """How many of a group said yes and no to one question. `yes_worth`, `no_worth`: see Asked."""

    code: str
    yes: int
    no: int
    yes_cells: Cells
    no_cells: Cells
    yes_worth: float = 1.0
    no_worth: float = 1.0

    @property
    def weighted(self) -> bool:
        """Whether its share is another than that of the counts."""
        return (self.yes_worth, self.no_worth) != (1.0, 1.0)

    def state(self, yes: int, no: int, settings: Settings) -> State:
        """What would be shown by so many."""
        k, n = round(yes * self.yes_worth), round(yes * self.yes_worth) + round(no * self.no_worth)
        return state_of(self.code, k, n, settings) if yes + no >= settings.n_state else State.UNCLEAR


def say(sample: Sample, rung: Rung, characteristic: str, group: str, code: str, settings: Settings) -> Said:
    """The answers of a group to one opinion; of several strata each counts by its people."""
    counted = sample.pooled
    yes, no = (_count(counted, rung, characteristic, group, code, column) for column in ("yes", "no"))
    yes_cells, no_cells = (_cells(counted, rung, characteristic, group, code, column) for column in ("yes", "no"))
    strata = [(of, one) for of, one in sample.strata if one.answers]
    if len(strata) < 2 or not yes + no:
        return Said(code, yes, no, yes_cells, no_cells)
    weights = weigh([Stratum(of.people, one.answers) for of, one in strata]).of_stratum
    each = [
        [_count(one, rung, characteristic, group, code, column) for column in ("yes", "no")] for _, one in strata
    ]  # fmt: skip
    found = estimate(weights, [(k, k + rest) for k, rest in each], settings.conf)
    if found is None:
        return Said(code, yes, no, yes_cells, no_cells)
    k = round(found.share * found.effective)
    return Said(code, yes, no, yes_cells, no_cells, k / yes if yes else 1.0, (found.effective - k) / no if no else 1.0)


def tell_opinion(said: Said, asked: Asked, group: str, told: Told, settings: Settings) -> Telling[Opinion]:
    """The figures where a reader knows them already; else what they show, where that may be told."""
    if not any(counted.of(asked.question) for counted in asked.sources):
        return as_known(Opinion(said.code, State.UNCLEAR))
    state = said.state(said.yes, said.no, settings)
    if told.exactly(said.yes_cells) and told.exactly(said.no_cells) and not said.weighted:
        return as_known(_in_figures(said, state, settings))
    if not asked.counts[group] and told.exactly(asked.cells_of(group)):
        return as_known(Opinion(said.code, State.UNCLEAR))
    counts = {said.yes_cells: said.yes, said.no_cells: said.no}
    # That nobody said it tells of everybody: here zeros hide too.
    small = [of for of, n in counts.items() if of and n < told.t and not told.exactly(of)]
    ways = candidates(
        Opinion(said.code, state), lambda yes, no: said.state(yes, no, settings), counts, told.t
    )  # fmt: skip
    small += [of for of in asked.small(told.t) if {*of} <= {*asked.cells_of(group)}]
    return Telling(ways, Opinion(said.code, State.UNCLEAR, withheld=True), small)


def tell_unvoiced(sample: Sample, asked: Asked, group: str, told: Told, settings: Settings) -> Unvoiced | None:
    """Of those who had a problem, how many did not raise it; where there are enough and a reader knows it already."""
    unraised, had = _raised(sample.pooled, asked, [group], told)
    if unraised is None or had is None or had < settings.n_state:
        return None
    sure = wilson(unraised, had, settings.conf)
    rest = [other for other in asked.rung.groups if other != group]
    rest_unraised, rest_had = _raised(sample.pooled, asked, rest, told)
    more = None
    if rest_unraised is not None and rest_had is not None and rest_had >= settings.n_state:
        more = newcombe(unraised, had, rest_unraised, rest_had, settings.conf)
    return Unvoiced(
        unraised, had, unraised / had, sure.lo, sure.hi,
        more.diff if more else None, more.lo if more else None, more.hi if more else None,
        _why_not(sample.pooled, asked, group, told, settings),
    )  # fmt: skip


def _raised(counted: Counted, asked: Asked, groups: Sequence[str], told: Told) -> tuple[int | None, int | None]:
    def sums(columns: Sequence[str]) -> int | None:
        pairs = [(group, column) for group in groups for column in columns]
        cells = [_cells(counted, asked.rung, asked.question, group, "raised_it", column) for group, column in pairs]
        if not all(told.exactly(of) for of in cells):
            return None
        return sum(_count(counted, asked.rung, asked.question, group, "raised_it", column) for group, column in pairs)

    unraised, raised = sums(["no"]), sums(RAISED)
    return unraised, None if unraised is None or raised is None else unraised + raised


def _why_not(counted: Counted, asked: Asked, group: str, told: Told, settings: Settings) -> dict[str, int | None]:
    reasons = [code for code in OPINIONS["why_not"] if not code.startswith(":")]
    counts = {code: _count(counted, asked.rung, asked.question, group, "why_not", code) for code in reasons}
    cells = {code: _cells(counted, asked.rung, asked.question, group, "why_not", code) for code in reasons}
    shown = {code: n if told.exactly(cells[code]) else None for code, n in counts.items()}
    # Whether all of them are enough would itself tell of those that are hidden.
    return shown if sum(n or 0 for n in shown.values()) >= settings.n_state else {}


def _in_figures(said: Said, state: State, settings: Settings) -> Opinion:
    k, n = said.yes, said.yes + said.no
    if not n:
        return Opinion(said.code, state, k, n)
    sure = wilson(k, n, settings.conf)
    return Opinion(said.code, state, k, n, sure.lo, sure.hi)


def _count(counted: Counted, rung: Rung, characteristic: str, group: str, code: str, column: str) -> int:
    return sum(
        counted.crossed.get((characteristic, answer, code, said), 0)
        for answer in rung.groups[group]
        for said in OPINIONS[code][column]
    )


def _cells(counted: Counted, rung: Rung, characteristic: str, group: str, code: str, column: str) -> Cells:
    """What nobody at all said has no cell: that is known of everybody."""
    given = [said for said in sorted(OPINIONS[code][column]) if counted.counts.get((code, said))]
    return tuple(
        crossed_cell(counted.code, characteristic, answer, code, said)
        for answer in sorted(rung.groups[group])
        for said in given
    )
