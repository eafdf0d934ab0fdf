"""The people of an uploaded file: every good row one contact, every other row with what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

from survey_service.send.contacts import Contact, NotAContact, contact_of
from survey_service.send.table import Row, Table, read_table

CALLED = {
    "email": {"emailaddress", "mail", "emails"},
    "phone": {"phonenumber", "mobile", "mobilenumber", "mobilephone", "telephone", "telephonenumber", "tel", "text"},
}
LONGEST_KEPT = 200  # of a bad cell: enough to find it again


@dataclass(frozen=True)
class GoodRow:
    """A row that can be used, and who is asked by it."""

    row: Row
    contact: Contact


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be used, and why."""

    row: Row
    fault: str

    @property
    def cells(self) -> list[str]:
        """Email address and number as they stand in the file, fit to be kept; no other column is."""
        return [shown(self.row.cells.get(name, "")) for name in CALLED]


def read_people(content: bytes) -> tuple[list[GoodRow], list[BadRow]]:
    """Read a file of contacts. Raises BadFile."""
    return sort_out(read_table(content, CALLED))


def sort_out(table: Table) -> tuple[list[GoodRow], list[BadRow]]:
    """Every row of the table is in one of the two. Who stands there twice is asked by the first row alone."""
    good: list[GoodRow] = []
    bad: list[BadRow] = []
    first: dict[Contact, int] = {}
    for row in table.rows:
        try:
            contact = _contact(row.cells)
        except NotAContact as error:
            bad.append(BadRow(row, str(error)))
            continue
        if contact in first:
            bad.append(BadRow(row, f"The same contact as in row {first[contact]}"))
            continue
        first[contact] = row.line
        good.append(GoodRow(row, contact))
    return good, bad


def _contact(cells: Mapping[str, str]) -> Contact:
    return contact_of(cells.get("email", ""), cells.get("phone", ""))


def shown(cell: str) -> str:
    """A cell as it can be kept and shown, NUL and all."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in cell[:LONGEST_KEPT])
