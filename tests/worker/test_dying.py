"""A consumer that dies, or is told to stop, in the middle of its work."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from carriages import Rabbit

from chaos.installation import until
from foundation.courier.topology import DELIVERY_LIMIT, UNDELIVERABLE, WORK, depth
from foundation.records.models import Case, HistoryLine, Incoming, Notice, Parked

PROGRAM = Path(__file__).with_name("dies_on_a_message.py")


@pytest.fixture
def announce(given_as, broker):
    """From the outbox to the broker."""
    with closing(Rabbit(given_as("heard_relay"), given_as("heard_consume"), broker)) as rabbit:
        yield rabbit.announce


@pytest.fixture
def start(database, broker):
    """Start a consumer that meets one submission badly."""
    started = []

    def run(how, submission):
        program = subprocess.Popen(
            [sys.executable, "-W", "error", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        started.append(program)
        told = {
            "how": how,
            "submission": str(submission),
            "records": database.url("heard_consume"),
            "broker": broker.addresses[0],
        }
        program.stdin.write(json.dumps(told))
        program.stdin.close()
        program.stdin = None
        return program

    yield run
    for program in started:
        if program.poll() is None:
            os.killpg(program.pid, signal.SIGKILL)
        program.communicate()


def end(program):
    """SIGTERM to all of it: what it said."""
    os.killpg(program.pid, signal.SIGTERM)
    said, logged = program.communicate(timeout=60)
    assert program.returncode == 0, logged
    return said, [json.loads(line) for line in logged.splitlines()]


def test_a_message_that_kills_its_readers_is_parked_with_that_reason_and_all_around_it_are_done_once(
    accepted, announce, start, operator, rows
):
    before = [accepted(email="a@example.com") for _ in range(15)]
    killer = accepted(email="a@example.com")
    innocents = [*before, *(accepted(email="a@example.com") for _ in range(15))]
    announce()
    program = start("dies", killer)
    until(lambda: rows(Parked) and len(rows(Case)) == len(innocents), "one to be parked and all others to be done")
    said, logged = end(program)
    assert said.split() == ["met"] * (DELIVERY_LIMIT + 1)
    [parked] = rows(Parked)
    assert parked.headers["cloudEvents_subject"] == str(killer)
    assert parked.reason == "undeliverable: given out more than 20 times and never answered"
    assert sorted(case.submission_id for case in rows(Case)) == innocents
    assert Counter(line.what for line in rows(HistoryLine)) == {"opened": 30, "acknowledgement_queued": 30}
    assert len(rows(Notice)) == len(rows(Incoming)) == 30
    assert [line["event"] for line in logged] == ["parked"]
    assert depth(operator, WORK)[0] == depth(operator, UNDELIVERABLE)[0] == 0


def test_told_to_stop_it_finishes_what_is_in_hand_and_gives_back_the_rest(accepted, announce, start, operator, rows):
    slow = accepted()
    others = [accepted() for _ in range(5)]
    announce()
    program = start("takes long", slow)
    assert program.stdout.readline() == "met\n"
    assert rows(Case) == []
    _, logged = end(program)
    assert logged == []
    done = {case.submission_id for case in rows(Case)}
    assert slow in done
    assert len(rows(Incoming)) == len(done)
    assert depth(operator, WORK)[0] == len(others) + 1 - len(done)
