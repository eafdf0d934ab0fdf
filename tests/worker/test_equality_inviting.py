"""The voluntary questions by mail: once a month, one for each person whose complaint closed, where it is turned on."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from builders import a_case
from sqlalchemy import func, select, update

from casework_console.cases.history import history_words
from casework_console.cases.words import NOTICES
from foundation.records.models import Asked, Case, EqualityOffer, EqualityPeriod, Notice
from worker.circumstances import Circumstances
from worker.equality.inviting import ONE_AT_A_TIME, SUBJECT, TEMPLATE, invite_after_closing
from worker.notices import send_waiting
from worker.providers import FileOutbox
from worker.surveys.guard import contact_key
from worker.surveys.keys import OF_CONTACTS

SITE = "https://tell.council.example/"
LINK = "https://tell.council.example/equality/put-right"
IN_DECEMBER = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def given(given_as, council, clock):
    """On the first of December, for a council that has turned it on."""
    own = replace(council, surveys=replace(council.surveys, equality_after_closing=True))
    clock.moment = IN_DECEMBER
    told = given_as("heard_consume")
    return Circumstances(told.records, own, told.shipped, told.now)


@pytest.fixture
def period(everything):
    """The quarter's period of complainants; its id."""
    quarter = {"begins_on": date(2026, 10, 1), "ends_on": date(2026, 12, 31), "state": "open", "waiting": 0}
    row = {"id": uuid4(), "pool": "complainants", "public": b"p" * 32, **quarter}
    with everything.unit_of_work() as uow:
        uow.keep(EqualityPeriod, row)
    return row["id"]


@pytest.fixture
def closed(everything):
    """Complaints that were closed in November unless told otherwise; the id of the last."""

    def close(*emails, closed_on=date(2026, 11, 30), kind="complaint", stage="closed", **told):
        with everything.unit_of_work() as uow:
            for email in emails:
                reference = a_case(
                    uow, submission={"email": email, **told}, kind=kind, stage=stage, closed_on=closed_on
                )
            return uow.session.scalar(select(Case.id).where(Case.reference == reference))

    return close


@pytest.fixture
def invite(given, asking):
    return lambda: invite_after_closing(given, asking, SITE)


@pytest.fixture
def sent(given, tmp_path):
    """Send what waits; the mails."""

    def send():
        send_waiting(given, FileOutbox(tmp_path / "letters"))
        return [mail.read_text("utf-8") for mail in sorted((tmp_path / "letters").glob("*"))]

    return send


def test_each_person_gets_one_mail_with_the_address_that_everybody_has(closed, period, invite, sent, rows, lines):
    closed("sam@example.com", "Sam@Example.com ", "eve@example.com", name="Sam Price")
    assert invite() == 2
    assert [offer.period_id for offer in rows(EqualityOffer)] == [period, period]
    mails = sent()
    assert len(mails) == 2
    for mail in mails:
        assert f"Subject: {SUBJECT}" in mail
        assert LINK in mail.replace("=\n", "")
        for word in ("complain", "7KQ4", "Sam Price", "told us about", "reference", "social", "child"):
            assert word not in mail.partition("\n\n")[2], word
    bodies = {mail.partition("\n\n")[2] for mail in mails}
    assert len(bodies) == 1
    assert [line.details for line in lines("letter_sent")] == [{"channel": "email", "template": TEMPLATE}] * 2


def test_it_goes_once_a_month_and_never_twice_for_one_case(closed, period, invite, sent, rows, clock, everything):
    closed("sam@example.com")
    assert [invite(), invite()] == [1, 0]
    closed("late@example.com")
    clock.moment = datetime(2026, 12, 31, 12, tzinfo=UTC)
    assert invite() == 0
    with everything.unit_of_work() as uow:  # opened again and closed again, all of them
        uow.connection.execute(update(Case).values(closed_on=date(2026, 12, 20)))
    clock.moment = datetime(2027, 1, 4, 12, tzinfo=UTC)
    assert [invite(), invite()] == [1, 0]
    assert len(rows(Notice)) == len(rows(EqualityOffer)) == 2


@pytest.mark.usefixtures("period")
def test_nobody_is_written_to_who_gave_no_address_or_whose_complaint_closed_in_another_month(closed, invite, rows):
    closed("october@example.com", closed_on=date(2026, 10, 31))
    closed("today@example.com", closed_on=date(2026, 12, 1))
    closed("thanks@example.com", kind="compliment")
    closed("again@example.com", stage="stage_1", closed_on=None)
    closed(None, phone="07700 900123")
    assert invite() == 0
    assert rows(Notice) == rows(EqualityOffer) == []
    closed("first@example.com", closed_on=date(2026, 11, 1))
    assert invite() == 1


@pytest.mark.usefixtures("period")
def test_who_wants_no_more_surveys_is_not_written_to(closed, invite, asking, everything, rows):
    known_as = contact_key(asking.keys.secret(OF_CONTACTS), "email", "sam@example.com")
    with everything.unit_of_work() as uow:
        uow.keep(Asked, {"contact_key": known_as, "last_on": date(2026, 11, 2), "no_more": True})
    closed("SAM@example.com", "eve@example.com")
    assert invite() == 1
    assert len(rows(EqualityOffer)) == 1


@pytest.mark.usefixtures("period")
def test_nobody_is_woken_and_no_council_writes_that_has_not_turned_it_on(closed, invite, given, asking, council, clock):
    closed("sam@example.com")
    clock.moment = datetime(2026, 12, 1, 8, 59, tzinfo=UTC)
    assert invite() == 0
    clock.moment = IN_DECEMBER
    off = Circumstances(given.records, council, given.shipped, given.now)
    assert invite_after_closing(off, asking, SITE) == 0
    assert invite() == 1


def test_without_a_key_nobody_is_written_to_until_there_is_one(closed, invite, everything, rows):
    closed("sam@example.com")
    assert invite() == 0
    assert rows(Notice) == []


@pytest.mark.usefixtures("period")
def test_whose_complaint_was_opened_again_meanwhile_is_not_asked(closed, invite, sent, everything, lines):
    closed("sam@example.com")
    invite()
    with everything.unit_of_work() as uow:
        uow.connection.execute(update(Case).values(stage="stage_1", closed_on=None))
    assert sent() == []
    [line] = lines("letter_not_needed")
    assert line.details["template"] == TEMPLATE


@pytest.mark.usefixtures("period")
def test_a_mail_that_never_goes_leaves_nothing_for_a_person_to_do(
    closed, invite, given, lines, clock, council, tmp_path
):
    closed("sam@example.com")
    invite()

    class Broken(FileOutbox):
        def take(self, letter, council, moment):
            raise ValueError("not this one")

    for _ in range(5):
        send_waiting(given, Broken(tmp_path))
        clock.forward(hours=7)
    assert lines("letter_failed") == []
    [line] = lines("letter_not_sent")
    assert "nobody needs to do anything" in history_words(line.what, line.details, council)
    assert NOTICES[TEMPLATE] in history_words(line.what, line.details, council)


@pytest.mark.usefixtures("period")
def test_while_one_worker_makes_them_another_makes_none(closed, invite, everything, rows):
    closed(*(f"{n}@example.com" for n in range(12)))
    with everything.unit_of_work() as uow:
        uow.connection.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
        assert invite() == 0
    assert invite() == 12
    assert len(rows(Notice)) == len(rows(EqualityOffer)) == 12
