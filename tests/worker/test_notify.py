"""GOV.UK Notify: what it is told, what it answers, and what became of what it took."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from builders import a_letter
from inviting import ask
from notifications_python_client.errors import HTTPError
from notify_server import KEY, MAIL_TEMPLATE, TEXT_TEMPLATE, a_notify_server

from foundation.records.models import Invitation
from foundation.runtime.settings import CannotStart
from worker.providers import NoSuchAddress, ProviderAway
from worker.providers.notify import Account, Notify, read_account
from worker.surveys.deliveries import Round, learn_fates
from worker.surveys.sending import send_invitations

ACCOUNT = Account(KEY, MAIL_TEMPLATE, TEXT_TEMPLATE)
TEXT = "שרה \u202eLevi 🧡,\n\nthank you.\n"


@pytest.fixture
def notify_server():
    with a_notify_server() as server:
        yield server


@pytest.fixture
def notify(notify_server):
    provider = Notify(ACCOUNT, notify_server.url, timeout=5)
    yield provider
    provider.rest()


# ------------------------------------------------------------------ taken and not taken


def test_a_mail_and_a_text_go_by_their_templates_with_the_letters_name(notify, notify_server, council, moment):
    letters = a_letter(text=TEXT), a_letter("07700 900123", channel="text", text=TEXT)
    names = [notify.take(letter, council, moment) for letter in letters]
    mail, text = notify_server.taken
    assert mail == {
        "email_address": "sam@example.com", "template_id": MAIL_TEMPLATE, "reference": str(letters[0].id),
        "personalisation": {"subject": "We have your message 7KQ4-M2XH", "body": TEXT},
    }  # fmt: skip
    assert text == {
        "phone_number": "07700 900123", "template_id": TEXT_TEMPLATE, "reference": str(letters[1].id),
        "personalisation": {"body": TEXT},
    }  # fmt: skip
    assert list(notify_server.fates) == names


@pytest.mark.parametrize("code, why", [(403, "refuses the key"), (429, "limit"), (503, "not to be reached")])
def test_what_is_wrong_with_all_of_it_is_held_against_no_letter(code, why, notify, notify_server, council, moment):
    notify_server.fails = code
    with pytest.raises(ProviderAway, match=why) as away:
        notify.take(a_letter(), council, moment)
    assert KEY not in str(away.value)
    with pytest.raises(ProviderAway, match=why):
        notify.fate_of(str(uuid4()))
    notify_server.fails = 0
    notify.take(a_letter(), council, moment)


def test_another_key_is_refused(notify_server, council, moment):
    stranger = Notify(Account(f"heard-{uuid4()}-{uuid4()}", MAIL_TEMPLATE, TEXT_TEMPLATE), notify_server.url)
    with pytest.raises(ProviderAway, match="refuses the key of HEARD_NOTIFY_KEY"):
        stranger.take(a_letter(), council, moment)
    stranger.rest()


def test_while_nobody_answers_it_is_away(council, moment):
    with a_notify_server() as server:
        gone = Notify(ACCOUNT, server.url)
    with pytest.raises(ProviderAway, match="not to be reached"):
        gone.take(a_letter(), council, moment)


@pytest.mark.parametrize("code", [400, 500])
def test_what_is_wrong_with_one_letter_may_be_mended(code, notify, notify_server, council, moment):
    notify_server.fails = code
    with pytest.raises(HTTPError):
        notify.take(a_letter(), council, moment)


def test_a_letter_that_was_given_and_never_answered_is_about_that_letter(notify_server, council, moment):
    notify_server.slow = 1
    hasty = Notify(ACCOUNT, notify_server.url, timeout=0.2)
    started = time.monotonic()
    with pytest.raises(HTTPError):
        hasty.take(a_letter(), council, moment)
    assert time.monotonic() - started < 30
    hasty.rest()


def test_an_address_that_it_refuses_is_none(notify, notify_server, council, moment):
    notify_server.no_address = {"gone@example.com"}
    with pytest.raises(NoSuchAddress):
        notify.take(a_letter("gone@example.com"), council, moment)


# ------------------------------------------------------------------ invitations


def test_invitations_by_mail_and_text_each_come_to_their_end(
    given, asking, everything, notify, notify_server, states, rows
):
    later = {"remind_on": given.now().date() + timedelta(days=7)}
    numbers = [f"07700 90012{n}" for n in range(5)]
    notify_server.no_address = {"gone@example.com"}
    ask(everything, ["gone@example.com", "sam@example.com", *numbers], **later)
    assert send_invitations(given, asking, notify) == 7
    assert states() == {"sent": 6, "undeliverable": 1}
    known = {
        taken.get("phone_number"): name for taken, name in zip(notify_server.taken, notify_server.fates, strict=True)
    }
    ends = ("delivered", "permanent-failure", "temporary-failure", "technical-failure", "sending")
    notify_server.fates |= {known[number]: end for number, end in zip(numbers, ends, strict=True)}
    assert learn_fates(given, notify, Round()) == 4
    assert states() == {"sent": 2, "delivered": 1, "undeliverable": 2, "failed": 2}
    assert sorted(it.contact for it in rows(Invitation) if it.contact) == sorted(
        [numbers[0], numbers[4], "sam@example.com"]
    ), "only those who may be reminded"
    assert learn_fates(given, notify, Round()) == 0


def test_what_it_does_not_know_any_more_is_left_and_asked_no_more_after_a_week(
    given, asking, everything, clock, notify, notify_server, states
):
    ask(everything, ["sam@example.com"])
    send_invitations(given, asking, notify)
    notify_server.fates.clear()
    assert learn_fates(given, notify, Round()) == 0
    clock.forward(days=8)
    notify_server.asked.clear()
    assert learn_fates(given, notify, Round()) == 0
    assert (states(), notify_server.asked) == ({"sent": 1}, [])


def test_all_are_asked_about_in_rounds(given, asking, everything, notify, notify_server, monkeypatch):
    monkeypatch.setattr("worker.surveys.deliveries.AT_ONCE", 2)
    ask(everything, [f"{n}@example.com" for n in range(5)])
    send_invitations(given, asking, notify)
    turn = Round()
    for _ in range(3):
        learn_fates(given, notify, turn)
    assert sorted(notify_server.asked) == sorted(notify_server.fates)


def test_while_its_limit_is_reached_all_wait_as_they_are(given, asking, everything, notify, notify_server, rows):
    notify_server.fails = 429
    ask(everything, ["sam@example.com"])
    with pytest.raises(ProviderAway):
        send_invitations(given, asking, notify)
    assert [(it.state, it.attempts) for it in rows(Invitation)] == [("waiting", 0)]


# ------------------------------------------------------------------ settings


def test_without_a_key_there_is_no_account(monkeypatch):
    monkeypatch.delenv("HEARD_NOTIFY_KEY", raising=False)
    assert read_account() is None


def test_an_account_is_read_whole_and_shows_nobody_its_key(monkeypatch):
    for name, value in zip(
        ("KEY", "EMAIL_TEMPLATE", "TEXT_TEMPLATE"), (KEY, MAIL_TEMPLATE, TEXT_TEMPLATE), strict=True
    ):
        monkeypatch.setenv(f"HEARD_NOTIFY_{name}", value)
    assert read_account() == ACCOUNT
    assert KEY not in repr(read_account())


def test_an_account_that_is_half_there_is_refused_naming_all_that_is_wrong(monkeypatch):
    monkeypatch.setenv("HEARD_NOTIFY_KEY", "s3cr3t")
    monkeypatch.setenv("HEARD_NOTIFY_EMAIL_TEMPLATE", MAIL_TEMPLATE)
    monkeypatch.delenv("HEARD_NOTIFY_TEXT_TEMPLATE", raising=False)
    with pytest.raises(CannotStart) as refused:
        read_account()
    said = str(refused.value)
    assert "HEARD_NOTIFY_KEY is no API key" in said
    assert "HEARD_NOTIFY_TEXT_TEMPLATE must be" in said
    assert "EMAIL" not in said
    assert "s3cr3t" not in said
