"""A town whose council runs what docker-compose.yml says, as plain processes on real servers."""

import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from composed import Composed, as_written
from dotenv import dotenv_values
from password_server import PasswordServer, a_password_server

from chaos.installation import until
from chaos.mail_server import MailServer
from chaos.rabbitmq import Cluster
from foundation.runtime.settings import PROJECT


@dataclass(frozen=True)
class Town:
    """What runs, and on what."""

    composed: Composed
    secrets: dict[str, str]
    database: PasswordServer
    broker: Cluster
    mail: MailServer

    def broker_url(self, service: str) -> str:
        return self.composed.here(self.composed.told(service)["HEARD_AMQP_URL"])

    def signs_in(self, service: str) -> tuple[str, str]:
        """The role and the password of a service."""
        parts = urlsplit(self.composed.told(service)["HEARD_DATABASE_URL"])
        return parts.username or "", parts.password or ""

    def as_role_of(self, service: str) -> psycopg.Connection[Any]:
        """The database as a service sees it, with the password that compose gives it."""
        return psycopg.connect(self.composed.here(self.composed.told(service)["HEARD_DATABASE_URL"]), autocommit=True)


def a_written_env(folder: Path, by_hand: dict[str, str]) -> dict[str, str]:
    """.env as `heard init --compose` writes it, with the lines that are the council's filled in."""
    file = folder / ".env"
    command = [sys.executable, "-m", "heard", "init", "--compose", file]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    text = file.read_text()
    for name, value in by_hand.items():
        assert f"{name}=\n" in text, f"{name} is there to be filled in"
        text = text.replace(f"{name}=\n", f"{name}={value}\n")
    file.write_text(text)
    return {name: value or "" for name, value in dotenv_values(file).items()}


def like_the_image(stack: ExitStack, secrets: dict[str, str]) -> PasswordServer:
    """PostgreSQL with the settings and the first start that docker-compose.yml gives it."""
    service = as_written()["services"]["postgres"]
    program, *arguments = service["command"]
    assert program == "postgres"
    assert arguments[::2] == ["-c"] * (len(arguments) // 2)
    settings = dict(setting.split("=", 1) for setting in arguments[1::2])
    server = stack.enter_context(a_password_server(secrets["POSTGRES_PASSWORD"], **settings))
    script = next(volume.split(":")[0] for volume in service["volumes"] if "initdb.d" in volume)
    server.first_start(PROJECT / script, {"HEARD_OWNER_PASSWORD": secrets["HEARD_OWNER_PASSWORD"]})
    return server


def become_like_the_image(broker: Cluster, secrets: dict[str, str]) -> None:
    """What RABBITMQ_DEFAULT_VHOST, _USER and _PASS make."""
    given = as_written()["services"]["rabbitmq"]["environment"]
    vhost, user = given["RABBITMQ_DEFAULT_VHOST"], given["RABBITMQ_DEFAULT_USER"]
    node = broker.nodes[0]
    node.wait()
    node.management.ask(f"/users/{user}", "PUT", {"password": secrets["HEARD_BROKER_PASSWORD"], "tags": ""})
    node.management.make_vhost(vhost, user)
    node.management.ask(f"/permissions/{vhost}/guest", "DELETE")  # in the image there is no guest


def wait_for(composed: Composed, process: str, service: str) -> None:
    """Ask its health check now and then, as compose does."""
    until(lambda: composed.checked(process, service).returncode == 0 or time.sleep(0.5), f"{process} to be ready")


def what_is_wrong(composed: Composed) -> list[str]:
    """What each health check has to say against it."""
    checks = {process: composed.checked(process, service) for process, service in composed.processes.items()}
    return [f"{process}: {check.stderr}" for process, check in checks.items() if check.returncode != 0]


def stop(composed: Composed) -> None:
    """docker compose stop: each ends by itself, well."""
    for process in composed.running.values():
        process.send_signal(signal.SIGTERM)
    try:
        ended = {name: process.wait(30) for name, process in composed.running.items()}
    finally:
        for process in composed.running.values():
            process.kill()
    assert ended == dict.fromkeys(composed.running, 0), [composed.said(name) for name, code in ended.items() if code]
