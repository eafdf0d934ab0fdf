"""A council's installation: the server profile on servers of its own, each process under its own role.

PostgreSQL is the wheel's, RabbitMQ a cluster of three nodes, the mail server one that remembers what it took; all of
them processes on loopback. Processes that end are started again, as docker compose would.
"""

import json
import random
import signal
import subprocess
import tempfile
import threading
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError

from chaos.installation import Installation, until
from chaos.mail_server import MailServer, a_mail_server
from chaos.ports import free_ports
from chaos.rabbitmq import Cluster
from foundation.records.grants import OWNER
from foundation.records.migrating import make_database
from foundation.runtime.embedded_database import DATABASE
from foundation.runtime.settings import PORTS
from heard.setting_up import write_secrets

PROCESSES: dict[str, tuple[str, ...]] = {
    "intake": ("serve", "intake", "--workers", "2"),
    "console": ("serve", "console"),
    "survey-public": ("serve", "survey-public", "--workers", "2"),
    "survey-staff": ("serve", "survey-staff"),
    "relay": ("worker", "relay"),
    "relay-2": ("worker", "relay"),
    "consume": ("worker", "consume"),
    "consume-2": ("worker", "consume"),
    "clock": ("worker", "clock"),
}
OPERATOR = "heard_operator"
ROLES = {
    ("serve", "intake"): "heard_intake",
    ("serve", "console"): "heard_console",
    ("serve", "survey-public"): "heard_survey_public",
    ("serve", "survey-staff"): "heard_survey_staff",
    ("worker", "relay"): "heard_relay",
    ("worker", "consume"): "heard_consume",
    ("worker", "clock"): "heard_clock",
    ("migrate",): OWNER,
}


@dataclass(kw_only=True)
class CouncilInstallation(Installation):
    """An installation whose database and broker are servers. `running` are the processes that should be."""

    cluster: Cluster
    mail: MailServer
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    bases: dict[str, int] = field(default_factory=dict)
    restarts: Counter[str] = field(default_factory=Counter)
    chance: random.Random = field(default_factory=random.Random)
    _ending: threading.Event = field(default_factory=threading.Event)

    def environment_of(self, arguments: tuple[str, ...]) -> dict[str, str]:
        """What one process is told: its own role's address and no other."""
        role = next((role for start, role in ROLES.items() if arguments[: len(start)] == start), OPERATOR)
        address = self.profile.embedded.url(role).replace("postgresql+psycopg:", "postgresql:")
        return (
            self.environment
            | {
                "HEARD_DATABASE_URL": address,
                "HEARD_AMQP_URL": ",".join(self.cluster.urls),
                "HEARD_ENV": "demo",
                "HEARD_SMTP_URL": f"smtp://127.0.0.1:{self.mail.port}",
            }
            | dict(line.split("=", 1) for line in self.profile.secrets_file.read_text().splitlines())
        )

    def run(self, name: str) -> None:
        """Start one of PROCESSES, on a base port of its own: a container has its own network."""
        base = self.bases.setdefault(name, free_ports())
        self.running[name] = self.start(*PROCESSES[name], name=name, HEARD_BASE_PORT=str(base))

    def port(self, name: str) -> int:
        """Where one process answers for its health."""
        return self.bases[name] + PORTS.get(name, PORTS["worker"])

    def readiness(self, name: str) -> list[str] | None:
        """What one process says is wrong, nothing where it is ready; None where it does not answer."""
        address = f"http://127.0.0.1:{self.port(name)}/health/ready"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                told = answer.read()
        except HTTPError as unready:
            told = unready.read()
        except OSError:
            return None
        return list(json.loads(told)["wrong"])

    def keep_running(self) -> None:
        """Start again whatever ends, until the end; as a restart policy does."""

        def watch() -> None:
            while not self._ending.wait(0.2):
                for name, process in list(self.running.items()):
                    if process.poll() is not None:
                        self.restarts[name] += 1
                        self.run(name)

        threading.Thread(target=watch, name="restarts", daemon=True).start()

    def everything_ready(self) -> None:
        """Wait until each process says that it is ready."""
        for name in self.running:
            until(lambda name=name: self.readiness(name) == [], f"{name} to be ready", 90)

    def end(self) -> None:
        """End everything, and take the folders away."""
        self._ending.set()
        for process in self.running.values():
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
        super().end()


@contextmanager
def a_council(nodes: int = 3, **settings: str) -> Iterator[CouncilInstallation]:
    """Servers up (`settings` are PostgreSQL's), database migrated, secrets written; no process of ours yet."""
    with ExitStack() as stack:
        cluster = Cluster(Path(tempfile.mkdtemp(prefix="heard broker ")), free_ports(), nodes)
        stack.callback(cluster.end)
        cluster.begin()
        mail = stack.enter_context(a_mail_server())
        found = CouncilInstallation(
            Path(tempfile.mkdtemp(prefix="heard council ")), free_ports(), cluster=cluster, mail=mail
        )
        stack.callback(found.end)
        write_secrets(found.profile.secrets_file)
        found.profile.embedded.start(**settings)
        make_database(found.profile.embedded.url("postgres", "postgres"), DATABASE)
        migrated = found.heard("migrate")
        if migrated.returncode:
            raise RuntimeError(migrated.stderr)
        cluster.wait()
        yield found
