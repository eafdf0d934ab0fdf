"""What one worker has in hand no other sends, however long the first stands still."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from worker.notices import BATCH, send_waiting

ROLE = "heard_consume"


@pytest.fixture
def another(given_as):
    """Another worker, with connections of its own."""
    return lambda: given_as(ROLE)


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


def test_what_one_worker_has_in_hand_no_other_takes(waiting, given, another, mail, by_mail, lines):
    other, found = another(), []
    mail.meanwhile = lambda _address: found.append(send_waiting(other, by_mail()))
    waiting("sam")
    send_waiting(given, by_mail())
    assert found == [0]
    assert mail.sent_to == ["sam@example.com"]
    assert len(lines("acknowledgement_sent")) == 1
