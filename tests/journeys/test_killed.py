"""Killed in the middle of its work, again and again: what was acknowledged is there, and once."""

import http.client
import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from builders import a_told
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from chaos.installation import Installation, an_installation, until
from foundation.contracts.submissions import SubmissionReceived
from foundation.records.models import Case, Deadline, HistoryLine, Incoming, Notice, Outgoing, Parked, Submission
from foundation.runtime.clock import london_today, now
from foundation.runtime.embedded_database import DatabaseWillNotStart

pytestmark = pytest.mark.xdist_group("killed")

CLIENTS, SENT = 4, 300
SERVE = ("serve", "intake", "--workers", "2")


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    """A database, and no process yet."""
    with an_installation() as found:
        assert found.heard("init").returncode == 0
        found.profile.database.start()
        migrated = found.heard("migrate")
        assert migrated.returncode == 0, migrated.stderr
        yield found


@pytest.fixture(scope="module")
def partner_key(installation: Installation) -> str:
    added = installation.heard("partner", "add", "A partner that tries again")
    assert added.returncode == 0, added.stderr
    return added.stdout.split()[-1]


@dataclass
class Senders:
    """Partners that send their complaints, each again with the same key until it is acknowledged."""

    installation: Installation
    partner_key: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    broken: int = 0

    def send(self, key: str) -> None:
        body = json.dumps(a_told(words=f"Nobody rang back. {key}", email=f"{key}@example.com"))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "Authorization": f"Bearer {self.partner_key}",
        }
        answer = until(lambda: self._try(body, headers), f"an acknowledgement of {key}")
        self.acknowledged[key] = answer["reference"]

    def _try(self, body: str, headers: dict[str, str]) -> dict[str, Any] | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.installation.profile.port("intake"), timeout=30)
        try:
            connection.request("POST", "/api/v1/submissions", body, headers)
            answer = connection.getresponse()
            told = json.loads(answer.read())
        except (OSError, http.client.HTTPException):
            self.broken += 1
            return None
        finally:
            connection.close()
        if answer.status >= 500:
            self.broken += 1
            return None
        assert answer.status == 201, told
        return dict(told)


def under_load(senders: Senders, disturb: Callable[[], None], at_least: int) -> None:
    """Send everything from several threads, and disturb while they do, so many times at least."""
    keys = [f"killed-{uuid4()}" for _ in range(SENT)]
    ended = threading.Event()
    with ThreadPoolExecutor(CLIENTS) as pool:
        sent = [pool.submit(senders.send, key) for key in keys]
        pool.submit(lambda: ([one.exception() for one in sent], ended.set()))
        times = 0
        while times < at_least or not ended.is_set():
            before = len(senders.acknowledged)
            disturb()
            times += 1
            # Let some more come through before the next blow.
            until(
                lambda seen=before: len(senders.acknowledged) >= seen + 50 or ended.is_set(), "some that come through"
            )
    for one in sent:
        one.result()
    print(f"{times} times killed, {len(keys)} acknowledged, {senders.broken} tries failed and were made again")


def children_of(pid: int) -> list[int]:
    """The processes that a process has started and that live."""
    found = []
    for other in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, parent = (other / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(other.name))
    return found


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()


def all_is_done(installation: Installation) -> bool:
    """Nothing waits in the outbox, and no notice waits to go."""
    with installation.records() as records, records.unit_of_work() as uow:
        waiting = uow.session.scalar(select(func.count()).select_from(Outgoing))
        unsent = uow.session.scalar(select(func.count()).select_from(Notice).where(Notice.sent_at.is_(None)))
        return not waiting and not unsent


