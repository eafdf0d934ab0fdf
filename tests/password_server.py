"""A PostgreSQL on loopback that lets nobody in without a password (SCRAM), as the image of PostgreSQL makes one."""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from chaos.installation import until
from chaos.ports import free_ports
from foundation.runtime.embedded_database import DATABASE, PROGRAMS, EmbeddedDatabase

SUPERUSER = "postgres"
WITH_PASSWORDS = "local all all scram-sha-256\nhost all all all scram-sha-256\n"


@dataclass(frozen=True)
class PasswordServer:
    """Where it listens, its superuser's password, and where it writes its log."""

    port: int
    password: str
    log: Path

    def url(self, role: str, password: str, database: str = DATABASE) -> str:
        """The address for one role, as libpq and SQLAlchemy read it."""
        return f"postgresql+psycopg://{role}:{password}@127.0.0.1:{self.port}/{database}"

    def lets_in(self, role: str, password: str, database: str = DATABASE) -> bool:
        """Does it take this password? Whatever else goes wrong is raised."""
        try:
            psycopg.connect(
                host="127.0.0.1", port=self.port, user=role, password=password, dbname=database, connect_timeout=10
            ).close()
        except psycopg.OperationalError as refused:
            if "authentication failed" not in str(refused) and "no password supplied" not in str(refused):
                raise
            return False
        return True

    def first_start(self, script: Path, environment: Mapping[str, str]) -> None:
        """Run a script of docker-entrypoint-initdb.d, with the arguments that the image's entrypoint gives to psql."""
        subprocess.run(
            [PROGRAMS / "psql", "-v", "ON_ERROR_STOP=1", "--username", SUPERUSER, "--no-password", "--no-psqlrc",
             "--dbname", SUPERUSER, "-f", script],
            env={**environment, "PATH": os.defpath, "PGPASSWORD": self.password, "PGHOST": "127.0.0.1",
                 "PGPORT": str(self.port)},
            check=True, capture_output=True, timeout=30,
        )  # fmt: skip


@contextmanager
def a_password_server(password: str = "", **settings: str) -> Iterator[PasswordServer]:
    """Start it, with settings as they are given on PostgreSQL's command line."""
    folder = Path(tempfile.mkdtemp(prefix="heard-tests-"))
    server, found = (
        EmbeddedDatabase(folder / "postgresql"),
        PasswordServer(free_ports(), password or secrets.token_urlsafe(24), folder / "postgresql" / "log"),
    )
    try:
        server.start(listen_addresses="127.0.0.1", port=str(found.port), fsync="off", **settings)
        with psycopg.connect(f"{server.dsn(SUPERUSER, SUPERUSER)} port={found.port}", autocommit=True) as connection:
            connection.execute(sql.SQL("alter role postgres password {}").format(found.password))
            (server.folder / "pg_hba.conf").write_text(WITH_PASSWORDS)
            connection.execute("select pg_reload_conf()")
        until(lambda: not found.lets_in(SUPERUSER, "wrong", SUPERUSER), "PostgreSQL to ask for passwords")
        yield found
    finally:
        server.stop()
        shutil.rmtree(folder)
        shutil.rmtree(server.socket_folder, ignore_errors=True)
