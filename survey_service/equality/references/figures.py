"""What stands in a file of people, and whom each question is held against, as tables in our words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from foundation.equality.characteristics import CHARACTERISTICS
from foundation.equality.references import ALL_OPEN, GROUPINGS, PARTS, SERVICE_POPULATION, Population
from survey_service.equality import words
from survey_service.equality.references.reading import Use

EVERY_CHILD = "Every child open to the service"
NOT_KNOWN = "Not known"


@dataclass(frozen=True)
class Figures:
    """One characteristic of a file: what it is, by which source, and a table whose first line names its columns."""

    caption: str
    source: str
    titles: tuple[str, ...]
    lines: list[tuple[str, ...]]


def figures_of(people: Population, areas: Mapping[str, str]) -> list[Figures]:
    """All that stands in a file; `areas` are the words for parts of the service."""
    return [_parts(people, areas) if name == SERVICE_POPULATION else _groups(name, people) for name in people.counts]


def compared(uses: Iterable[Use]) -> list[tuple[str, str, str]]:
    """Each question, in how many groups, and whom it is held against; rungs with the same people are one line."""
    found = []
    for (question, against), rungs in groupby(
        uses, key=lambda use: (use.characteristic.words, use.found and use.found.against)
    ):
        sizes = [str(len(use.rung.groups)) for use in rungs]
        said = f"{', '.join(sizes[:-1])} or {sizes[-1]}" if len(sizes) > 1 else sizes[0]
        found.append((question, f"{said} groups", words.compared_with(against) if against else "None"))
    return found


def _groups(name: str, people: Population) -> Figures:
    grouping, counts = GROUPINGS[name], people.counts[name]
    it = CHARACTERISTICS[grouping.characteristic]
    in_words = {answers: rung.words[group] for rung in reversed(it.ladder) for group, answers in rung.groups.items()}
    known = sum(counts[code] for code in grouping.takes_in)
    lines = [
        (in_words[answers], _as_written(code), f"{counts[code]:,}", _share(counts[code], known))
        for code, answers in grouping.takes_in.items()
    ]
    lines += [
        (NOT_KNOWN, _as_written(code), f"{counts[code]:,}", "") for code in sorted(grouping.not_known & counts.keys())
    ]
    total = ("All of whom it is known", "", f"{known:,}", "100%")
    return Figures(it.words, people.sources[name], ("Group", "In the file", "People", "Share"), [*lines, total])


def _parts(people: Population, areas: Mapping[str, str]) -> Figures:
    lines: list[tuple[str, ...]] = []
    for code, n in people.counts[SERVICE_POPULATION].items():
        own = PARTS.get(code, code)
        lines.append((EVERY_CHILD if own == ALL_OPEN else areas.get(own, own), _as_written(code), f"{n:,}"))
    titles = ("Part of the service", "In the file", "People")
    return Figures(
        "People by part of the service; the parts overlap, so they are never added up",
        people.sources[SERVICE_POPULATION], titles, lines,
    )  # fmt: skip


def _as_written(code: str) -> Markup:
    return Markup("<code>{}</code>").format(Markup("_<wbr>").join(code.split("_")))


def _share(n: int, known: int) -> str:
    return "under 0.1%" if 0 < n / known < 0.0005 else words.percent(n / known)
