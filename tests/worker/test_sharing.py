"""Two of a kind share the work and double nothing."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, Event

import pytest
from carriages import HASTY, Embedded

from chaos.installation import until
from foundation.records.models import Case, HistoryLine, Incoming, Notice, Outgoing, Parked
from worker import outbox
from worker.carrier import carry
from worker.consume import consume
from worker.relay import relay

HOW_MANY = 60


def jobs_of(carriage):
    """What one process of each kind does, a few at a time."""
    if isinstance(carriage, Embedded):
        return [partial(carry, carriage.given, size=4)]
    return [
        partial(relay, carriage.relaying, carriage.publisher, size=4),
        lambda: consume(carriage.given, carriage.line) or carriage.line.rest(0.01),
    ]


def test_what_one_has_in_hand_the_other_passes_over(put, given_as, clock):
    sent = [put() for _ in range(5)]
    one, other = given_as("heard_relay").records, given_as("heard_relay").records
    with one.unit_of_work() as mine, other.unit_of_work() as yours:
        assert [row.id for row in outbox.take(mine, clock(), 2)] == sent[:2]
        assert [row.id for row in outbox.take(yours, clock(), 5)] == sent[2:]


@pytest.mark.parametrize("poisoned", [False, True], ids=["all sound", "with poison among them"])
def test_two_of_each_share_the_work_and_double_nothing(poisoned, accepted, put, carriages, clock, rows):
    wanted = set()
    for n in range(HOW_MANY):
        wanted.add(accepted(email="a@example.com"))
        if n % 10 == 0:
            put(about=max(wanted))  # announced twice
        if poisoned and n % 20 == 0:
            put(body=b"")
    jobs = [job for carriage in (carriages(HASTY), carriages(HASTY)) for job in jobs_of(carriage)]
    all_of_them = HOW_MANY + HOW_MANY // 10 + HOW_MANY
    together, enough = Barrier(len(jobs)), Event()

    def work(job):
        together.wait()
        while not enough.is_set():
            job() or enough.wait(0.01)

    def all_is_done():
        clock.forward(seconds=10)  # two that open the same case at once are in each other's way, and one is put off
        return (len(rows(Incoming)) == all_of_them and not rows(Outgoing)) or any(one.done() for one in at_work)

    with ThreadPoolExecutor(len(jobs)) as pool:
        at_work = [pool.submit(work, job) for job in jobs]
        try:
            until(all_is_done, "all to be handled")
        finally:
            enough.set()
        for one in at_work:
            one.result()
    assert sorted(case.submission_id for case in rows(Case)) == sorted(wanted)
    assert len(rows(Notice)) == HOW_MANY
    assert len([line for line in rows(HistoryLine) if line.what == "opened"]) == HOW_MANY
    assert not rows(Outgoing)
    assert len(rows(Parked)) == (3 if poisoned else 0)
    assert len(rows(Incoming)) == all_of_them
