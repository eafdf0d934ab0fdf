"""What counts as somewhere to ask somebody, and what an uploaded file of contacts may look like."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_service.send.contacts import NO_EMAIL, NO_MOBILE, ROUNDED, Contact, NotAContact, contact_of, read_contact
from survey_service.send.table import BadFile, read_table
from survey_service.send.uploaded import CALLED, read_people, sort_out


@pytest.mark.parametrize("typed, channel, address", [
    ("Parent@Example.COM ", "email", "parent@example.com"),
    ("o'brien+kids@mail.example.co.uk", "email", "o'brien+kids@mail.example.co.uk"),
    ("07700 900123", "text", "+447700900123"),
    ("+44 (0)7700-900.123", "text", "+447700900123"),
    ("0044 7700 900123", "text", "+447700900123"),
    ("7700900123", "text", "+447700900123"),
    ("'07700900123", "text", "+447700900123"),
    ("07624 900123", "text", "+447624900123"),
])  # fmt: skip
def test_a_contact_is_kept_in_one_shape(typed, channel, address):
    assert read_contact(typed) == Contact(channel, address)


@pytest.mark.parametrize("typed", [
    "", " ", "parent", "parent@", "@example.com", "a b@example.com", "parent@example", "=cmd@example.com",
    "-x@example.com", "+x@example.com", "@x@example.com", "pärent@example.com", "a\x00b@example.com",
    "x" * 200 + "@example.com", "0432 260000", "07012 345678", "07600 123456", "0770090012", "077009001234",
    "+33 6 12 34 56 78", "٠٧٧٠٠٩٠٠١٢٣", "call me", "07700\x00900123", "=07700900123", "4.47700900123E+11",
])  # fmt: skip
def test_what_is_no_contact_is_refused_with_how_to_mend_it(typed):
    with pytest.raises(NotAContact, match=r"Give|Remove the characters|Format the column"):
        read_contact(typed)


def test_a_contact_is_not_in_what_an_error_report_shows():
    assert "example" not in repr(read_contact("parent@example.com"))


def test_the_email_address_is_used_where_there_are_both_and_both_must_be_right():
    assert contact_of("parent@example.com", "07700 900123").channel == "email"
    for email, phone, which in (("parent", "07700 900123", "email"), ("parent@example.com", "7", "phone")):
        with pytest.raises(NotAContact) as refused:
            contact_of(email, phone)
        assert refused.value.which == which


PEOPLE = "Email address,Mobile number,Child\nann@example.com,,Kim\n,07700 900123,Łucja\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_is_read_in_every_encoding_and_separator_of_spreadsheets(encoding, separator):
    good, bad = read_people(PEOPLE.replace(",", separator).encode(encoding))
    assert [(it.row.line, it.contact.address) for it in good] == [(2, "ann@example.com"), (3, "+447700900123")]
    assert bad == []


def test_a_file_in_windows_1252_with_the_line_ends_of_windows_is_read():
    good, bad = read_people("Name;E-Mail\r\nZoë – Müller;ann@example.com\r\n\r\n".encode("cp1252"))
    assert ([it.contact.address for it in good], bad) == (["ann@example.com"], [])


def test_each_bad_row_says_its_number_and_what_is_wrong_and_the_good_ones_stay():
    content = (
        b"email,phone\nann@example.com,\nann at example.com,\n,12345\nANN@example.com,\n,\n"
        b"\"=cmd|' /C calc'!A0\",\nb\x00b@example.com,\n,4.47701E+11\n,07700 900123,surplus\nonly\n"
    )
    good, bad = read_people(content)
    assert [it.row.line for it in good] == [2, 10]
    assert {it.row.line: it.fault.split(". ")[0] for it in bad} == {
        3: NO_EMAIL,
        4: NO_MOBILE,
        5: "The same contact as in row 2",
        7: NO_EMAIL,
        8: "Remove the characters that are not text",
        9: ROUNDED.split(". ")[0],
        11: NO_EMAIL,
    }


def test_of_a_bad_row_nothing_is_kept_but_the_two_cells_and_no_sign_that_cannot_be_kept():
    _, bad = read_people("email,child,phone\na\x00b@\u202ex,Kim,7\n".encode())
    assert [it.cells for it in bad] == [["a\ufffdb@\ufffdx", "7"]]


def test_a_row_with_neither_is_bad_and_a_blank_one_is_passed_over():
    good, bad = read_people(b"email,phone,child\n,,Kim\n,,\n \nann@example.com,,\n")
    assert [it.row.line for it in good] == [5]
    assert [(it.row.line, it.fault) for it in bad] == [(2, "Give an email address or a UK mobile number")]


@pytest.mark.parametrize("content, said", [
    (b"", "The file is empty"),
    (b" \r\n\n", "The file is empty"),
    ("\ufeff".encode(), "The file is empty"),
    ("\ufeff".encode("utf-16-le"), "The file is empty"),
    (b"email,phone\n", "nothing under the first row"),
    (b"email,phone\n,\n\n", "nothing under the first row"),
    (b"ann@example.com\nbob@example.com\n", "The first row names no column that we know"),
    (b"email,E-Mail\nann@example.com,\n", "Two columns"),
    (b"PK\x03\x04\x14\x00", "not a CSV file"),
    (b"%PDF-1.7", "not a CSV file"),
    (b"email\nann@example.com\x81\x8d\n", "cannot read the letters"),
    (b"\xff\xfee", "cannot read the letters"),
    (b'email\nann@example.com\n"bob@example.com\neve@example.com\n', "after row 2: a quotation mark"),
    (b"email\n" + b"x" * 200_000, "a cell is very long"),
    (b"email\n" + b"ann@example.com\n" * 100_000, "more than 20,000 rows"),
])  # fmt: skip
def test_a_file_of_which_nothing_can_be_used_is_refused_with_how_to_mend_it(content, said):
    with pytest.raises(BadFile, match=said):
        read_people(content)


@given(st.binary(max_size=400))
def test_no_bytes_whatever_do_anything_but_be_read_or_refused(content):
    for whole in (content, b"email,phone\n" + content):
        try:
            good, bad = read_people(whole)
        except BadFile:
            continue
        assert good or bad


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=20), st.sampled_from([",", ";", "\t"]))
def test_every_row_that_is_not_blank_is_good_or_bad_and_none_is_lost(rows, separator):
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([("email", "phone"), *rows])
    written = [line for line, row in enumerate(rows, 2) if any(cell.strip() for cell in row)]
    if not written:
        return
    good, bad = sort_out(read_table(out.getvalue().encode("utf-8-sig"), CALLED))
    assert sorted(it.row.line for it in (*good, *bad)) == written
