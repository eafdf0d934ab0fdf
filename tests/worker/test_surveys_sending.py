"""Invitations: who is asked, exactly once, and what becomes of those who cannot be."""

import json
import subprocess
import sys
import threading
from collections import Counter, deque
from datetime import date, timedelta
from pathlib import Path

import pytest
from inviting import ask, code_in

from chaos.installation import until
from chaos.mail_server import a_mail_server
from foundation.records.models import Asked, Code, Invitation, Spent
from foundation.surveys.codes import hash_of
from worker.providers import FileOutbox, ProviderAway, Smtp
from worker.surveys.sending import send_invitations

PROGRAM = Path(__file__).with_name("sends_letters.py")


TODAY = date(2026, 11, 23)


def test_somebody_who_is_asked_gets_a_link_whose_code_is_kept_only_as_a_hash(
    given, asking, everything, mail, by_mail, rows
):
    send_out = ask(everything, ["sam@example.com"])
    assert send_invitations(given, asking, by_mail()) == 1
    assert send_invitations(given, asking, by_mail()) == 0
    [letter], [invitation], [code] = mail.taken, rows(Invitation), rows(Code)
    assert letter["To"] == "sam@example.com"
    assert code_in(letter) == asking.code(invitation.ticket, 0)
    assert (code.code_hash, code.ticket, code.send_out_id) == (
        hash_of(code_in(letter)), invitation.ticket, send_out
    )  # fmt: skip
    assert (invitation.state, invitation.sent_on, invitation.contact) == ("sent", TODAY, None)
    [asked] = rows(Asked)
    assert (asked.contact_key, asked.last_on, asked.no_more) == (invitation.contact_key, TODAY, False)
    assert str(invitation.ticket) not in letter.as_string(), "the log of a mail server would know who has answered"


def test_the_contact_is_kept_for_as_long_as_there_is_a_reminder_to_come(given, asking, everything, by_mail, rows):
    ask(everything, ["sam@example.com"], remind_on=TODAY + timedelta(days=7), closes_on=TODAY + timedelta(days=28))
    ask(everything, ["eve@example.com"], remind_on=TODAY + timedelta(days=7), closes_on=TODAY + timedelta(days=6))
    send_invitations(given, asking, by_mail())
    assert {invitation.contact for invitation in rows(Invitation)} == {"sam@example.com", None}


@pytest.mark.parametrize(
    "different",
    [
        {"confirmed_at": None}, {"send_at": "later"}, {"stopped_at": "now"}, {"closes_on": TODAY - timedelta(days=1)},
    ],
    ids=["unconfirmed", "scheduled", "stopped", "closed"],
)  # fmt: skip
def test_nothing_goes_out_of_a_send_out_whose_time_it_is_not(different, given, asking, everything, mail, by_mail):
    times = {"later": given.now() + timedelta(minutes=1), "now": given.now()}
    ask(everything, ["sam@example.com"], **{name: times.get(value, value) for name, value in different.items()})
    assert send_invitations(given, asking, by_mail()) == 0
    assert mail.taken == []


def test_what_was_scheduled_goes_when_its_time_has_come(given, asking, everything, clock, mail, by_mail):
    ask(everything, ["sam@example.com"], send_at=clock() + timedelta(hours=2))
    assert send_invitations(given, asking, by_mail()) == 0
    clock.forward(hours=2)
    assert send_invitations(given, asking, by_mail()) == 1


def test_a_single_invitation_does_not_wait_for_a_long_send_out(given, asking, everything, mail, by_mail):
    ask(everything, [f"{n}@example.com" for n in range(100)])
    ask(everything, ["single@example.com"])
    provider = by_mail()
    send_invitations(given, asking, provider, size=20)
    provider.rest()
    assert "single@example.com" in mail.sent_to


def test_a_text_goes_where_texts_are_taken_and_fails_at_once_where_none_are(
    given, asking, everything, by_mail, tmp_path, states
):
    ask(everything, ["07700 900123"])
    send_invitations(given, asking, by_mail())
    assert states() == {"failed": 1}
    ask(everything, ["07700 900123"])
    send_invitations(given, asking, FileOutbox(tmp_path / "letters"))
    assert states() == {"failed": 1, "sent": 1}
    [file] = (tmp_path / "letters").iterdir()
    assert b"X-Heard-Phone: 07700 900123" in file.read_bytes()


def test_each_fate_is_seen_in_its_state_and_nobody_is_asked_twice(
    given, asking, everything, clock, mail, by_mail, rows, states
):
    good = [f"{n}@example.com" for n in range(20)]
    mail.refuses, mail.puts_off = {"gone@example.com"}, {"busy@example.com"}
    mail.hangs_up_on, mail.drops_after = {"odd@example.com"}, {"lost@example.com"}
    ask(everything, [*good[:10], "gone@example.com", "busy@example.com", "odd@example.com", "lost@example.com", *good])
    assert send_invitations(given, asking, by_mail()) == 34
    assert states() == {"sent": 20, "held": 10, "undeliverable": 1, "waiting": 3}
    mail.drops_after, mail.puts_off = set(), set()
    clock.forward(minutes=1)
    assert send_invitations(given, asking, by_mail()) == 3
    assert states() == {"sent": 22, "held": 10, "undeliverable": 1, "waiting": 1}
    for minutes in (10, 60, 360):
        clock.forward(minutes=minutes)
        send_invitations(given, asking, by_mail())
    assert states() == {"sent": 22, "held": 10, "undeliverable": 1, "failed": 1}
    assert Counter(mail.sent_to) == dict.fromkeys([*good, "busy@example.com"], 1) | {"lost@example.com": 2}
    assert {invitation.contact for invitation in rows(Invitation)} == {None}
    once, again = (letter for letter in mail.taken if letter["To"] == "lost@example.com")
    assert once["Message-ID"] == again["Message-ID"]
    assert code_in(once) == code_in(again)


