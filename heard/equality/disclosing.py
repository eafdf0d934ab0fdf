"""`heard equality disclose`: a table that is safe to publish, or what a published one gives away."""

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path

import click
import numpy as np

from foundation.equality.attack import Bounds, DoesNotAddUp, bound
from foundation.equality.settings import SETTINGS
from foundation.equality.suppression import Insider, Suppression, TooFewToPublish, narrow_to_insiders, suppress
from foundation.equality.tables import MOST_COUNT, Cell, TableTooLarge, Zeros
from heard.equality.csv_files import quoted, read_grid, refuse
from heard.equality.solver_output import solver_prints_to_stderr
from heard.refused import Refused

HIDDEN = "c"
TOTAL = "Total"


@dataclass(frozen=True)
class Sheet:
    """A table with its totals as it stands in a file; None is hidden. Names of rows and columns include the totals."""

    path: Path
    corner: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]

    @property
    def inner(self) -> list[list[int]]:
        """The counts without totals, of a table that hides none."""
        return [[count or 0 for count in row[:-1]] for row in self.cells[:-1]]

    def name(self, cell: Cell) -> str:
        """A cell as it is told: its row and its column."""
        return f"{self.rows[cell[0]]}, {self.columns[cell[1]]}"


def tell_disclosure(path: Path, profile: str, zeros: str) -> None:
    """Print the table with c for what is hidden. Raises Refused."""
    sheet = _read(path, hidden_too=False)
    found = _suppressed(sheet, profile, zeros)
    if found.hidden_share > SETTINGS.hidden_most:
        raise Refused(
            f"{path.name}: {_so_many(sheet, found.hidden)} would be hidden, which is more than half; join rows or "
            "columns and ask again. Nothing was printed"
        )
    _print(sheet, found.hidden)
    click.echo(f"{_so_many(sheet, found.hidden)} hidden, n = {sheet.cells[-1][-1]}, {_rule(profile, zeros)}.", err=True)


def tell_attack(path: Path, profile: str, zeros: str) -> None:
    """Print what a reader can work out about each hidden count. Raises Refused."""
    sheet = _read(path, hidden_too=True)
    hidden = [
        (row, column) for row, of in enumerate(sheet.cells) for column, count in enumerate(of) if count is None
    ]  # fmt: skip
    if hidden:
        what = f"{_so_many(sheet, hidden)} hidden as published"
    else:
        found = _suppressed(sheet, profile, zeros)
        hidden = list(found.hidden)
        what = f"{_so_many(sheet, hidden)} would be hidden, {_rule(profile, zeros)}"
    if not hidden:
        click.echo(f"{what}. There is nothing to work out.")
        return
    attacker, insiders = _attacked(sheet, hidden)
    click.echo(f"{what}. A reader who adds and takes away can tell:")
    for cell, bounds in attacker.items():
        narrow = " – too narrow" if bounds.is_narrower_than(SETTINGS.width_min) else ""
        click.echo(f"{sheet.name(cell)}: {_said(bounds)}{narrow}")
    for one in insiders:
        click.echo(
            f"Somebody who stands in {sheet.name(one.stands_in)} can tell that {sheet.name(one.narrowed)} is "
            f"{_said(one.bounds)}."
        )


def _suppressed(sheet: Sheet, profile: str, zeros: str) -> Suppression:
    try:
        with solver_prints_to_stderr():
            return suppress(sheet.inner, _threshold(profile), Zeros(zeros))
    except TooFewToPublish as error:
        raise Refused(f"{sheet.path.name}: {error} in the whole table; nothing of it can be published") from None
    except TableTooLarge as error:
        raise Refused(f"{sheet.path.name}: {error}") from None


def _attacked(sheet: Sheet, hidden: Sequence[Cell]) -> tuple[dict[Cell, Bounds], list[Insider]]:
    """What any reader can tell of each hidden cell, and what those can tell beside who stand in one."""
    told = [[None if (row, at) in hidden else n for at, n in enumerate(of)] for row, of in enumerate(sheet.cells)]
    least = np.array([[0 if n is None else n for n in row] for row in told], dtype=float)
    most = np.array([[inf if n is None else n for n in row] for row in told], dtype=float)
    try:
        with solver_prints_to_stderr():
            attacker = bound(least, most, hidden)
            insiders = narrow_to_insiders(least, most, hidden)
            return attacker, [one for one in insiders if one.bounds != attacker[one.narrowed]]
    except DoesNotAddUp:
        raise Refused(f"{sheet.path.name}: no counts add up to these totals; look for a wrong number") from None


