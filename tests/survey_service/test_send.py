"""A practitioner asks one family: the form, what is checked, what is kept, and what is shown of it afterwards."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shown import words_of
from sqlalchemy import text, update
from staffing import TOKEN, census

from foundation.records.models import Invitation, SendOut, Spent
from foundation.staff.site import OPEN
from survey_service.send.reading import Progress, state_of

RIGHT = {"what": "after:end_of_assessment", "area": "child_in_need", "contact": "Parent@Example.com", "remind": "y"}


@pytest.fixture
def ask(practitioner):
    """Open the form and send it as a browser does; `again` keeps the page, `send` is its last button."""

    def asking(browser=practitioner, **fields):
        page = browser.get("/send/new").text
        sent = {
            "csrf_token": TOKEN.search(page)[1],
            "form_id": re.search(r'name="form_id"[^>]*value="([^"]+)"', page)[1],
        }
        return browser.client.post("/send/new", data=sent | RIGHT | fields)

    return asking


def test_what_will_happen_is_shown_before_anything_is_kept(ask, kept):
    page = ask()
    assert page.status_code == 200
    said = words_of(page)
    for row in ("To Email to parent@example.com", "What has ended At the end of an assessment", "sent Now",
                "Reminder 30 November 2026", "Can be answered until 21 December 2026"):  # fmt: skip
        assert row in said
    assert kept() == ([], [])


def test_the_check_page_itself_can_be_sent_and_then_somebody_is_asked(ask, kept, practitioner, moment, council):
    fields = dict(re.findall(r'<input[^>]*type="hidden" name="(\w+)"[^>]*value="([^"]*)"', ask().text))
    fields |= dict(re.findall(r'<input id="(form_id|csrf_token)"[^>]*value="([^"]*)"', ask().text))
    answer = practitioner.client.post("/send/new", data=fields | {"send": "yes"})
    (send_out,), (invitation,) = kept()
    assert answer.location == f"/send/{send_out.id}?follow=yes"
    assert (send_out.kind, send_out.questionnaire, send_out.area, send_out.meeting) == (
        "invitations", "end_of_assessment", "child_in_need", None,
    )  # fmt: skip
    assert send_out.team == council.areas["child_in_need"].team
    assert (send_out.confirmed_at, send_out.send_at) == (moment, moment)
    assert (send_out.remind_on, send_out.closes_on) == (date(2026, 11, 30), date(2026, 12, 21))
    assert (invitation.channel, invitation.contact, invitation.state) == ("email", "parent@example.com", "waiting")
    assert (invitation.contact_key, invitation.sent_on, invitation.attempts) == (None, None, 0)
    assert invitation.ticket.version == 4, "by chance, and with no time in it"


def test_the_meeting_settles_what_is_asked_and_where(ask, kept):
    ask(what="meeting:looked_after_review", area="", contact="07700 900123", send="yes")
    (send_out,), (invitation,) = kept()
    assert (send_out.questionnaire, send_out.meeting, send_out.area) == (
        "looked_after_review", "looked_after_review", "children_in_care",
    )  # fmt: skip
    assert (invitation.channel, invitation.contact) == ("text", "+447700900123")
    assert send_out.name == "Review for a child in care, 23 November 2026"


def test_it_is_sent_later_by_the_clock_in_england_and_without_a_reminder(ask, kept):
    page = ask(day=["29", "3", "2027"], clock="9:30", remind="", send="yes")
    assert page.status_code == 303
    (send_out,), _ = kept()
    assert send_out.send_at == datetime(2027, 3, 29, 8, 30, tzinfo=UTC), "summer time has begun the day before"
    assert (send_out.remind_on, send_out.closes_on) == (None, date(2027, 4, 26))


def test_without_a_time_it_goes_at_nine_and_what_has_passed_of_today_is_now(ask, kept, moment):
    ask(day=["24", "11", "2026"], send="yes")
    ask(day=["23", "11", "2026"], contact="other@example.com", send="yes")
    assert {it.send_at for it in kept()[0]} == {datetime(2026, 11, 24, 9, tzinfo=UTC), moment}


WRONG = [
    ("nothing chosen", {"what": ""}, "Choose what has ended"),
    ("no such meeting", {"what": "meeting:garden_party"}, "What has ended? Choose one from the list"),
    ("what only the sample asks", {"what": "after:people_served"}, "What has ended? Choose one from the list"),
    ("no area", {"area": ""}, "Choose the part of the service"),
    ("an area of elsewhere", {"area": "docks"}, "Part of the service: choose one from the list"),
    ("a team of elsewhere", {"team": "docks"}, "Team: choose one from the list"),
    ("no contact", {"contact": " "}, "Enter an email address or a mobile number"),
    ("no address", {"contact": "parent@example"}, "Give an email address like name@example.com"),
    ("a landline", {"contact": "01432 260000"}, "Give a UK mobile number like 07700 900 123"),
    ("NUL", {"contact": "a\x00@example.com"}, "Remove the characters that are not text"),
    ("two lines", {"contact": "a@example.com\nb@example.com"}, "Write this on one line"),
    ("a formula", {"contact": "=cmd@example.com"}, "Give an email address like name@example.com"),
    ("yesterday", {"day": ["22", "11", "2026"]}, "Enter a day from today on"),
    ("too far", {"day": ["1", "1", "2028"]}, "Enter a day from today on"),
    ("no day of ours", {"day": ["31", "2", "2027"]}, "Enter a real date"),
    ("a time alone", {"clock": "14:30"}, "Enter the day too"),
    ("no time", {"day": ["24", "11", "2026"], "clock": "half past"}, "Enter a time like 14:30"),
    ("a long time", {"day": ["24", "11", "2026"], "clock": "9:99"}, "Enter a time like 14:30"),
    ("a time in other figures", {"day": ["24", "11", "2026"], "clock": "٩:٣٠"}, "Enter a time like 14:30"),
    ("a torn form", {"form_id": "../etc"}, "This page was open for a long time"),
]


@pytest.mark.parametrize("wrong, said", [pytest.param(*row[1:], id=row[0]) for row in WRONG])
def test_what_is_not_right_is_said_at_the_top_and_nothing_is_kept(ask, kept, wrong, said):
    page = ask(send="yes", **wrong)
    assert page.status_code == 400
    assert said in unescape(page.text)
    assert "<title>Error: Ask one family" in page.text
    assert kept() == ([], [])


def test_what_was_typed_is_still_there_to_be_changed(ask):
    page = ask(change="yes", day=["24", "11", "2026"])
    assert page.status_code == 200
    assert 'value="Parent@Example.com"' in page.text
    assert re.search(r'<option value="after:end_of_assessment" selected', page.text)
    assert re.search(r"<details[^>]* open", page.text), "the day is to be seen"


def test_a_form_sent_twice_asks_once_also_when_it_was_changed_in_another_tab(ask, kept):
    attempt = str(uuid4())
    first = ask(form_id=attempt, send="yes")
    again = ask(form_id=attempt, contact="other@example.com", send="yes")
    assert first.location == again.location
    assert [it.contact for it in kept()[1]] == ["parent@example.com"]


def test_a_page_that_went_stale_keeps_what_was_typed(ask, kept):
    page = ask(csrf_token="stale", send="yes")
    assert page.status_code == 400
    assert "This page was open for a long time. Your words are still here" in page.text
    assert 'value="Parent@Example.com"' in page.text
    assert kept() == ([], [])


@pytest.fixture
def sent(ask, kept):
    """One that was sent to a family."""
    ask(send="yes")
    return kept()[0][0].id


def test_no_page_shows_the_contact_again_and_the_database_would_refuse_to(practitioner, sent, records_as):
    for page in ("/send", f"/send/{sent}"):
        assert "parent@example.com" not in practitioner.get(page).text.lower()
    with pytest.raises(Exception, match="42501"), records_as("heard_survey_staff").unit_of_work() as uow:
        uow.session.scalar(text("select contact from survey.invitation"))


def test_with_fewer_than_ten_asked_it_is_not_said_whether_anybody_answered(practitioner, sent, kept, records_as):
    practitioner.get(f"/send/{sent}")  # what is said once was said
    before = practitioner.get(f"/send/{sent}")
    with records_as().unit_of_work() as uow:
        uow.keep(Spent, {"ticket": kept()[1][0].ticket, "send_out_id": sent})
    after = practitioner.get(f"/send/{sent}")
    assert "Too few to show" in words_of(after)
    assert words_of(after) == words_of(before)
    listed = words_of(practitioner.get("/send"))
    assert "Asked" in listed
    assert "Too few to show" in listed


def test_while_invitations_wait_the_page_looks_again_only_if_asked_to(practitioner, sent, records_as):
    quiet, follows = practitioner.get(f"/send/{sent}"), practitioner.get(f"/send/{sent}?follow=yes")
    assert "Refresh" not in quiet.headers
    assert f'href="/send/{sent}?follow=yes"' in quiet.text
    assert follows.headers["Refresh"] == "10"
    assert "Stop that" in follows.text
    with records_as().unit_of_work() as uow:
        uow.connection.execute(update(Invitation).values(state="sent", sent_on=date(2026, 11, 23)))
    assert "Refresh" not in practitioner.get(f"/send/{sent}?follow=yes").headers


def test_what_is_stopped_says_so_and_stays_stopped_from_the_first_time(practitioner, sent, kept, moment):
    token = TOKEN.search(practitioner.get(f"/send/{sent}").text)[1]
    for _ in range(2):
        assert practitioner.client.post(f"/send/{sent}/stop", data={"csrf_token": token}).status_code == 303
    assert kept()[0][0].stopped_at == moment
    page = practitioner.get(f"/send/{sent}")
    assert "Stopped" in words_of(page)
    assert "It cannot be started again" not in words_of(page)
    assert "Was to be sent" not in words_of(page)
    assert practitioner.client.post(f"/send/{sent}/stop", data={"any": "thing"}).status_code == 400, (
        "a form without our token"
    )


def test_what_is_stopped_before_its_time_is_not_said_to_be_sent(practitioner, ask, kept):
    ask(day=["24", "11", "2026"], send="yes")
    address = f"/send/{kept()[0][0].id}"
    assert "To be sent 24 November 2026 at 09:00" in words_of(practitioner.get(address))
    token = TOKEN.search(practitioner.get(address).text)[1]
    practitioner.client.post(f"{address}/stop", data={"csrf_token": token})
    assert "Was to be sent 24 November 2026 at 09:00" in words_of(practitioner.get(address))


def test_only_somebody_who_may_send_surveys_gets_anything(signed_in_as, send_app):
    duty = signed_in_as("duty_worker")
    addresses = [path for endpoint, _, path in census(send_app, OPEN) if endpoint.partition(".")[0] in ("send", "new")]
    assert len(addresses) > 6
    for address in addresses:
        assert duty.get(address.replace("7KQ4-M2XH", str(uuid4()))).status_code in (403, 404, 405)


# Who is invited, whom it reached, who answered: what is shown.
@pytest.mark.parametrize("progress, answered, rate", [
    (Progress({"sent": 9}, 9, 9), None, None),
    (Progress({"sent": 10}, 10, 0), 0, 0.0),
    (Progress({"sent": 9, "held": 30}, 9, 5), None, None),
    (Progress({"sent": 4, "delivered": 6, "undeliverable": 5, "waiting": 85}, 10, 5), 5, 0.5),
    (Progress({}, 0, 9), None, None),
    (Progress({}, 0, 10), 10, None),
    (Progress({}, 0, 4, expected=5), None, None),
    (Progress({}, 0, 4, expected=20), 4, 0.2),
    (Progress({}, 0, 22, expected=20), 22, 1.0),
])  # fmt: skip
def test_how_many_answered_is_shown_only_where_it_does_not_say_who(progress, answered, rate):
    assert progress.answered == answered
    assert (progress.rate.rate if progress.rate else None) == rate


@given(
    st.dictionaries(st.sampled_from(["waiting", "held", "sent", "delivered", "undeliverable", "failed"]),
                    st.integers(0, 30)),
    st.integers(0, 60), st.integers(0, 60),
)  # fmt: skip
def test_below_ten_nothing_about_answers_depends_on_them(states, reached, spent):
    reached = min(reached, sum(states.values()))
    spent = min(spent, reached)
    some, none = Progress(states, reached, spent), Progress(states, reached, 0)
    if states and reached < 10:
        assert (some.answered, some.rate) == (none.answered, none.rate) == (None, None)
    if some.rate:
        assert 0 <= some.rate.lo <= some.rate.rate <= some.rate.hi <= 1


A_MOMENT = datetime(2026, 11, 23, 10, tzinfo=UTC)
EARLIER, LATER = A_MOMENT - timedelta(days=1), A_MOMENT + timedelta(days=1)


@pytest.mark.parametrize("state, row", [
    ("draft", {"closes_on": date(2026, 11, 23)}),
    ("draft", {"send_at": LATER, "closes_on": date(2026, 11, 30)}),
    ("closed", {"closes_on": date(2026, 11, 22)}),
    ("scheduled", {"confirmed_at": A_MOMENT, "send_at": LATER, "closes_on": date(2026, 12, 22)}),
    ("open", {"confirmed_at": A_MOMENT, "send_at": A_MOMENT, "closes_on": date(2026, 11, 23)}),
    ("open", {"confirmed_at": A_MOMENT}),
    ("closed", {"confirmed_at": EARLIER, "send_at": EARLIER, "closes_on": date(2026, 11, 22)}),
    ("stopped", {"confirmed_at": EARLIER, "stopped_at": EARLIER, "closes_on": date(2026, 11, 22)}),
    ("stopped", {"stopped_at": EARLIER}),
])  # fmt: skip
def test_the_list_finds_by_state_exactly_what_the_page_calls_so(practitioner, records_as, state, row):
    nothing = dict.fromkeys(column.name for column in SendOut.__table__.columns)
    with records_as().unit_of_work() as uow:
        mine = uow.session.scalar(text("select id from staff.account"))
        uow.keep(SendOut, nothing | {
            "id": UUID(int=1), "kind": "invitations", "name": "The one", "questionnaire": "meeting", "version": 1,
            "area": "child_in_need", "team": "assessment", "made_by": mine, "made_at": EARLIER, **row,
        })  # fmt: skip
    with records_as().unit_of_work() as uow:
        assert state_of(uow.session.get(SendOut, UUID(int=1)), A_MOMENT) == state
    for other in ("draft", "scheduled", "open", "closed", "stopped"):
        assert ("The one" in practitioner.get(f"/send?state={other}").text) == (other == state)
