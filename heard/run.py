"""`heard run`: the embedded profile whole, from nothing to printed addresses; Ctrl-C stops it all."""

import shutil
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from shlex import join
from urllib.error import URLError

import click
from honcho.manager import Manager
from honcho.printer import Printer

from foundation.council import load_council
from foundation.records import Records
from foundation.records.models import Account, ApiKey, Installation
from foundation.runtime.clock import london_day, now
from foundation.runtime.settings import PORTS, Profile, read_profile
from foundation.staff import accounts
from heard.database import bring_up_to_date, database_up
from heard.partners import add_partner, disable_partner, renew_key
from heard.refused import Refused
from heard.setting_up import write_secrets
from heard.synthetic.walk import walk
from heard.synthetic.year import plan

DEMO_ACCOUNT = "manager@demo.example"
PARTNER = "The synthetic year"
LEAST_SPACE = 1_000_000_000
PROCESSES = {
    "intake": ["serve", "intake", "--workers", "2"],
    "survey-staff": ["serve", "survey-staff"],
    "console": ["serve", "console"],
    "worker": ["worker"],
}


@click.command()
@click.option("--no-synthetic-year", "bare", is_flag=True, help="Start without the made-up year.")
def run(bare: bool) -> None:
    """Start everything: database, sites, worker. Made-up data only, never real families' words."""
    profile = read_profile()
    load_council(profile.council_folder)
    _refuse_taken_ports(profile)
    _refuse_full_disk(profile)
    write_secrets(profile)
    click.echo(f"database    {profile.database.folder}")
    with database_up(profile):
        bring_up_to_date(profile)
        with _operator(profile) as records:
            _prepare(profile, records, bare)
            token = _sign_in_link(profile, records)
        sys.exit(_run_processes(profile, token))


def _refuse_taken_ports(profile: Profile) -> None:
    taken = []
    for process in PROCESSES:
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


@contextmanager
def _operator(profile: Profile) -> Iterator[Records]:
    records = Records(profile.database.url("heard_operator"), process="run", connections=2)
    yield records
    records.close()


def _prepare(profile: Profile, records: Records, bare: bool) -> None:
    """Mark the database as holding made-up data; walk the synthetic year unless it was walked whole."""
    with records.unit_of_work() as uow:
        installation = uow.session.get(Installation, True)
        if installation is None:
            uow.keep(Installation, {"only_one": True, "made_up_since": now(), "synthetic_year_at": None})
            installation = uow.session.get_one(Installation, True)
    if bare or installation.synthetic_year_at:
        return
    # Begun again another day, the year still ends where it ended: so its parts fit together.
    last_day = london_day(installation.made_up_since or now()) - timedelta(days=1)
    planned = plan(load_council(profile.council_folder), last_day)
    with records.unit_of_work() as uow:
        begun = uow.session.query(ApiKey.id).filter(ApiKey.partner == PARTNER).scalar()
        key = renew_key(uow, PARTNER) if begun else add_partner(uow, PARTNER, now())
    with click.progressbar(length=len(planned), label="made-up year", file=sys.stderr) as bar:
        for done in walk(profile, planned, key):
            bar.update(done - bar.pos)
    with records.unit_of_work() as uow:
        disable_partner(uow, PARTNER, now())
        uow.session.get_one(Installation, True).synthetic_year_at = now()


def _sign_in_link(profile: Profile, records: Records) -> str:
    council = load_council(profile.council_folder)
    with records.unit_of_work() as uow:
        found = uow.session.query(Account.id).filter(Account.email == DEMO_ACCOUNT).scalar()
        account = found or accounts.add_account(
            uow, email=DEMO_ACCOUNT, name="Demo manager", role="complaints_manager", team=None, council=council,
            moment=now(),
        )  # fmt: skip
        return accounts.new_sign_in_link(uow, account, now())


def _run_processes(profile: Profile, token: str) -> int:
    manager = Manager(Printer(sys.stdout))
    for name, arguments in PROCESSES.items():
        manager.add_process(name, join([sys.executable, "-m", "heard", *arguments]), quiet=False)
    threading.Thread(target=_say_where, args=(profile, token), daemon=True).start()
    manager.loop()
    return int(manager.returncode or 0)


def _say_where(profile: Profile, token: str) -> None:
    """Wait until every site is ready, then print the addresses."""
    for process in PORTS:
        while not _is_ready(f"{profile.address(process)}/health/ready"):
            time.sleep(0.1)
    click.echo(
        f"""
Heard is running, with made-up data only.

  families     {profile.address("intake")}/
  console      {profile.address("console")}/
  surveys      {profile.address("survey-staff")}/
  sign in once {profile.address("console")}/sign-in/once/{token}
               (as {DEMO_ACCOUNT}; choose a password there)
  letters      {profile.notices_folder}

Ctrl-C stops it all; the data stays in {profile.var}.
"""
    )


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 -- our own loopback address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
