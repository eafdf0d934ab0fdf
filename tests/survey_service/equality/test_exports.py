"""Files hold what their page holds: figures with their n and where they are from, and no number that is left out."""

import re
from csv import reader
from dataclasses import replace
from io import BytesIO, StringIO
from uuid import uuid4

import pypdfium2
import pytest
from odfdo import Document
from released import PUPILS, SHUT_OUT, UNDER, a_characteristic, a_demand, a_year, counts

from foundation.equality.release.demand import Area
from foundation.equality.release.kinds import Kind
from foundation.equality.settings import SETTINGS
from foundation.records.models import Account, Judgement, OutreachAction
from foundation.staff.roles import Role
from survey_service.equality.files import HEARD
from survey_service.equality.paper import NOTE, on_paper
from survey_service.equality.telling import Part, Table

CODE = "ethnic_group"
# Told to the officer alone; and what a release was made from, which no page may read at all.
OFFICERS, SEALED = (6131, 7307, 8089), 5501
FIGURES = replace(UNDER.figures, x=6131, substantive=7307, asked=9337)
OFFICERS_YEAR = a_year(
    characteristics=(a_characteristic(CODE, replace(SHUT_OUT, complained=replace(UNDER, figures=FIGURES))),)
)
PUBLIC_YEAR = a_year(
    characteristics=(a_characteristic(CODE, replace(SHUT_OUT, complained=replace(UNDER, figures=None))),)
)
TABLE = counts().tables[0]
OFFICERS_COUNTS = counts(tables=(replace(TABLE, counts=((8089,), (41,), (None,), (None,), (0,), (71,))),))
OFFICERS_DEMAND = a_demand(areas=(Area("adoption", 7307, 22, 386, 14.76),))
PUBLIC_DEMAND = a_demand(areas=(Area("adoption", None, 22, 386, None),))


@pytest.fixture
def published(release):
    """A quarter, a year and demand, each for both."""
    both = ((OFFICERS_COUNTS, counts()), (OFFICERS_YEAR, PUBLIC_YEAR), (OFFICERS_DEMAND, PUBLIC_DEMAND))
    for number, (officers, public) in enumerate(both, 1):
        for profile, content in (("officer", officers), ("public", public)):
            release(content, number, profile, about="complainants", inputs={"counts": [SEALED]})


def in_csv(answer):
    return list(reader(StringIO(answer.data.decode("utf-8-sig"), newline="")))


def in_ods(answer):
    tables = Document(BytesIO(answer.data)).body.tables
    return {table.name: [list(row.get_values()) for row in table.rows] for table in tables}


def in_pdf(answer):
    return words_of_pdf(answer.data)


