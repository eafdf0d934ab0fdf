"""An attacker who reads what is published, and shares with the gate no more than how counts are named and built.

Everything told is put into one program of whole numbers, and nothing is settled or parted beforehand. That a count can
be so little or so much is believed only where counts are found that prove it, to the last digit.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from foundation.equality.attack import DoesNotAddUp, Values
from foundation.equality.characteristics import CHARACTERISTICS, NOT_SAID, STATES
from foundation.equality.counted import Counted
from foundation.equality.opinions import OPINIONS, OTHER
from foundation.equality.proposals import Question
from foundation.equality.register import Known, Sum
from foundation.equality.release.counts import Counts, Table
from foundation.equality.structure import (
    answers_cell,
    cell,
    crossed_cell,
    declined_cell,
    released,
    structure,
    structure_of_the_young,
)

MOST = 1_000_000  # people; more than any count is
SOLVED = 0


def small_counts(counted: Counted, tables: Iterable[Table], t: int) -> Iterator[Sum]:
    """What nobody may work out of counts of which these tables were published: see Question.small."""
    for one in released(counted):
        yield from Question(counted, one).small(t)
    for table in tables:
        if table.opinion:
            of = CHARACTERISTICS[table.characteristic]
            yield from Question(counted, of, table.opinion, _said_in(table.opinion, table.columns)).small(t)


def read(counts: Counts, counted: Counted) -> Iterator[Known]:
    """What its reader knows by a release of counts: every number in it, and how counts are built."""
    yield from structure(counted)
    yield from structure_of_the_young(counted)
    code = counted.code
    if counts.answers is not None:
        yield Known(((answers_cell(code), 1),), counts.answers, counts.answers)
    if counts.declined is not None:
        yield Known(((declined_cell(code), 1),), counts.declined, counts.declined)
    for step in counts.funnel:
        sent = ((answers_cell(code), 1), (declined_cell(code), 1))
        if step.n is not None and step.code in ("submitted", "offered"):
            yield Known(sent, step.n if step.code == "submitted" else 0, step.n)
    for table in counts.tables:
        yield from _read_table(table, code)


def _read_table(table: Table, code: str) -> Iterator[Known]:
    it = CHARACTERISTICS[table.characteristic]
    groups = it.rung(table.rung).groups
    rows = [sorted(groups.get(row, STATES if row == NOT_SAID else (row,))) for row in table.rows]
    rows.append([answer for row in rows for answer in row])
    if table.opinion is None:
        named = [[cell(code, it.code, answer) for answer in row] for row in rows]
        shown = [(cells, line[0]) for cells, line in zip(named, table.counts, strict=True)]
    else:
        columns = [sorted(of) for of in _said_in(table.opinion, table.columns).values()]
        columns.append([said for of in columns for said in of])
        shown = [
            ([crossed_cell(code, it.code, answer, table.opinion, said) for answer in row for said in column], n)
            for row, line in zip(rows, table.counts, strict=True)
            for column, n in zip(columns, line, strict=True)
        ]
    yield from (Known(tuple((name, 1) for name in cells), n, n) for cells, n in shown if n is not None)


def _said_in(opinion: str, names: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """The answers in each column; those that no other column holds are in the last, `:other`."""
    alone = {name: OPINIONS[opinion][name] for name in names if name != OTHER}
    every = frozenset().union(*OPINIONS[opinion].values())
    return {name: alone.get(name, every.difference(*alone.values())) for name in names}


class Attacker:
    """Somebody who knows these lines, and would know how many these small counts are."""

    def __init__(self, lines: Iterable[Known], small: Iterable[Sum]) -> None:
        every, self._small = [*lines], [*small]
        names = {name for line in every for name, _ in line.cells} | {name for one in self._small for name, _ in one}
        self._at = {name: at for at, name in enumerate(sorted(names))}
        self._matrix = self._rows([line.cells for line in every])
        self._lo = np.array([line.lo for line in every], dtype=float)
        self._hi = np.array([np.inf if line.hi is None else line.hi for line in every], dtype=float)

    def narrows(self, width: int) -> Iterator[Sum]:
        """The small counts of which they can rule out nobody, or so many people. Raises DoesNotAddUp."""
        sums = self._rows(self._small)
        for sign, aim in ((1, 0), (-1, -width)):
            left = [*range(len(self._small))]
            found = self._fewest(sign * sums.sum(axis=0)) if left else None
            while left:
                left = [at for at in left if sign * (sums[[at]] @ found)[0] > aim]
                if left:
                    first = left.pop(0)
                    found = self._fewest(sign * sums[[first]].toarray()[0])
                    if sign * (sums[[first]] @ found)[0] > aim:
                        yield self._small[first]

    def _fewest(self, weights: Values) -> Values:
        """Counts that agree with everything known, with this sum as small as it can be."""
        n = len(self._at)
        found = milp(
            weights, integrality=np.ones(n), bounds=Bounds(0, MOST),
            constraints=[LinearConstraint(self._matrix, self._lo, self._hi)],
        )  # fmt: skip
        if found.status != SOLVED:
            raise DoesNotAddUp
        counts: Values = np.round(found.x)
        sums = self._matrix @ counts
        if (counts < 0).any() or (sums < self._lo).any() or (sums > self._hi).any():
            raise DoesNotAddUp
        return counts

    def _rows(self, sums: Sequence[Sum]) -> Any:
        entries = [(row, self._at[name], float(weight)) for row, one in enumerate(sums) for name, weight in one]
        row, column, weight = zip(*entries, strict=True) if entries else ((), (), ())
        return csr_array((weight, (row, column)), shape=(len(sums), len(self._at)))
