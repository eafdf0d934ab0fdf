"""Answers of 250 questions sent to a real public face of surveys, so many a second; and how long each waited.

This is the load that ODK Central sets itself: https://docs.getodk.org/central-intro/. While it lasts the site is asked
ten times a second whether it is well, and how long it takes to say so is measured too.
"""

import http.client
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID, uuid4

from sqlalchemy import func, select

from bench import long_questionnaire
from bench.long_questionnaire import CODE, IN_WORDS, QUESTIONS
from foundation.contracts.surveys import ResponseSealed
from foundation.records import Records
from foundation.records.models import Code, Outgoing, SendOut, Spent
from foundation.runtime.clock import now
from foundation.runtime.settings import Profile
from foundation.surveys.codes import code_of, hash_of
from worker.surveys.keys import OF_CODES, KeyFolder

PER_SECOND = 50
CLIENTS = 16
AT_ONCE = 50  # people asked by one send-out


def answered(profile: Profile, everything: Records, seconds: int) -> tuple[list[float], list[float]]:
    """Seconds from sending to the thanks, and from asking to being well; shortest first. All are kept, once."""
    folder = profile.var / "questionnaires"
    long_questionnaire.write(folder)
    codes = _ask(everything, KeyFolder(profile.key_folder), PER_SECOND * seconds)
    with _face(profile, folder), _is_well(profile) as well:
        took = _send_all(profile, codes)
    with everything.unit_of_work() as uow:
        spent = uow.session.scalar(select(func.count()).select_from(Spent))
        sent = uow.session.scalar(select(func.count()).where(Outgoing.type == ResponseSealed.TYPE))
    if not spent == sent == len(codes):
        raise SystemExit(f"{len(codes)} answers were thanked for, {spent} tickets spent, {sent} boxes on their way")
    return sorted(took), sorted(well)


def _ask(everything: Records, keys: KeyFolder, people: int) -> list[str]:
    """Invitations that were sent; their codes."""
    tickets: list[tuple[UUID, UUID]] = []
    with everything.unit_of_work() as uow:
        for _ in range(0, people, AT_ONCE):
            send_out_id = uuid4()
            uow.keep(SendOut, {
                "id": send_out_id, "kind": "invitations", "name": "The bench", "questionnaire": CODE, "version": 1,
                "area": "fostering", "made_at": now(), "confirmed_at": now(), "send_at": now() - timedelta(days=1),
            })  # fmt: skip
            tickets += [(uuid4(), send_out_id) for _ in range(AT_ONCE)]
        codes = [code_of(keys.secret(OF_CODES), ticket, 0) for ticket, _ in tickets[:people]]
        rows = zip(codes, tickets, strict=False)
        uow.keep(Code, *({"code_hash": hash_of(code), "ticket": it[0], "send_out_id": it[1]} for code, it in rows))
    return codes


def _send_all(profile: Profile, codes: list[str]) -> list[float]:
    body = urlencode(_form(), doseq=True)
    lines = threading.local()
    begun = time.monotonic() + 0.5

    def send(number: int) -> float:
        due = begun + number / PER_SECOND
        time.sleep(max(0, due - time.monotonic()))
        if not hasattr(lines, "line"):
            lines.line = http.client.HTTPConnection("127.0.0.1", profile.port("survey-public"), timeout=30)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": f"10.{number // 250}.{number % 250}.1",  # another household each
        }
        lines.line.request("POST", f"/s/{codes[number]}", body, headers)
        answer = lines.line.getresponse()
        answer.read()
        if answer.status != 303:
            raise SystemExit(f"an answer was answered with {answer.status}")
        return time.monotonic() - due

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(send, range(len(codes))))


def _form() -> dict[str, str | list[str]]:
    asked = [f"part_{number}" for number in range(1, QUESTIONS + 1)]
    answers = {f"q-{code}": "It was all right." if at < IN_WORDS else "4" for at, code in enumerate(asked)}
    return {"go": "send", "asked": asked, **answers}


@contextmanager
def _face(profile: Profile, folder: Path) -> Iterator[None]:
    """A web server stands before it, as far as it knows: it takes each answer's address from a header."""
    settings = {
        "HEARD_VAR": str(profile.var), "HEARD_BASE_PORT": str(profile.base_port), "HEARD_PROXIES": "1",
        long_questionnaire.FOLDER: str(folder),
    }  # fmt: skip
    site = subprocess.Popen(
        [sys.executable, "-m", "bench.long_questionnaire"], env=os.environ | settings, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(lambda: _ask_health(profile, "/health/ready"), 60)
        yield
    finally:
        site.terminate()
        site.wait(30)


@contextmanager
def _is_well(profile: Profile) -> Iterator[list[float]]:
    """How long each asking took. Ends everything where one was not answered."""
    done, took, failed = threading.Event(), [], []

    def watch() -> None:
        while not done.wait(0.1):
            asked = time.monotonic()
            try:
                _ask_health(profile, "/health/live")
            except OSError as error:
                failed.append(type(error).__name__)
            took.append(time.monotonic() - asked)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield took
    finally:
        done.set()
        watching.join()
    if failed:
        raise SystemExit(f"the site did not say that it is well, {len(failed)} times of {len(took)}: {failed[0]}")


def _ask_health(profile: Profile, path: str) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{profile.port('survey-public')}{path}", timeout=30):
        pass


def _wait_for(ask: Callable[[], None], seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            return ask()
        except OSError as error:
            if time.monotonic() > end:
                raise SystemExit("the public face of surveys did not become ready") from error
            time.sleep(0.1)