def the_account_is_right(installation: Installation, acknowledged: dict[str, str]) -> None:
    """Every acknowledged reference has one case with everything once; and nothing else is there."""
    until(lambda: all_is_done(installation), "everything to be done")
    with installation.records() as records, records.unit_of_work() as uow:
        session = uow.session
        kept = dict(session.execute(select(Submission.reference, Submission.words)).all())
        cases = session.execute(select(Case.reference, Case.id)).all()
        lines = session.execute(
            select(HistoryLine.case_id, HistoryLine.what, func.count()).group_by(HistoryLine.case_id, HistoryLine.what)
        ).all()
        clocks = session.execute(
            select(Deadline.case_id, Deadline.due, Deadline.local, func.count()).group_by(
                Deadline.case_id, Deadline.due, Deadline.local
            )
        ).all()
        notices = session.scalars(select(Notice.case_id)).all()
        parked = session.scalar(select(func.count()).select_from(Parked))
        handled = session.scalar(select(func.count()).select_from(Incoming))
    references = list(acknowledged.values())
    assert len(set(references)) == len(references)
    assert {key for key, reference in acknowledged.items() if key not in kept.get(reference, "")} == set()
    assert set(kept) == set(references), "nothing was kept that was not acknowledged in the end"
    assert sorted(reference for reference, _ in cases) == sorted(references), "one case each"
    assert {count for *_, count in lines} == {1}, "no history doubled"
    assert {count for *_, count in clocks} == {1}, "no clock doubled"
    ids = {case_id for _, case_id in cases}
    for what in ("opened", "acknowledgement_queued", "acknowledgement_sent"):
        assert {case_id for case_id, said, _ in lines if said == what} == ids
    assert sorted(notices) == sorted(ids)
    assert parked == 0
    assert handled == 2 * len(cases), "each announcement and each routing handled once"
    letters = list(installation.profile.notices_folder.glob("*.eml"))
    assert len(letters) == len(cases)


def test_killed_again_and_again_nothing_acknowledged_is_lost_and_nothing_is_done_twice(
    installation: Installation, partner_key: str
) -> None:
    senders = Senders(installation, partner_key)
    server, worker = installation.start(*SERVE, name="intake"), installation.start("worker")
    until(lambda: children_of(server.pid), "the web server's workers")

    def kill_the_worker() -> None:
        nonlocal worker
        kill(worker)
        worker = installation.start("worker")

    under_load(senders, kill_the_worker, at_least=4)
    the_account_is_right(installation, senders.acknowledged)

    def kill_a_web_worker() -> None:
        for child in children_of(server.pid)[:1]:
            os.kill(child, signal.SIGKILL)

    under_load(senders, kill_a_web_worker, at_least=4)
    the_account_is_right(installation, senders.acknowledged)

    def kill_the_web_server() -> None:
        nonlocal server
        orphans = children_of(server.pid)
        kill(server)
        for orphan in orphans:
            with suppress(ProcessLookupError):
                os.kill(orphan, signal.SIGKILL)
        server = installation.start(*SERVE, name="intake")

    under_load(senders, kill_the_web_server, at_least=2)
    the_account_is_right(installation, senders.acknowledged)

    def kill_the_database() -> None:
        database = installation.profile.database
        os.kill(int((database.folder / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

        def started() -> bool:
            with suppress(DatabaseWillNotStart):  # until the system has noticed the end of the one before
                database.start()
            return database.is_running()

        until(started, "the database to come back")

    under_load(senders, kill_the_database, at_least=2)
    the_account_is_right(installation, senders.acknowledged)
    server.terminate()
    worker.terminate()
    assert worker.wait(30) == 0


def a_backlog(installation: Installation, size: int) -> None:
    """Complaints that were accepted while no worker ran."""
    nothing: dict[str, Any] = dict.fromkeys(column.name for column in Submission.__table__.columns)
    told = [
        nothing
        | a_told()
        | {
            "id": uuid7(), "reference": f"{number:04}-{uuid4().hex[:4]}", "door": "api", "received_at": now(),
            "received_on": london_today(), "received_how": "web_form", "child_at_risk": False,
        }
        for number in range(size)
    ]  # fmt: skip
    with installation.records() as records, records.unit_of_work() as uow:
        uow.keep(Submission, *told)
        messages = [
            (SubmissionReceived(row["id"], "complaint", row["received_on"]), "submission.received") for row in told
        ]
        uow.send(*messages, source="tests", moment=now())


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_asked_to_stop_finishes_its_batch_and_leaves_the_rest(how: signal.Signals) -> None:
    with an_installation() as installation:
        installation.profile.database.start()
        for command in ("init", "migrate"):
            assert installation.heard(command).returncode == 0
        a_backlog(installation, 5_000)

        def count(table: Any) -> int:
            with installation.records() as records, records.unit_of_work() as uow:
                return uow.session.scalar(select(func.count()).select_from(table)) or 0

        worker = installation.start("worker")
        until(lambda: count(Case) or worker.poll() is not None, "the first batch")
        assert worker.poll() is None, (installation.folder / "worker.log").read_text()
        worker.send_signal(how)
        until(lambda: worker.poll() is not None, "the worker to end")
        assert worker.returncode == 0
        done = count(Case)
        assert done % 200 == 0, "whole batches"
        assert count(HistoryLine) == 2 * done
        assert count(Outgoing) == 5_000, "each case handled leaves one announcement in the place of another"
        assert count(Parked) == 0
