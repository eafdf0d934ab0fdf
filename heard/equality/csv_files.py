"""CSV files as people save them: a mistake is told with its row, counted as a spreadsheet does, and its column."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

from heard.json_objects import LONGEST_NAME
from heard.refused import Refused

LARGEST = 5_000_000  # bytes
MOST_TOLD = 20
MOST_PEOPLE = 1_000_000_000
Row = dict[str, str]


def read_grid(path: Path) -> list[list[str]]:
    """All rows but empty ones at the end, space around each cell cut. Raises Refused."""
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise Refused(f"{path.name}: this is more than {LARGEST // 1_000_000} MB; give counts, not people one by one")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{path.name}: this is not UTF-8 text; save it as “CSV UTF-8”") from None
    if "\0" in text:
        raise Refused(f"{path.name}: this is no CSV file; save the sheet as “CSV UTF-8”")
    first = text.split("\n", 1)[0]
    if "," not in first and (";" in first or "\t" in first):
        raise Refused(f"{path.name}: row 1: the columns are not parted by commas; save it as “CSV UTF-8”")
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(StringIO(text, newline=""), strict=True)]
    except csv.Error as error:
        raise Refused(f"{path.name}: this is no CSV file ({error}); save the sheet as “CSV UTF-8”") from None
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise Refused(f"{path.name}: this file is empty")
    return rows


def read_table(path: Path, columns: Sequence[str]) -> list[tuple[int, Row]]:
    """Each row with its number, as the named columns; other columns are passed over. Raises Refused."""
    header, *rows = read_grid(path)
    if missing := [column for column in columns if header.count(column) != 1]:
        raise Refused(f"{path.name}: row 1: the columns {', '.join(columns)} are needed, each once; see {missing[0]}")
    if not rows:
        raise Refused(f"{path.name}: there is no row below the names of the columns")
    refuse(path, (_ragged(at, row, header) for at, row in enumerate(rows, 2)))
    return [(at, {column: row[header.index(column)] for column in columns}) for at, row in enumerate(rows, 2)]


def refuse(path: Path, mistakes: Iterable[str | None]) -> None:
    """Tell all mistakes at once, or so many as can be read. Raises Refused."""
    found = [f"{path.name}: {mistake}" for mistake in mistakes if mistake]
    if len(found) > MOST_TOLD:
        found = [*found[:MOST_TOLD], f"and {len(found) - MOST_TOLD} more"]
    if found:
        raise Refused("\n".join(found))


def no_count(at: int, column: str, cell: str) -> str | None:
    """What is wrong with a count of people, if anything."""
    if cell.isascii() and cell.isdigit() and len(cell) <= 10 and int(cell) <= MOST_PEOPLE:
        return None
    said = "this is empty" if not cell else f"{quoted(cell)} is no whole number from 0 to {MOST_PEOPLE}"
    return f"row {at}, column {column}: {said}; give a count of people, without commas in it"


def quoted(cell: str) -> str:
    """A cell as it can stand in one line."""
    short = cell[:LONGEST_NAME]
    return f"“{short}”" if short.isprintable() else ascii(short)


def _ragged(at: int, row: Sequence[str], header: Sequence[str]) -> str | None:
    if len(row) == len(header):
        return None
    return f"row {at}: this row has {len(row)} columns, row 1 has {len(header)}; take away or add commas"
