"""Seconds from accepted to routed over RabbitMQ, commit to commit, with every process running as a council has it."""

import http.client
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from sqlalchemy import func, select, text

from chaos.council import CouncilInstallation
from foundation.records.models import Case, Submission

PER_SECOND = 50
CLIENTS = 16
PROCESSES = ("intake", "relay", "consume", "clock")
# PostgreSQL itself says when each row's transaction was committed (track_commit_timestamp).
WAITS = text(
    """
    select extract(epoch from pg_xact_commit_timestamp(routed.xmin) - pg_xact_commit_timestamp(told.xmin))
    from intake.submission told join casework."case" routed on routed.submission_id = told.id order by 1
    """
)


def waits(council: CouncilInstallation, seconds: int) -> list[float]:
    """How long each of PER_SECOND submissions a second waited, shortest first. All are routed, or it ends here."""
    for name in PROCESSES:
        council.run(name)
    council.everything_ready()
    key = council.heard("partner", "add", "bench").stdout.split()[-1]
    clients = threading.local()
    begun = time.monotonic() + 0.5

    def send(number: int) -> None:
        time.sleep(max(0, begun + number / PER_SECOND - time.monotonic()))
        if not hasattr(clients, "line"):
            clients.line = http.client.HTTPConnection("127.0.0.1", council.port("intake"), timeout=30)
        words = f"Nobody came on the day that we were promised. {uuid4()}"
        body = {"kind": "complaint", "service_area": "child_in_need", "topic": "worker", "relationship": "parent"}
        body |= {"still_going_on": True}
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        clients.line.request("POST", "/api/v1/submissions", json.dumps(body | {"words": words}), headers)
        answer = clients.line.getresponse()
        answer.read()
        if answer.status != 201:
            raise SystemExit(f"a submission was answered with {answer.status}")

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(send, range(PER_SECOND * seconds)))
    return _measured(council, PER_SECOND * seconds)


def _measured(council: CouncilInstallation, wanted: int) -> list[float]:
    with council.records() as records:
        end = time.monotonic() + 60
        while True:
            with records.unit_of_work() as uow:
                routed = uow.session.scalar(select(func.count()).select_from(Case))
                told = uow.session.scalar(select(func.count()).select_from(Submission))
                if routed == told == wanted:
                    return [float(wait) for wait in uow.session.scalars(WAITS)]
            if time.monotonic() > end:
                raise SystemExit(f"sent {wanted}, kept {told}, routed {routed}")
            time.sleep(0.2)
