"""A complaint that closes: whoever told us is asked how it went, or why they did not go on."""

import threading
from datetime import date
from uuid import uuid4

import pytest
from builders import a_case
from sqlalchemy import select, update

from foundation.contracts.surveys import CaseClosed
from foundation.records.models import Case, Invitation, SendOut
from worker.carrier import carry
from worker.handlers.ask_after_closing import ask_after_closing
from worker.surveys.asking import Asking
from worker.surveys.keys import KeyFolder
from worker.surveys.sending import send_invitations

MONDAY = date(2026, 11, 23)


@pytest.fixture
def closed(everything, clock):
    """A complaint that is closed, and announced; its id."""

    def close(because="answered", *, times=1, kind="complaint", closed_on=MONDAY, **told):
        told = {"email": "sam@example.com", "service_area": "child_in_need"} | told
        with everything.unit_of_work() as uow:
            reference = a_case(
                uow, submission=told, kind=kind, stage="closed", closed_on=closed_on, closed_because=because
            )
            case_id = uow.session.scalar(select(Case.id).where(Case.reference == reference))
            for _ in range(times):
                uow.send((CaseClosed(case_id), "case.closed"), source="console", moment=clock())
        return case_id

    return close


def test_whoever_told_us_is_asked_by_an_invitation_that_names_no_case(closed, given, rows):
    case_id = closed()
    carry(given)
    [invitation], [send_out] = rows(Invitation), rows(SendOut)
    assert (invitation.channel, invitation.contact, invitation.state) == ("email", "sam@example.com", "waiting")
    assert (send_out.kind, send_out.questionnaire, send_out.area, send_out.made_by) == (
        "invitations", "complaint_closed_adult", "child_in_need", None
    )  # fmt: skip
    assert send_out.name == "After closing, November 2026: Help from a social worker for our family"
    assert send_out.closes_on == date(2026, 12, 28)
    assert send_out.confirmed_at == given.now()
    assert str(case_id) not in repr([vars(invitation), vars(send_out)])


@pytest.mark.parametrize(
    "because, told, asked",
    [
        ("answered", {"relationship": "parent"}, "complaint_closed_adult"),
        ("answered", {"relationship": "child"}, "complaint_closed_child"),
        ("answered", {"relationship": "child", "age_band": "13_17"}, "complaint_closed_child"),
        ("answered", {"relationship": "sibling", "age_band": "under_13"}, "complaint_closed_child"),
        ("answered", {"relationship": "child", "age_band": "18_25"}, "complaint_closed_adult"),
        ("answered", {"relationship": "care_leaver"}, "complaint_closed_adult"),
        ("withdrawn", {"relationship": "parent"}, "why_did_you_stop"),
        ("no_reply", {"relationship": "child"}, "why_did_you_stop"),
    ],
)
def test_what_is_asked_fits_why_it_closed_and_who_told_us(because, told, asked, closed, given, rows):
    closed(because, **told)
    carry(given)
    assert [send_out.questionnaire for send_out in rows(SendOut)] == [asked]


def test_who_left_only_a_number_is_asked_by_text_and_who_left_nothing_is_not_asked(closed, given, rows):
    closed(email=None, phone="07700 900123")
    closed(email=None, phone=None, service_area="front_door")
    carry(given)
    assert [(it.channel, it.contact) for it in rows(Invitation)] == [("text", "07700 900123")]
    assert [send_out.area for send_out in rows(SendOut)] == ["child_in_need"]


def test_nobody_is_asked_about_what_was_opened_again_or_was_no_complaint(closed, given, rows):
    closed(closed_on=None)
    closed(kind="compliment")
    carry(given)
    assert rows(Invitation) == rows(SendOut) == []


def test_a_case_that_was_opened_again_meanwhile_is_not_asked_about(closed, given, everything, rows):
    closed()
    with everything.unit_of_work() as uow:
        uow.connection.execute(update(Case).values(stage="stage_1", closed_on=None, closed_because=None))
    carry(given)
    assert rows(Invitation) == []


def test_a_case_that_is_announced_twice_is_asked_about_once(closed, given, clock, rows, tmp_path, mail, by_mail):
    closed(times=2)
    carry(given)
    closed()
    carry(given)
    clock.forward(days=3)
    send_invitations(given, Asking(KeyFolder(tmp_path), "https://surveys.council.example"), by_mail())
    assert sorted(invitation.state for invitation in rows(Invitation)) == ["held", "sent"]
    assert len(mail.taken) == 1


def test_all_of_a_month_share_a_send_out_for_each_questionnaire_and_area(closed, given, clock, rows):
    closed()
    closed(email="eve@example.com")
    closed(email="jo@example.com", service_area="front_door")
    carry(given)
    clock.forward(days=10)
    closed(email="ann@example.com")
    carry(given)
    assert sorted((it.name.partition(":")[0], it.area) for it in rows(SendOut)) == [
        ("After closing, December 2026", "child_in_need"),
        ("After closing, November 2026", "child_in_need"),
        ("After closing, November 2026", "front_door"),
    ]


def test_two_workers_that_close_at_once_make_one_send_out(closed, given, rows):
    both = [closed(), closed(email="eve@example.com")]
    entered = threading.Barrier(2, timeout=10)

    def handle(case_id):
        with given.records.unit_of_work() as uow:
            entered.wait()
            ask_after_closing(uow, [CaseClosed(case_id)], given)

    threads = [threading.Thread(target=handle, args=(case_id,)) for case_id in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [send_out] = rows(SendOut)
    assert {invitation.send_out_id for invitation in rows(Invitation)} == {send_out.id}
    assert len(rows(Invitation)) == 2


def test_a_case_that_is_gone_is_passed_over(given, rows):
    with given.records.unit_of_work() as uow:
        ask_after_closing(uow, [CaseClosed(uuid4())], given)
    assert rows(Invitation) == []
