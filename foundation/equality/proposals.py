"""One table as it could be published: safe alone, on one grouping, with what other tables tell of its totals."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from foundation.equality.characteristics import STATES, Characteristic, Rung
from foundation.equality.counted import Counted
from foundation.equality.register import Known, Sum
from foundation.equality.release import Table
from foundation.equality.settings import Settings
from foundation.equality.structure import cell, crossed_cell
from foundation.equality.suppression import Fixed, suppress
from foundation.equality.tables import Cell, Zeros

NOT_SAID = ":not_said"
Groups = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Question:
    """Of what a table is: a characteristic of these counts, alone or by an opinion in these columns."""

    counted: Counted
    characteristic: Characteristic
    opinion: str | None = None
    columns: Groups | None = None

    def rows(self, rung: Rung) -> Groups:
        """The lines on a rung: its groups and the states, which are one line where opinions cross."""
        if self.opinion is None:
            return {**rung.groups, **{state: frozenset({state}) for state in STATES}}
        return {**rung.groups, NOT_SAID: frozenset(STATES)}

    def finest(self, answers: frozenset[str]) -> Sum:
        """The cells of a line."""
        return tuple((cell(self.counted.code, self.characteristic.code, one), 1) for one in sorted(answers))

    def crossing(self, answers: frozenset[str], column: str) -> Sum:
        """The cells where a line meets a column; an opinion that nobody gave has none."""
        if self.opinion is None or self.columns is None:
            return self.finest(answers)
        given = [said for said in sorted(self.columns[column]) if self.counted.counts.get((self.opinion, said))]
        code, name = self.counted.code, self.characteristic.code
        return tuple(
            (crossed_cell(code, name, one, self.opinion, said), 1) for one in sorted(answers) for said in given
        )

    def line(self, answers: frozenset[str]) -> list[int]:
        """How many stand where a line meets each column, or in the line."""
        counted, name = self.counted, self.characteristic.code
        if self.opinion is None or self.columns is None:
            return [sum(counted.counts.get((name, one), 0) for one in answers)]
        return [
            sum(counted.crossed.get((name, one, self.opinion, said), 0) for one in answers for said in of)
            for of in self.columns.values()
        ]

    @property
    def columns_in_order(self) -> tuple[str, ...]:
        """The columns by code; one without a name where there is no opinion."""
        return tuple(self.columns) if self.columns is not None else ("",)

    def small(self, threshold: int) -> Iterator[Sum]:
        """Every small count in it, on every rung: what nobody may work out. Of opinions “none of them” is small too."""
        of_states = {state: frozenset({state}) for state in STATES} if self.opinion is None else {}
        groups = {answers for rung in self.characteristic.ladder for answers in self.rows(rung).values()}
        fewest = 1 if self.opinion is None else 0
        for answers in sorted(groups.union(of_states.values()), key=sorted):
            line = self.line(answers)
            for column, n in zip(self.columns_in_order, line, strict=True):
                cells = self.crossing(answers, column)
                if cells and any(line) and fewest <= n < threshold:
                    yield cells


@dataclass(frozen=True)
class Proposal:
    """A table, and what its readers know then."""

    table: Table
    known: tuple[Known, ...]


def propose(
    question: Question,
    rung: Rung,
    threshold: int,
    told: Callable[[Sum], bool],
    settings: Settings,
    hidden_before: Table | None = None,
) -> Proposal | None:
    """The table on this rung; None where more than half of it would be hidden, or no way to hide is safe.

    `told` says whether a count is known exactly from other tables. `hidden_before` is a table of which this one must
    show no more, if it is on the same rung and has the same columns. Raises TooFewToPublish and TableTooLarge.
    """
    rows = question.rows(rung)
    lines = {row: question.line(answers) for row, answers in rows.items()}
    known = {row: question.opinion is None or told(question.finest(rows[row])) for row in rows}
    # What nobody is in is not solved for: an empty line tells nothing of anybody.
    used = [row for row, line in lines.items() if any(line) or not known[row]]
    filled = [at for at in range(len(question.columns_in_order)) if any(line[at] for line in lines.values())]
    table = [[lines[row][at] for at in filled] for row in used]
    zeros = Zeros.SHOW if question.opinion is None else Zeros.SENSITIVE
    least = 1 if zeros is Zeros.SHOW else 0
    small = sum(least <= n < threshold for line in table for n in line)
    if small > settings.hidden_most * len(used) * len(filled):
        return None
    fixed = _fixed(question, rows, used, filled, known, told if small else lambda _: False)
    before = _hidden_in(hidden_before, question, rung, used, filled)
    found = suppress(table, threshold, zeros, settings, Fixed(fixed.known, before, fixed.hidden_totals))
    if found.whole or found.hidden_share > settings.hidden_most:
        return None
    hidden = {(used[row], filled[column]) for row, column in found.hidden if row < len(used) and column < len(filled)}
    return _proposal(question, rung, lines, hidden, known)


def _fixed(
    question: Question,
    rows: Groups,
    used: Sequence[str],
    filled: Sequence[int],
    known: Mapping[str, bool],
    told: Callable[[Sum], bool],
) -> Fixed:
    if question.opinion is None:
        # To hide what can be worked out elsewhere would protect nothing.
        open_lines = [at for at, row in enumerate(used) if told(question.finest(rows[row]))]
        return Fixed(known=[(at, column) for at in open_lines for column in (0, 1)])
    totals = [(at, len(filled)) for at, row in enumerate(used) if known[row]]
    return Fixed(
        known=[*totals, *((len(used), column) for column in range(len(filled)))],
        hidden_totals=[(at, len(filled)) for at, row in enumerate(used) if not known[row]],
    )


def _hidden_in(
    before: Table | None, question: Question, rung: Rung, used: Sequence[str], filled: Sequence[int]
) -> list[Cell]:
    columns = question.columns_in_order if question.opinion else ()
    if before is None or before.rung != rung.code or before.columns != columns:
        return []
    hidden = {
        (row, at)
        for row, line in zip(before.rows, before.counts, strict=False)
        for at, n in enumerate(line[: len(question.columns_in_order)])
        if n is None
    }
    return [(used.index(row), filled.index(at)) for row, at in sorted(hidden) if row in used and at in filled]


def _proposal(
    question: Question,
    rung: Rung,
    lines: Mapping[str, list[int]],
    hidden: set[tuple[str, int]],
    known: Mapping[str, bool],
) -> Proposal:
    rows = question.rows(rung)
    told = []
    counts: list[tuple[int | None, ...]] = []
    for row, line in lines.items():
        shown = [None if (row, at) in hidden else n for at, n in enumerate(line)]
        for column, n in zip(question.columns_in_order, shown, strict=True):
            cells = question.crossing(rows[row], column)
            if n is not None and cells:
                told.append(Known(cells, n, n))
        total = [sum(line) if known[row] else None] if question.opinion else []
        counts.append((*shown, *total))
    totals = [sum(column) for column in zip(*lines.values(), strict=True)]
    counts.append((*totals, *([sum(totals)] if question.opinion else [])))
    columns = question.columns_in_order if question.opinion else ()
    table = Table(
        question.characteristic.code, rung.code, question.opinion, tuple(lines), columns, tuple(counts)
    )  # fmt: skip
    return Proposal(table, tuple(told))
