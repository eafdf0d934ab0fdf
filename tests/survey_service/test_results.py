"""What staff see of answers: shares with their n, nothing of fewer than ten, and every filter in the address."""

import re
from csv import reader
from datetime import date
from html import unescape
from io import BytesIO, StringIO

import pytest
from odfdo import Document
from shown import words_of
from tallied import a_send_out, tally

from foundation.staff.roles import Role
from foundation.surveys.library import library
from survey_service.results.files import HEAD

SEPTEMBER, AUGUST = date(2026, 9, 1), date(2026, 8, 1)
WELL, BADLY = {"went": "5", "listened_to": "4"}, {"went": "1", "listened_to": "not_sure"}
MEETING = "/results/answers/meeting"


@pytest.fixture
def counted(everything):
    """Count answers, as the worker does."""

    def counting(*answers, questionnaire="meeting", **place):
        with everything.unit_of_work() as uow:
            tally(uow, questionnaire, *answers, **place)

    return counting


@pytest.fixture
def read(practitioner):
    """A page as words, its tags gone."""

    def reading(address):
        page = practitioner.get(address)
        assert page.status_code == 200, page.text
        return words_of(page)

    return reading


@pytest.mark.parametrize("role", Role)
def test_who_may_read_results_reads_them(signed_in_as, role):
    browser = signed_in_as(role, "send" if role == Role.SERVICE_TEAM else None)
    for address in ("/results", MEETING, "/results/standing", "/results/asked", "/results/changes", f"{MEETING}.csv"):
        assert browser.get(address).status_code == (403 if role == Role.DUTY_WORKER else 200), address


def test_every_questionnaire_has_its_n_and_what_waits(counted, everything, read):
    counted((12, WELL), (3, BADLY))
    with everything.unit_of_work() as uow:
        a_send_out(uow, answered=29)
    page = read("/results")
    assert "After a meeting n = 15 10 or more" in page
    assert "At the end of an assessment Fewer than 10 Fewer than 10" in page


def test_the_survey_that_is_counted_apart_has_no_page_here(practitioner, read):
    assert practitioner.get("/results/answers/people_served").status_code == 404
    assert library().newest("people_served").name not in read("/results")


def test_each_answer_has_its_number_its_share_with_n_and_its_interval(counted, read):
    counted((12, WELL), (8, BADLY))
    page = read(MEETING)
    assert "n = 20 , answers that are counted" in page
    assert "Very well 12 60% (n = 20) 39% to 78%" in page
    assert "60% (n = 20) said “Well” or “Very well”, likely 39% to 78%" in page
    assert "100% (n = 12) said “Most of the time” or “Always”" in page
    assert "Those who were not sure or did not want to say are left out of this" in page
    assert "0 left it empty; 0 were not asked it" in page


def test_fewer_than_ten_show_nothing(counted, read):
    counted((9, WELL))
    page = read(MEETING)
    assert "fewer than 10 answers are counted , so that nothing can be shown" in page
    assert "%" not in page.partition("Show")[2].replace("19 of 20", "")


def test_a_question_that_fewer_than_ten_answered_shows_nothing(counted, read):
    counted((12, {"went": "5"}), (3, {"went": "1", "respected": "2"}))
    page = read(f"{MEETING}?question=respected")
    assert "Not shown: fewer than 10" in page
    assert "n = 3" not in page


def test_answers_are_told_apart_by_part_of_the_service_month_and_team(counted, read):
    counted((12, WELL))
    counted((10, BADLY), month=SEPTEMBER, area="adoption", team="adoption")
    by_area = read(f"{MEETING}?by=area&question=went")
    assert "Help from a social worker for our family: 12 answered this question" in by_area
    assert "Adoption: 10 answered this question" in by_area
    by_month = read(f"{MEETING}?by=month")
    assert "September 2026 0% (n = 10)" in by_month
    assert (
        "October 2026: 100% (n = 12) said “Well” or “Very well”. September 2026: 0% (n = 10). That is more." in by_month
    )
    assert "Adoption: Adoption and special guardianship 0% (n = 10)" in read(f"{MEETING}?by=team")
    assert "n = 10 , answers that are counted" in read(f"{MEETING}?area=adoption")
    assert "n = 10 , answers that are counted" in read(f"{MEETING}?since=2026-09&until=2026-09")


