"""docker-compose.yml, read as docker compose reads it and started as plain processes: no container engine is needed.

What a container would give is imitated: its own environment and nothing else, a port range of its own, its volumes as
folders, and the names of the other containers, which become addresses on loopback. Read-only file systems and networks
are not.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from chaos.ports import free_ports
from foundation.runtime.settings import PROJECT

FILE = PROJECT / "docker-compose.yml"
OURS = "heard"
VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?:(?P<how>:?[-?])(?P<rest>[^}]*))?\})")
PUBLISHED_BASE = 8000
PATIENCE = 120


class Unset(Exception):
    """A variable that compose would refuse to start without."""


@cache
def as_written() -> dict[str, Any]:
    """The file, with merge keys followed and nothing filled in. To be read, not changed."""
    return dict(YAML(typ="safe", pure=True).load(FILE.read_text("utf-8")))


def filled_in(value: Any, environment: Mapping[str, str]) -> Any:
    """Everything in it with its variables replaced. Raises Unset, with the message that compose would show."""
    if isinstance(value, dict):
        return {key: filled_in(inner, environment) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled_in(inner, environment) for inner in value]
    return VARIABLE.sub(lambda found: _one(found, environment), value) if isinstance(value, str) else value


def _one(found: re.Match[str], environment: Mapping[str, str]) -> str:
    name, how = found["name"], found["how"] or ""
    if name is None:
        return "$"
    value = environment.get(name)
    if value or (value is not None and not how.startswith(":")):
        return value
    if how.endswith("?"):
        raise Unset(f"required variable {name} is missing a value: {found['rest']}")
    return found["rest"] or ""


@dataclass
class Composed:
    """The services of docker-compose.yml as processes. `at` says where `postgres`, `rabbitmq` and `mail` are."""

    environment: Mapping[str, str]
    at: Mapping[str, str]
    folder: Path
    services: dict[str, dict[str, Any]] = field(init=False)
    bases: dict[str, int] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.services = filled_in(as_written(), self.environment)["services"]

    @property
    def ours(self) -> dict[str, dict[str, Any]]:
        """The services that run our image."""
        return {name: service for name, service in self.services.items() if service["image"] == OURS}

    @property
    def processes(self) -> dict[str, str]:
        """What stays running, each replica by a name of its own, with its service."""
        return {
            f"{name}-{number}": name
            for name, service in self.ours.items()
            if "healthcheck" in service
            for number in range(1, service.get("deploy", {}).get("replicas", 1) + 1)
        }

    def told(self, service: str) -> dict[str, str]:
        """What compose tells a service, word for word."""
        return {name: str(value) for name, value in self.services[service].get("environment", {}).items()}

    def start(self, process: str, service: str) -> None:
        """Start one container's command. What it says goes to a file."""
        with (self.folder / f"{process}.log").open("a") as log:
            self.running[process] = subprocess.Popen(
                self._command(self.services[service]["command"]), cwd=PROJECT, env=self._environment(process, service),
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            )  # fmt: skip

    def run(self, service: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """docker compose run --rm."""
        command = self._command(arguments or self.services[service]["command"])
        return self._done(command, self._environment(service, service))

    def checked(self, process: str, service: str) -> subprocess.CompletedProcess[str]:
        """The health check of a container, on the port that the container has here."""
        how, *command = self.services[service]["healthcheck"]["test"]
        assert (how, command[0]) == ("CMD", "python")
        moved = [str(self.port(process, int(word))) if word.isdecimal() else word for word in command[1:]]
        return self._done([sys.executable, *moved], self._environment(process, service))

    def port(self, process: str, port: int) -> int:
        """Where a port of this container is: containers have ports of their own, processes on one machine have not."""
        if process not in self.bases:
            self.bases[process] = free_ports()
        return self.bases[process] + port - PUBLISHED_BASE

    def said(self, process: str) -> str:
        """What a process wrote."""
        return (self.folder / f"{process}.log").read_text()

    def here(self, address: str) -> str:
        """An address with the name of a container, as it is on this machine."""
        names = "|".join(self.at)
        return re.sub(rf"(?<=[@/])({names})(:\d+)?(?=/|$)", lambda found: self.at[found[1]], address)

    def _command(self, arguments: Any) -> list[str]:
        return [sys.executable, "-m", "heard", *arguments]

    def _environment(self, process: str, service: str) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "TMPDIR": str(self.folder),
            "HEARD_VAR": "/proc/read-only",  # in the image nothing may be written but /tmp
            "HEARD_BASE_PORT": str(self.port(process, PUBLISHED_BASE)),
            **{name: self._mounted(service, self.here(value)) for name, value in self.told(service).items()},
        }

    def _mounted(self, service: str, value: str) -> str:
        """Where a volume is mounted, a folder here: the same for all that mount it."""
        mounts = (volume.split(":")[:2] for volume in self.services[service].get("volumes", ()))
        return {place: str(self.folder / "volumes" / name) for name, place in mounts}.get(value, value)

    def _done(self, command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=PATIENCE)
