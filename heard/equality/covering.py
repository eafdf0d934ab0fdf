"""`heard equality coverage`: from two CSV files to words, n beside everything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from foundation.equality.coverage import Group, Question, Row, cover
from foundation.equality.settings import SETTINGS
from foundation.equality.verdicts import Reason, Verdict
from heard.equality.csv_files import Row as Cells
from heard.equality.csv_files import no_count, quoted, read_table, refuse

ANSWERS = ("characteristic", "category_code", "count")
REFERENCE = ("area_code", "source", "year", *ANSWERS)
DID_NOT_SAY = ("prefer_not_to_say", "unanswered")
NOT_ASKED = "not_asked"
NOT_ANSWERED = "not_answered"

VERDICTS = {
    Verdict.UNDER: "heard less than expected",
    Verdict.OVER: "heard more than expected",
    Verdict.AS_EXPECTED: "heard as expected",
    Verdict.CANNOT_TELL: "cannot tell",
}
REASONS = {
    Reason.TOO_FEW_ANSWERS: f"fewer than {SETTINGS.a_min} answers, or nobody or everybody of the population in it",
    Reason.LOW_DISCLOSURE: "too few of those asked answered",
    Reason.WITHIN_MARGIN: f"surely between {SETTINGS.ratio_low:g} and {SETTINGS.ratio_high:g} of its share",
    Reason.WORST_CASE: "whatever those are who did not say",
    Reason.HOLDS_TO_K: f"unless those who did not say are more than {SETTINGS.k:g} times as likely, or unlikely, in it",
    Reason.IMPRECISE: "the answers are too few to be sure",
    Reason.REFERENCE_MISSING: "the reference lacks people who could change it",
}


@dataclass(frozen=True)
class Population:
    """A reference: where it is from, its people by category, and how many it lacks."""

    named: str
    people: dict[str, int]
    missing: int


def tell_coverage(answers: Path, reference: Path) -> None:
    """Print the coverage of each characteristic. Raises Refused."""
    counted = _read_answers(answers)
    populations = _read_reference(reference, counted)
    refuse(answers, _strangers(counted, populations, reference))
    questions = [
        Question(
            name,
            tuple(Group(code, of.get(code, (0, 0))[1], people) for code, people in populations[name].people.items()),
            sum(of.get(code, (0, 0))[1] for code in DID_NOT_SAY),
            populations[name].missing,
        )
        for name, of in counted.items()
    ]
    click.echo(f"Settings of {SETTINGS.version}. One report, {sum(len(q.groups) for q in questions)} groups.")
    for question, rows in zip(questions, cover(questions), strict=True):
        not_asked = counted[question.name].get(NOT_ASKED, (0, 0))[1]
        for line in _told(question, rows, populations[question.name], not_asked):
            click.echo(line)


def _told(question: Question, rows: Sequence[Row], population: Population, not_asked: int) -> Iterator[str]:
    n, people = question.substantive, sum(population.people.values())
    yield ""
    yield f"{question.name}: {n} answered of {n + question.non_disclosed} asked; {not_asked} were not asked."
    lacking = f", which lacks {population.missing} more" if population.missing else ""
    yield f"Compared with {population.named} (n = {people}{lacking})."
    if n > people / 10:
        yield "More than a tenth of the population answered: the test is cautious."
    table = [("group", "answers", "share", "population", "ratio (95%)", "adjusted p", "verdict")]
    table += [_cells(row, n, population) for row in rows]
    widths = [max(len(cells[at]) for cells in table) for at in range(len(table[0]))]
    for cells in table:
        yield "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _cells(row: Row, n: int, population: Population) -> tuple[str, ...]:
    return (
        row.code,
        f"{row.x} of {n}",
        "–" if row.share is None else f"{row.share:.1%}",
        f"{population.people[row.code]}" + ("" if row.r is None else f" ({row.r:.2%})"),
        "–" if row.ratio is None else f"{row.ratio:.2f} ({row.ratio_lo:.2f} to {row.ratio_hi:.2f})",
        "–" if row.p_adj is None else f"{row.p_adj:.3f}",
        f"{VERDICTS[row.verdict]}: {REASONS[row.reason]}",
    )


Counted = dict[str, dict[str, tuple[int, int]]]  # by characteristic and code: row, count


def _read_answers(path: Path) -> Counted:
    return _counted(path, read_table(path, ANSWERS))


def _counted(path: Path, rows: Sequence[tuple[int, Cells]]) -> Counted:
    counted: Counted = {}
    mistakes: list[str | None] = []
    for at, row in rows:
        mistakes += [f"row {at}, column {name}: this is empty" for name in ANSWERS[:2] if not row[name]]
        mistakes.append(no_count(at, "count", row["count"]))
        of = counted.setdefault(row["characteristic"], {})
        if (before := of.get(row["category_code"])) is not None:
            code = quoted(row["category_code"])
            mistakes.append(f"row {at}, column category_code: {code} stands in row {before[0]} too; add the two")
        elif mistakes[-1] is None:
            of[row["category_code"]] = at, int(row["count"])
    refuse(path, mistakes)
    return counted


def _read_reference(path: Path, wanted: Counted) -> dict[str, Population]:
    rows = [(at, row) for at, row in read_table(path, REFERENCE) if row["characteristic"] in wanted]
    counted = _counted(path, rows)
    first: dict[str, Cells] = {}
    mistakes: list[str | None] = []
    for at, row in rows:
        one = first.setdefault(row["characteristic"], row)
        mistakes += [
            f"row {at}, column {name}: {quoted(row[name])} is another than {quoted(one[name])} above; a share is of "
            f"one source. Leave one of them out"
            for name in ("area_code", "source", "year")
            if row[name] != one[name]
        ]
    for name in wanted:
        if name not in first:
            mistakes.append(f"there is no characteristic {quoted(name)}; add its rows, or leave it out of the answers")
        elif not any(count for code, (_, count) in counted[name].items() if code != NOT_ANSWERED):
            mistakes.append(f"{quoted(name)} adds up to 0 people")
    refuse(path, mistakes)
    return {
        name: Population(
            f"{first[name]['source']}, {first[name]['area_code']}, {first[name]['year']}",
            {code: count for code, (_, count) in of.items() if code != NOT_ANSWERED},
            of.get(NOT_ANSWERED, (0, 0))[1],
        )
        for name, of in counted.items()
    }


def _strangers(counted: Counted, populations: dict[str, Population], reference: Path) -> Iterator[str]:
    for name, of in counted.items():
        for code, (at, _) in of.items():
            if code not in populations[name].people and code not in (*DID_NOT_SAY, NOT_ASKED):
                yield f"row {at}, column category_code: {quoted(code)} is not in {reference.name}; use its codes"
