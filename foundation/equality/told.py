"""What one reader may be told beside all that is known already: exact counts, and words.

A word tells something of hidden counts: that they lie where the same would be said. It is told if a reader who knows
every such line still can rule out neither nobody nor `width_min` people, of each small count.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import Generic, TypeVar

from foundation.equality.register import Guarded, Known, Register, Sum
from foundation.equality.settings import SETTINGS, Settings

Cells = tuple[str, ...]
Word = Callable[..., object]
REACH = 25  # a range need not be found whole: what is found less is granted to the reader
T = TypeVar("T")


@dataclass(frozen=True)
class Candidate(Generic[T]):
    """What may be told, and what a reader then knows of the counts behind it."""

    told: T
    lines: tuple[Known, ...]


class Telling(Generic[T]):
    """What one would like to tell, and what is said where none of it may be; and the small counts to be guarded.

    `ways` to tell it begin with the fullest; each is looked for only when those before it told too much.
    """

    def __init__(self, ways: Iterable[Candidate[T]], otherwise: T, small: Sequence[Cells] = ()) -> None:
        self.others = iter(ways)
        self.first = next(self.others, None)
        self.otherwise, self.small = otherwise, small


def as_known(told: T) -> Telling[T]:
    """What follows from what every reader knows already."""
    return Telling([Candidate(told, ())], told)


class Told:
    """One reader, the lines that he knows, and those that this report adds. Counts from 1 to below `t` are small.

    `small` are guarded against every word, whatever it is about: counts of one question hang together with others'.
    Of those that he knows too well already he learns nothing more. `beside` is a reader who was told before, and who
    reads also what this one is told.
    """

    def __init__(
        self,
        known: Iterable[Known],
        structure: Iterable[Known],
        t: int,
        settings: Settings = SETTINGS,
        small: Iterable[Sum] = (),
        beside: "Told | None" = None,
    ):
        known = tuple(known)
        self.t, self._settings, self._register = t, settings, Register(known, structure, settings)
        self._exact, self._told = _by_cell(known), set(known)
        self._small = [*dict.fromkeys(small)]
        self._known_well = {*self._register.exposed(self._small, settings.width_min)}
        self._guarded: dict[Sum, Guarded] = {}
        self._beside = beside
        self._granted: dict[tuple[object, tuple[Sum, ...]], tuple[Known, ...]] = {}
        self.lines: list[Known] = []

    def exactly(self, cells: Iterable[str]) -> bool:
        """Whether the sum of these cells is told already, as a sum of told counts without a cell in common."""
        left = set(cells)
        while left:
            fitting = [of for of in self._exact.get(min(left), ()) if of <= left]
            if not fitting:
                return False
            left -= max(fitting, key=len)
        return True

    def settle(self, tellings: Sequence["Telling[T]"]) -> list[T]:
        """What he is told of each, the earlier first; from then on he knows it.

        All are tried together, and where that tells too much each half after the other.
        """
        return self._settle([self._beside.again(telling) for telling in tellings] if self._beside else tellings)

    def again(self, telling: Telling[T]) -> Telling[T]:
        """The telling; where this reader was told just that, the lines that he was granted for it come first."""
        first = telling.first
        granted = self._granted.get(_granted_for(first)) if first else None
        if first is None or granted is None:
            return telling
        ways = (Candidate(first.told, granted), first)
        return Telling(chain(ways, telling.others), telling.otherwise, telling.small)

    def _settle(self, tellings: Sequence[Telling[T]]) -> list[T]:
        first = [telling.first for telling in tellings if telling.first]
        if self._tell(first, [small for telling in tellings for small in telling.small]):
            return [one.first.told if one.first else one.otherwise for one in tellings]
        if len(tellings) > 1:
            middle = len(tellings) // 2
            return [*self._settle(tellings[:middle]), *self._settle(tellings[middle:])]
        [telling] = tellings
        for candidate in telling.others:
            if self._tell([candidate], telling.small):
                return [candidate.told]
        return [telling.otherwise]

    def _near(self, small: Sequence[Sum], lines: Sequence[Known]) -> list[Sum]:
        """Those of which these lines could say something: before they are known, for what is settled has no ties."""
        named = {cell for line in lines for cell, _ in line.cells}
        tied = {*self._register.touched(small, lines)}
        return [one for one in small if one in tied or not named.isdisjoint(cell for cell, _ in one)]

    def _tell(self, what: Sequence[Candidate[T]], small: Iterable[Cells]) -> bool:
        lines = self._new(line for candidate in what for line in candidate.lines)
        if self._may_know(lines, small) and (self._beside is None or self._beside.reads(lines)):
            self._know(lines)
            self.lines.extend(lines)
            self._granted.update((_granted_for(one), one.lines) for one in what)
            return True
        return False

    def reads(self, lines: Iterable[Known]) -> bool:
        """Whether he may know these lines too; from then on he does."""
        new = self._new(lines)
        may = self._may_know(new)
        if may:
            self._know(new)
        return may

    def _new(self, lines: Iterable[Known]) -> list[Known]:
        return [line for line in dict.fromkeys(lines) if line not in self._told]

    def _may_know(self, lines: Sequence[Known], own: Iterable[Cells] = ()) -> bool:
        if not lines:
            return True
        near = self._near(self._small, lines)
        guarded = [self._guard(one) for one in near]
        guarded += [self._wide(one) for one in self._near([*map(_ones, dict.fromkeys(own))], lines)]
        return self._register.and_also(lines).leaves(dict.fromkeys(guarded))

    def _know(self, lines: Sequence[Known]) -> None:
        self._register = self._register.and_also(lines)
        self._told.update(lines)

    def _guard(self, small: Sum) -> Guarded:
        if small not in self._guarded:
            self._guarded[small] = self._as_known(small) if small in self._known_well else self._wide(small)
        return self._guarded[small]

    def _wide(self, small: Sum) -> Guarded:
        return Guarded(small, 0, self._settings.width_min)

    def _as_known(self, small: Sum) -> Guarded:
        least, most = self._register.bounds(small)
        widest = least + self._settings.width_min
        return Guarded(small, least, widest if most is None else min(widest, most))


def _granted_for(one: Candidate[T]) -> tuple[object, tuple[Sum, ...]]:
    return one.told, tuple(line.cells for line in one.lines)


def candidates(told: T, word: Word, counts: Mapping[Cells, int], t: int) -> Iterator[Candidate[T]]:
    """Ways to tell what follows by `word` from these counts.

    The first of the counts may be anything for which the word stays the same, with the others a little more or less.
    How little is tried from much to none: the less, the more is granted to the reader.
    """
    (first, x), *others = counts.items()
    said = word(*counts.values())
    for slack in (t, 3, 1, 0) if others else (0,):
        ends = [range(max(0, n - slack), n + slack + 1) for _, n in others]
        # A word may come and go again along the second count, as “as expected” does: it is tried between, too.
        tried = [
            (it[0], (it[0] + n) // 2, n, (it[-1] + n) // 2, it[-1]) if at == 0 else (it[0], it[-1])
            for at, ((_, n), it) in enumerate(zip(others, ends, strict=True))
        ]  # fmt: skip
        points = [*dict.fromkeys([tuple(n for _, n in others), *product(*tried)])]
        if all(word(x, *point) == said for point in points):
            lo, hi = (_furthest(word, said, x, points, step) for step in (-1, 1))
            ranges = [(first, lo, hi), *((cells, it[0], it[-1]) for (cells, _), it in zip(others, ends, strict=True))]
            yield Candidate(told, tuple(Known(_ones(cells), *of) for cells, *of in ranges if cells))


def _furthest(word: Word, said: object, x: int, points: Iterable[tuple[int, ...]], step: int) -> int:
    for at in range(x + step, x + step * REACH, step):
        if at < 0 or any(word(at, *point) != said for point in points):
            return at - step
    return x + step * (REACH - 1)


def _ones(cells: Cells) -> tuple[tuple[str, int], ...]:
    return tuple((cell, 1) for cell in cells)


def _by_cell(known: Iterable[Known]) -> dict[str, list[frozenset[str]]]:
    found: dict[str, list[frozenset[str]]] = {}
    for line in known:
        if line.lo == line.hi and all(weight == 1 for _, weight in line.cells):
            cells = frozenset(cell for cell, _ in line.cells)
            for cell in cells:
                found.setdefault(cell, []).append(cells)
    return found