def test_a_code_is_good_from_when_its_message_may_have_arrived(given, asking, everything, mail, by_mail, rows):
    mail.drops_after = {"lost@example.com"}
    ask(everything, ["lost@example.com"])
    send_invitations(given, asking, by_mail())
    [code] = rows(Code)
    assert code.code_hash == hash_of(code_in(mail.taken[0]))
    assert rows(Asked) == [], "it may be tried again, so that it has not been asked yet"


def test_who_has_answered_is_not_sent_again_what_may_have_arrived(
    given, asking, everything, clock, mail, by_mail, states, rows
):
    mail.drops_after = {"lost@example.com"}
    ask(everything, ["lost@example.com"])
    send_invitations(given, asking, by_mail())
    with everything.unit_of_work() as uow:
        [invitation] = rows(Invitation)
        uow.keep(Spent, {"ticket": invitation.ticket, "send_out_id": invitation.send_out_id})
    mail.drops_after = set()
    clock.forward(minutes=1)
    send_invitations(given, asking, by_mail())
    assert states() == {"sent": 1}
    assert len(mail.taken) == 1
    assert rows(Invitation)[0].contact is None


def test_while_nothing_can_go_out_all_wait_as_they_are(given, asking, everything, clock, states, rows):
    ask(everything, ["sam@example.com", "eve@example.com"])
    away, ready = Smtp("smtp://127.0.0.1:1"), deque()
    for _ in range(10):
        with pytest.raises(ProviderAway):
            send_invitations(given, asking, away, ready=ready)
        clock.forward(hours=1)
    assert [(it.state, it.attempts, it.not_before) for it in rows(Invitation)] == [("waiting", 0, None)] * 2
    with a_mail_server() as server:
        send_invitations(given, asking, Smtp(f"smtp://127.0.0.1:{server.port}"), ready=ready)
        assert sorted(server.sent_to) == ["eve@example.com", "sam@example.com"]


def test_what_is_wrong_with_one_is_logged_without_whom_it_was_for(given, asking, everything, mail, by_mail, caplog):
    mail.puts_off = {"llanfairpwll@example.com"}
    ask(everything, ["llanfairpwll@example.com"])
    send_invitations(given, asking, by_mail())
    assert "invitation not taken" in caplog.text
    assert "llanfair" not in caplog.text
    assert "/s/" not in caplog.text


def test_an_invitation_to_a_questionnaire_that_is_gone_holds_up_none(given, asking, everything, by_mail, states):
    ask(everything, ["sam@example.com"], questionnaire="nothing_like_it")
    ask(everything, ["eve@example.com"])
    assert send_invitations(given, asking, by_mail()) == 2
    assert states() == {"sent": 1, "waiting": 1}


def test_of_hundreds_some_refused_some_put_off_some_dropped_each_good_one_is_sent_once(
    given, asking, everything, clock, mail, by_mail, states
):
    contacts = [f"{n}@example.com" for n in range(300)]
    mail.refuses, mail.puts_off, mail.drops_after = set(contacts[::100]), set(contacts[1::100]), set(contacts[2::100])
    ask(everything, contacts)
    assert send_invitations(given, asking, by_mail(), 400) == 300
    assert states() == {"sent": 291, "undeliverable": 3, "waiting": 6}
    mail.puts_off = mail.drops_after = set()
    clock.forward(minutes=1)
    assert send_invitations(given, asking, by_mail(), 400) == 6
    assert states() == {"sent": 297, "undeliverable": 3}
    twice = dict.fromkeys(contacts[2::100], 2)
    assert Counter(mail.sent_to) == dict.fromkeys(set(contacts) - mail.refuses, 1) | twice


def test_several_workers_share_a_send_out_and_none_is_sent_twice(given, asking, everything, mail, by_mail, states):
    contacts = [f"{n}@example.com" for n in range(100)]
    ask(everything, contacts)
    workers = [threading.Thread(target=send_invitations, args=(given, asking, by_mail(), 200)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert states() == {"sent": 100}
    assert Counter(mail.sent_to) == dict.fromkeys(contacts, 1)


def test_a_worker_killed_in_the_middle_sends_that_one_twice_with_one_code_and_the_others_once(
    given, asking, everything, database, clock, mail, by_mail, rows, states
):
    contacts = [f"{n}@example.com" for n in range(5)]
    ask(everything, contacts)
    told = {
        "database": database.url("heard_consume"), "smtp": f"smtp://127.0.0.1:{mail.port}",
        "moment": clock().isoformat(), "keys": str(asking.keys.path),
    }  # fmt: skip
    mail.meanwhile = lambda _address: len(mail.taken) == 3 and worker.kill()
    worker = subprocess.Popen([sys.executable, PROGRAM, json.dumps(told)])
    assert worker.wait(60) == -9
    mail.meanwhile = None
    assert states() == {"sent": 2, "waiting": 3}
    # PostgreSQL gives the lock back when it has noticed.
    until(lambda: send_invitations(given, asking, by_mail()) == 0 and states() == {"sent": 5}, "the rest to go")
    [fatal] = [address for address, times in Counter(mail.sent_to).items() if times == 2]
    assert Counter(mail.sent_to) == dict.fromkeys(contacts, 1) | {fatal: 2}
    [code] = {code_in(letter) for letter in mail.taken if letter["To"] == fatal}
    assert hash_of(code) in {kept.code_hash for kept in rows(Code)}
