"""Mail to staff: what is refused goes to the next person, what is slow holds up no alert, and each goes once."""

import time
from datetime import timedelta
from threading import Thread

import pytest
from builders import a_case
from sqlalchemy import select, update
from uuid_utils.compat import uuid7

from chaos.installation import until
from foundation.records.models import Alert, Case, StaffMail
from worker.jobs import Worker, alert_jobs, notice_jobs
from worker.mailboxes import OVERDUE, mail
from worker.providers import FileOutbox, ProviderAway, Smtp
from worker.safety import alerts_for
from worker.staff_mail import send_alerts, send_staff_mail

DUTY = ["duty@herefordshire.example", "complaints.manager@herefordshire.example", "duty.manager@herefordshire.example"]
COMPLAINTS = "complaints@herefordshire.example"


@pytest.fixture
def raised(everything, given):
    """An alert for a new case; its reference."""

    def raise_alert():
        with everything.unit_of_work() as uow:
            reference = a_case(uow)
            case_id = uow.session.scalar(select(Case.id).where(Case.reference == reference))
            alert, made = alerts_for(case_id, reference, ["words"], given)
            uow.keep(Alert, alert)
            uow.keep(StaffMail, made)
        return reference

    return raise_alert


@pytest.fixture
def told(everything, clock):
    """A mail of the clock that waits."""

    def tell(address=COMPLAINTS, template=OVERDUE):
        with everything.unit_of_work() as uow:
            uow.keep(StaffMail, mail(uuid7(), template, address, [{"reference": "7KQ4-M2XH"}], clock()))

    return tell


# ------------------------------------------------------------------ alerts


def test_an_alert_that_is_refused_goes_to_the_next_person_at_once(raised, given, mail, by_mail, rows):
    mail.refuses.add(DUTY[0])
    reference = raised()
    assert send_alerts(given, by_mail()) == 2
    assert (mail.sent_to, mail.taken[0]["Subject"]) == ([DUTY[1]], reference)
    [alert] = rows(Alert)
    assert alert.told == 2
    assert [bool(made.sent_at) for made in rows(StaffMail)] == [False, True]


def test_when_all_refuse_the_list_is_gone_through_again_every_two_minutes_and_never_given_up(
    raised, given, clock, mail, by_mail, rows
):
    mail.refuses.update(DUTY)
    raised()
    assert send_alerts(given, by_mail()) == 3
    assert send_alerts(given, by_mail()) == 0
    for _ in range(5):
        clock.forward(minutes=2)
        assert send_alerts(given, by_mail()) == 1
    mail.refuses.remove(DUTY[1])
    clock.forward(minutes=2)
    send_alerts(given, by_mail())
    clock.forward(minutes=2)
    send_alerts(given, by_mail())
    clock.forward(minutes=2)
    send_alerts(given, by_mail())
    assert mail.sent_to == [DUTY[1]]


def test_nobody_is_told_of_what_somebody_has_opened_meanwhile(raised, given, everything, clock, mail, by_mail, rows):
    raised()
    with everything.unit_of_work() as uow:
        uow.connection.execute(update(Alert).values(opened_at=clock()))
    assert send_alerts(given, by_mail()) == 1
    assert mail.taken == []
    assert [made.given_up_at for made in rows(StaffMail)] == [clock()]


def test_while_the_mail_server_is_away_an_alert_waits_and_no_attempt_is_counted(
    raised, given, mail, by_mail, rows, clock
):
    raised()
    for _ in range(3):
        with pytest.raises(ProviderAway):
            send_alerts(given, Smtp("smtp://127.0.0.1:1"))
    assert [(made.attempts, made.sent_at) for made in rows(StaffMail)] == [(0, None)]
    assert send_alerts(given, by_mail()) == 1
    assert mail.sent_to == [DUTY[0]]


def test_an_alert_goes_once_however_many_workers_look_for_it(raised, given_as, given, mail, by_mail):
    for _ in range(5):
        raised()
    workers = [Worker(alert_jobs(given_as("heard_consume"), by_mail())) for _ in range(3)]
    threads = [Thread(target=worker.run) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        until(lambda: len(mail.taken) == 5 and send_alerts(given, by_mail()) == 0, "all alerts")
    finally:
        for worker in workers:
            worker.stop()
        for thread in threads:
            thread.join()
    assert len({letter["Subject"] for letter in mail.taken}) == len(mail.taken) == 5


def test_a_slow_letter_holds_up_no_alert(waiting, raised, given_as, mail, by_mail):
    waiting("slow")
    order = []

    def take_long(address):
        if address == "slow@example.com":
            until(lambda: DUTY[0] in order, "the alert, while the letter is in hand")
        order.append(address)

    mail.meanwhile = take_long
    given = given_as("heard_consume")
    workers = [Worker(notice_jobs(given, by_mail())), Worker(alert_jobs(given, by_mail()))]
    threads = [Thread(target=worker.run) for worker in workers]
    threads[0].start()
    try:
        until(lambda: mail.connections or time.sleep(0.01), "the letter to be on its way")
        raised()
        threads[1].start()
        until(lambda: len(order) == 2, "both")
    finally:
        for worker in workers:
            worker.stop()
        for thread in threads:
            thread.join()
    assert order == [DUTY[0], "slow@example.com"]


def test_the_embedded_profile_writes_an_alert_into_its_folder(raised, given, tmp_path):
    reference = raised()
    assert send_alerts(given, FileOutbox(tmp_path)) == 1
    [letter] = tmp_path.glob("*.eml")
    assert f"Subject: {reference}" in letter.read_text()
    assert f"To: {DUTY[0]}" in letter.read_text()


# ------------------------------------------------------------------ all other mail to staff


def send_all(given, provider):
    """One after the other until none is left to go now; how many were tried."""
    tried = sum(iter(lambda: send_staff_mail(given, provider), 0))
    provider.rest()
    return tried


def test_a_mail_of_the_clock_goes_to_its_mailbox_with_its_references(told, given, mail, by_mail, rows):
    told()
    assert send_alerts(given, by_mail()) == 0
    assert send_all(given, by_mail()) == 1
    [letter] = mail.taken
    assert (letter["To"], letter["Subject"]) == (COMPLAINTS, "Cases are overdue")
    assert "7KQ4-M2XH" in letter.get_content()
    assert [made.attempts for made in rows(StaffMail)] == [1]


def test_a_mail_that_is_refused_holds_up_none_is_tried_again_and_given_up_in_the_end(
    told, given, clock, mail, by_mail, rows
):
    mail.refuses.add("gone@herefordshire.example")
    told("gone@herefordshire.example"), told()
    assert send_all(given, by_mail()) == 2
    assert mail.sent_to == [COMPLAINTS]
    for minutes in (1, 10, 60, 360):
        clock.forward(minutes=minutes)
        assert send_all(given, by_mail()) == 1
    assert {(made.attempts, made.given_up_at) for made in rows(StaffMail) if not made.sent_at} == {(5, clock())}
    clock.forward(days=1)
    assert send_all(given, by_mail()) == 0


def test_a_mail_that_nobody_knows_how_to_write_holds_up_none(told, given, clock, mail, by_mail, rows):
    told(template="no_such_mail"), told()
    assert send_all(given, by_mail()) == 2
    assert mail.sent_to == [COMPLAINTS]
    assert [made.not_before for made in rows(StaffMail) if not made.sent_at] == [clock() + timedelta(minutes=1)]
