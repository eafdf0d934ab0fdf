"""One questionnaire's answers as a page and its files show them."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from foundation.council import Council
from foundation.records import UnitOfWork
from foundation.surveys.gate import LEAST, Block, blocks, hidden
from foundation.surveys.library import library
from foundation.surveys.questionnaire import Band, Questionnaire
from foundation.surveys.results import Figures, Item, added, items, responses, told_apart, waiting
from foundation.surveys.tallies import Cell
from foundation.surveys.trend import Months, months_after, quarter_of
from survey_service.preview.routes import READERS
from survey_service.results import filters, queries
from survey_service.results.filters import AREA, MONTH, READER, TEAM, Wanted

NO_TEAM = "team not told apart"
Counts = Mapping[Cell, int]


@dataclass(frozen=True)
class Row:
    """One group: its name, how many sent answers, and what they said; None where that cannot be shown."""

    name: str
    n: int | None
    figures: Figures | None
    month: date | None = None


@dataclass(frozen=True)
class Question:
    """A question with a row for each group."""

    item: Item
    rows: Sequence[Row]


@dataclass(frozen=True)
class Answers:
    """What is shown: of how many (None: fewer than ten), how many wait, and every question that was asked for.

    `areas` are those parts of the service and months from which ten or more came, for the comments.
    """

    n: int | None
    waiting: int
    questions: Sequence[Question]
    areas: frozenset[tuple[date, str]]


def every_version(uow: UnitOfWork, questionnaire: Questionnaire) -> list[Questionnaire]:
    """The newest version, and those that somebody answered."""
    numbers = {*queries.versions(uow, questionnaire.code), questionnaire.version}
    known = library().every
    return [known[questionnaire.code, number] for number in numbers if (questionnaire.code, number) in known]


def read(uow: UnitOfWork, council: Council, questionnaire: Questionnaire, wanted: Wanted, today: date) -> Answers:
    """All that the gate lets through of what was asked for."""
    code = questionnaire.code
    leaves = queries.leaves(uow, code).get(code, {})
    chosen = [it for it in blocks(leaves) if it.month in wanted.months and wanted.area in ("", it.area)]
    n = sum(it.n for it in chosen)
    asked = [it for it in items(every_version(uow, questionnaire)) if wanted.question in ("", it.code)]
    left = waiting(queries.sent_in(uow).get(code, 0), sum(leaves.values()))
    if wanted.by == READER:
        found = queries.counts_by_band(uow, code, chosen)
        questions = _by_reader(found, questionnaire, wanted.months, asked, today)
    else:
        of_blocks = {block: counts for (_, block), counts in queries.counts(uow, {code: chosen}).items()}
        questions = _by_block(of_blocks, council, wanted.by, asked)
    return Answers(n or None, left, questions, frozenset((it.month, it.area) for it in chosen))


def _by_block(found: Mapping[Block, Counts], council: Council, by: str, asked: Sequence[Item]) -> list[Question]:
    """Any sum of whole blocks can be shown; of each question, groups in which enough answered it."""
    key_of, name_of = told_apart_by(by, council)
    parts: dict[Any, list[Counts]] = defaultdict(list)
    for block, counts in found.items():
        parts[key_of(block)].append(counts)
    groups = {key: added(parts[key]) for key in sorted(parts)}
    month = (lambda key: key) if by == MONTH else (lambda _: None)
    return [
        Question(item, [
            Row(name_of(key), responses(groups[key]), figures, month(key))
            for key, figures in told_apart(item, groups).items()
        ])
        for item in asked
    ]  # fmt: skip


def told_apart_by(by: str, council: Council) -> tuple[Callable[[Block], Any], Callable[[Any], str]]:
    """What a block is sorted under, and that in words."""
    if by == AREA:
        return lambda it: filters.place_of(council, it.area), lambda key: filters.named(council, key[1])
    if by == MONTH:
        return lambda it: it.month, filters.in_words
    if by == TEAM:
        return (
            lambda it: (*filters.place_of(council, it.area), str(it.path[0] or "")),
            lambda key: f"{filters.named(council, key[1])}: {council.teams.get(key[2], key[2]) or NO_TEAM}",
        )
    return lambda _: "", lambda _: "All together"


def _by_reader(
    found: Mapping[tuple[Block, str], Counts], questionnaire: Questionnaire, months: Months, asked: Sequence[Item],
    today: date,
) -> list[Question]:  # fmt: skip
    """By whom it was worded for, in whole quarters that are over: those are told once and do not change."""
    quarters: dict[date, dict[Band, list[Counts]]] = defaultdict(lambda: defaultdict(list))
    for (block, band), counts in found.items():
        quarters[quarter_of(block.month)][Band(band)].append(counts)
    rows: dict[str, list[Row]] = {item.code: [] for item in asked}
    for quarter in sorted(quarters):
        last = months_after(quarter, 2)
        if quarter < months.first or last > months.last or last >= today.replace(day=1):
            continue
        groups = {band: added(quarters[quarter][band]) for band in questionnaire.bands}
        sizes = {band: responses(counts) for band, counts in groups.items()}
        closed: frozenset[Band] = hidden(sizes)
        if sum(sizes.values()) < LEAST:
            continue
        for item in asked:
            for band, figures in told_apart(item, groups, closed).items():
                name = f"{READERS[band]}, {filters.span(Months(quarter, last))}"
                rows[item.code].append(Row(name, None if band in closed else sizes[band], figures))
    return [Question(item, rows[item.code]) for item in asked]
