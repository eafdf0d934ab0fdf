"""Claims: what one worker has in hand no other sends, however long the first stands still."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from foundation.records.models import Notice
from worker.notices import BATCH, send_waiting

ROLE = "heard_consume"
OPEN_TRANSACTIONS = (
    "select count(*) from pg_stat_activity"
    " where datname = current_database() and usename = :role and xact_start is not null"
)


@pytest.fixture
def another(given_as):
    """Another worker, with connections of its own."""
    return lambda: given_as(ROLE)


def test_no_transaction_is_open_while_a_mail_server_is_spoken_to(waiting, given, mail, by_mail, everything):
    def look(_address):
        with everything.unit_of_work() as uow:
            seen.append(uow.session.scalar(text(OPEN_TRANSACTIONS), {"role": ROLE}))

    seen = []
    mail.meanwhile = look
    waiting("one", "two")
    send_waiting(given, by_mail())
    assert seen == [0, 0]


def test_two_workers_share_the_letters_and_send_none_twice(waiting, another, mail, by_mail, rows, lines):
    waiting(*map(str, range(2 * BATCH + 20)))
    barrier = Barrier(2)

    def run(_):
        given, provider = another(), by_mail()
        barrier.wait()
        return sum(iter(lambda: send_waiting(given, provider), 0))

    with ThreadPoolExecutor(2) as pool:
        shares = list(pool.map(run, range(2)))
    assert all(shares)
    assert Counter(mail.sent_to) == {f"{n}@example.com": 1 for n in range(2 * BATCH + 20)}
    assert len(lines("acknowledgement_sent")) == 2 * BATCH + 20


def test_what_one_worker_has_in_hand_no_other_takes(waiting, given, another, mail, by_mail):
    other, found = another(), []
    mail.meanwhile = lambda _address: found.append(send_waiting(other, by_mail()))
    waiting("one", "two", "three")
    send_waiting(given, by_mail())
    assert found == [0, 0, 0]
    assert mail.sent_to == ["one@example.com", "two@example.com", "three@example.com"]


def test_a_worker_that_stood_still_longer_than_its_claim_hands_over_nothing_more(
    waiting, given, another, clock, mail, by_mail, lines
):
    provider, other = by_mail(), another()

    def stand_still(address):
        if address == "one@example.com":
            clock.forward(seconds=2 * provider.slowest.total_seconds() + 1)

    mail.meanwhile = stand_still
    waiting("one", "two", "three")
    assert send_waiting(given, provider) == 3
    assert mail.sent_to == ["one@example.com"]
    assert send_waiting(other, by_mail()) == 2
    assert mail.sent_to == ["one@example.com", "two@example.com", "three@example.com"]
    assert len(lines("acknowledgement_sent")) == 3


def test_no_letter_is_begun_that_could_outlast_its_claim(waiting, given, clock, mail, by_mail):
    provider = by_mail()
    mail.meanwhile = lambda _address: clock.forward(seconds=0.6 * provider.slowest.total_seconds())
    waiting("one", "two", "three")
    send_waiting(given, provider)
    assert mail.sent_to == ["one@example.com", "two@example.com"]


def test_a_letter_that_another_worker_has_sent_since_is_marked_once(
    waiting, given, another, clock, mail, by_mail, lines
):
    provider, other = by_mail(), another()

    def overtake(_address):
        mail.meanwhile = lambda _address: None
        clock.forward(seconds=2 * provider.slowest.total_seconds())
        assert send_waiting(other, by_mail()) == 1

    mail.meanwhile = overtake
    waiting("sam", service_area="front_door", topic="waiting")
    send_waiting(given, provider)
    assert [letter["Message-ID"] for letter in mail.taken] == [mail.taken[0]["Message-ID"]] * 2
    assert len(lines("acknowledgement_sent")) == 1


@pytest.fixture
def overtaken(waiting, given, another, clock, mail, by_mail):
    """A letter that two workers have in hand: its claim ran out while the first was slow. Then what befalls each."""

    def happen(to_the_first, to_the_second):
        provider, other = by_mail(), another()
        both, settled = Barrier(2), Barrier(2)

        def first(_address):
            clock.forward(seconds=2 * provider.slowest.total_seconds())
            mail.meanwhile = second
            overtaking.start()
            both.wait(10)
            to_the_first()

        def second(_address):
            both.wait(10)
            settled.wait(10)

        overtaking = Thread(target=lambda: send_waiting(other, by_mail()))
        mail.meanwhile = first
        waiting("sam")
        send_waiting(given, provider)
        to_the_second()
        settled.wait(10)
        overtaking.join(10)

    return happen


def test_a_failure_that_comes_too_late_takes_nothing_from_the_worker_that_has_the_letter_now(
    overtaken, another, clock, mail, by_mail, rows
):
    def nobody_else_takes_it():
        clock.forward(minutes=1)
        assert send_waiting(another(), by_mail()) == 0

    overtaken(mail.hang_up, nobody_else_takes_it)
    [notice] = rows(Notice)
    assert (notice.attempts, notice.sent_at) == (1, clock())


def test_a_letter_that_was_sent_is_sent_even_if_another_worker_then_fails_with_it(overtaken, clock, mail, rows):
    overtaken(lambda: None, lambda: mail.hang_up(1))
    [notice] = rows(Notice)
    assert (notice.attempts, notice.sent_at) == (1, clock())
