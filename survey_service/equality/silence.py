"""Content, or shut out? What is said of each group of a year, the most serious first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from foundation.equality.release.year import Characteristic, Heard, Line, Opinion, Year
from foundation.equality.silence import Outcome
from foundation.equality.verdicts import Verdict
from survey_service.equality import charts, sentences, words
from survey_service.equality.charts import Row
from survey_service.equality.judging import Said

SERIOUS = (
    Outcome.SHUT_OUT, Outcome.BARRIER_REPORTED, Outcome.QUIET_UNPROTECTED, Outcome.RESIGNED, Outcome.HEARD_UNHAPPY,
    Outcome.CONTENT, Outcome.HEARD, Outcome.HEARD_CONTENT, Outcome.NOT_ENOUGH_EVIDENCE,
)  # fmt: skip
NEEDS_ATTENTION = SERIOUS[:4]
COMPLAINED, SURVEYED = "Among those who complained", "Among families who answered the survey"


@dataclass(frozen=True)
class Group:
    """One group: its name, its sentences, its lines for a table, and what the officer said to its outcome.

    `alone` is the name without that of the characteristic.
    """

    key: str
    alone: str
    characteristic: Characteristic
    line: Line
    heard: str
    holds: str
    not_raised: str
    said: Sequence[Said]

    @property
    def of(self) -> str:
        """The name of its characteristic."""
        return words.characteristic(self.characteristic.code)

    @property
    def name(self) -> str:
        """Religion: Sikh"""
        return f"{self.of}: {self.alone}"

    @property
    def is_heard_less(self) -> bool:
        """Is it shown that we hear less from it than one would expect?"""
        return not self.line.complained.withheld and self.line.complained.verdict == Verdict.UNDER

    @property
    def id(self) -> str:
        """What its heading is named by on the page."""
        return f"{self.characteristic.channel}-{self.key.replace(':', '-')}"

    @property
    def outcome(self) -> str:
        """What the program says of it, and what that means; nothing where it says nothing."""
        if self.line.outcome is None:
            return ""
        meaning = words.EXPLAINED[self.line.outcome]
        return f"{words.OUTCOMES[self.line.outcome]}: {meaning[0].lower()}{meaning[1:]}"

    def picture(self) -> Markup:
        """How much the group is heard in both channels; nothing where only words are told."""
        rows = [
            Row(name, in_short(heard, of), heard) for name, heard, of in self._channels() if sentences.is_told(heard)
        ]
        return charts.dot_plot(rows, f"{self.name}: {self.heard}") if rows else Markup("")

    def opinions(self) -> Markup:
        """What those of the group said who answered the survey; nothing where no figures are told."""
        lines = [(_they(it), it) for it in self.line.opinions]
        return charts.likely(lines, f"{self.name}: what those who answered the survey said.")

    def table(self) -> list[tuple[str, str, str]]:
        """What was looked at, what it says, and the figures, if they are told."""
        rows = [
            (name, words.verdict(heard).capitalize(), words.how_much(heard, of)) for name, heard, of in self._channels()
        ]
        for it in self.line.opinions:
            figures = words.opinion(it) if it.k is not None else ""
            rows.append((_they(it), words.STATES[it.state].capitalize(), figures))
        return rows

    def _channels(self) -> list[tuple[str, Heard, str]]:
        found = [(COMPLAINED, self.line.complained, words.COUNTED[self.characteristic.channel])]
        return [*found, (SURVEYED, self.line.answered, "answers")] if self.line.answered else found


@dataclass(frozen=True)
class Report:
    """The groups of a year: with problems that were not raised, by outcome, too small for numbers, and the rest."""

    every: Sequence[Group]
    not_raised: Sequence[Group]
    by_outcome: Mapping[Outcome, Sequence[Group]]
    too_small: Sequence[Group]
    without_outcome: Sequence[Group]

    @property
    def needs_attention(self) -> Sequence[Group]:
        """Groups that may be shut out, or are quiet though not content."""
        return [group for outcome in NEEDS_ATTENTION for group in self.by_outcome.get(outcome, ())]

    @property
    def quiet_and_unclear(self) -> Sequence[Group]:
        """Groups that are heard less than expected, and of which we do not know why."""
        return [it for it in self._unclear if it.is_heard_less]

    @property
    def nothing_shown(self) -> Mapping[str, Sequence[Group]]:
        """All others without enough evidence, by the name of their characteristic."""
        return by_characteristic([it for it in self._unclear if not it.is_heard_less])

    @property
    def _unclear(self) -> Sequence[Group]:
        return self.by_outcome.get(Outcome.NOT_ENOUGH_EVIDENCE, ())


def by_characteristic(groups: Sequence[Group]) -> Mapping[str, Sequence[Group]]:
    """The groups of each characteristic, by its name."""
    found: dict[str, list[Group]] = {}
    for it in groups:
        found.setdefault(it.of, []).append(it)
    return found


def _they(it: Opinion) -> str:
    """They are satisfied with the help"""
    return f"They {words.OPINIONS.get(it.code, it.code)}"


def in_short(heard: Heard, of: str) -> str:
    """Less than expected: 5 of 140 answers, 4% (likely 2% to 8%)"""
    said = words.verdict(heard).capitalize()
    much = words.how_much(heard, of)
    return f"{said}: {much}" if much else said


def report(year: Year, said: Mapping[str, Sequence[Said]], areas: Mapping[str, str]) -> Report:
    """Every group once in each list in which it belongs. `said` are judgements by group."""
    every = [
        _group(characteristic, line, said, areas)
        for characteristic in year.characteristics
        for line in characteristic.lines
    ]
    small = [it for it in every if it.line.too_small and it.line.outcome in (None, Outcome.NOT_ENOUGH_EVIDENCE)]
    others = [it for it in every if it not in small]
    by_outcome = {outcome: [it for it in others if it.line.outcome == outcome] for outcome in SERIOUS}
    return Report(
        every, [it for it in every if it.line.unvoiced],
        {outcome: found for outcome, found in by_outcome.items() if found},
        small, [it for it in others if it.line.outcome is None],
    )  # fmt: skip


def _group(
    characteristic: Characteristic, line: Line, said: Mapping[str, Sequence[Said]], areas: Mapping[str, str]
) -> Group:
    key = line.key(characteristic.code)
    return Group(
        key, words.group(characteristic.code, line.group, areas), characteristic, line,
        sentences.how_heard(characteristic, line, areas), sentences.holds(characteristic, line, areas),
        sentences.not_raised(characteristic, line, areas), said.get(key, ()) if line.outcome else (),
    )  # fmt: skip
