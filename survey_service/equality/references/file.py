"""Reading a file of people of one population, in whichever encoding and with whichever separator it was saved."""

from collections.abc import Mapping

from foundation.council import Council
from foundation.equality.reference_file import COLUMNS, Counted, Line, check
from survey_service.send.table import BadFile, read_table

MOST_ROWS = 2_000
CALLED: Mapping[str, set[str]] = {column: {column.replace("_", "")} for column in COLUMNS}
NEEDED = [column for column in COLUMNS if column != "category_label"]  # labels are for people: we have our own
WITHOUT_ROWS = "There is nothing under the first row, which names the columns. Put the groups there, one a row"


def read_reference(content: bytes, population: str, council: Council) -> Counted:
    """What a file says of a population. Raises BadFile for what is no such file, and BadReference for wrong rows."""
    table = read_table(content, CALLED, MOST_ROWS, WITHOUT_ROWS)
    if missing := [column for column in NEEDED if column not in table.columns]:
        raise BadFile(
            f"Row 1: there is no column “{missing[0]}”. The first row must name the columns {', '.join(NEEDED)}"
        )
    lines = [Line(row.line, row.cells, row.too_long) for row in table.rows]
    return check(lines, population, area_code=council.area_code, parts=council.areas.keys())
