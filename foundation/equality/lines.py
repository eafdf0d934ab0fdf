"""All that one reader is told of one characteristic: a line for each group."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from foundation.equality.asked import Sample, ask, tell_disclosure
from foundation.equality.counted import Counted
from foundation.equality.heard import WITHHELD, tell_change, tell_heard, tell_that_nothing_is_decided
from foundation.equality.power import fewest_answers
from foundation.equality.references import Population, choose
from foundation.equality.release.year import Change, Characteristic, Heard, Line, Opinion
from foundation.equality.rungs import RECORDS, Chosen
from foundation.equality.said import OF_SILENCE, say, tell_opinion, tell_unvoiced
from foundation.equality.silence import silence_of
from foundation.equality.together import Tested
from foundation.equality.told import Telling, Told, as_known
from foundation.equality.verdicts import Verdict


@dataclass(frozen=True)
class Before:
    """The year before: its periods, its records of complaints, and the populations that it was held against."""

    periods: Sequence[Counted]
    records: Counted | None
    populations: Sequence[Population]


class Teller:
    """Tells one reader of one characteristic."""

    def __init__(self, told: Told, chosen: Chosen, sample: Sample | None, before: Before | None) -> None:
        self._told, self._sample, self._last_year = told, sample, before
        complaints = sum(counted.answers for counted in chosen.subject.sources)
        self._size = max(complaints, sample.pooled.answers if sample else 0)
        self._settings = chosen.complained.settings
        self._chosen = chosen if self._may_tell_rung(chosen) else chosen.coarsest or chosen

    def characteristic(self, most: Characteristic | None, *, has_outcomes: bool) -> Characteristic:
        """It with its lines; none of them says more than its line in `most`, which another reader was told.

        No line where that reader was told of another rung.
        """
        if most and most.rung != self._rung:
            self._chosen = self._chosen.coarsest or self._chosen
        lines = self._lines(most, has_outcomes=has_outcomes)
        if self._tells_by_its_rung(lines):
            self._chosen = self._chosen.coarsest or self._chosen
            lines = self._lines(most, has_outcomes=has_outcomes)
        chosen, it = self._chosen, self._chosen.subject.characteristic
        asked, found = chosen.complained.asked, chosen.complained.found
        return Characteristic(
            it.code, asked.rung.code, chosen.subject.channel, found.against if found else None,
            tell_disclosure(asked, self._told),
            tell_disclosure(chosen.answered.asked, self._told) if chosen.answered else None,
            tuple(_concluded(line) for line in lines),
        )  # fmt: skip

    def _may_tell_rung(self, chosen: Chosen) -> bool:
        """Whether it may be told that the finer rungs decide nothing.

        On the coarsest that is not told: it is also where those are found who may not know the chosen one.
        """
        if not chosen.coarsest or chosen.coarsest.complained.asked.rung == chosen.complained.asked.rung:
            return True
        in_vain = [one for tested in chosen.in_vain for one in tell_that_nothing_is_decided(tested, self._told)]
        told = self._told.settle(in_vain)
        return all(told)

    @property
    def _rung(self) -> str:
        return self._chosen.complained.asked.rung.code

    def _tells_by_its_rung(self, lines: Sequence[Line]) -> bool:
        """Whether no verdict is told for which this rung was chosen: then a group without any would have it."""
        coarsest = self._chosen.coarsest
        if not coarsest or coarsest.complained.asked.rung.code == self._rung:
            return False
        heard = {line.group: line.complained for line in lines}
        told = [heard[group] for group in self._chosen.complained.others if group in heard]
        return all(one.withheld or one.verdict == Verdict.CANNOT_TELL for one in told)

    def _lines(self, most: Characteristic | None, *, has_outcomes: bool) -> list[Line]:
        """Word by word over all groups, so that what is tied together is held against the register together."""
        if most and most.rung != self._rung:
            return []
        groups = [*self._chosen.complained.asked.rung.groups]
        settle, answered, sample = self._told.settle, self._chosen.answered, self._sample
        pairs = [*zip(groups, most.lines if most else [None] * len(groups), strict=True)]
        heard = settle([self._complained(*pair) for pair in pairs])
        changes = settle([self._change(*pair) for pair in pairs])
        surveyed: list[Heard | None] = [None] * len(groups)
        opinions: list[list[Opinion]] = [[] for _ in groups]
        if answered and sample:
            surveyed = [*settle([self._surveyed(answered, *pair) for pair in pairs])]
            for code in OF_SILENCE if has_outcomes else ():
                told = settle([self._opinion(sample, answered, code, *pair) for pair in pairs])
                for so_far, opinion in zip(opinions, told, strict=True):
                    so_far.append(opinion)
        return [self._line(*all_told) for all_told in zip(groups, heard, surveyed, opinions, changes, strict=True)]

    def _complained(self, group: str, most: Line | None) -> Telling[Heard]:
        return self._heard(self._chosen.complained, group, most.complained if most else None)

    def _surveyed(self, answered: Tested, group: str, most: Line | None) -> Telling[Heard]:
        return self._heard(answered, group, most.answered if most else None)

    def _heard(self, tested: Tested, group: str, most: Heard | None) -> Telling[Heard]:
        if most and most.withheld:
            return as_known(WITHHELD)
        return tell_heard(tested, group, self._told, with_band=not most or most.band is not None)

    def _opinion(self, sample: Sample, answered: Tested, code: str, group: str, most: Line | None) -> Telling[Opinion]:
        for opinion in most.opinions if most else ():
            if opinion.code == code and opinion.withheld:
                return as_known(opinion)
        asked, settings = answered.asked, self._settings
        said = say(sample, asked.rung, asked.question, group, code, settings)
        return tell_opinion(said, asked, group, self._told, settings)

    def _line(
        self, group: str, heard: Heard, surveyed: Heard | None, opinions: Sequence[Opinion], change: Change
    ) -> Line:
        complained, answered = self._chosen.complained, self._chosen.answered
        share = complained.held[group][0].share
        fewest = fewest_answers(share, settings=self._settings) if share and share < 1 else None
        unvoiced = None
        if self._sample and answered and opinions:
            unvoiced = tell_unvoiced(self._sample, answered.asked, group, self._told, self._settings)
        too_small = bool(share) and (fewest is None or fewest > self._size)
        return Line(
            group, share, heard, surveyed, tuple(opinions), None, (), unvoiced, fewest, too_small, change
        )  # fmt: skip

    def _change(self, group: str, most: Line | None) -> Telling[Change]:
        complained, subject, before = self._chosen.complained, self._chosen.subject, self._last_year
        if not before:
            return as_known(Change.NOTHING_BEFORE)
        if most and most.change == Change.WITHHELD:
            return as_known(Change.WITHHELD)
        records = [before.records] if before.records else []
        sources = records if subject.channel == RECORDS else before.periods
        rung = complained.asked.rung
        then = ask(sources, subject.characteristic, rung)
        found = choose(before.populations, subject.characteristic, rung)
        same = (found.against.population if found else None) == (
            complained.found.against.population if complained.found else None
        )
        versions = [{one for counted in of for one in counted.versions} for of in (sources, subject.sources)]
        broken = not same or versions[0] != versions[1]
        return tell_change(complained, then if sources else None, group, self._told, broken=broken)


def _concluded(line: Line) -> Line:
    """The line with its outcome, which follows from what was told and from nothing else."""
    if not line.answered or not line.opinions:
        return line
    satisfied, knows, able = (one.state for one in line.opinions)
    silence = silence_of(line.complained.verdict, line.answered.verdict, satisfied, knows, able)
    return replace(line, outcome=silence.outcome, flags=silence.flags)
