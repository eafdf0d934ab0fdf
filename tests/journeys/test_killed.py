"""The embedded profile, killed in the middle of its work again and again: what was acknowledged is there, and once."""

import os
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from builders import a_told
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from chaos.account import draw_up, unfinished
from chaos.faults import children_of
from chaos.installation import Installation, an_installation, until
from chaos.load import Load
from foundation.contracts.submissions import SubmissionReceived
from foundation.records.models import Case, HistoryLine, Outgoing, Parked, Submission
from foundation.runtime.clock import london_today, now

pytestmark = pytest.mark.xdist_group("killed")

MEANWHILE = 50
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
def load(installation: Installation) -> Load:
    added = installation.heard("partner", "add", "A partner that tries again")
    assert added.returncode == 0, added.stderr
    return Load(installation.profile.port("intake"), added.stdout.split()[-1])


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()


def the_account_is_right(installation: Installation, load: Load) -> None:
    with installation.records() as records:
        until(lambda: not unfinished(records), "everything to be done")
        letters = Counter(letter.stem for letter in installation.profile.notices_folder.glob("*.eml"))
        account = draw_up(records, load.acknowledged, letters)
    assert account.is_right, account
    assert account.routed == account.acknowledged == len(load.acknowledged)
    assert account.parked == 0


def test_killed_again_and_again_nothing_acknowledged_is_lost_and_nothing_is_done_twice(
    installation: Installation, load: Load
) -> None:
    server, worker = installation.start(*SERVE, name="intake"), installation.start("worker")
    until(lambda: children_of(server.pid), "the web server's workers")

    def the_worker() -> None:
        nonlocal worker
        kill(worker)
        worker = installation.start("worker")

    def a_web_worker() -> None:
        for child in children_of(server.pid)[:1]:
            os.kill(child, signal.SIGKILL)

    def the_web_server() -> None:
        nonlocal server
        orphans = children_of(server.pid)
        kill(server)
        for orphan in orphans:
            with suppress(ProcessLookupError):
                os.kill(orphan, signal.SIGKILL)
        server = installation.start(*SERVE, name="intake")

    def the_database() -> None:
        installation.restart_database(signal.SIGKILL)

    for killing, times in ((the_worker, 4), (a_web_worker, 4), (the_web_server, 2), (the_database, 2)):
        with load.going_on():
            for _ in range(times):
                load.wait_for_more(MEANWHILE)
                killing()
            load.wait_for_more(MEANWHILE)
        the_account_is_right(installation, load)
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
