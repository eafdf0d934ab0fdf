"""When something new began, and what people said before it and after it."""

import re
from csv import reader
from datetime import date
from html import unescape
from io import StringIO
from uuid import uuid4

import pytest
from shown import words_of
from staffing import an_account
from tallied import tally

from foundation.staff.roles import Role
from survey_service.results import changes

CHANGES = "/results/changes"
BEFORE, AFTER = date(2026, 7, 1), date(2026, 10, 1)
WELL, BADLY = {"went": "5"}, {"went": "1"}
TRAINING = {"words": "Training on listening", "began_on": ["15", "8", "2026"], "area": ""}


@pytest.fixture
def counted(everything):
    def counting(*answers, **place):
        with everything.unit_of_work() as uow:
            tally(uow, "meeting", *answers, **place)

    return counting


@pytest.fixture
def manager(signed_in_as):
    return signed_in_as("complaints_manager")


@pytest.fixture
def mark(manager):
    """Mark that something began, by the form."""

    def marking(fields=TRAINING, **different):
        page = manager.get(CHANGES).text
        hidden = dict(re.findall(r'name="(csrf_token|form_id)"[^>]*value="([^"]*)"', page))
        return manager.client.post(CHANGES, data=hidden | fields | different)

    return marking


@pytest.fixture
def compared(manager):
    """The page of the only change, as words; and its address."""

    def reading(query="questionnaire=meeting"):
        address = re.search(rf'href="({CHANGES}/[0-9a-f-]+)"', manager.get(CHANGES).text)[1]
        return words_of(manager.get(f"{address}?{query}")), address

    return reading


def test_more_is_said_only_where_it_is_more_than_chance(counted, mark, compared):
    counted((4, WELL), (16, BADLY), month=BEFORE)
    counted((18, WELL), (2, BADLY), month=AFTER)
    assert mark().status_code == 303
    page, _ = compared()
    assert "Before: August 2025 to July 2026. After: September 2026 to October 2026" in page
    assert re.search(
        r"Said “Well” or “Very well” 20% \(n = 20\) 90% \(n = 20\) \+70 points \(\+\d+ to \+\d+\) More", page
    )
    assert "Training on listening" in page


def test_a_difference_that_can_be_chance_cannot_be_told(counted, mark, compared):
    counted((10, WELL), (10, BADLY), month=BEFORE)
    counted((12, WELL), (8, BADLY), month=AFTER)
    mark()
    assert re.search(r"50% \(n = 20\) 60% \(n = 20\) \+10 points \(-\d+ to \+\d+\) Cannot tell", compared()[0])


def test_fewer_than_ten_on_one_side_are_not_compared(counted, mark, compared):
    counted((20, WELL), month=BEFORE)
    counted((9, BADLY), month=AFTER)
    mark()
    page, _ = compared()
    assert re.search(r"100% \(n = 20\) Not shown – Cannot tell", page)
    assert "n = 9" not in page


def test_only_the_part_of_the_service_where_it_began_is_compared(counted, mark, compared):
    counted((20, WELL), month=BEFORE)
    counted((20, BADLY), month=BEFORE, area="adoption", team="adoption")
    counted((20, WELL), month=AFTER, area="adoption", team="adoption")
    mark(area="adoption")
    assert re.search(r"0% \(n = 20\) 100% \(n = 20\)", compared()[0])


def test_a_change_of_this_month_has_no_after_yet(mark, compared):
    mark(began_on=["2", "11", "2026"])
    assert "After: no whole month has passed since" in compared()[0]


def test_the_file_holds_what_the_page_shows(counted, mark, compared, manager):
    counted((4, WELL), (16, BADLY), month=BEFORE)
    counted((18, WELL), (2, BADLY), month=AFTER)
    mark(words="=cmd|' /C calc'!A0")
    raw = manager.get(f"{compared()[1]}.csv?questionnaire=meeting")
    assert raw.headers["Content-Disposition"].startswith('attachment; filename="before-and-after-2026-08-15.csv"')
    rows = list(reader(StringIO(raw.data.decode("utf-8-sig"))))
    went = next(row for row in rows if row[0] == "How did it go?")
    assert (went[2:7], went[-1]) == (["20.0", "20", "90.0", "20", "70.0"], "More")
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


@pytest.mark.parametrize("given, said", [
    ({"words": ""}, "Say what began"),
    ({"words": "x\x00"}, "Remove the characters that are not text"),
    ({"words": "x" * 201}, "This can be 200 characters at most"),
    ({"began_on": ["", "", ""]}, "Enter the day on which it began"),
    ({"began_on": ["31", "2", "2026"]}, "Enter a real date"),
    ({"began_on": ["24", "11", "2026"]}, "Enter a day from 2000 to today"),
    ({"began_on": ["1", "1", "1999"]}, "Enter a day from 2000 to today"),
    ({"area": "atlantis"}, "Where? Choose one from the list"),
    ({"form_id": "7"}, "Your words are still here"),
    ({"csrf_token": "old"}, "Your words are still here"),
])  # fmt: skip
def test_a_form_that_cannot_be_kept_says_why(mark, manager, given, said):
    page = mark(**given)
    assert page.status_code == 400
    assert said in unescape(page.text)
    assert "Nothing is marked yet" in manager.get(CHANGES).text


def test_a_form_that_is_sent_twice_marks_once(mark, manager):
    form_id = "01a214fe-9f78-7015-b498-eb6eacec3c81"
    assert [mark(form_id=form_id).status_code for _ in range(2)] == [303, 303]
    assert manager.get(CHANGES).text.count("Training on listening</a>") == 1


def test_a_mark_can_be_taken_away(mark, compared, manager):
    mark()
    _, address = compared()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', manager.get(address).text)[1]
    for _ in range(2):
        assert manager.client.post(f"{address}/remove", data={"csrf_token": token}).status_code == 303
    assert manager.get(address).status_code == 404


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.SERVICE_TEAM])
def test_who_only_reads_results_marks_nothing(everything, records_as, council, moment, signed_in_as, role):
    other = an_account(records_as("heard_operator"), council, moment, email="sam@example.gov.uk", name="Sam")
    marked = uuid4()
    with everything.unit_of_work() as uow:
        changes.mark(uow, began_on=BEFORE, area=None, words="Training", by=other, moment=moment, form_id=marked)
    browser = signed_in_as(role, "send" if role == Role.SERVICE_TEAM else None)
    page = browser.get(CHANGES).text
    assert "Marked by Sam" in page
    assert "Mark it" not in page
    assert "Take this mark away" not in browser.get(f"{CHANGES}/{marked}").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    assert browser.client.post(CHANGES, data={"csrf_token": token, **TRAINING}).status_code == 403
    assert browser.client.post(f"{CHANGES}/{marked}/remove", data={"csrf_token": token}).status_code == 403


def test_a_questionnaire_that_we_do_not_know_is_named_and_its_file_refused(mark, compared, manager):
    mark()
    page, address = compared("questionnaire=tea")
    assert "Questionnaire: choose one from the list" in page
    assert manager.get(f"{address}.ods?questionnaire=tea").status_code == 400