def _threshold(profile: str) -> int:
    return SETTINGS.t_officer if profile == "officer" else SETTINGS.t_public


def _rule(profile: str, zeros: str) -> str:
    least = "0" if zeros == Zeros.SENSITIVE else "1"
    return f"so that no count from {least} to {_threshold(profile) - 1} can be worked out"


def _so_many(sheet: Sheet, hidden: Sequence[Cell]) -> str:
    rows, columns = len(sheet.rows) - 1, len(sheet.columns) - 1
    inner = sum(row < rows and column < columns for row, column in hidden)
    totals = len(hidden) - inner
    return f"{inner} of {rows * columns} counts" + (f" and {totals} total{'s' * (totals > 1)}" if totals else "")


def _print(sheet: Sheet, hidden: Sequence[Cell]) -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow([sheet.corner, *sheet.columns])
    for row, (name, counts) in enumerate(zip(sheet.rows, sheet.cells, strict=True)):
        out.writerow([name, *(HIDDEN if (row, column) in hidden else count for column, count in enumerate(counts))])


def _said(bounds: Bounds) -> str:
    if bounds.lo == bounds.hi:
        return f"exactly {bounds.lo}"
    return f"{bounds.lo} or more" if bounds.hi is None else f"from {bounds.lo} to {bounds.hi}"


def _read(path: Path, *, hidden_too: bool) -> Sheet:
    header, *rows = read_grid(path)
    if len(header) < 2 or not rows:
        raise Refused(f"{path.name}: give names of columns in row 1, names of rows in column 1, and counts")
    refuse(path, _mistakes(header, rows, hidden_too=hidden_too))
    cells = [[None if cell == HIDDEN else int(cell) for cell in row[1:]] for row in rows]
    names = [row[0] for row in rows]
    has_totals = (names[-1].casefold() == TOTAL.casefold(), header[-1].casefold() == TOTAL.casefold())
    if any(None in row for row in cells) and has_totals != (True, True):
        raise Refused(f"{path.name}: a table that hides counts needs its last row and column called {TOTAL}")
    if not has_totals[1]:
        cells = [[*row, sum(count or 0 for count in row)] for row in cells]
    if not has_totals[0]:
        cells.append([sum(count or 0 for count in column) for column in zip(*cells, strict=True)])
    sheet = Sheet(
        path, header[0],
        tuple(header[1:] if has_totals[1] else [*header[1:], TOTAL]),
        tuple(names if has_totals[0] else [*names, TOTAL]),
        tuple(tuple(row) for row in cells),
    )  # fmt: skip
    if len(sheet.rows) < 2 or len(sheet.columns) < 2:
        raise Refused(f"{path.name}: there is nothing but totals")
    refuse(path, _wrong_totals(sheet))
    return sheet


def _mistakes(header: Sequence[str], rows: Sequence[Sequence[str]], *, hidden_too: bool) -> Iterator[str]:
    for at, row in enumerate(rows, 2):
        if len(row) != len(header):
            yield f"row {at}: this row has {len(row)} columns, row 1 has {len(header)}; take away or add commas"
            continue
        for column, cell in zip(header[1:], row[1:], strict=True):
            where = f"row {at}, column {quoted(column)}"
            if cell == HIDDEN:
                if not hidden_too:
                    yield f"{where}: this is hidden already; give all counts, or use --attack"
            elif not (cell.isascii() and cell.isdigit() and len(cell) <= 10 and int(cell) <= MOST_COUNT):
                yield f"{where}: {quoted(cell)} is no whole number from 0 to {MOST_COUNT}; give a count of people"


def _wrong_totals(sheet: Sheet) -> Iterator[str]:
    lines = [(f"row {at}", row) for at, row in enumerate(sheet.cells, 2)]
    lines += [
        (f"column {quoted(name)}", column)
        for name, column in zip(sheet.columns, zip(*sheet.cells, strict=True), strict=True)
    ]
    for where, (*counts, total) in lines:
        if None not in (*counts, total) and sum(count or 0 for count in counts) != total:
            yield f"{where}: the counts add up to {sum(count or 0 for count in counts)}, and {TOTAL} is {total}"
