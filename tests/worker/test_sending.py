"""Letters over a mail server: taken, not taken, and what is left when a worker or the database is gone."""

import json
import socket
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text

from chaos.installation import until
from chaos.mail_server import a_mail_server
from foundation.records import RecordsRefused, RecordsUnavailable
from foundation.records.models import Deadline, Notice
from worker.jobs import Worker, notice_jobs
from worker.notices import send_waiting
from worker.providers import ProviderAway, Smtp

PROGRAM = Path(__file__).with_name("sends_letters.py")


# ------------------------------------------------------------------ taken and not taken


def test_a_letter_that_the_mail_server_takes_is_sent_with_its_line_and_its_clock(
    waiting, given, mail, by_mail, rows, lines
):
    waiting("sam", name="שרה \u202eLevi 🧡")
    assert send_waiting(given, by_mail()) == 1
    assert send_waiting(given, by_mail()) == 0
    [letter], [notice] = mail.taken, rows(Notice)
    assert letter.get_content().startswith("שרה \u202eLevi 🧡,\n\nthank you for writing to us.")
    assert letter["Message-ID"] == f"<{notice.id}@herefordshire.example>"
    assert (notice.sent_at, notice.attempts) == (given.now(), 1)
    assert [line.details for line in lines("acknowledgement_sent")] == [{"channel": "email"}]
    assert {clock.met_on for clock in rows(Deadline) if clock.due == "acknowledgement"} == {given.now().date()}


def test_letters_that_are_not_taken_hold_up_none_and_are_tried_again(waiting, given, clock, mail, by_mail, rows):
    mail.refuses.add("gone@example.com")
    mail.hangs_up_on.add("odd@example.com")
    waiting("gone", "one", "odd", "two")
    assert send_waiting(given, by_mail()) == 4
    assert mail.sent_to == ["one@example.com", "two@example.com"]
    assert [(notice.attempts, notice.not_before) for notice in rows(Notice) if not notice.sent_at] == [
        (1, clock() + timedelta(minutes=1))
    ] * 2
    mail.refuses.clear()
    mail.hangs_up_on.clear()
    clock.forward(minutes=1)
    send_waiting(given, by_mail())
    assert sorted(mail.sent_to) == ["gone@example.com", "odd@example.com", "one@example.com", "two@example.com"]
    assert len(mail.connections) == 3, "one for each batch, and one more where the server hung up"


def test_while_the_mail_server_is_away_letters_wait_as_long_as_it_takes_and_no_attempt_is_counted(
    waiting, given, clock, mail, by_mail, rows
):
    waiting("one", "two")
    away = Smtp("smtp://127.0.0.1:1")
    for _ in range(20):
        with pytest.raises(ProviderAway):
            send_waiting(given, away)
        clock.forward(hours=1)
    assert {(notice.attempts, notice.not_before, notice.given_up_at) for notice in rows(Notice)} == {(0, None, None)}
    assert send_waiting(given, by_mail()) == 2
    assert mail.sent_to == ["one@example.com", "two@example.com"]


@pytest.mark.parametrize("fault", ["wants_none_of", "closing"])
def test_a_fault_of_the_whole_mail_server_is_held_against_no_letter(
    fault, waiting, given, council, mail, by_mail, rows
):
    waiting("one", "two")
    setattr(mail, fault, {council.letters_from} if fault == "wants_none_of" else True)
    for _ in range(10):
        with pytest.raises(ProviderAway):
            send_waiting(given, by_mail())
    assert {(notice.attempts, notice.not_before) for notice in rows(Notice)} == {(0, None)}
    mail.wants_none_of, mail.closing = set(), False
    assert send_waiting(given, by_mail()) == 2


def test_a_letter_whose_being_sent_cannot_be_written_down_does_not_go_out(
    waiting, given, everything, mail, by_mail, rows
):
    waiting("sam")
    with everything.unit_of_work() as uow:
        uow.session.execute(text("alter table casework.history add check (what <> 'acknowledgement_sent')"))
    with pytest.raises(RecordsRefused):
        send_waiting(given, by_mail())
    assert mail.taken == []
    assert [(notice.attempts, notice.sent_at) for notice in rows(Notice)] == [(0, None)]