def test_small_teams_are_counted_together_and_not_named(counted, read):
    counted((6, WELL), team="assessment")
    counted((6, WELL), team="front_door")
    page = read(f"{MEETING}?by=team")
    assert "team not told apart 100% (n = 12)" in page
    assert "Assessment and family support" not in page.partition("Share that said")[2]


def test_readers_are_told_apart_in_whole_quarters_that_are_over(counted, read):
    counted((20, WELL), month=SEPTEMBER)
    counted((12, BADLY), month=SEPTEMBER, band="13_17")
    counted((3, BADLY), month=SEPTEMBER, band="under_13")
    counted((30, BADLY), band="13_17")
    page = read(f"{MEETING}?by=reader&question=went")
    assert "Adults, July 2026 to September 2026: 20 answered this question" in page
    assert page.count("13 to 17, July 2026 to September 2026 : not shown") == 1
    assert page.count("Under 13, July 2026 to September 2026 : not shown") == 1
    assert "October" not in page.partition("Did")[2].partition("In people’s own words")[0]


def test_that_somebody_stopped_is_nowhere_shown_as_being_satisfied(counted, read):
    counted((12, {"why": ["resolved"]}), questionnaire="why_did_you_stop")
    page = read("/results/answers/why_did_you_stop")
    assert "is never counted as satisfied" in page
    assert "It was put right 12 100% (n = 12)" in page
    assert "said “It was put right”" not in page


def test_standing_questions_are_followed_by_quarter_over_all_questionnaires(counted, read):
    counted((20, WELL), month=AUGUST)
    counted((10, {"trust": "1", "listened_to": "1"}), questionnaire="complaint_closed_adult", month=SEPTEMBER)
    counted((12, {"trust": "5", "heard_of_it": "another_family"}), questionnaire="complaint_closed_adult")
    page = read("/results/standing")
    assert "July 2026 67% (n = 30)" in page
    assert "July 2026 0% (n = 10)" in page
    assert "October 2026 100% (n = 12)" in page
    assert "Share that said that another family told them" in page


@pytest.mark.parametrize("query, said", [
    ("since=1999-01", "From: choose one from the list"),
    ("since=2026-11&until=2026-10", "To: choose the month of “From”, or a later one"),
    ("area=atlantis", "Part of the service: choose one from the list"),
    ("by=name", "Tell apart by: choose one from the list"),
    ("question=%F0%9F%99%82", "Question: choose one from the list"),
    ("by=reader&area=adoption", "Part of the service: choose “All” to tell apart who it was worded for"),
    ("since=%00", "From: choose one from the list"),
])  # fmt: skip
def test_a_filter_that_we_do_not_know_is_named_and_its_file_is_refused(practitioner, query, said):
    page = practitioner.get(f"{MEETING}?{query}")
    assert page.status_code == 400
    assert said in unescape(page.text)
    assert practitioner.get(f"{MEETING}.csv?{query}").status_code == 400


@pytest.mark.parametrize("address", ["/results/answers/tea", "/results/answers/meeting.pdf", "/results/answers/a%00b"])
def test_what_there_is_not_is_not_found(practitioner, address):
    assert practitioner.get(address).status_code == 404


def test_response_rates_are_of_those_whom_an_invitation_reached(everything, read):
    with everything.unit_of_work() as uow:
        a_send_out(uow, answered=12, states={"delivered": 20, "sent": 10, "undeliverable": 5, "held": 7, "stopped": 3})
    page = read("/results/asked")
    assert "All together 35 30 12 40% (n = 30)" in page
    by_send_out = read("/results/asked?by=send_out")
    assert "October 2026, Help from a social worker for our family: October’s 35 30 12" in by_send_out


def test_invitations_one_by_one_are_counted_together_and_a_poster_by_who_was_in_the_room(everything, read):
    with everything.unit_of_work() as uow:
        for n in range(12):
            a_send_out(uow, answered=n % 2, states={"delivered": 1}, name=f"Family {n}", team=f"team {n}")
        a_send_out(uow, kind="poster", code="K7M2-P4QX", answered=11, expected=22, area="adoption", team="adoption")
        a_send_out(uow, kind="poster", code="conference", answered=40)
    page = read("/results/asked?by=send_out")
    assert "smaller send-outs together 12 12 6 50% (n = 12)" in page
    assert "Adoption: October’s 22 22 11 50% (n = 22)" in page
    assert "Family" not in page.replace("Families", "")
    assert "All together 34 34 17 50% (n = 34)" in read("/results/asked")


