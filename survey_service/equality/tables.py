"""Tables of counts in words, as a page and a file show them: a count that is left out is a c, whatever the reason."""

from collections.abc import Iterator, Mapping, Sequence

from foundation.equality.characteristics import CHARACTERISTICS
from foundation.equality.release.counts import Table, Withheld
from survey_service.equality import words

ALL = "All together"
HOW_MANY = "How many"
NOT_TOLD = "–"
SAID = {
    "yes": "Yes",
    "no": "No",
    ":no_answer": "No answer",
    ":not_asked": "Not asked",
    ":other": "Anything else",
    "formal_complaint": "Yes, as a complaint",
    "told_someone": "Yes, told somebody",
}


def caption(it: Table | Withheld) -> str:
    """Disability; or Disability, by how many are satisfied with the help."""
    named = words.characteristic(it.characteristic)
    if it.opinion is None:
        return named
    if it.opinion == "why_not":
        return f"{named}, by why they did not raise a problem"
    return f"{named}, by how many {words.OPINIONS.get(it.opinion, it.opinion)}"


def columns(it: Table) -> list[str]:
    """The heads of its columns; the last one is for all together."""
    if not it.columns:
        return [HOW_MANY]
    return [*(SAID.get(said, words.WHY_NOT.get(said, said)) for said in it.columns), ALL]


def rows(it: Table, areas: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Each group and state with its counts; the last line is for all together."""
    names = [*(_group(it, one, areas) for one in it.rows), ALL]
    return [(name, *map(words.number, counts)) for name, counts in zip(names, it.counts, strict=True)]


def without_empty(head: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """A table without the columns in which nothing is told."""
    told = [at for at, _ in enumerate(head) if any(row[at] != NOT_TOLD for row in rows)]
    return [head[at] for at in told], [[row[at] for at in told] for row in rows]


def cells(it: Table, areas: Mapping[str, str]) -> Iterator[tuple[str, str, int | str]]:
    """Each cell on its own: the group, what it said, and how many; c where that is left out."""
    names = [*(_group(it, one, areas) for one in it.rows), ALL]
    for name, counts in zip(names, it.counts, strict=True):
        for said, n in zip(columns(it), counts, strict=True):
            yield name, said if it.columns else "", words.HIDDEN if n is None else n


def _group(it: Table, code: str, areas: Mapping[str, str]) -> str:
    if it.characteristic in CHARACTERISTICS:
        rungs = {rung.code: rung for rung in CHARACTERISTICS[it.characteristic].ladder}
        if it.rung in rungs and code in rungs[it.rung].words:
            return rungs[it.rung].words[code]
    return words.group(it.characteristic, code, areas)
