"""Tables as files: CSV for programs and ODS for people. No cell of either is ever run by a spreadsheet."""

from collections.abc import Sequence
from csv import writer
from dataclasses import dataclass
from io import BytesIO, StringIO

from flask import Response
from odfdo import Document, Row, Table

CSV, ODS = "csv", "ods"
TYPES = {CSV: "text/csv; charset=utf-8", ODS: "application/vnd.oasis.opendocument.spreadsheet"}
# What Excel and LibreOffice take for a formula, also after spaces and in full width (OWASP, “CSV injection”).
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
Cell = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    """One table with a name, a head, and notes that belong to its figures. None is an empty cell."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()


def as_file(kind: str, name: str, sheets: Sequence[Sheet]) -> Response:
    """The answer that saves these sheets as `name`; `kind` is CSV or ODS."""
    body = as_csv(sheets) if kind == CSV else as_ods(sheets)
    response = Response(body, content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def as_csv(sheets: Sequence[Sheet]) -> bytes:
    """All sheets one below the other, each with its name, its notes and its head; UTF-8 with a mark for Excel."""
    text = StringIO()
    out = writer(text, lineterminator="\r\n")
    for at, sheet in enumerate(sheets):
        if at:
            out.writerow([])
        out.writerow([safe(sheet.name)])
        out.writerows([safe(note)] for note in sheet.notes)
        out.writerow([safe(word) for word in sheet.head])
        out.writerows([safe(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def as_ods(sheets: Sequence[Sheet]) -> bytes:
    """A table for each sheet, with its notes below it."""
    document = Document("spreadsheet")
    document.body.clear()
    for sheet in sheets:
        table = Table(_tab(sheet.name))
        for row in (sheet.head, *sheet.rows, *([note] for note in ("", *sheet.notes) if sheet.notes)):
            table.append_row(_row(row))
        document.body.append(table)
    body = BytesIO()
    document.save(body)
    return body.getvalue()


def safe(cell: Cell) -> Cell:
    """The cell, led by an apostrophe where a spreadsheet would run it."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(RUNS):
        return f"'{cell}"
    return cell


def _row(cells: Sequence[Cell]) -> Row:
    row = Row()
    for at, cell in enumerate(cells):
        if cell is not None:
            row.set_value(at, cell)
    return row


def _tab(name: str) -> str:
    """A name that both LibreOffice and Excel take for a sheet."""
    return "".join(" " if it in "[]*?:/\\'" else it for it in name)[:31].strip() or "Sheet"
