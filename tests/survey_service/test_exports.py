"""Tables as files hold what they were given, and nothing that a spreadsheet would run."""

from csv import reader
from io import BytesIO, StringIO

import pytest
from odfdo import Document

from survey_service.exports import Sheet, as_csv, as_ods, safe

SHEET = Sheet("Was it good?", ["Team", "n", "Share"], [["=1+1", 12, 0.5], ["לילה 🙂", None, None]], ["By Heard."])


def test_a_csv_holds_name_notes_head_and_rows_and_excel_reads_its_letters():
    raw = as_csv([SHEET, SHEET])
    assert raw.startswith(b"\xef\xbb\xbf")
    read = list(reader(StringIO(raw.decode("utf-8-sig"), newline="")))
    one = [["Was it good?"], ["By Heard."], ["Team", "n", "Share"], ["'=1+1", "12", "0.5"], ["לילה 🙂", "", ""]]
    assert read == [*one, [], *one]


def test_an_ods_holds_numbers_as_numbers_and_no_formula():
    document = Document(BytesIO(as_ods([SHEET])))
    (table,) = document.body.tables
    assert table.name == "Was it good"
    assert [list(row.get_values()) for row in table.rows] == [
        ["Team", "n", "Share"], ["=1+1", 12, 0.5], ["לילה 🙂"], [""], ["By Heard."],
    ]  # fmt: skip
    assert "formula" not in document.get_part("content.xml").serialize().decode()


@pytest.mark.parametrize("cell", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\n=1"])
def test_what_a_spreadsheet_would_run_is_led_by_an_apostrophe(cell):
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Adoption", "a=b", -1, 0.5, None])
def test_all_else_stays_as_it_is(cell):
    assert safe(cell) == cell
