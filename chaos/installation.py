"""An embedded installation of its own: a fresh folder whose path has a space, free ports, real processes."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chaos.ports import free_ports
from foundation.records import Records
from foundation.runtime.embedded_database import DatabaseWillNotStart
from foundation.runtime.settings import PROJECT, Profile

PATIENCE = 120.0
ENDED = 10.0


def until(done: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Ask again and again until the answer is true, and give it. Too late fails, naming what was awaited."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if answer := done():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"waited {patience:.0f} seconds for {what}")


@dataclass
class Installation:
    """One folder, five ports, and the processes that were started on them."""

    folder: Path
    base_port: int
    council_folder: Path = PROJECT / "councils" / "herefordshire"
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def profile(self) -> Profile:
        """As the processes read it."""
        return Profile(self.folder / "var", self.council_folder, self.base_port, "INFO")

    @property
    def environment(self) -> dict[str, str]:
        """What tells a process that it belongs here."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("HEARD_")}
        return inherited | {
            "HEARD_VAR": str(self.profile.var),
            "HEARD_BASE_PORT": str(self.base_port),
            "HEARD_COUNCIL": str(self.council_folder),
        }

    def environment_of(self, arguments: tuple[str, ...]) -> dict[str, str]:
        """What a command is told; here all are told the same."""
        return self.environment

    def heard(self, *arguments: str, **different: str) -> subprocess.CompletedProcess[str]:
        """Type a command and wait for its end."""
        return subprocess.run(
            [sys.executable, "-m", "heard", *arguments], cwd=PROJECT, env=self.environment_of(arguments) | different,
            capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip

    def start(self, *arguments: str, name: str = "", **different: str) -> subprocess.Popen[str]:
        """Start a command in the background; what it says goes to a file in the folder."""
        said = self.folder / f"{name or arguments[0]}.log"
        told = self.environment_of(arguments) | different
        with said.open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "heard", *arguments], cwd=PROJECT, env=told,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            )  # fmt: skip
        self.started.append(process)
        return process

    @contextmanager
    def records(self, role: str = "postgres") -> Iterator[Records]:
        """The database as a role sees it; without one, as the superuser does."""
        records = Records(self.profile.database.url(role), process="tests", connections=2)
        try:
            yield records
        finally:
            records.close()

    def restart_database(self, how: signal.Signals) -> None:
        """End PostgreSQL by a signal, and start it again."""
        database = self.profile.embedded
        os.kill(int((database.folder / "postmaster.pid").read_text().split()[0]), how)

        def started() -> bool:
            with suppress(DatabaseWillNotStart):  # until the system has noticed the end of the one before
                database.start()
            return database.is_running()

        until(started, "the database to come back")

    def alive(self) -> dict[int, str]:
        """Every process that was started for this folder and still lives, with its command line.

        PostgreSQL hides its surroundings but names its folder; a process that has ended and waits to be
        noticed by its parent has neither.
        """
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                line = (process / "cmdline").read_bytes()
                if bytes(self.folder) in line or bytes(self.folder) in (process / "environ").read_bytes():
                    found[int(process.name)] = line.replace(b"\0", b" ").decode(errors="replace")
        return found

    def end(self) -> None:
        """End what still runs, and take the folders away."""
        for process in self.started:
            if process.poll() is None:
                process.terminate()
        for process in self.started:
            with suppress(subprocess.TimeoutExpired):
                process.wait(ENDED)
        self.profile.database.stop()
        for pid in self.alive():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.profile.database.socket_folder, ignore_errors=True)
        shutil.rmtree(self.folder)


@contextmanager
def an_installation() -> Iterator[Installation]:
    """A folder and ports; nothing runs yet. What was started is ended whatever happens."""
    found = Installation(Path(tempfile.mkdtemp(prefix="heard tests ")), free_ports())
    try:
        yield found
    finally:
        found.end()
