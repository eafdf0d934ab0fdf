"""Reminders: once, on their day, to those who have not answered."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from inviting import ask
from sqlalchemy import update

from foundation.records.models import Code, Invitation, NoMore, SendOut, Spent
from foundation.surveys.codes import hash_of
from worker.providers import ProviderAway, Smtp
from worker.surveys.forgetting import forget
from worker.surveys.reminders import send_reminders
from worker.surveys.sending import send_invitations

TODAY = date(2026, 11, 23)
WEEK = timedelta(days=7)


@pytest.fixture
def provider(by_mail):
    provider = by_mail()
    yield provider
    provider.rest()


@pytest.fixture
def asked(given, asking, everything, provider, rows):
    """People who were asked today and may be reminded in a week; their tickets by address."""

    def ask_them(*contacts, **different):
        ask(everything, contacts, **{"remind_on": TODAY + WEEK, "closes_on": TODAY + 4 * WEEK} | different)
        send_invitations(given, asking, provider)
        return {invitation.contact: invitation.ticket for invitation in rows(Invitation)}

    return ask_them


def codes_in(mail, address):
    return [re.findall(r"/s/(\w+)", letter.get_content())[0] for letter in mail.taken if letter["To"] == address]


def test_only_those_who_have_not_answered_are_reminded_once_and_by_another_code(
    asked, given, asking, everything, clock, mail, provider, rows
):
    tickets = asked("sam@example.com", "eve@example.com")
    with everything.unit_of_work() as uow:
        uow.keep(Spent, {"ticket": tickets["eve@example.com"], "send_out_id": rows(SendOut)[0].id})
    clock.forward(days=7)
    assert send_reminders(given, asking, provider) == 1
    assert send_reminders(given, asking, provider) == 0
    assert Counter(mail.sent_to) == {"sam@example.com": 2, "eve@example.com": 1}
    first, second = codes_in(mail, "sam@example.com")
    assert first != second
    kept = {code.code_hash: code.ticket for code in rows(Code)}
    assert kept[hash_of(first)] == kept[hash_of(second)] == tickets["sam@example.com"]
    [reminded] = [invitation for invitation in rows(Invitation) if invitation.reminded_on]
    assert (reminded.contact, reminded.reminded_on, reminded.state) == (None, TODAY + WEEK, "sent")


def test_nobody_is_reminded_before_the_day_nor_in_the_night(asked, given, asking, clock, provider):
    asked("sam@example.com")
    clock.forward(days=6, hours=13)
    assert send_reminders(given, asking, provider) == 0
    clock.forward(hours=5)  # four in the morning
    assert send_reminders(given, asking, provider) == 0
    clock.forward(hours=5)
    assert send_reminders(given, asking, provider) == 1


def test_who_was_asked_late_is_reminded_later(asked, given, asking, clock, provider):
    clock.forward(days=5)
    asked("sam@example.com")
    clock.forward(days=2)
    assert send_reminders(given, asking, provider) == 0, "it is the day, and they were asked two days ago"
    clock.forward(days=5)
    assert send_reminders(given, asking, provider) == 1


@pytest.mark.parametrize("why", ["no more", "no more, heeded", "stopped", "closed", "undeliverable"])
def test_nobody_is_reminded_of_what_they_cannot_or_will_not_answer(
    why, asked, given, asking, everything, clock, mail, provider, rows
):
    [ticket] = asked("sam@example.com").values()
    changes = {
        "stopped": update(SendOut).values(stopped_at=clock()),
        "closed": update(SendOut).values(closes_on=TODAY + timedelta(days=6)),
        "undeliverable": update(Invitation).values(state="undeliverable"),
    }
    with everything.unit_of_work() as uow:
        if why in changes:
            uow.connection.execute(changes[why])
        else:
            uow.keep(NoMore, {"ticket": ticket})
    if why == "no more, heeded":
        forget(given)
        assert rows(NoMore) == []
    clock.forward(days=7)
    assert send_reminders(given, asking, provider) == 0
    assert len(mail.taken) == 1


def test_a_reminder_is_no_new_asking(asked, given, asking, everything, clock, mail, provider):
    asked("sam@example.com")
    clock.forward(days=7)
    send_reminders(given, asking, provider)
    clock.forward(days=21)
    ask(everything, ["sam@example.com"])
    send_invitations(given, asking, provider)
    assert len(mail.taken) == 3, "asked again 28 days after the first message, not the second"


def test_a_reminder_that_is_not_taken_is_tried_again_and_given_up_in_the_end(
    asked, given, asking, clock, mail, provider, rows
):
    asked("sam@example.com")
    clock.forward(days=7)
    with pytest.raises(ProviderAway):
        send_reminders(given, asking, Smtp("smtp://127.0.0.1:1"))
    mail.puts_off = {"sam@example.com"}
    for minutes in (1, 10, 60, 360, 0):
        assert send_reminders(given, asking, provider) == 1
        clock.forward(minutes=minutes)
        clock.forward(hours=24)
    assert send_reminders(given, asking, provider) == 0
    [invitation] = rows(Invitation)
    assert (invitation.state, invitation.contact, invitation.reminded_on) == ("sent", None, None)


def test_who_has_no_address_any_more_is_not_tried_again(asked, given, asking, clock, mail, provider, rows):
    asked("gone@example.com")
    mail.refuses = {"gone@example.com"}
    clock.forward(days=7)
    assert send_reminders(given, asking, provider) == 1
    assert send_reminders(given, asking, provider) == 0
    assert [invitation.contact for invitation in rows(Invitation)] == [None]