def words_of_pdf(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        assert document.is_tagged()
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


def as_words(answer):
    """Every letter of an answer, whatever it is packed in."""
    if answer.content_type == "application/pdf":
        return in_pdf(answer)
    if answer.content_type.startswith("application/vnd"):
        return Document(BytesIO(answer.data)).get_part("content.xml").serialize().decode()
    return answer.data.decode()


def numbers_in(answer):
    """Numbers that stand alone: part of a random token is none."""
    words = as_words(answer)
    return {n for n in (*OFFICERS, SEALED) if re.search(rf"(?<![\w-])({n}|{n:,})(?![\w-])", words)}


def test_no_file_page_or_refusal_for_everybody_has_a_number_that_is_left_out(signed_in_as, published):
    committee = signed_in_as(Role.COMPLAINTS_MANAGER)
    for address in ("", ".csv", ".ods", ".pdf"):
        answer = committee.get(f"/equality/public{address}")
        assert answer.status_code == 200
        assert numbers_in(answer) == set()
    for refused in ("officer.csv", "officer.pdf", "releases/1/officer.csv", "public.exe", "releases/99", "silence"):
        answer = committee.get(f"/equality/{refused}")
        assert answer.status_code in (403, 404)
        assert numbers_in(answer) == set()


def test_the_officers_files_have_the_officers_numbers_and_the_public_ones_of_a_release_do_not(officer, published):
    for kind in ("csv", "ods", "pdf"):
        assert numbers_in(officer.get(f"/equality/officer.{kind}")) == set(OFFICERS)
        assert numbers_in(officer.get(f"/equality/releases/1/officer.{kind}")) == {8089}
        for number in (1, 2, 3):
            assert numbers_in(officer.get(f"/equality/releases/{number}/public.{kind}")) == set()
    for number in (1, 2, 3):
        assert SEALED not in numbers_in(officer.get(f"/equality/releases/{number}"))
    assert numbers_in(officer.get("/equality/releases/4/officer.csv")) == set()


def test_a_csv_has_each_figure_with_its_n_its_interval_and_whom_it_is_beside(officer, published):
    rows = in_csv(officer.get("/equality/releases/2/officer.csv"))
    about = ["2", "A year", "officer", "People who complained", "1 April 2025 to 31 March 2026", "2026-05-04"]
    assert [*about, SETTINGS.version, SETTINGS.owner] in rows
    at = rows.index(list(HEARD)) + 1
    found = dict(zip(HEARD, rows[at], strict=True))
    assert found["Answers of the group"] == "6131"
    assert found["n"] == "7307"
    assert (found["Share, %"], found["From, %"]) == ("3.6", "1.5")
    assert found["Asked and did not say"] == "2030"
    assert (found["Source"], found["Year"], found["People in it"]) == ("DfE school census", "2022", "23465")
    assert "The council must put its own in their place." in found["Compared with"]
    assert rows[next(n for n, row in enumerate(rows) if "What the program says" in row) + 1][:5] == [
        "Ethnic group",
        CODE,
        "survey",
        "Not White British",
        "May be shut out",
    ]
    assert any(row[4:7] == ["are satisfied with the help", "not clear", "9"] for row in rows)
    assert any(row[-2:] == ["were worried about what would happen", "c"] for row in rows)
    assert ["Religion, Sikh: there are too few people for numbers to answer this.", ""] not in rows


def test_an_ods_has_a_sheet_for_each_kind_of_figure_and_c_where_one_is_left_out(officer, published):
    sheets = in_ods(officer.get("/equality/public.ods"))
    assert list(sheets) == [
        "Releases", "2 Heard", "2 Content or shut out", "2 Opinions", "2 Not raised", "2 Who said", "1 Answered",
        "1 Counts", "1 Not shown", "3 By month", "3 By part", "3 Two surveys", "Not known", "What is done",
    ]  # fmt: skip
    assert ["Disability", "disability", "Preferred not to say", "", "c"] in sheets["1 Counts"]
    assert ["Disability", "disability", "All together", "", 71] in sheets["1 Counts"]
    assert ["Religion", "most of it would be hidden"] in sheets["1 Not shown"]
    assert sheets["3 By part"][1][1:4] == ["c", 22, 386]
    assert [str(cell) for cell in sheets["3 By month"][1][:4]] == ["2024-04", "14", "7", "0.926"]
    for rows in sheets.values():
        assert all(len(row) <= len(rows[0]) for row in rows)
    assert "“c” stands where a number is left out" in as_words(officer.get("/equality/public.ods"))


def test_a_pdf_says_what_the_page_says(officer, published, words_of):
    answer = officer.get("/equality/public.pdf")
    assert b"pdfuaid" in answer.data  # it says of itself that it is PDF/UA: typst refuses what is not
    pdf = in_pdf(answer)
    assert "Public version. Numbers that could tell something of a few people are left out." in pdf
    assert "We hear less from people who are not White British than we would expect" in pdf
    assert "Compared with pupils in state schools, 2022 (DfE school census; n = 23,465" in pdf
    assert f"settings of version {SETTINGS.version}" in pdf
    assert (
        "Of 34 people who are not White British who had a problem, 21 did not raise it: 62% (likely 45% to 76%)" in pdf
    )
    page = words_of(officer.get("/equality/public"))
    for sentence in ("Complaints each month for every 100 children", "“c” stands where a number is left out"):
        assert sentence in pdf
        assert sentence in page
    assert "For the equality officer only" in in_pdf(officer.get("/equality/officer.pdf"))
    assert "Preferred not to say c" in in_pdf(officer.get("/equality/releases/1/public.pdf"))


def test_a_pdf_is_made_whatever_somebody_wrote_and_says_what_it_left_out():
    wrote = "Herbata 🙂 łąka, שלום, 北京\n\u202e= *not* #typst"
    part = Part("Said", [wrote], [wrote], tables=[Table("In a table", ("Who", "What"), [(wrote, "c")])])
    words = words_of_pdf(on_paper("Title", "For everybody.", [part], "A council"))
    assert words.count("Herbata [?] łąka, שלום") == 3
    assert words.count("[?]= *not* #typst") == 3
    assert NOTE in words
    plain = words_of_pdf(on_paper("Title", "For everybody.", [Part("Said", ["Tea"])], "A council"))
    assert "[?]" not in plain


def test_no_cell_of_what_somebody_wrote_is_run_by_a_spreadsheet(officer, release, everything, moment):
    runs = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\uff1d1")
    sourced = replace(PUPILS, source=runs[3])
    line = replace(SHUT_OUT, complained=UNDER)
    release_id = release(a_year(characteristics=(a_characteristic(CODE, line, against=sourced),)), 1)
    release(counts(), 2, about=runs[0], kind=Kind.FAMILIES)
    with everything.unit_of_work() as uow:
        by = uow.session.query(Account.id).limit(1).scalar()
        judged = {"release_id": release_id, "about": line.key(CODE), "decision": "set_aside", "outcome": None}
        action = {"kind": "outreach", "about": CODE, "due_on": moment.date(), "made_by": by, "made_at": moment,
                  "ended_on": moment.date(), "ended_by": by}  # fmt: skip
        for one in runs:
            uow.keep(Judgement, judged | {"id": uuid4(), "reason": one, "made_by": by, "made_at": moment})
            uow.keep(OutreachAction, action | {"id": uuid4(), "words": one, "owner": one, "result": one})
    answer = officer.get("/equality/officer.csv")
    cells = [cell for row in in_csv(answer) for cell in row]
    assert not [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@", "|", "\uff1d"))]
    assert {f"'{runs[0]}", f"'{runs[3]}"} <= set(cells)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="equality-officer.csv"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    sheets = as_words(officer.get("/equality/officer.ods"))
    assert "Why: =1+1" in sheets
    assert "table:formula" not in sheets
