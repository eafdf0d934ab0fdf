"""The list of what was sent or put up: who sees what, and filters, order and pages in the address."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from staffing import EMAIL

from foundation.records.models import Account, Invitation, SendOut, Spent

NAME = re.compile(r'<a class="govuk-link heard-words"[^>]*>([^<]+)</a>')


@pytest.fixture
def a_send_out(records_as, moment):
    """Keep one, made by the account with this e-mail address."""

    def keep(name, by=EMAIL, **different):
        nothing = dict.fromkeys(column.name for column in SendOut.__table__.columns)
        with records_as().unit_of_work() as uow:
            made_by = uow.session.scalar(select(Account.id).where(Account.email == by)) if by else None
            row = {
                "id": uuid4(), "kind": "invitations", "name": name, "questionnaire": "end_of_assessment", "version": 1,
                "area": "child_in_need", "team": "assessment", "made_by": made_by, "made_at": moment,
                "confirmed_at": moment, "send_at": moment, "closes_on": date(2026, 12, 21), **different,
            }  # fmt: skip
            uow.keep(SendOut, nothing | row)
        return row["id"]

    return keep


def listed(browser, query=""):
    page = browser.get(f"/send{query}")
    assert page.status_code == 200
    return NAME.findall(page.text)


def test_pages_hold_twenty_five_newest_first_and_lead_to_each_other(practitioner, a_send_out, moment):
    for n in range(30):
        a_send_out(f"No {n}", made_at=moment + timedelta(minutes=n))
    assert listed(practitioner) == [f"No {n}" for n in range(29, 4, -1)]
    assert listed(practitioner, "?page=2") == [f"No {n}" for n in range(4, -1, -1)]
    assert listed(practitioner, "?page=999") == listed(practitioner, "?page=2")
    assert listed(practitioner, "?sort=made")[:2] == ["No 0", "No 1"]
    assert "sort=-made&amp;page=2" in practitioner.get("/send").text


def test_filters_and_orders_are_in_the_address(practitioner, a_send_out):
    a_send_out("b", questionnaire="leaving_care", closes_on=date(2026, 12, 1))
    a_send_out("A")
    a_send_out("c", kind="poster", code="7KQ4-M2XH", send_at=None, closes_on=None)
    assert listed(practitioner, "?sort=name") == ["A", "b", "c"]
    assert listed(practitioner, "?sort=closes") == ["b", "A", "c"]
    assert listed(practitioner, "?kind=poster") == ["c"]
    assert listed(practitioner, "?questionnaire=leaving_care&kind=invitations") == ["b"]
    assert listed(practitioner, "?questionnaire=leaving_care&kind=poster") == []
    assert "Clear all filters" in practitioner.get("/send?kind=poster").text


@pytest.mark.parametrize("query, said", [
    ("?state=perhaps", "Show: choose one from the list"), ("?kind=letter", "Kind: choose one from the list"),
    ("?questionnaire=%00", "Questionnaire: choose one from the list"), ("?sort=drop", "Sort by: choose one"),
    ("?page=-1", "Page: give a number from 1"), ("?page=²", "Page: give a number from 1"),
    ("?page=" + "9" * 5000, "Page: "),
])  # fmt: skip
def test_a_filter_that_there_is_not_is_refused_by_name(practitioner, query, said):
    answer = practitioner.get(f"/send{query}")
    assert answer.status_code == 400
    assert said in answer.text


def test_everybody_sees_their_own_a_team_its_teams_and_those_who_answer_for_all_everything(
    signed_in_as, a_send_out
):  # fmt: skip
    first = signed_in_as("practitioner", email="first@example.gov.uk")
    second = signed_in_as("service_team", team="assessment", email="second@example.gov.uk")
    a_send_out("First’s", by="first@example.gov.uk", team="send")
    a_send_out("Of the team", by="first@example.gov.uk")
    a_send_out("Second’s", by="second@example.gov.uk", team="send")
    a_send_out("By itself", by=None)
    a_send_out("Always hangs", by=None, kind="poster", code="core_group", send_at=None)
    a_send_out("A stratum", by="first@example.gov.uk", kind="sample", sample_id=uuid4())
    assert set(listed(first)) == {"First’s", "Of the team"}
    assert set(listed(second)) == {"Of the team", "Second’s", "By itself"}
    for role in ("complaints_manager", "complaints_officer", "equality_officer"):
        seen = listed(signed_in_as(role, email=f"{role}@example.gov.uk"))
        assert set(seen) == {"First’s", "Of the team", "Second’s", "By itself"}
    assert set(listed(first, "?who=me")) == {"First’s", "Of the team"}
    assert listed(second, "?who=me") == ["Second’s"]


def test_the_list_counts_and_shows_answers_only_from_ten_asked_on(practitioner, a_send_out, records_as):
    few, many = a_send_out("Few"), a_send_out("Many")
    nothing = dict.fromkeys(column.name for column in Invitation.__table__.columns)
    with records_as().unit_of_work() as uow:
        for send_out, asked, spent in ((few, 9, 9), (many, 11, 4)):
            tickets = [uuid4() for _ in range(asked)]
            uow.keep(Invitation, *(
                nothing | {"ticket": it, "send_out_id": send_out, "channel": "email", "state": "sent", "attempts": 0}
                for it in tickets
            ))  # fmt: skip
            uow.keep(Spent, *({"ticket": it, "send_out_id": send_out} for it in tickets[:spent]))
    page = practitioner.get("/send?sort=name").text
    cells = re.findall(r'data-column="(?:Asked|Answered)">([^<]+)<', page)
    assert cells == ["9", "Too few to show", "11", "4"]
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", practitioner.get(f"/send/{many}").text))
    assert "4 answered: 36% of 11 whom it reached (n = 11, 95% interval 15% to 65%)." in said
