"""Reading the environment: all that is missing or wrong is named at once, at start.

Secrets have no defaults: `heard init` writes them to a file that only its owner may read.
"""

import hmac
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from dotenv import dotenv_values
from environs import Env, EnvValidationError
from marshmallow import ValidationError
from marshmallow.validate import OneOf, Range

from foundation.runtime.embedded_database import EmbeddedDatabase

PROJECT = Path(__file__).resolve().parent.parent.parent
PORTS = {"intake": 1, "survey-public": 2, "survey-staff": 3, "console": 4, "worker": 5}
ADDRESSES = {
    "intake": "HEARD_INTAKE_ADDRESS",
    "survey-public": "HEARD_SURVEY_ADDRESS",
    "survey-staff": "HEARD_SURVEY_STAFF_ADDRESS",
    "console": "HEARD_CONSOLE_ADDRESS",
}
SHORTEST_SECRET = 32
DATABASE_SCHEMES = {"postgresql", "postgres"}


class CannotStart(SystemExit):
    """A setting is missing or wrong; the message says which, and how to mend it."""

    def __init__(self, why: str) -> None:
        super().__init__(f"heard cannot start: {why}")


@dataclass(frozen=True)
class ServerDatabase:
    """A council's own PostgreSQL, as the one role whose address this process was given."""

    address: str = field(repr=False)

    def url(self, role: str) -> str:
        """The address for this role, as SQLAlchemy reads it.

        Raises CannotStart when the address is another role's: no process works with rights that are not its own.
        """
        given = urlsplit(self.address)
        if not self.is_of(role):
            raise CannotStart(
                f"HEARD_DATABASE_URL signs in as {given.username or 'nobody'}; what you started works as {role}"
            )
        return given._replace(scheme="postgresql+psycopg").geturl()

    def is_of(self, role: str) -> bool:
        """Does the address sign in as this role?"""
        return urlsplit(self.address).username == role

    def is_running(self) -> bool:
        """Does it answer, and let us in?"""
        try:
            psycopg.connect(urlsplit(self.address)._replace(scheme="postgresql").geturl(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@dataclass(frozen=True)
class Profile:
    """Where this installation keeps its things, what it listens on and what it stands on.

    In the server profile `server` and `brokers` are the addresses of PostgreSQL and of each node of RabbitMQ.
    """

    var: Path
    council_folder: Path
    base_port: int
    log_level: str
    live: bool = False
    server: ServerDatabase | None = None
    brokers: tuple[str, ...] = field(default=(), repr=False)
    reached_at: Mapping[str, str] = field(default_factory=dict)
    proxies: int = 0
    keys: Path | None = None

    @property
    def embedded(self) -> EmbeddedDatabase:
        """The PostgreSQL of the embedded profile, running or not. Raises CannotStart in the server profile."""
        if self.server:
            raise CannotStart("this is for the embedded profile; unset HEARD_DATABASE_URL and HEARD_AMQP_URL")
        return EmbeddedDatabase(self.var / "postgresql")

    @property
    def database(self) -> EmbeddedDatabase | ServerDatabase:
        """The PostgreSQL of this profile."""
        return self.server or self.embedded

    @property
    def secrets_file(self) -> Path:
        """What `heard init` wrote."""
        return self.var / "secrets.env"

    @property
    def notices_folder(self) -> Path:
        """Where the embedded profile puts letters and messages instead of sending them."""
        return self.var / "notices"

    @property
    def key_folder(self) -> Path:
        """Where the worker keeps the private halves of its keys: in no backup, and no other process reads it."""
        return self.keys or self.var / "keys"

    def port(self, process: str) -> int:
        """The port of one process: the base port plus its own number."""
        return self.base_port + PORTS[process]

    def address(self, process: str) -> str:
        """Where people reach one process: as set, or on this machine."""
        return self.reached_at.get(process) or f"http://127.0.0.1:{self.port(process)}"

    def is_https(self, process: str) -> bool:
        """Do people reach it over TLS? Then its cookies travel over nothing else."""
        return self.address(process).startswith("https:")


def read_profile() -> Profile:
    """What all processes share. Raises CannotStart naming every setting that is wrong."""
    env = Env(eager=False)
    server = env.str("HEARD_DATABASE_URL", "")
    brokers = tuple(node.strip() for node in env.str("HEARD_AMQP_URL", "").split(",") if node.strip())
    profile = Profile(
        var=env.path("HEARD_VAR", PROJECT / "var" / "demo"),
        council_folder=env.path("HEARD_COUNCIL", PROJECT / "councils" / "herefordshire"),
        base_port=env.int("HEARD_BASE_PORT", 8000, validate=Range(1024, 65000)),
        log_level=env.str("HEARD_LOG_LEVEL", "INFO", validate=OneOf(["DEBUG", "INFO", "WARNING", "ERROR"])),
        live=_env(env, server) == "live",
        server=ServerDatabase(server) if server else None,
        brokers=brokers,
        reached_at={
            site: given for site, name in ADDRESSES.items() if (given := env.str(name, "", validate=_is_address))
        },
        proxies=env.int("HEARD_PROXIES", 0, validate=Range(0, 5)),
        keys=Path(keys).resolve() if (keys := env.str("HEARD_KEYS", "")) else None,
    )
    try:
        env.seal()
    except EnvValidationError as error:
        raise CannotStart(f"mend these settings: {error.error_messages}") from None
    _refuse_half_a_server_profile(profile)
    return replace(profile, var=profile.var.resolve(), council_folder=profile.council_folder.resolve())


def _env(env: Env, server: str) -> str:
    if server:
        return str(env.str("HEARD_ENV", "live", validate=OneOf(["live", "demo"])))
    only_demo = OneOf(["demo"], error="the embedded profile is for demo only")
    return str(env.str("HEARD_ENV", "demo", validate=only_demo))


def _is_postgresql(address: str) -> bool:
    try:
        parts = urlsplit(address)
        where = parts.hostname or "host=" in parts.query  # a socket's folder stands behind the question mark
        return parts.scheme in DATABASE_SCHEMES and bool(where) and parts.port != 0
    except ValueError:
        return False


def _is_amqp(address: str) -> bool:
    from pika import URLParameters  # `make run` and most commands start without it

    try:
        URLParameters(address)
    except (ValueError, IndexError, OSError, SyntaxError):  # some of its options are read as Python, or name files
        return False
    return urlsplit(address).scheme in ("amqp", "amqps") and bool(urlsplit(address).hostname)


def _is_address(value: str) -> None:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/")):
        raise ValidationError("give it as https://name, without a path")


def _refuse_half_a_server_profile(profile: Profile) -> None:
    """Both addresses or neither, and each of a kind that we can use; neither is ever quoted, it holds a password."""
    if bool(profile.server) != bool(profile.brokers):
        there, missing = ("HEARD_DATABASE_URL", "HEARD_AMQP_URL")[:: 1 if profile.server else -1]
        raise CannotStart(
            f"{there} is set and {missing} is not. Set both for the server profile, or neither for the embedded one"
        )
    if profile.server and not _is_postgresql(profile.server.address):
        raise CannotStart("HEARD_DATABASE_URL must look like postgresql://role:password@host/database")
    if not all(map(_is_amqp, profile.brokers)):
        raise CannotStart(
            "HEARD_AMQP_URL must look like amqp://user:password@host/vhost, with commas between the nodes of a cluster"
        )
    if not profile.proxies and any(address.startswith("https:") for address in profile.reached_at.values()):
        raise CannotStart(
            "an address begins with https: so a web server stands before Heard. Set HEARD_PROXIES to how many do, "
            "usually 1, so that Heard knows who is asking"
        )


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
