"""Forgetting: contacts as soon as nothing more is to be sent, and all else in good time."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from inviting import ask
from sqlalchemy import func, select

from foundation.records.models import Asked, BadRow, Code, Invitation, NoMore, SendOut, Spent
from worker.surveys.forgetting import ONE_AT_A_TIME, forget
from worker.surveys.sending import send_invitations

TODAY = date(2026, 11, 23)
WEEK = timedelta(days=7)
OPEN = {"remind_on": TODAY + WEEK, "closes_on": TODAY + 4 * WEEK}


@pytest.fixture
def contacts(rows):
    return lambda: sorted(invitation.contact for invitation in rows(Invitation) if invitation.contact)


def test_the_contact_of_somebody_who_has_answered_is_forgotten(given, asking, everything, by_mail, rows, contacts):
    send_out = ask(everything, ["sam@example.com", "eve@example.com"], **OPEN)
    send_invitations(given, asking, by_mail())
    [ticket] = [it.ticket for it in rows(Invitation) if it.contact == "sam@example.com"]
    with everything.unit_of_work() as uow:
        uow.keep(Spent, {"ticket": ticket, "send_out_id": send_out})
    forget(given)
    assert contacts() == ["eve@example.com"]


def test_when_a_send_out_has_closed_no_contact_is_left_and_a_month_later_no_code(
    given, asking, everything, clock, by_mail, rows, contacts
):
    ask(everything, ["sam@example.com"], **OPEN)
    send_invitations(given, asking, by_mail())
    clock.forward(days=28)
    forget(given)
    assert contacts() == ["sam@example.com"], "its last day"
    clock.forward(days=1)
    forget(given)
    assert contacts() == []
    assert len(rows(Code)) == 1
    clock.forward(days=31)
    forget(given)
    forget(given)
    assert rows(Code) == []
    assert [(it.state, it.contact_key) for it in rows(Invitation)] == [("sent", None)]
    assert rows(Asked) == []


def test_a_contact_that_may_not_be_asked_yet_is_still_known(given, asking, everything, clock, by_mail, rows):
    ask(everything, ["sam@example.com"], closes_on=TODAY)
    send_invitations(given, asking, by_mail())
    clock.forward(days=27)
    forget(given)
    assert len(rows(Asked)) == 1


def test_what_nobody_confirmed_within_a_week_is_never_sent_and_its_contacts_are_forgotten(
    given, everything, clock, rows, contacts
):
    ask(everything, ["sam@example.com"], confirmed_at=None, made_at=clock())
    clock.forward(days=7)
    forget(given)
    assert contacts() == ["sam@example.com"]
    clock.forward(days=1)
    forget(given)
    assert contacts() == []
    assert [invitation.state for invitation in rows(Invitation)] == ["stopped"]
    assert [send_out.stopped_at for send_out in rows(SendOut)] == [clock()]


def test_what_waits_in_the_hands_of_a_worker_is_left_alone(given, everything, contacts):
    ask(everything, ["sam@example.com"], stopped_at=given.now())
    with everything.unit_of_work() as uow:
        uow.session.execute(select(Invitation).with_for_update())
        forget(given)
    assert contacts() == ["sam@example.com"]
    forget(given)
    assert contacts() == []


def test_rows_that_could_not_be_used_are_kept_a_week(given, everything, clock, rows):
    bad = {"send_out_id": uuid4(), "line": 2, "cells": ["sam@"], "fault": "This is no mail address."}
    with everything.unit_of_work() as uow:
        uow.keep(BadRow, *({"id": uuid4(), "made_on": TODAY + timedelta(days=n)} | bad for n in range(2)))
    clock.forward(days=8)
    forget(given)
    assert [row.made_on for row in rows(BadRow)] == [TODAY + timedelta(days=1)]


def test_a_wish_of_nobody_whom_we_know_is_let_go_of_and_told_by_count(given, everything, rows, caplog):
    with everything.unit_of_work() as uow:
        uow.keep(NoMore, {"ticket": uuid4()})
    forget(given)
    assert rows(NoMore) == rows(Asked) == []
    assert "nobody is known who wants no more surveys" in caplog.text


def test_two_workers_never_forget_at_once(given, everything, records_as):
    other = records_as("heard_consume")
    with other.unit_of_work() as uow:
        uow.session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
        ask(everything, ["sam@example.com"], stopped_at=given.now())
        assert forget(given) == 0
    assert forget(given) == 1
