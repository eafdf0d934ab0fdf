"""RabbitMQ nodes of our own: plain processes on loopback, each in one folder, alone or as a cluster.

The programs are the system's (Debian's package rabbitmq-server), called without its wrapper, which wants to be root.
Nothing of the system's own node is touched: ports, names, data, cookie and epmd are ours.
"""

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit

PROGRAMS = Path("/usr/lib/rabbitmq/bin")
PATIENCE = 240.0  # a whole cluster that was stopped waits for its members, half a minute at a time
GUEST = "guest:guest"
AMQP, MANAGEMENT, DISTRIBUTION = range(3)


class Management:
    """RabbitMQ's management API."""

    def __init__(self, address: str) -> None:
        """`address` is http://name:password@host:port."""
        parts = urlsplit(address)
        self._address = f"http://{parts.hostname}:{parts.port}/api"
        self._sign_in = b64encode(f"{parts.username}:{parts.password}".encode()).decode()

    def ask(self, path: str, method: str = "GET", body: Any = None) -> Any:
        """One request; the answer as JSON, None where there is none. Raises OSError."""
        request = urllib.request.Request(
            self._address + path, None if body is None else json.dumps(body).encode(), method=method,
            headers={"Authorization": f"Basic {self._sign_in}", "Content-Type": "application/json"},
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def answers(self) -> bool:
        """Is it there?"""
        try:
            self.ask("/overview")
        except HTTPError as refused:
            return refused.code == 401
        except OSError:
            return False
        return True

    def make_vhost(self, name: str, user: str = "guest") -> None:
        """A virtual host that this user may do everything in."""
        self.ask(f"/vhosts/{quote(name, safe='')}", "PUT", {})
        everything = dict.fromkeys(("configure", "write", "read"), ".*")
        self.ask(f"/permissions/{quote(name, safe='')}/{user}", "PUT", everything)

    def drop_vhost(self, name: str) -> None:
        """With all that is in it."""
        self.ask(f"/vhosts/{quote(name, safe='')}", "DELETE")

    def cut_connections(self, containing: str = "") -> int:
        """Close every connection whose own name holds these words; how many there were."""
        found = [
            connection for connection in self.ask("/connections")
            if containing in connection.get("client_properties", {}).get("connection_name", "")
        ]  # fmt: skip
        for connection in found:
            with suppress(HTTPError):  # gone by itself
                self.ask(f"/connections/{quote(connection['name'], safe='')}", "DELETE")
        return len(found)


@dataclass
class Node:
    """One RabbitMQ. Its ports are `base_port` (AMQP), the next (management) and the one after (between nodes)."""

    folder: Path
    base_port: int
    epmd_port: int
    name: str = "heard"
    peers: Sequence[str] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def management_url(self) -> str:
        """Where its management API is."""
        return f"http://{GUEST}@127.0.0.1:{self.base_port + MANAGEMENT}"

    @property
    def management(self) -> Management:
        """Its management API."""
        return Management(self.management_url)

    def url(self, vhost: str = "") -> str:
        """Its address for AMQP; without a vhost, for the first one."""
        return f"amqp://{GUEST}@127.0.0.1:{self.base_port}/{quote(vhost or '/', safe='')}"

    def begin(self) -> None:
        """Start it and do not wait."""
        data = self.folder / self.name
        data.mkdir(parents=True, exist_ok=True)
        (data / "enabled_plugins").write_text("[rabbitmq_management].")
        (data / "rabbitmq.conf").write_text("\n".join(self._settings()) + "\n")
        with (data / "said.log").open("ab") as said:
            self.process = subprocess.Popen(
                [PROGRAMS / "rabbitmq-server"], env=self._environment(), cwd=data, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=said, stderr=said,
            )  # fmt: skip

    def start(self) -> None:
        """Start it and wait until it answers. Raises TimeoutError, with the end of what it said."""
        self.begin()
        self.wait()

    def wait(self) -> None:
        """Wait until it answers."""
        end = time.monotonic() + PATIENCE
        while not self.management.answers():
            if time.monotonic() > end or (self.process is not None and self.process.poll() is not None):
                said = (self.folder / self.name / "said.log").read_text(errors="replace")
                raise TimeoutError(f"RabbitMQ did not start: {said[-2000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Ask it to stop, and wait."""
        self.signal(signal.SIGTERM)
        if self.process is not None:
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """kill -9."""
        self.signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def signal(self, number: int) -> None:
        """Send a signal to it and all that it started; SIGSTOP and SIGCONT let it hang and go on."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, number)

    def control(self, *arguments: str) -> str:
        """Type a command of rabbitmqctl."""
        done = subprocess.run(
            [PROGRAMS / "rabbitmqctl", *arguments], env=self._environment(), check=True, capture_output=True,
            text=True, timeout=PATIENCE,
        )  # fmt: skip
        return done.stdout

    def _settings(self) -> list[str]:
        settings = [
            f"listeners.tcp.1 = 127.0.0.1:{self.base_port}",
            "management.tcp.ip = 127.0.0.1",
            f"management.tcp.port = {self.base_port + MANAGEMENT}",
            "loopback_users = none",
            "collect_statistics_interval = 1000",
            "disk_free_limit.absolute = 50MB",
        ]
        if self.peers:
            settings.append("cluster_formation.peer_discovery_backend = classic_config")
            settings += [f"cluster_formation.classic_config.nodes.{n} = {peer}" for n, peer in enumerate(self.peers, 1)]
        return settings

    def _environment(self) -> dict[str, str]:
        data = self.folder / self.name
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("RABBITMQ_", "ERL_"))}
        return inherited | {
            "HOME": str(self.folder),  # the cookie that nodes of one cluster share
            "RABBITMQ_NODENAME": f"{self.name}@localhost",
            "RABBITMQ_CONFIG_FILE": str(data / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": os.devnull,
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(data / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(data / "mnesia"),
            "RABBITMQ_LOG_BASE": str(data / "log"),
            "RABBITMQ_DIST_PORT": str(self.base_port + DISTRIBUTION),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none",
            "ERL_EPMD_PORT": str(self.epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }


@dataclass
class Cluster:
    """One node or several in one folder, with the directory of names that they share."""

    folder: Path
    base_port: int
    size: int = 1
    nodes: list[Node] = field(init=False)
    epmd: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        names = [f"heard{number}-{self.base_port}" for number in range(1, self.size + 1)]
        peers = [f"{name}@localhost" for name in names] if self.size > 1 else []
        self.nodes = [
            Node(self.folder, self.base_port + 1 + 3 * number, self.base_port, name, peers)
            for number, name in enumerate(names)
        ]

    @property
    def urls(self) -> list[str]:
        """The address of each node."""
        return [node.url() for node in self.nodes]

    def begin(self) -> None:
        """Start all nodes and do not wait."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.epmd = subprocess.Popen(
            ["epmd", "-address", "127.0.0.1", "-port", str(self.base_port)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for node in self.nodes:
            node.begin()

    def start(self) -> None:
        """Start all nodes and wait for them."""
        self.begin()
        self.wait()

    def wait(self) -> None:
        """Wait until each node answers, and in a cluster until each knows the others."""
        for node in self.nodes:
            node.wait()
        end = time.monotonic() + PATIENCE
        while sum(node["running"] for node in self.nodes[0].management.ask("/nodes")) < self.size:
            if time.monotonic() > end:
                raise TimeoutError("the nodes of the cluster did not find each other")
            time.sleep(0.2)

    def end(self) -> None:
        """Stop everything, and take the folder away."""
        for node in self.nodes:
            node.signal(signal.SIGCONT)
            node.kill()
        if self.epmd is not None:
            self.epmd.kill()
            self.epmd.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
