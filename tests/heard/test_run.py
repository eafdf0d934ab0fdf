"""`heard run`: what it refuses to start on, how it stops, and who may run it."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chaos.installation import Installation, an_installation, until
from foundation.runtime.settings import PROJECT

pytestmark = pytest.mark.xdist_group("run")


@pytest.fixture
def empty() -> Iterator[Installation]:
    """A folder and ports, and nothing else."""
    with an_installation() as found:
        yield found


def refused_to_run(installation: Installation, **different: str) -> str:
    """What it said, after it left nothing running."""
    told = installation.heard("run", "--no-synthetic-year", **different)
    assert told.returncode != 0
    assert "Traceback" not in told.stdout + told.stderr
    assert installation.alive() == {}
    assert not installation.profile.database.is_running()
    return told.stderr


@pytest.mark.parametrize("process", ["intake", "worker"])
def test_a_taken_port_is_named_with_the_cure_and_nothing_is_started(empty: Installation, process: str) -> None:
    port = empty.profile.port(process)
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        said = refused_to_run(empty)
    assert f"port {port} ({process}) is taken" in said
    assert f"HEARD_BASE_PORT={empty.base_port + 1000}" in said


@pytest.mark.parametrize("name", ["HEARD_DATABASE_URL", "HEARD_AMQP_URL"])
def test_half_of_the_server_profile_is_refused_by_its_name(empty: Installation, name: str) -> None:
    assert name in refused_to_run(empty, **{name: "postgresql://db.example/heard"})


def test_a_mistake_in_the_rule_file_is_named_with_its_line(empty: Installation, tmp_path: Path) -> None:
    rules = (PROJECT / "councils" / "herefordshire" / "rules.yaml").read_text("utf-8")
    (tmp_path / "rules.yaml").write_text(rules + "surprise: true\n", "utf-8")
    said = refused_to_run(empty, HEARD_COUNCIL=str(tmp_path))
    assert f"line {len(rules.splitlines()) + 1}: surprise" in said


def started_from_a_terminal(installation: Installation) -> subprocess.Popen[str]:
    """As a person does it, without nohup or &: what the tests ignore, what they start would ignore too."""
    before = {one: signal.signal(one, signal.SIG_DFL) for one in (signal.SIGHUP, signal.SIGINT)}
    try:
        return installation.start("run", "--no-synthetic-year")
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("when", ["database", "worker started"])
def test_stopped_at_any_moment_it_leaves_nothing_running(empty: Installation, how: signal.Signals, when: str) -> None:
    process = started_from_a_terminal(empty)
    said = empty.folder / "run.log"
    until(lambda: when in said.read_text(), f"it to say {when}")
    process.send_signal(how)
    until(lambda: process.poll() is not None, "its end")
    until(lambda: not empty.alive(), "every process to end")
    assert not empty.profile.database.is_running()
    assert "Traceback" not in said.read_text()


def test_an_ordinary_user_can_run_it() -> None:
    """Started by root PostgreSQL runs as nobody; so as root this is the proof that nobody needs root."""
    with an_installation() as installation:
        as_user: tuple[str, ...] = ()
        if os.geteuid() == 0:
            user = pwd.getpwnam("nobody")
            installation.folder.chmod(0o755)
            installation.profile.var.mkdir()
            shutil.chown(installation.profile.var, user.pw_uid, user.pw_gid)
            as_user = ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
        home = {"HOME": str(installation.profile.var)}
        for command in (
            ["init"],
            ["migrate"],
            ["partner", "add", "An ordinary partner"],
            ["staff", "list"],
            ["doctor"],
        ):
            told = subprocess.run(
                [*as_user, sys.executable, "-m", "heard", *command], cwd=PROJECT,
                env=installation.environment | home, capture_output=True, text=True, timeout=120,
            )  # fmt: skip
            if command == ["doctor"]:  # each command stopped the database after itself
                wrong = [line for line in told.stdout.splitlines() if not line.startswith("ok")]
                assert len(wrong) == 1
                assert "database: it does not answer" in wrong[0]
            else:
                assert told.returncode == 0, told.stderr
        assert installation.alive() == {}
