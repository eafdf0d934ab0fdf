"""The one place that decides which groups of answers are told apart. A group of fewer than ten shows nothing.

`blocks` is for what goes on growing: figures over time, by part of the service and by team. `hidden` is for one table
of groups that make up a total, and that does not change any more.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

LEAST = 10
FEWER = "Not shown: fewer than 10, or it would give away a group of fewer than 10"

Key = TypeVar("Key", bound=Hashable)
Path = tuple[Hashable | None, ...]
Leaf = tuple[date, str, Path]  # the month, the part of the service, and what is finer than that: team, send-out


@dataclass(frozen=True)
class Block:
    """Ten people or more who are counted together for ever: every figure is a sum of whole blocks.

    `month` is the one in which it became ten; `path` holds None from where its members are not told apart.
    """

    month: date
    area: str
    path: Path
    members: tuple[Leaf, ...]
    n: int


def blocks(counts: Mapping[Leaf, int]) -> list[Block]:
    """The blocks of these groups, in the order of their months.

    In each part of the service, people wait month by month until they are ten; then the small teams among them are put
    together until none stands alone with fewer. A month that is added later changes no earlier block, so that two pages
    of different days cannot be subtracted to fewer than ten. What waits is in no figure at all.
    """
    waiting: dict[str, dict[Leaf, int]] = defaultdict(dict)
    found: list[Block] = []
    for month in sorted({month for month, _, _ in counts}):
        for leaf in sorted((it for it in counts if it[0] == month and counts[it]), key=_order):
            waiting[leaf[1]][leaf] = counts[leaf]
        for area in sorted(waiting):
            if sum(waiting[area].values()) >= LEAST:
                found += _blocks_of(month, area, waiting.pop(area))
    return found


def hidden(counts: Mapping[Key, int], *, also: Collection[Key] = ()) -> frozenset[Key]:
    """Which groups of a total that is shown are not; `also` are some that cannot be for another reason.

    What is hidden is together nobody, or ten or more in at least two groups: else the next smallest is hidden too. A
    page may not tell why one is hidden. With fewer than ten in all, every group is hidden and so must be the total.
    """
    found = {key for key, n in counts.items() if n < LEAST or key in also}
    while (some := [counts[key] for key in found if counts[key]]) and (sum(some) < LEAST or len(some) < 2):
        left = sorted((it for it in counts if it not in found), key=lambda it: (counts[it], str(it)))
        if not left:
            break
        found.add(left[0])
    return frozenset(found)


def _blocks_of(month: date, area: str, leaves: Mapping[Leaf, int]) -> Iterator[Block]:
    by_path: Counter[Path] = Counter()
    for (_, _, path), n in leaves.items():
        by_path[path] += n
    for path, paths in sorted(_put_together(by_path).items(), key=lambda it: _words(it[0])):
        members = tuple(leaf for leaf in leaves if leaf[2] in paths)
        yield Block(month, area, path, members, sum(leaves[leaf] for leaf in members))


def _put_together(counts: Mapping[Path, int]) -> dict[Path, set[Path]]:
    """Which of these paths, ten people or more in all, stand under which: the finest part of a path goes first."""
    found = {path: {path} for path in counts}

    def size(path: Path) -> int:
        return sum(counts[it] for it in found[path])

    for depth in reversed(range(len(next(iter(counts))))):
        for parent in sorted({path[:depth] for path in found}, key=_words):
            below = sorted((it for it in found if it[:depth] == parent), key=lambda it: (size(it), _words(it)))
            together = parent + (None,) * (len(below[0]) - depth)
            small = {it for it in below if size(it) < LEAST}
            if not small:
                continue
            others = [it for it in below if it not in small | {together}]
            merged = set().union(*(found.pop(it) for it in small | {together} if it in found))
            while others and sum(counts[it] for it in merged) < LEAST:
                merged |= found.pop(others.pop(0))
            found[together] = merged
    return found


def _order(leaf: Leaf) -> tuple[str, ...]:
    return (leaf[1], *_words(leaf[2]))


def _words(path: Path) -> tuple[str, ...]:
    return tuple(str(part) for part in path)
