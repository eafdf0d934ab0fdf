"""The frame: an uploaded list of everybody whom the service works with, each in one group (a stratum)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.contracts.text import is_text
from foundation.surveys.sampling import BadSample, refuse_strata
from survey_service.send.contacts import Contact
from survey_service.send.table import BadFile, Row, Table, read_table
from survey_service.send.uploaded import CALLED, BadRow, sort_out

GROUP = "group"
GROUP_CALLED: Mapping[str, set[str]] = {
    GROUP: {"stratum", "strata", "groups", "area", "servicearea", "service", "part"},
}
LONGEST_GROUP = 60
NO_GROUP_COLUMN = "The first row names no column “group”. Add one that says for each person which group they are in"
NO_GROUP = "Say which group this person is in"
BAD_GROUP = f"Name the group in {LONGEST_GROUP} letters or fewer, on one line"


@dataclass(frozen=True)
class Person:
    """Somebody of the frame: their row in the file, their group's code, and where they can be asked."""

    line: int
    group: str
    contact: Contact


@dataclass(frozen=True)
class Group:
    """A group of the frame: how many can be asked, and how many rows of it could not be used."""

    code: str
    name: str
    size: int
    left_out: int


@dataclass(frozen=True)
class Frame:
    """Everybody who can be asked, the groups in the order of the file, and the rows that cannot be used."""

    people: Sequence[Person]
    groups: Sequence[Group]
    bad: Sequence[BadRow]


def read_frame(content: bytes) -> Frame:
    """Read a file. Raises BadFile for one that cannot be used, and BadSample where its groups cannot be sampled."""
    table = read_table(content, CALLED | GROUP_CALLED)
    _refuse_columns(table)
    nameless = [BadRow(row, fault) for row in table.rows if (fault := _fault(row.cells[GROUP]))]
    without = {bad.row.line for bad in nameless}
    named = Table(table.columns, tuple(row for row in table.rows if row.line not in without))
    good, bad = sort_out(named)
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    for row in named.rows:
        code = codes.setdefault(_key(row), str(len(codes) + 1))
        names.setdefault(code, _tidy(row.cells[GROUP]))
    people = [Person(it.row.line, codes[_key(it.row)], it.contact) for it in good]
    sizes = Counter(person.group for person in people)
    left_out = Counter(codes[_key(it.row)] for it in bad)
    groups = [Group(code, name, sizes[code], left_out[code]) for code, name in names.items()]
    if not groups:
        raise BadSample(f"No row of this list can be used. {nameless[0].fault}, in row {nameless[0].row.line}")
    refuse_strata({group.name: group.size for group in groups})
    return Frame(people, groups, sorted([*nameless, *bad], key=lambda it: it.row.line))


def _refuse_columns(table: Table) -> None:
    if GROUP not in table.columns:
        raise BadFile(NO_GROUP_COLUMN)
    if not table.columns & CALLED.keys():
        raise BadFile("The first row names no column “email” or “phone”. Add one, so that people can be asked")


def _fault(cell: str) -> str:
    name = _tidy(cell)
    if not name:
        return NO_GROUP
    return "" if is_text(name) and len(name) <= LONGEST_GROUP else BAD_GROUP


def _tidy(cell: str) -> str:
    return " ".join(cell.split())


def _key(row: Row) -> str:
    return _tidy(row.cells[GROUP]).casefold()
