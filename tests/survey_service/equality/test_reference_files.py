"""Files of people as they are uploaded, and those that a council's folder holds."""

import pytest

from foundation.equality.reference_file import BadReference
from survey_service.equality.references.file import read_reference
from survey_service.send.table import BadFile

HEAD = "area_code,source,year,characteristic,category_code,category_label,count\n"
DISABILITY = HEAD + (
    "E06000019,Case system,2026,disability,disabled,Disabled,210\n"
    "E06000019,Case system,2026,disability,not_disabled,Not disabled,790\n"
    "E06000019,Case system,2026,disability,not_answered,Not recorded,44\n"
)
READ = {"disability": {"disabled": 210, "not_disabled": 790, "not_answered": 44}}


def one_row(**cells):
    """The right file with the third row different."""
    lines = DISABILITY.splitlines()
    row = dict(zip(HEAD.strip().split(","), lines[2].split(","), strict=True)) | cells
    return "\n".join([*lines[:2], ",".join(row.values()), *lines[3:]])


BAD_FILES = [
    (b"", "The file is empty"),
    (HEAD, "There is nothing under the first row"),
    (b"PK\x03\x04 a spreadsheet", "This is not a CSV file"),
    (DISABILITY.encode() + b"\x81", "We cannot read the letters of this file"),
    ("name,born\nSam,2012\n", "The first row names no column that we know"),
    (DISABILITY.replace(",year", ",when"), "Row 1: there is no column “year”"),
    (one_row(count="1,200"), "Row 3, count: this row has more cells than there are columns"),
    (one_row(count="0.12"), "Row 3, count: “0.12” is a share"),
    (one_row(count="12%"), "Row 3, count: “12%” is a share"),
    (one_row(count="-1"), "Row 3, count: “-1” is less than nobody"),
    (one_row(count="\x00"), "Row 3, count: “�” is no number"),
    (one_row(area_code="E06000020"), "Row 3, area_code: “E06000020” is another area than E06000019"),
    (one_row(source="Another"), "Row 3, source: “Another” is another source than in row 2"),
    (one_row(category_code="disabled"), "Row 3, category_code: “disabled” stands in row 2 already"),
    (one_row(category_code="able"), "Row 2, category_code: disability has no row for not_disabled"),
    (HEAD + "E06000019,x,2026,sex,female,,1\n" * 2_001, "The file has more than 2,000 rows"),
]


@pytest.mark.parametrize("content, said", BAD_FILES, ids=[said[:50] for _, said in BAD_FILES])
def test_a_bad_file_is_refused_with_what_to_mend(council, content, said):
    with pytest.raises((BadFile, BadReference)) as refused:
        read_reference(content if isinstance(content, bytes) else content.encode(), "families_open", council)
    assert said in str(refused.value)


@pytest.mark.parametrize("encoding, separator", [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1252", ";")])
def test_a_file_is_read_however_a_spreadsheet_wrote_it(council, encoding, separator):
    content = DISABILITY.replace("Case system", "Süd").replace(",", separator).encode(encoding)
    found = read_reference(content, "families_open", council)
    assert (found.counts, found.sources) == (READ, {"disability": "Süd"})


def test_columns_may_stand_in_any_order_and_the_label_may_be_missing(council):
    turned = ["Count;Category code;characteristic;YEAR;source;area code", "210;disabled;disability;2026;x;E06000019",
              "790;not_disabled;disability;2026;x;E06000019", ";;;;;"]  # fmt: skip
    found = read_reference("\r\n".join(turned).encode(), "families_open", council)
    assert found.counts == {"disability": {"disabled": 210, "not_disabled": 790}}
