"""`heard run`: the embedded profile whole, from nothing to printed addresses; Ctrl-C stops it all."""

import os
import shutil
import signal
import socket
import sys
import threading
import time
import urllib.request
from shlex import join
from types import FrameType
from urllib.error import URLError

import click
import psycopg
from honcho.manager import Manager
from honcho.printer import Printer

from foundation.council import load_council
from foundation.runtime.settings import PORTS, PROJECT, Profile, read_profile
from heard.refused import Refused
from heard.setting_up import write_secrets

LEAST_SPACE = 1_000_000_000
HEAD = PROJECT / "foundation" / "records" / "migrations" / "head.txt"  # read without loading all of the records
CTRL_C = 130  # as honcho says it: the ordinary end
PROCESSES = {
    "intake": ["serve", "intake"],
    "survey-public": ["serve", "survey-public"],
    "survey-staff": ["serve", "survey-staff"],
    "console": ["serve", "console"],
    "worker": ["worker"],
}


@click.command()
@click.option("--no-synthetic-year", "bare", is_flag=True, help="Start without the made-up year.")
def run(bare: bool) -> None:
    """Start everything: database, sites, worker. Made-up data only, never real families' words."""
    _stop_as_by_ctrl_c()
    profile = read_profile()
    load_council(profile.council_folder)
    _refuse_taken_ports(profile)
    _refuse_full_disk(profile)
    write_secrets(profile.secrets_file)
    click.echo(f"database    {profile.embedded.folder}")
    ran_before = profile.embedded.is_running()
    profile.embedded.start()
    try:
        if not _was_prepared(profile):
            _prepare(profile, bare)
        sys.exit(_run_processes(profile, bare))
    finally:
        if not ran_before:
            profile.embedded.stop()


def _stop_as_by_ctrl_c() -> None:
    """A closed terminal or a service manager stops everything too, also while the database starts."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup wants it to go on
        signal.signal(signal.SIGHUP, _stop_all)


def _refuse_taken_ports(profile: Profile) -> None:
    taken = []
    for process in PORTS:
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", profile.port(process)))
            except OSError:
                taken.append(f"{profile.port(process)} ({process})")
    if taken:
        raise Refused(
            f"port {', '.join(taken)} is taken, perhaps by another `make run`. Stop what uses it, or choose "
            f"other ports: HEARD_BASE_PORT={profile.base_port + 1000} make run"
        )


def _refuse_full_disk(profile: Profile) -> None:
    profile.var.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(profile.var).free
    if free < LEAST_SPACE:
        raise Refused(f"{profile.var} has {free // 1_000_000} MB left and needs {LEAST_SPACE // 1_000_000}; make room")


def _was_prepared(profile: Profile) -> bool:
    """Was it started whole before? Then the sites can load while the database is looked over once more."""
    asked = (
        "select version_num from operation.alembic_version "
        "where exists (select from operation.installation where synthetic_year_at is not null)"
    )
    try:
        with psycopg.connect(profile.embedded.dsn("heard_operator")) as connection:
            return connection.execute(asked).fetchone() == (HEAD.read_text("utf-8").strip(),)
    except psycopg.Error:
        return False


def _prepare(profile: Profile, bare: bool) -> None:
    from heard.preparing import prepare  # a second start has its sites loading before this is needed

    prepare(profile, bare=bare)


def _run_processes(profile: Profile, bare: bool) -> int:
    manager = Processes(Printer(Terminal()))
    for name, arguments in PROCESSES.items():
        manager.add_process(name, join([sys.executable, "-m", "heard", *arguments]))
    threading.Thread(target=_finish_starting, args=(profile, bare), daemon=True).start()
    manager.loop()
    return 0 if manager.returncode == CTRL_C else int(manager.returncode or 0)


class Processes(Manager):
    """honcho's manager, for which a signal may come before every process has told its number."""

    def terminate(self) -> None:
        """Stop all; where one is only just starting, as soon as it can be stopped."""
        if all("pid" in process for process in self._processes.values()):
            super().terminate()
            return
        signal.signal(signal.SIGALRM, lambda *_: self.terminate())
        signal.setitimer(signal.ITIMER_REAL, 0.1)


class Terminal:
    """Standard output while somebody reads it; when it is closed everything stops and nothing is left behind."""

    def write(self, text: str) -> None:
        """Write and show at once."""
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            _stop_all()

    def flush(self) -> None:
        """Done by write."""

    def isatty(self) -> bool:
        """Are there colours?"""
        return sys.stdout.isatty()


def _stop_all(_signal: int = 0, _frame: FrameType | None = None) -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def _finish_starting(profile: Profile, bare: bool) -> None:
    """Look the database over and say where everything is. What fails is said in one line, and all is stopped."""
    try:
        _prepare(profile, bare)
        _say_where(profile)
    except Exception as error:  # noqa: BLE001 -- as for every command; this one runs beside the processes
        from heard.command import said

        click.echo(f"Error: {said(error)}", err=True)
        _stop_all()


def _say_where(profile: Profile) -> None:
    from heard.preparing import demo_sign_in

    sign_in = demo_sign_in(profile)
    for process in PORTS:
        while not _is_ready(f"{profile.address(process)}/health/ready"):
            time.sleep(0.1)
    click.echo(
        f"""
Heard is running, with made-up data only.

  families         {profile.address("intake")}/
  answer a survey  {profile.address("survey-public")}/
  console          {profile.address("console")}/
  send surveys     {profile.address("survey-staff")}/
  {sign_in}
  letters          {profile.notices_folder}

Ctrl-C stops it all; the data stays in {profile.var}.
"""
    )


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 -- our own loopback address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