def test_the_operator_is_told_while_letters_cannot_go_out_and_no_longer(waiting, given, mail):
    with closing(socket.create_server(("127.0.0.1", 0))) as nobody:
        port = nobody.getsockname()[1]
    worker = Worker(notice_jobs(given, Smtp(f"smtp://127.0.0.1:{port}")))
    running = Thread(target=worker.run)
    waiting("sam")
    running.start()
    try:
        until(lambda: worker.trouble == ["the mail server does not answer, or does not let us in"], "its trouble")
        with a_mail_server(port=port) as back:
            until(lambda: back.sent_to == ["sam@example.com"] and not worker.trouble, "the letter")
    finally:
        worker.stop()
        running.join()


def test_a_letter_that_is_refused_again_and_again_is_given_up_and_a_person_is_told(
    waiting, given, clock, mail, by_mail, rows, lines
):
    waiting("gone")
    mail.refuses.add("gone@example.com")
    for minutes in (1, 10, 60, 360, 0):
        assert send_waiting(given, by_mail()) == 1
        clock.forward(minutes=minutes)
    assert {(notice.attempts, notice.sent_at, notice.given_up_at) for notice in rows(Notice)} == {(5, None, clock())}
    assert [line.details for line in lines("acknowledgement_failed")] == [{"channel": "email"}]


def test_a_text_that_nobody_can_send_is_given_up_at_once_and_what_is_due_stays_in_sight(
    accepted, waiting, given, mail, by_mail, rows, lines
):
    accepted(phone="07700 900123", service_area="front_door", topic="waiting")
    waiting("sam")
    assert send_waiting(given, by_mail()) == 2
    assert mail.sent_to == ["sam@example.com"]
    [texted] = [notice for notice in rows(Notice) if notice.channel == "text"]
    assert (texted.given_up_at, texted.sent_at, texted.attempts) == (given.now(), None, 0)
    assert [(line.case_id, line.details) for line in lines("acknowledgement_failed")] == [
        (texted.case_id, {"channel": "text"})
    ]
    assert {(due.due, due.due_on, due.met_on) for due in rows(Deadline) if due.case_id == texted.case_id} == {
        ("acknowledgement", date(2026, 11, 26), None),
        ("acknowledgement", date(2026, 11, 30), None),
        ("stage_1_answer", date(2026, 12, 7), None),
    }
    assert send_waiting(given, by_mail()) == 0


# ------------------------------------------------------------------ killed, and cut off


@pytest.fixture
def start_worker(database, clock, mail):
    """A worker in a process of its own, with one batch to send; what it logs can be read."""
    started = []

    def start():
        told = {
            "database": database.url("heard_consume"),
            "smtp": f"smtp://127.0.0.1:{mail.port}",
            "moment": clock().isoformat(),
        }
        command = [sys.executable, PROGRAM, json.dumps(told)]
        started.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
        worker.communicate()


@pytest.mark.parametrize("fatal", [0, 6, 19])
def test_a_worker_killed_in_the_middle_sends_that_one_letter_twice_and_the_others_once(
    fatal, waiting, given, mail, by_mail, start_worker, rows, lines
):
    names = [f"{n}@example.com" for n in range(20)]
    waiting(*map(str, range(20)))
    mail.meanwhile = lambda address: address == names[fatal] and worker.kill()
    worker = start_worker()
    assert worker.wait(60) == -9
    mail.meanwhile = lambda _address: None
    assert len([notice for notice in rows(Notice) if notice.sent_at]) == fatal
    # PostgreSQL gives the lock back when it has noticed.
    until(lambda: send_waiting(given, by_mail()) == 0 and len(lines("acknowledgement_sent")) == 20, "the rest to go")
    assert Counter(mail.sent_to) == dict.fromkeys(names, 1) | {names[fatal]: 2}
    assert {notice.attempts for notice in rows(Notice)} == {1}


def test_what_a_mail_server_says_about_a_person_is_in_no_log(waiting, mail, start_worker):
    mail.refuses.add("llanfairpwll@example.com")
    waiting("llanfairpwll")
    worker = start_worker()
    _, logged = worker.communicate(timeout=60)
    [line] = [json.loads(line) for line in logged.splitlines()]
    assert (line["event"], line["attempt"]) == ("notice not taken", 1)
    assert line["error"] == ["NoSuchAddress", "SMTPRecipientsRefused"]
    assert "llanfair" not in logged


def test_when_the_database_goes_away_no_further_letter_goes_out(waiting, given, mail, by_mail, door):
    mail.meanwhile = lambda _address: door.shut()
    waiting("one", "two", "three")
    with pytest.raises(RecordsUnavailable):
        send_waiting(given, by_mail())
    assert mail.sent_to == ["one@example.com"]
    with pytest.raises(RecordsUnavailable):
        send_waiting(given, by_mail())
