"""The officer uploads a list, plans a sample and has it drawn; nobody can read the list."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sampled import a_list
from shown import words_of
from sqlalchemy import text, update

from foundation.contracts.surveys import SampleOrdered
from foundation.records import RecordsRefused
from foundation.records.models import BadRow, FramePerson, Outgoing, Sample, SendOut
from foundation.staff.roles import SAMPLES_DRAW, Role, may

PLAN = {"total": "200", "how": "proportional", "remind": "y"}


# ------------------------------------------------------------------ who may


@pytest.mark.parametrize("role", Role)
def test_only_who_may_draw_samples_sees_them(signed_in_as, role):
    browser = signed_in_as(role, "send" if role == Role.SERVICE_TEAM else None)
    wanted = 200 if may(role, SAMPLES_DRAW) else 403
    assert [browser.get(address).status_code for address in ("/samples", "/samples/new")] == [wanted] * 2
    assert ('href="/samples"' in browser.get("/send").text) == (wanted == 200)


def test_the_staff_face_reads_no_contact_of_a_list_and_no_count_of_equality(uploaded, records_as):
    uploaded()
    records = records_as("heard_survey_staff")
    for forbidden in (
        "select contact from survey.frame_person", "select * from survey.frame_person",
        "delete from survey.frame_person", "select n from survey.sample_equality_count", "select * from survey.box",
    ):  # fmt: skip
        with pytest.raises(RecordsRefused) as refused, records.unit_of_work() as uow:
            uow.session.execute(text(forbidden))
        assert refused.value.sqlstate == "42501"


# ------------------------------------------------------------------ the list


def test_a_list_is_kept_with_its_groups_and_a_seed_and_nobody_is_asked(upload, officer, rows):
    answer = upload(a_list({"North": 130, "South": 260}))
    page = words_of(officer.get(answer.headers["Location"]))
    assert answer.status_code == 303
    assert "North 130 0 Not planned South 260 0 Not planned All 390 0 Not planned" in page
    [sample] = rows(Sample)
    assert re.fullmatch(r"[0-9a-f]{32}", sample.seed)
    assert sample.seed in page
    assert (sample.questionnaire, sample.version, sample.ordered_at) == ("people_served", 2, None)
    assert len(rows(FramePerson)) == 390
    assert (rows(SendOut), rows(Outgoing)) == ([], [])


def test_spelling_does_not_make_a_group_another_and_rows_that_cannot_be_used_are_told(upload, officer, rows):
    more = ("person2@example.com;North", "nobody;south ", ";SOUTH", "extra@example.com; NORTH", "lost@example.com;")
    address = upload(a_list({"North": 130, "South": 260}, *more)).headers["Location"]
    page = words_of(officer.get(address))
    assert "North 131 1 Not planned South 260 2 Not planned All 391 3 Not planned" in page
    assert "4 rows of the file could not be used" in page
    assert "Row 392: The same contact as in row 2" in page
    assert "Row 393: Give an email address like name@example.com" in page
    assert "Row 394: Give an email address or a UK mobile number" in page
    assert "Row 396: Say which group this person is in" in page
    assert "person2@example.com" not in page
    assert len(rows(BadRow)) == 4


def test_a_file_that_cannot_be_used_is_refused_with_what_to_do_and_nothing_is_kept(upload, rows):
    for content, said in (
        (None, "Choose a file"),
        (b"", "The file is empty"),
        (a_list({"North": 99, "South": 260}), "Too small: “North” (99). Merge groups"),
    ):
        answer = upload(content)
        assert answer.status_code == 400
        assert said in words_of(answer)
        assert 'href="#file"' in answer.text
        assert "<title>Error: " in answer.text
    assert (rows(Sample), rows(FramePerson), rows(BadRow)) == ([], [], [])


def test_a_file_that_is_too_large_is_refused(upload, rows):
    answer = upload(b"email;group\n" + b"x" * 5_400_000)
    assert answer.status_code == 413
    assert "We take files of 5 MB" in answer.text
    assert rows(Sample) == []


def test_a_survey_needs_a_name_that_can_be_kept(upload, rows):
    for name, said in (
        ("", "Enter a name, so that you find it again"),
        ("a\x00b", "Remove the characters that are not text"),
        ("x" * 201, "This can be 200 characters at most"),
    ):
        answer = upload(a_list(), name=name)
        assert answer.status_code == 400
        assert said in words_of(answer)
    assert rows(Sample) == []


def test_a_form_that_is_sent_again_is_kept_once_with_the_list_and_the_seed_of_the_first(upload, rows):
    form_id = str(uuid4())
    upload(a_list({"North": 130}), form_id=form_id)
    [first] = rows(Sample)
    answer = upload(a_list({"South": 200}), form_id=form_id, seed="0" * 32)
    [sample] = rows(Sample)
    assert answer.headers["Location"] == f"/samples/{form_id}"
    assert (sample.seed, sample.strata) == (first.seed, first.strata)
    assert len(rows(FramePerson)) == 130


def test_a_form_that_was_tampered_with_is_refused(upload, officer, rows):
    assert upload(a_list(), form_id="'; drop table").status_code == 400
    assert officer.client.post("/samples/new", data={"name": "x"}).status_code == 400
    assert rows(Sample) == []


# ------------------------------------------------------------------ the plan


def test_the_plan_shows_whom_it_asks_and_when_and_can_be_changed(uploaded, press, officer, rows):
    address = uploaded({"north": 130, "south": 1_170})
    press(address, "", **PLAN | {"total": "1,000"})
    page = words_of(officer.get(address))
    assert "north 130 0 100 south 1,170 0 900 All 1,300 0 1,000" in page
    assert "As soon as it is drawn" in page
    assert "Can be answered until 21 December 2026" in page
    press(address, "", total="230", how="equal", day=["1", "12", "2026"])
    page = words_of(officer.get(address))
    assert "north 130 0 115 south 1,170 0 115" in page
    assert "1 December 2026 at 09:00 Reminder None Can be answered until 29 December 2026" in page
    assert (rows(SendOut), rows(Outgoing)) == ([], [])


# What is sent, and what is said.
BAD_PLANS = [
    ({"total": ""}, "Enter how many people you want to ask"),
    ({"total": "many"}, "Enter a number, like 600"),
    ({"total": "-5"}, "Enter a number, like 600"),
    ({"total": "٣٠٠"}, "Enter a number, like 600"),
    ({"total": "199"}, "Ask from 200 to 390 people."),
    ({"total": "391"}, "Ask from 200 to 390 people."),
    ({"total": "9" * 100}, "Ask from 200 to 390 people."),
    ({"total": "000000300999"}, "Ask from 200 to 390 people."),
    ({"total": "000"}, "Enter a number, like 600"),
    ({"how": "by hand"}, "Choose one from the list"),
    ({"day": ["1", "1", "2026"]}, "Enter a day from today on, within 180 days"),
    ({"day": ["31", "2", "2027"]}, "Enter a real date"),
    ({"day": ["1", "1", "2028"]}, "Enter a day from today on, within 180 days"),
]


def test_a_plan_that_cannot_be_is_refused_with_what_to_do(uploaded, press, officer, rows):
    address = uploaded()
    page = officer.get(address).text
    for wrong, said in BAD_PLANS:
        answer = press(address, "", page=page, **PLAN | wrong)
        assert answer.status_code == 400, wrong
        assert said in words_of(answer), wrong
    assert {stratum["invited"] for stratum in rows(Sample)[0].strata} == {None}


# ------------------------------------------------------------------ the order


def test_a_sample_is_ordered_once_however_often_the_button_is_pressed(planned, press, officer, rows, moment):
    address = planned()
    page = officer.get(address).text
    for _ in range(3):
        assert press(address, "order", page=page).status_code == 303
    [row] = rows(Outgoing)
    assert (row.type, row.routing_key) == (SampleOrdered.TYPE, "sample.ordered")
    assert rows(Sample)[0].ordered_at == moment
    assert "The people who are asked are being drawn" in officer.get(address).text


def test_a_page_that_shows_another_plan_orders_nothing(planned, press, officer, rows):
    address = planned()
    stale = officer.get(address).text
    press(address, "", **PLAN | {"total": "300"})
    answer = press(address, "order", page=stale)
    assert "Nothing was changed" in officer.get(answer.headers["Location"]).text
    assert (rows(Outgoing), rows(Sample)[0].ordered_at) == ([], None)


def test_what_is_not_planned_cannot_be_ordered_and_what_is_ordered_cannot_be_changed(
    uploaded, planned, press, officer, rows
):
    address = uploaded()
    assert "Draw the sample" not in officer.get(address).text
    for seen in ("0" * 24, "nonsense", ""):
        press(address, "order", seen=seen)
    assert rows(Outgoing) == []
    other = planned()
    page = officer.get(other).text
    press(other, "order", page=page)
    for to, fields in (("", PLAN | {"total": "390"}), ("give-up", {})):
        answer = press(other, to, page=page, **fields)
        assert "Nothing was changed" in officer.get(answer.headers["Location"]).text
    [sample] = [it for it in rows(Sample) if it.ordered_at]
    assert sum(stratum["invited"] for stratum in sample.strata) == 200


def test_a_list_that_is_gone_cannot_be_ordered(planned, press, officer, everything, rows):
    address = planned()
    page = officer.get(address).text
    with everything.unit_of_work() as uow:
        uow.session.execute(text("delete from survey.frame_person where line = 2"))
    press(address, "order", page=page)
    assert rows(Outgoing) == []


def test_a_day_that_has_passed_since_the_plan_is_today_and_it_never_closes_before_it_is_sent(
    planned, press, officer, everything, rows, moment
):
    address = planned(day=["24", "11", "2026"])
    with everything.unit_of_work() as uow:
        uow.session.execute(
            update(Sample).values(
                send_at=moment - timedelta(days=40), closes_on=moment.date() - timedelta(days=12),
                remind_on=moment.date() - timedelta(days=33),
            )
        )  # fmt: skip
    press(address, "order")
    [sample] = rows(Sample)
    assert sample.ordered_at == sample.send_at == moment
    assert (sample.closes_on - moment.date()).days == 28
    assert (sample.remind_on - moment.date()).days == 7


def test_a_list_can_be_given_up_and_then_nothing_can_be_done_with_it(planned, press, officer, rows):
    address = planned()
    page = officer.get(address).text
    assert press(address, "give-up", page=page).headers["Location"] == "/samples"
    assert "Deleted" in officer.get("/samples").text
    assert "nobody is asked" in officer.get(address).text
    press(address, "give-up", page=page)
    press(address, "order", page=page)
    press(address, "", page=page, **PLAN)
    assert (rows(Outgoing), rows(Sample)[0].strata) == ([], [])


def test_a_list_that_nobody_sent_in_time_is_said_to_be_deleted(uploaded, officer, everything, moment):
    address = uploaded()
    with everything.unit_of_work() as uow:
        uow.session.execute(update(Sample).values(made_at=moment - timedelta(days=8)))
    assert "The list was deleted because the survey was not sent within 7 days" in officer.get(address).text


@pytest.mark.parametrize("address", [f"/samples/{UUID(int=1)}", "/samples/1", f"/samples/{UUID(int=1)}/figures.csv"])
def test_what_there_is_not_is_not_found(address, officer):
    assert officer.get(address).status_code == 404


def test_nobody_presses_buttons_of_a_survey_that_there_is_not(officer, press, uploaded):
    page = officer.get(uploaded()).text
    for to in ("", "order", "give-up"):
        assert press(f"/samples/{UUID(int=1)}", to, page=page, seen="0" * 24).status_code == 404


def test_nothing_is_done_without_the_token_of_its_page(planned, officer, rows):
    address = planned()
    [before] = rows(Sample)
    for to in ("", "/order", "/give-up"):
        answer = officer.client.post(f"{address}{to}", data=PLAN | {"total": "300", "seen": "0" * 24})
        assert answer.status_code == 400, to
    [sample] = rows(Sample)
    assert (sample.strata, sample.ordered_at, rows(Outgoing)) == (before.strata, None, [])
