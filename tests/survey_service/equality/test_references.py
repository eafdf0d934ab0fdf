"""Figures of people that shares are held against: checked whole, looked at, kept once, and withdrawn."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from staffing import TOKEN

from foundation.equality.reference_file import Counted
from foundation.records.models import Reference, ReferenceCount
from foundation.staff.roles import Role
from survey_service.equality.references import keeping
from survey_service.equality.references.keeping import About, SameFile

NEW = "/equality/references/new"
HEAD = "area_code,source,year,characteristic,category_code,category_label,count\n"
DISABILITY = HEAD + (
    "E06000019,“Case system” <b>,2026,disability,disabled,Disabled,210\n"
    "E06000019,“Case system” <b>,2026,disability,not_disabled,Not disabled,790\n"
    "E06000019,“Case system” <b>,2026,disability,not_answered,Not recorded,44\n"
)
SAID = {
    "population": "families_open", "description": "All open cases 🎉 <i>", "approved_by": "Head of performance",
    "dated_on": ["31", "3", "2026"],
}  # fmt: skip
ABOUT = About("pupils", date(2026, 1, 15), "A census", "Somebody")
COUNTED = Counted("E06000019", 2026, {"sex": "DfE"}, {"sex": {"female": 11, "male": 12}})


@pytest.fixture
def upload(officer):
    """Choose a file on the form and have it checked."""

    def sending(content, **different):
        fields = SAID | {"csrf_token": TOKEN.search(officer.get(NEW).text)[1], "form_id": str(uuid4())} | different
        if content is not None:
            fields["file"] = (BytesIO(content.encode() if isinstance(content, str) else content), "people.csv")
        return officer.client.post(NEW, data=fields, content_type="multipart/form-data")

    return sending


@pytest.fixture
def confirm(officer):
    """Send the form of a page that shows what would be kept."""

    def sending(checked, button="keep", **different):
        fields = {}
        for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', checked.text):
            fields.setdefault(re.search(r'name="([^"]*)"', tag)[1], []).append(_value(tag))
        return officer.client.post(NEW, data=fields | {button: "yes"} | different)

    return sending


def _value(tag):
    found = re.search(r'value="([^"]*)"', tag)
    return found[1].replace("&lt;", "<").replace("&gt;", ">") if found else ""


def test_a_file_is_looked_at_before_it_is_kept_and_then_stands_whole(upload, confirm, officer, words_of, rows):
    checked = upload(DISABILITY)
    said = words_of(checked)
    assert checked.status_code == 200
    assert "Nothing is kept yet" in said
    assert "Would be used for Disability" in said
    assert "Disabled disabled 210 21%" in said
    assert "Not known not_ answered 44 –" in said
    assert "All of whom it is known – 1,000 100%" in said
    assert rows(Reference) == rows(ReferenceCount) == []
    page = officer.get(confirm(checked).location)
    said = words_of(page)
    assert "People open to the service, version 1" in said
    assert "All open cases 🎉 <i>" in said
    assert "Source: “Case system” <b>" in said
    assert "Approved by Head of performance Kept by Chris, Monday 23 November 2026" in said
    (kept,) = rows(Reference)
    assert (kept.version, kept.year, kept.dated_on, kept.place_holder) == (1, 2026, date(2026, 3, 31), False)
    assert kept.file_hash.hex() in said
    assert {(it.code, it.n) for it in rows(ReferenceCount)} == {
        ("disabled", 210), ("not_disabled", 790), ("not_answered", 44),
    }  # fmt: skip


def test_a_form_sent_twice_keeps_one_and_the_same_file_again_is_told_where_it_is(
    upload, confirm, officer, words_of, rows
):
    checked = upload(DISABILITY)
    first, second = confirm(checked), confirm(checked)
    assert first.location == second.location
    again = confirm(upload(DISABILITY, population="cin"))
    assert again.location == first.location
    assert "this very file is there already, as People open to the service, version 1" in words_of(
        officer.get(again.location)
    )
    assert len(rows(Reference)) == 1


def test_figures_are_withdrawn_once_somebody_has_confirmed_it_and_can_be_uploaded_again(
    upload, confirm, officer, words_of, rows
):
    address = confirm(upload(DISABILITY)).location
    assert rows(Reference)[0].withdrawn_at is None
    asked = officer.get(f"{address}/withdraw")
    assert "Withdraw People open to the service, version 1?" in words_of(asked)
    assert rows(Reference)[0].withdrawn_at is None
    for _ in range(2):
        token = {"csrf_token": TOKEN.search(asked.text)[1]}
        assert officer.client.post(f"{address}/withdraw", data=token).location == address
    assert "Withdrawn by Chris on Monday 23 November 2026" in words_of(officer.get(address))
    assert "Used for Nothing" in words_of(officer.get(address))
    confirm(upload(DISABILITY))
    assert {it.version: it.withdrawn_at is None for it in rows(Reference)} == {1: False, 2: True}
    assert officer.get(f"/equality/references/{uuid4()}").status_code == 404


def test_the_list_says_what_each_question_is_held_against(upload, confirm, officer, words_of):
    said = words_of(officer.get("/equality/references"))
    assert "There is none yet." in said
    assert "Disability 2 groups None" in said
    confirm(upload(DISABILITY))
    said = words_of(officer.get("/equality/references"))
    assert "Tuesday 31 March 2026 Disability The council’s own" in said
    assert "Disability 2 groups people open to the service, 2026 (“Case system” <b>; n = 1,000, and 44 more" in said
    assert "Ethnic group 19, 17, 5, 4 or 2 groups None" in said


def test_of_a_bad_file_nothing_is_kept_and_what_was_typed_stays(upload, words_of, rows):
    wrong = DISABILITY.replace("790", "79%").replace("44", "-44")
    many = HEAD + "E06000019,x,2026,shoes,left,,1\n" * 50
    for content, said in (
        (None, "Choose a file"),
        (b"PK\x03\x04 a spreadsheet", "This is not a CSV file"),
        (wrong, "Row 3, count: “79%” is a share"),
        (wrong, "Row 4, count: “-44” is less than nobody"),
        (wrong, "Nothing of this file was kept. 2 things must be mended"),
        (many, "And 69 more like these"),
    ):
        page = upload(content)
        assert page.status_code == 400
        assert said in words_of(page)
        assert "All open cases 🎉 &lt;i&gt;" in page.text
    assert rows(Reference) == rows(ReferenceCount) == []


def test_a_file_that_is_too_large_is_refused_unread(officer, words_of):
    page = officer.client.post(NEW, data=b"x" * 8_000_000, content_type="multipart/form-data; boundary=part")
    assert page.status_code == 413
    assert "one row for a group and none for a person" in words_of(page)


BAD_FORMS = [
    ({"population": ""}, "Choose who was counted"),
    ({"population": "martians"}, "choose one from the list"),
    ({"dated_on": ["", "", ""]}, "Enter the day on which they were counted"),
    ({"dated_on": ["31", "2", "2026"]}, "Enter a real date"),
    ({"dated_on": ["24", "11", "2026"]}, "Give a day from 1991 to today"),
    ({"dated_on": ["31", "3", "2021"]}, "The file is of 2026. Give the day in that year"),
    ({"description": " "}, "Say where the figures are from"),
    ({"approved_by": "a\0b"}, "Remove the characters that are not text"),
    ({"form_id": "1"}, "This page was open for a long time"),
    ({"csrf_token": "forged"}, "This page was open for a long time"),
]


def test_a_form_that_is_not_right_says_so(upload, words_of, rows):
    for different, said in BAD_FORMS:
        page = upload(DISABILITY, **different)
        assert page.status_code == 400
        assert said.lower() in words_of(page).lower()
    assert rows(Reference) == []


def test_what_the_page_sends_again_is_checked_again(upload, confirm, words_of, rows):
    checked = upload(DISABILITY)
    for broken in ("not base64!", "é", "", "eA=="):
        page = confirm(checked, file_again=broken)
        assert page.status_code == 400
    assert "names no column that we know" in words_of(page)
    assert rows(Reference) == []
    changing = confirm(checked, button="change")
    assert changing.status_code == 200
    assert "Choose the file again" in words_of(changing)


def test_counts_that_look_like_percentages_are_asked_about(upload, words_of):
    said = words_of(upload(DISABILITY.replace("210", "21").replace("790", "79")))
    assert "The people of disability add up to about 100. Are these percentages?" in said


def test_parts_of_the_service_are_named_as_the_council_names_them(upload, words_of):
    row = "E06000019,Case system,2026,service_population,{},,{}\n"
    said = words_of(
        upload(HEAD + row.format("cla", 386) + row.format("adoption", 41) + row.format("open_children", 900))
    )
    assert "Being in care, or having a child in care cla 386" in said
    assert "Every child open to the service open_ children 900" in said
    assert "Would be used for Complaints for each 100 people" in said


def test_only_the_equality_officer_comes_here(signed_in_as):
    somebody = signed_in_as(Role.COMPLAINTS_MANAGER)
    for path in ("", "/new", f"/{uuid4()}", f"/{uuid4()}/withdraw"):
        assert somebody.get(f"/equality/references{path}").status_code == 403


def test_of_two_files_at_once_each_gets_a_version_of_its_own(records_as, moment, rows):
    def keep(content: bytes) -> UUID | None:
        staff, reference_id = records_as("heard_survey_staff"), uuid4()
        try:
            with staff.unit_of_work() as uow:
                keeping.keep(uow, reference_id, ABOUT, COUNTED, content, by=None, moment=moment)
        except SameFile as same:
            return same.reference_id
        return None

    with ThreadPoolExecutor(4) as several:
        told = list(several.map(keep, [b"one", b"two", b"three", b"one"]))
    kept = rows(Reference)
    assert sorted(it.version for it in kept) == [1, 2, 3]
    assert [one for one in told if one] == [it.id for it in kept if it.file_hash == kept_hash(b"one")]


def kept_hash(content: bytes) -> bytes:
    return keeping.sha256(content).digest()
