"""Letters: written once, tried again when nobody takes them, given up with a line in the history."""

import re
from datetime import date, timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import update

from foundation.records.models import Case, Deadline, HistoryLine, Notice
from worker.carrier import carry
from worker.notices import send_waiting
from worker.providers import FileOutbox


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "notices"


@pytest.fixture
def provider(folder):
    return FileOutbox(folder)


@pytest.fixture
def letters(folder):
    def read():
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in sorted(folder.glob("*"))]

    return read


def test_a_letter_is_written_once_and_its_subject_tells_nobody_what_it_is_about(
    accepted, given, provider, letters, folder, rows
):
    accepted(email="sam@example.com", name="Sam", words="The social worker never came. My complaint is this.")
    carry(given)
    assert send_waiting(given, provider) == 1
    assert send_waiting(given, provider) == 0
    [letter] = letters()
    assert [file.suffix for file in folder.iterdir()] == [".eml"]
    [case] = rows(Case)
    assert letter["Subject"] == f"We have your message {case.reference}"
    assert letter["To"] == "sam@example.com"
    assert not re.search("complain|social|child|worker", str(letter["Subject"]), re.IGNORECASE)
    assert case.reference in letter.get_content()
    assert "never came" not in letter.get_content()
    [notice] = rows(Notice)
    assert (notice.sent_at, notice.attempts, notice.given_up_at) == (given.now(), 1, None)
    assert [line.what for line in rows(HistoryLine)] == ["opened", "acknowledgement_queued", "acknowledgement_sent"]


def test_the_acknowledgement_meets_its_target_on_the_day_it_went_out(accepted, given, clock, provider, rows):
    accepted(email="sam@example.com")
    carry(given)
    assert {deadline.met_on for deadline in rows(Deadline)} == {None}
    clock.forward(days=1)
    send_waiting(given, provider)
    assert {(clock.due, clock.met_on) for clock in rows(Deadline)} == {
        ("acknowledgement", date(2026, 11, 24)),
        ("stage_1_answer", None),
    }


def test_a_target_that_a_person_met_before_the_letter_went_out_keeps_its_day(
    accepted, given, clock, provider, everything, rows
):
    accepted(email="sam@example.com")
    carry(given)
    with everything.unit_of_work() as uow:
        uow.session.execute(update(Deadline).values(met_on=clock().date()))
    clock.forward(days=1)
    send_waiting(given, provider)
    assert {deadline.met_on for deadline in rows(Deadline)} == {date(2026, 11, 23)}


def test_a_telephone_number_gets_a_text(accepted, given, provider, letters):
    accepted(phone="07700 900123")
    carry(given)
    send_waiting(given, provider)
    [letter] = letters()
    assert (letter["X-Heard-Channel"], letter["X-Heard-Phone"]) == ("text", "07700 900123")


@pytest.mark.parametrize(
    "contact",
    [
        "zoë@example.com",
        "+44 (0)7700 900123 (mum's, after 5)",
        'ring me :;<>[]"@,',
        "07700 📱",
        "=?utf-8?q?x?=",
        "x" * 200,
    ],
)
def test_whatever_was_left_as_a_contact_a_letter_can_be_made_of_it(contact, accepted, given, provider, letters, rows):
    accepted(phone=contact, name="Ünal\u202e, 李")
    carry(given)
    send_waiting(given, provider)
    assert len(letters()) == 1
    assert rows(Notice)[0].sent_at is not None


@pytest.mark.parametrize("kind", ["compliment", "meeting"])
def test_thanks_and_word_of_a_meeting_get_no_letter_even_with_an_address(
    kind, accepted, given, provider, letters, rows
):
    accepted(kind=kind, email="sam@example.com", topic=None, relationship=None)
    carry(given)
    assert send_waiting(given, provider) == 0
    assert not rows(Notice)
    assert not letters()


def test_without_an_address_there_is_no_letter_and_the_history_says_why(accepted, given, provider, letters, rows):
    accepted()
    carry(given)
    assert send_waiting(given, provider) == 0
    assert [line.what for line in rows(HistoryLine)] == ["opened", "no_contact_given"]
    assert not letters()


def test_a_letter_that_nobody_takes_is_tried_again_and_then_given_up(accepted, given, clock, provider, folder, rows):
    accepted(email="sam@example.com")
    carry(given)
    folder.rmdir()
    assert send_waiting(given, provider) == 1
    for attempt, minutes in enumerate((1, 10, 60, 360), start=1):
        [notice] = rows(Notice)
        assert (notice.attempts, notice.not_before) == (attempt, clock() + timedelta(minutes=minutes))
        assert (notice.sent_at, notice.given_up_at) == (None, None)
        clock.forward(minutes=minutes, seconds=-1)
        assert send_waiting(given, provider) == 0
        clock.forward(seconds=1)
        assert send_waiting(given, provider) == 1
    [notice] = rows(Notice)
    assert (notice.attempts, notice.sent_at, notice.given_up_at) == (5, None, clock())
    lines = [line for line in rows(HistoryLine) if line.what == "acknowledgement_failed"]
    assert [(line.at, line.details) for line in lines] == [(clock(), {"channel": "email"})]
    assert {deadline.met_on for deadline in rows(Deadline)} == {None}
    clock.forward(days=9)
    assert send_waiting(given, provider) == 0


def test_a_letter_goes_out_when_somebody_takes_it_again(accepted, given, clock, provider, folder, letters, rows):
    accepted(email="sam@example.com")
    carry(given)
    folder.rmdir()
    send_waiting(given, provider)
    folder.mkdir()
    clock.forward(minutes=1)
    send_waiting(given, provider)
    assert len(letters()) == 1
    assert (rows(Notice)[0].attempts, rows(Notice)[0].sent_at) == (2, clock())


def test_one_letter_that_cannot_be_written_holds_up_no_other(accepted, given, provider, folder, letters, rows):
    accepted(email="one@example.com")
    carry(given)
    blocked = folder / f".{rows(Notice)[0].id}"
    blocked.mkdir()
    accepted(email="two@example.com")
    carry(given)
    assert send_waiting(given, provider) == 2
    assert {notice.sent_at for notice in rows(Notice)} == {None, given.now()}
    blocked.rmdir()
    assert [letter["To"] for letter in letters()] == ["two@example.com"]
