"""Durable submissions accepted per second by the JSON API: 32 clients by wrk, each submission another one."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from sqlalchemy import func, select

from foundation.records import Records
from foundation.records.models import Outgoing, Submission
from foundation.runtime.settings import Profile

SCRIPT = Path(__file__).with_name("submissions.lua")
CLIENTS = 32


def accepted_per_second(profile: Profile, records: Records, api_key: str, seconds: int) -> float:
    """Counted in the database, not by the client: what was committed, with its outbox row, in that time."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("bench needs wrk: apt-get install wrk")
    with _intake(profile):
        _load(wrk, profile, api_key, 2)
        before = _count(records)
        started = time.monotonic()
        said = _load(wrk, profile, api_key, seconds)
        took = time.monotonic() - started
        accepted = _count(records) - before
    if "Non-2xx" in said:
        raise SystemExit(f"the API refused some of the load:\n{said}")
    return accepted / took


def _count(records: Records) -> int:
    with records.unit_of_work() as uow:
        kept = select(func.count()).select_from(Submission).scalar_subquery()
        sent = select(func.count()).select_from(Outgoing).scalar_subquery()
        submissions, announced = uow.session.execute(select(kept, sent)).one()
    if submissions != announced:
        raise SystemExit(f"{submissions} submissions and {announced} announcements: they must be the same")
    return int(submissions)


def _load(wrk: str, profile: Profile, api_key: str, seconds: int) -> str:
    address = f"{profile.address('intake')}/api/v1/submissions"
    arguments = [wrk, "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "-s", str(SCRIPT), address, "--", api_key]
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


@contextmanager
def _intake(profile: Profile) -> Iterator[None]:
    site = subprocess.Popen(
        [sys.executable, "-m", "heard", "serve", "intake", "--workers", "2"],
        env=os.environ | {"HEARD_VAR": str(profile.var), "HEARD_BASE_PORT": str(profile.base_port)},
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_ready(f"{profile.address('intake')}/health/ready")
        yield
    finally:
        site.terminate()
        site.wait(30)


def _wait_until_ready(address: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 -- our own loopback address
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("intake did not become ready")
