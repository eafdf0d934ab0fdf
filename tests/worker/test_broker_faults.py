"""The broker is killed, has no memory left, or is not there: nothing is lost, nothing is hurried, all is done once."""

import socket
import tempfile
import threading
import time
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from carriages import PATIENT, Rabbit
from sqlalchemy import text

from chaos.installation import until
from chaos.ports import free_ports
from chaos.rabbitmq import Cluster
from foundation.courier.connection import Broker, BrokerUnavailable
from foundation.courier.publisher import ALARM, Publisher
from foundation.records.models import Case, HistoryLine, Incoming, Notice, Outgoing, Parked
from worker.consume import Line
from worker.jobs import Worker, consume_jobs, relay_jobs
from worker.relay import relay

pytestmark = pytest.mark.xdist_group("broker-faults")


@pytest.fixture(scope="module")
def node():
    """A RabbitMQ of this module's own, which its tests may stop."""
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="heard-tests-")), free_ports())
    try:
        cluster.start()
        yield cluster.nodes[0]
    finally:
        cluster.end()


@pytest.fixture
def broker(node):
    """A virtual host of one test's own on that node, which goes with it."""
    name = f"test-{uuid4().hex}"
    node.management.make_vhost(name)
    return Broker([node.url(name)])


@pytest.fixture
def rabbit(given_as, broker):
    roles = given_as("heard_relay"), given_as("heard_consume")
    with closing(Rabbit(*roles, broker, PATIENT)) as rabbit:
        yield rabbit


@contextmanager
def at_work(*workers):
    """Each in a thread of its own, as each is in a process of its own elsewhere."""
    threads = [threading.Thread(target=worker.run) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for worker in workers:
            worker.stop()
        for thread in threads:
            thread.join()


def workers_of(rabbit):
    relaying = Worker(relay_jobs(rabbit.relaying, rabbit.publisher), rabbit.publisher.rest)
    consuming = Worker(consume_jobs(rabbit.line, rabbit.given), rabbit.line.rest)
    return relaying, consuming


def done_once(wanted, rows):
    """Each has its case, its first line and its letter, once; and nothing else was made."""
    assert sorted(case.submission_id for case in rows(Case)) == sorted(wanted)
    assert [line.what for line in rows(HistoryLine)].count("opened") == len(wanted) == len(rows(Notice))
    assert rows(Parked) == []


def test_what_is_accepted_before_during_and_after_an_outage_of_the_broker_is_done_once(accepted, node, rabbit, rows):
    wanted = [accepted(email="a@example.com") for _ in range(20)]
    rabbit.announce()  # they wait on the broker
    wanted += [accepted(email="a@example.com") for _ in range(20)]
    with at_work(*workers_of(rabbit)):
        until(lambda: rows(Case), "the first to be done")
        node.kill()
        wanted += [accepted(email="a@example.com") for _ in range(20)]
        until(lambda: rabbit.publisher.trouble and rabbit.line.work.trouble, "both to say that it is away")
        node.start()
        wanted += [accepted(email="a@example.com") for _ in range(20)]
        until(lambda: len(rows(Case)) == len(wanted) and not rows(Outgoing), "all to be done")
        until(lambda: len(rows(Incoming)) == 2 * len(wanted), "all that was announced to be heard")
        until(lambda: not rabbit.publisher.trouble and not rabbit.line.trouble(), "both to be well again")
    done_once(wanted, rows)


@pytest.fixture
def alarm(node):
    """The broker has no memory left, until told otherwise."""
    level = partial(node.control, "set_vm_memory_high_watermark")

    @contextmanager
    def rings():
        level("0.00000001")
        try:
            yield
        finally:
            level("0.4")

    return rings


@pytest.fixture
def relays(node):
    """The connections of relays as the broker sees them."""

    def look():
        shown = node.management.ask("/connections")
        names = [connection.get("client_properties", {}).get("connection_name") for connection in shown]
        return names.count("heard relay")

    return look


def test_under_an_alarm_the_relay_says_so_locks_nothing_and_waits_with_one_connection(
    accepted, alarm, rabbit, relays, everything, rows
):
    wanted = [accepted(email="a@example.com")]
    rabbit.carry()
    with alarm():
        wanted += [accepted(email="a@example.com") for _ in range(5)]
        for _ in range(10):
            with pytest.raises(BrokerUnavailable, match=ALARM):
                relay(rabbit.relaying, rabbit.publisher)
            rabbit.publisher.rest(0.01)
        with everything.unit_of_work() as uow:
            free = uow.session.execute(text("select id from messaging.outbox for update skip locked")).all()
        assert len(free) == 5
        until(lambda: relays() == 1, "the page to show no more than one")
    until(lambda: rabbit.publisher.rest(0.05) or not rabbit.publisher.trouble, "the alarm to end")
    assert relay(rabbit.relaying, rabbit.publisher) == 5
    with at_work(*workers_of(rabbit)):
        until(lambda: len(rows(Incoming)) == 2 * len(wanted), "all to be done")
    done_once(wanted, rows)


def test_under_an_alarm_what_is_there_already_is_done_and_what_fails_is_put_off_afterwards(
    accepted, put, alarm, rabbit, rows
):
    missing = put()
    wanted = [accepted(email="a@example.com") for _ in range(5)]
    rabbit.announce()
    with alarm(), at_work(workers_of(rabbit)[1]):
        until(lambda: len(rows(Case)) == len(wanted), "all that was there to be done")
        done_once(wanted, rows)
        until(lambda: rabbit.line.delays.trouble == ALARM, "what failed to wait for the end of it")
    with at_work(*workers_of(rabbit)):
        until(lambda: len(rows(Incoming)) == 2 * len(wanted), "all to be done")
        until(lambda: not rabbit.line.delays.trouble, "what failed to be put off")
    done_once(wanted, rows)
    assert {one: attempt for one, (attempt, _) in rabbit.put_off().items()} == {missing: 1}


def test_while_the_broker_is_away_nobody_hammers_on_its_door(given_as, accepted, caplog):
    accepted()
    seconds = 4
    with hangs_up() as (address, knocks):
        publisher, line = Publisher(Broker([address]), "relay"), Line.to(Broker([address]))
        relaying = Worker(relay_jobs(given_as("heard_relay"), publisher), publisher.rest)
        consuming = Worker(consume_jobs(line, given_as("heard_consume")), line.rest)
        with at_work(relaying, consuming):
            time.sleep(seconds)
    jobs = ("relay", "consume", "drain")
    said = [record.msg for record in caplog.records if record.msg["event"] == "not to be reached, waiting"]
    for job in jobs:
        waits = [line["seconds"] for line in said if line["job"] == job]
        assert waits == [0.1 * 2**n for n in range(len(waits))]
        assert 2 <= len(waits) <= 7  # 0.1 + 0.2 + 0.4 + 0.8 + 1.6 are three seconds already
    assert len(said) == len(knocks)


@contextmanager
def hangs_up():
    """A door where each visitor is sent away at once: its address, and who knocked."""
    knocks = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer():
            with suppress(OSError):
                while True:
                    visitor, address = listener.accept()
                    knocks.append(address)
                    visitor.close()

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"amqp://guest:guest@127.0.0.1:{listener.getsockname()[1]}/heard", knocks
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