def test_this_month_is_one_line_and_in_no_other(everything, read, moment):
    with everything.unit_of_work() as uow:
        a_send_out(uow, answered=5, states={"delivered": 20}, confirmed_at=moment)
        a_send_out(uow, "end_of_assessment", answered=5, states={"delivered": 9}, confirmed_at=moment)
    page = read("/results/asked?by=area")
    assert "This month until now, not counted above 20 20 5 25% (n = 20)" in page
    assert "Help from a social worker for our family 2" not in page


@pytest.mark.parametrize("by", ["", "area", "month", "team", "reader"])
def test_neither_page_nor_file_has_a_number_that_the_gate_hides(counted, practitioner, by):
    counted((23, WELL), month=SEPTEMBER)
    counted((7, BADLY), month=SEPTEMBER, area="adoption", team="adoption")
    for address in (f"{MEETING}?by={by}", f"{MEETING}.csv?by={by}"):
        page = practitioner.get(address).text
        shown = page[page.index("19 of 20") if "19 of 20" in page else 0 :]
        assert "Adoption" not in shown
        assert not {7, 30} & {
            int(it) for it in re.findall(r"(?<![\d.])\d+(?![\d.])", re.sub(r"<svg.*?</svg>", "", shown, flags=re.S))
        }


@pytest.mark.parametrize("by", ["", "area", "month", "team", "reader"])
def test_a_file_holds_every_answer_that_the_page_can_show_with_the_same_figures(counted, practitioner, read, by):
    counted((12, WELL), (5, BADLY), month=SEPTEMBER)
    counted((13, BADLY), month=AUGUST, area="adoption", team="adoption", band="13_17")
    counted((3, WELL), month=AUGUST, area="adoption", team="adoption", band="under_13")
    raw = practitioner.get(f"{MEETING}.csv?by={by}&question=went").data.decode("utf-8-sig")
    rows = list(reader(StringIO(raw)))
    rows = rows[rows.index(list(HEAD)) + 1 :]
    page = read(f"{MEETING}?by={by}&question=went")
    answers = [row for row in rows if row[3] and not row[8]]
    assert answers
    for _, _, answer, x, n, share, *_ in answers:
        assert f"{answer} {x} {int(x) / int(n):.0%} (n = {n})" in page
        assert float(share) == round(100 * int(x) / int(n), 1)
    for row in rows:
        if not row[3]:
            assert f"{row[1]} : not shown" in page
    document = Document(BytesIO(practitioner.get(f"{MEETING}.ods?by={by}&question=went").data))
    (table,) = document.body.tables
    in_ods = [["" if it is None else it for it in row.get_values()] for row in table.rows][1 : len(rows) + 1]
    assert [[str(it) for it in row[:5]] for row in in_ods] == [row[:5] for row in rows]


def test_rates_and_standing_questions_are_files_too(counted, everything, practitioner):
    counted((20, WELL))
    with everything.unit_of_work() as uow:
        a_send_out(uow, answered=12, states={"delivered": 30}, name="=1+1")
        a_send_out(uow, answered=3, states={"delivered": 9}, area="adoption")
    rates = practitioner.get("/results/asked.csv?by=send_out").data.decode("utf-8-sig")
    assert '"October 2026, Help from a social worker for our family: =1+1",30,30,12,40.0,24.6,57.7,' in rates
    assert "Adoption" not in rates
    standing = practitioner.get("/results/standing.csv").data.decode("utf-8-sig")
    assert "Are people listened to?,October 2026,“Most of the time” or “Always”,20,20,100.0,83.9,100.0," in standing
    assert practitioner.get("/results/asked.ods").data.startswith(b"PK")
    assert practitioner.get("/results/asked.csv?by=name").status_code == 400
    assert practitioner.get("/results/standing.ods?since=x").status_code == 400
