"""Reading the environment: all that is missing or wrong is named at once, at start.

Secrets have no defaults: `heard init` writes them to a file that only its owner may read.
"""

import hmac
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values
from environs import Env, EnvValidationError
from marshmallow.validate import OneOf, Range

from foundation.runtime.embedded_database import EmbeddedDatabase

PROJECT = Path(__file__).resolve().parent.parent.parent
PORTS = {"intake": 1, "survey-staff": 3, "console": 4, "worker": 5}
SHORTEST_SECRET = 32


class CannotStart(SystemExit):
    """A setting is missing or wrong; the message says which, and how to mend it."""

    def __init__(self, why: str) -> None:
        super().__init__(f"heard cannot start: {why}")


@dataclass(frozen=True)
class Profile:
    """Where this installation keeps its things and what it listens on."""

    var: Path
    council_folder: Path
    base_port: int
    log_level: str

    @property
    def database(self) -> EmbeddedDatabase:
        """The PostgreSQL of the embedded profile, running or not."""
        return EmbeddedDatabase(self.var / "postgresql")

    @property
    def secrets_file(self) -> Path:
        """What `heard init` wrote."""
        return self.var / "secrets.env"

    @property
    def notices_folder(self) -> Path:
        """Where the embedded profile puts letters and messages instead of sending them."""
        return self.var / "notices"

    def port(self, process: str) -> int:
        """The loopback port of one process: the base port plus its own number."""
        return self.base_port + PORTS[process]

    def address(self, process: str) -> str:
        """The address of one process in the embedded profile."""
        return f"http://127.0.0.1:{self.port(process)}"


def read_profile() -> Profile:
    """What all processes share. Raises CannotStart naming every setting that is wrong."""
    env = Env(eager=False)
    var = env.path("HEARD_VAR", PROJECT / "var" / "demo")
    council = env.path("HEARD_COUNCIL", PROJECT / "councils" / "herefordshire")
    base_port = env.int("HEARD_BASE_PORT", 8000, validate=Range(1024, 65000))
    level = env.str("HEARD_LOG_LEVEL", "INFO", validate=OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]))
    env.str("HEARD_ENV", "demo", validate=OneOf(["demo"], error="the embedded profile is for demo only"))
    try:
        env.seal()
    except EnvValidationError as error:
        raise CannotStart(f"mend these settings: {error.error_messages}") from None
    if set_here := [name for name in ("HEARD_DATABASE_URL", "HEARD_AMQP_URL") if os.environ.get(name)]:
        raise CannotStart(
            f"{' and '.join(set_here)} would choose the server profile, which this version does not have. "
            "Unset both for the embedded profile."
        )
    return Profile(var.resolve(), council.resolve(), base_port, level)


def read_secrets(profile: Profile, names: Iterable[str]) -> dict[str, str]:
    """The named secrets, from the environment or else from the file of `heard init`.

    Raises CannotStart naming all that are missing or too short.
    """
    known = {**dotenv_values(profile.secrets_file), **os.environ}
    found = {name: known.get(name) or "" for name in names}
    if missing := [name for name, value in found.items() if len(value) < SHORTEST_SECRET]:
        raise CannotStart(
            f"{', '.join(missing)} must be set, to {SHORTEST_SECRET} characters or more. "
            f"`heard init` writes them to {profile.secrets_file}."
        )
    return found


def secret_for(secrets: Mapping[str, str], service: str) -> str:
    """A service's own secret, derived from HEARD_SESSION_SECRET: one service's cookies mean nothing to another."""
    return hmac.new(secrets["HEARD_SESSION_SECRET"].encode(), service.encode(), "sha256").hexdigest()
