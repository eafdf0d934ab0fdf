"""Nobody is asked too often, nobody who wants no more is asked, and a send-out that was stopped asks nobody."""

import threading

import pytest
from inviting import an_invitation, ask
from sqlalchemy import update

from foundation.records.models import Invitation, NoMore, SendOut
from worker.surveys.forgetting import forget
from worker.surveys.guard import contact_key
from worker.surveys.sending import send_invitations


def test_nobody_is_asked_again_within_the_quiet_days_whichever_send_out_it_is(
    given, asking, everything, clock, mail, by_mail, states
):
    ask(everything, ["Sam@Example.com"])
    send_invitations(given, asking, by_mail())
    clock.forward(days=given.council.surveys.quiet_days - 1)
    ask(everything, ["sam@example.com"], questionnaire="meeting", area="leaving_care")
    send_invitations(given, asking, by_mail())
    assert states() == {"sent": 1, "held": 1}
    clock.forward(days=1)
    ask(everything, [" sam@example.com "])
    send_invitations(given, asking, by_mail())
    assert states() == {"sent": 2, "held": 1}
    assert len(mail.taken) == 2


def test_nobody_is_asked_twice_by_one_send_out_however_long_it_takes(given, asking, everything, clock, by_mail, states):
    send_out = ask(everything, ["sam@example.com"])
    send_invitations(given, asking, by_mail())
    clock.forward(days=100)
    with everything.unit_of_work() as uow:
        uow.keep(Invitation, an_invitation(send_out, "sam@example.com"))
    send_invitations(given, asking, by_mail())
    assert states() == {"sent": 1, "held": 1}


def test_who_wants_no_more_is_never_asked_again(given, asking, everything, clock, by_mail, states, rows):
    ask(everything, ["sam@example.com"])
    send_invitations(given, asking, by_mail())
    with everything.unit_of_work() as uow:
        uow.keep(NoMore, {"ticket": rows(Invitation)[0].ticket})
    forget(given)
    clock.forward(days=400)
    forget(given)
    ask(everything, ["sam@example.com"])
    send_invitations(given, asking, by_mail())
    assert states() == {"sent": 1, "held": 1}
    assert [(it.contact, it.state) for it in rows(Invitation) if it.state == "held"] == [(None, "held")]


def test_who_wants_no_more_is_not_sent_again_what_may_have_arrived(
    given, asking, everything, clock, mail, by_mail, states, rows
):
    mail.drops_after = {"lost@example.com"}
    ask(everything, ["lost@example.com"])
    send_invitations(given, asking, by_mail())
    assert states() == {"waiting": 1}
    with everything.unit_of_work() as uow:
        uow.keep(NoMore, {"ticket": rows(Invitation)[0].ticket})
    forget(given)
    mail.drops_after = set()
    clock.forward(minutes=1)
    assert send_invitations(given, asking, by_mail()) == 0
    ask(everything, ["lost@example.com"])
    send_invitations(given, asking, by_mail())
    assert states() == {"stopped": 1, "held": 1}
    assert len(mail.taken) == 1


def test_two_workers_that_ask_one_person_for_two_send_outs_ask_once(given, asking, everything, mail, by_mail, states):
    started = threading.Event()
    mail.meanwhile = lambda _address: started.set() or (other.is_alive() and other.join(0.5))
    ask(everything, ["sam@example.com"])
    ask(everything, ["SAM@example.com"])

    def send_when_started():
        started.wait(10)
        send_invitations(given, asking, by_mail())

    other = threading.Thread(target=send_when_started)
    other.start()
    send_invitations(given, asking, by_mail())
    other.join()
    assert states() == {"sent": 1, "held": 1}


@pytest.mark.parametrize(
    "one, other",
    [
        ("07700 900123", "+447700900123"), ("07700900123", "+44 (0)7700 900-123"), ("07700 900123", "0044 7700 900123"),
        ("٠٧٧٠٠ ٩٠٠١٢٣", "٠٧٧٠٠٩٠٠١٢٣"),
    ],
)  # fmt: skip
def test_a_number_is_known_however_it_is_written(one, other):
    assert contact_key(b"k" * 32, "text", one) == contact_key(b"k" * 32, "text", other)
    assert contact_key(b"k" * 32, "text", one) != contact_key(b"k" * 32, "text", "07700 900124")
    assert contact_key(b"k" * 32, "text", one) != contact_key(b"l" * 32, "text", one)


def test_what_still_waits_when_a_send_out_is_stopped_is_never_sent(
    given, asking, everything, mail, by_mail, states, rows
):
    ask(everything, ["sam@example.com", "eve@example.com"])
    provider = by_mail()
    send_invitations(given, asking, provider, size=1)
    provider.rest()
    with everything.unit_of_work() as uow:
        uow.connection.execute(update(SendOut).values(stopped_at=given.now()))
    assert send_invitations(given, asking, by_mail()) == 0
    forget(given)
    assert states() == {"sent": 1, "stopped": 1}
    assert {invitation.contact for invitation in rows(Invitation)} == {None}
    assert len(mail.taken) == 1
