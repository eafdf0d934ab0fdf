"""One table as it could be published: safe alone, on one grouping, with what other tables tell of its totals."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from foundation.equality.characteristics import NOT_ASKED, NOT_SAID, STATES, Characteristic, Rung
from foundation.equality.counted import Counted
from foundation.equality.register import Known, Sum
from foundation.equality.release.counts import Table
from foundation.equality.settings import Settings
from foundation.equality.structure import cell, crossed_cell
from foundation.equality.suppression import Fixed, suppress
from foundation.equality.tables import Cell, Zeros

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
        """Every small count in it, on every rung: what nobody may work out. Of opinions “none of them” is small too.

        Who was not asked is of an age, and a group; who would not say is none, so that what they think is small only of
        all of them together.
        """
        of_states = {frozenset({state}) for state in (STATES if self.opinion is None else (NOT_ASKED,))}
        groups = {answers for rung in self.characteristic.ladder for answers in self.rows(rung).values()}
        fewest = 1 if self.opinion is None else 0
        for answers in sorted(groups | of_states, key=sorted):
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
    told: Callable[[Sum], bool] | None,
    settings: Settings,
    hidden_before: Table | None = None,
    hide: Collection[str] = (),
) -> Proposal | None:
    """The table on this rung; None where more than half of it would be hidden, or no way to hide is safe.

    `told` says whether a count is known exactly from other tables, if any do. `hidden_before` is a table of which this
    one must show no more, if it is on the same rung and has the same columns. `hide` are lines to hide beside, unless
    they are told. Raises TooFewToPublish and TableTooLarge.
    """
    lines = {row: question.line(answers) for row, answers in question.rows(rung).items()}
    zeros = Zeros.SHOW if question.opinion is None else Zeros.SENSITIVE
    fewest = 1 if zeros is Zeros.SHOW else 0
    filled = [at for at in range(len(question.columns_in_order)) if any(line[at] for line in lines.values())]
    peopled = [line[at] for line in lines.values() if any(line) for at in filled]
    if sum(fewest <= n < threshold for n in peopled) > settings.hidden_most * len(peopled):
        return None
    told_of = [row for row in lines if question.opinion or lines[row][0] >= threshold] if told else []
    exact = {row for row in told_of if told and told(question.finest(question.rows(rung)[row]))}
    # What is known to be empty is not solved for: it tells nothing of anybody.
    used = [row for row, line in lines.items() if any(line) or not (question.opinion is None or row in exact)]
    grid = _Grid(question, rung, lines, used, filled, exact)
    fixed = grid.fixed(hide, hidden_before)
    found = suppress([[lines[row][at] for at in filled] for row in used], threshold, zeros, settings, fixed)
    if found.whole or max(found.hidden_share, grid.groups_hidden(found.hidden)) > settings.hidden_most:
        return None
    return grid.proposal(found.hidden)


@dataclass(frozen=True)
class _Grid:
    """A question on a rung, by line; the lines and the columns that are solved for; and the lines whose count or total
    is known exactly from other tables.
    """

    question: Question
    rung: Rung
    lines: Mapping[str, list[int]]
    used: Sequence[str]
    filled: Sequence[int]
    exact: Collection[str]

    def fixed(self, hide: Collection[str], before: Table | None) -> Fixed:
        """What is decided of it already."""
        exact = [at for at, row in enumerate(self.used) if row in self.exact]
        hidden = [
            (self.used.index(row), self.filled.index(at))
            for row, at in _hidden_in(before, self.question, self.rung)
            if row in self.used and at in self.filled
        ]
        if self.question.opinion is None:
            # To hide what can be worked out elsewhere would protect nothing.
            known = [(at, column) for at in exact for column in (0, 1)]
            wanted = {*hide} - {*self.exact}
            return Fixed(known, hidden, [(self.used.index(row), 0) for row in self.used if row in wanted])
        end = len(self.filled)
        return Fixed(
            [*((at, end) for at in exact), *((len(self.used), column) for column in range(end))],
            hidden,
            [(at, end) for at in range(len(self.used)) if at not in exact],
        )

    def groups_hidden(self, hidden: Collection[Cell]) -> float:
        """The share that is hidden of the groups alone: a table of those who did not say is none."""
        groups = {at for at, row in enumerate(self.used) if row in self.rung.groups and any(self.lines[row])}
        inner = [column for row, column in hidden if row in groups and column < len(self.filled)]
        return len(inner) / (len(groups) * len(self.filled)) if groups else 0.0

    def proposal(self, hidden: Collection[Cell]) -> Proposal:
        """The table with these cells, of those that were solved for, hidden."""
        named = {(self.used[row], self.filled[at]) for row, at in hidden if row < len(self.used) and at in self._at}
        rows, crossed = self.question.rows(self.rung), self.question.opinion is not None
        known = []
        counts: list[tuple[int | None, ...]] = []
        for row, line in self.lines.items():
            shown = [None if (row, at) in named else n for at, n in enumerate(line)]
            for column, n in zip(self.question.columns_in_order, shown, strict=True):
                cells = self.question.crossing(rows[row], column)
                if n is not None and cells:
                    known.append(Known(cells, n, n))
            counts.append((*shown, *([sum(line) if row in self.exact else None] if crossed else [])))
        totals = [sum(column) for column in zip(*self.lines.values(), strict=True)]
        counts.append((*totals, *([sum(totals)] if crossed else [])))
        columns = self.question.columns_in_order if crossed else ()
        name = self.question.characteristic.code
        table = Table(name, self.rung.code, self.question.opinion, tuple(self.lines), columns, tuple(counts))
        return Proposal(table, tuple(known))

    @property
    def _at(self) -> range:
        return range(len(self.filled))


def _hidden_in(before: Table | None, question: Question, rung: Rung) -> list[tuple[str, int]]:
    """What an earlier table hid, if it is the same but for that."""
    columns = question.columns_in_order if question.opinion else ()
    if before is None or (before.rung, before.columns) != (rung.code, columns):
        return []
    inner = len(question.columns_in_order)
    lines = zip(before.rows, before.counts[:-1], strict=True)
    return [(row, at) for row, line in lines for at, n in enumerate(line[:inner]) if n is None]
