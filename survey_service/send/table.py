"""A table that somebody uploads: CSV as spreadsheets write it, in whichever encoding and with whichever separator."""

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
SEPARATORS = (",", ";", "\t")
LETTERS = "We cannot read the letters of this file. Save it again as “CSV UTF-8” and upload that"
NOT_CSV = "This is not a CSV file. Open it in the spreadsheet program, save it as “CSV UTF-8” and upload that"
EMPTY = "The file is empty"
ONLY_HEADER = "There is nothing under the first row, which names the columns. Put the people there, one a row"
_OTHER_FILES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


class BadFile(ValueError):
    """Nothing of this file can be used; the message says how to mend it."""


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet counts (the first row names the columns), and its cells by column.

    `too_long` says that it has cells to the right of all columns, as where a number has a comma in it.
    """

    line: int
    cells: Mapping[str, str]
    too_long: bool = False


@dataclass(frozen=True)
class Table:
    """The columns that we know, and every row that is not blank. Other columns are passed over unread."""

    columns: frozenset[str]
    rows: tuple[Row, ...]


def read_table(
    content: bytes,
    called: Mapping[str, Collection[str]],
    most_rows: int = MOST_ROWS,
    without_rows: str = ONLY_HEADER,
) -> Table:
    """Read a file. `called` gives for each column of ours the names it may have, in small letters without signs.
    `without_rows` is said of a file that names its columns and no more.

    Raises BadFile: for what is no CSV, what names none of these columns, and what has no rows or too many.
    """
    text = _decoded(content)
    places, separator = _header(text, called)
    rows: list[Row] = []
    width = 0
    for line, cells in enumerate(_read(text, separator), 1):
        width = width or len(cells)
        if line == 1 or not any(cell.strip() for cell in cells):
            continue
        if len(rows) == most_rows:
            raise BadFile(f"The file has more than {most_rows:,} rows. Split it into files of {most_rows:,} or fewer")
        named = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
        rows.append(Row(line, named, any(cell.strip() for cell in cells[width:])))
    if not rows:
        raise BadFile(without_rows)
    return Table(frozenset(places), tuple(rows))


def _decoded(content: bytes) -> str:
    if not content.strip():
        raise BadFile(EMPTY)
    if content.startswith(_OTHER_FILES):
        raise BadFile(NOT_CSV)
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.strip():
            raise BadFile(EMPTY)
        return text
    raise BadFile(LETTERS)


def _encodings(content: bytes) -> tuple[str, ...]:
    """What it may be written in. Windows-1252 takes almost any bytes, so it comes last."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    start = content[:200]
    if start[1::2].count(0) > len(start) // 4:
        return ("utf-16-le",)
    if start[::2].count(0) > len(start) // 4:
        return ("utf-16-be",)
    return ("utf-8-sig", "cp1252")


def _header(text: str, called: Mapping[str, Collection[str]]) -> tuple[dict[str, int], str]:
    """Where each of our columns stands, by the separator that finds most of them."""
    found: dict[str, int] = {}
    separator = SEPARATORS[0]
    for one in SEPARATORS:
        places = _places(next(_read(text, one), []), called)
        if len(places) > len(found):
            found, separator = places, one
    if not found:
        names = " or ".join(f"“{name}”" for name in called)
        raise BadFile(f"The first row names no column that we know. Call a column {names}, in the first row")
    return found, separator


def _places(header: list[str], called: Mapping[str, Collection[str]]) -> dict[str, int]:
    places: dict[str, int] = {}
    for at, cell in enumerate(header):
        bare = "".join(letter for letter in cell.lower() if letter.isalpha())
        for name, names in called.items():
            if bare != name and bare not in names:
                continue
            if name in places:
                raise BadFile(f"Two columns are called “{name}” or the like. Leave one of them out")
            places[name] = at
    return places


def _read(text: str, separator: str) -> Iterator[list[str]]:
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 0
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            raise BadFile(
                f"We cannot read on after row {line}: a quotation mark there is not closed, or a cell is very long. "
                "Mend that row and upload the file again"
            ) from None
        line += 1
        yield cells
