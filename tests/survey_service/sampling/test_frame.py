"""A list of people served, as an officer may upload it."""

import pytest
from sampled import a_list

from foundation.surveys.sampling import BadSample
from survey_service.sampling.frame import read_frame
from survey_service.send.table import BadFile

# The file, and what is said of it.
BAD_FILES = [
    (b"", "The file is empty"),
    (b"email;group\n", "There is nothing under the first row"),
    (b"name;group\nSam;North\n", "The first row names no column “email” or “phone”"),
    (b"email\nsam@example.com\n", "The first row names no column “group”"),
    (b"one;two\n1;2\n", "The first row names no column that we know"),
    (b"PK\x03\x04 a spreadsheet", "This is not a CSV file"),
    (
        b"email;group\nsam@example.com;\n",
        "No row of this list can be used. Say which group this person is in, in row 2",
    ),
    (a_list({"North": 99, "South": 260}), "Too small: “North” (99). Merge groups"),
    (a_list({"North": 130}, *(f"{n}nobody;South" for n in range(150))), "Too small: “South” (0). Merge groups"),
    (a_list(dict.fromkeys("ABCDE", 100)), "The list has 5 groups, and there can be 4 at most"),
    (a_list({"x" * 61: 130}), "No row of this list can be used. Name the group in 60 letters or fewer"),
    (a_list({"a\x07b": 130}), "No row of this list can be used. Name the group in 60 letters or fewer"),
    (a_list({"North": 20_001}), "The file has more than 20,000 rows"),
    (a_list({"North": 130}, '"open;North'), "a quotation mark there is not closed"),
]


@pytest.mark.parametrize("content, said", BAD_FILES, ids=[said[:40] for _, said in BAD_FILES])
def test_a_file_that_cannot_be_used_is_refused_with_what_to_do(content, said):
    with pytest.raises((BadFile, BadSample)) as refused:
        read_frame(content)
    assert said in str(refused.value)


@pytest.mark.parametrize("encoding, separator", [("utf-16", ","), ("utf-8-sig", ";"), ("cp1252", "\t")])
def test_a_list_is_read_however_a_spreadsheet_wrote_it(encoding, separator):
    frame = read_frame(a_list({"Süd": 130}).decode().replace(";", separator).encode(encoding))
    assert [(group.name, group.size) for group in frame.groups] == [("Süd", 130)]


def test_a_person_is_known_by_their_row_and_their_group_and_the_groups_stand_as_in_the_file():
    frame = read_frame(a_list({"West": 100, "North": 101}, "last@example.com; west "))
    assert [(group.code, group.name, group.size) for group in frame.groups] == [("1", "West", 101), ("2", "North", 101)]
    last = frame.people[-1]
    assert (last.line, last.group, last.contact.address) == (203, "1", "last@example.com")
    assert frame.bad == []
