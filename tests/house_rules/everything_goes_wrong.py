"""Run by test_no_words.py in a process of its own: all that can go wrong with words in hand, logged at DEBUG.

Reads what it needs as JSON from standard input, and writes what it did as JSON to standard output.
"""

import atexit
import json
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
TOLD = json.load(sys.stdin)
sys.path[:0] = [str(PROJECT), TOLD["tests"]]

from flask import render_template_string  # noqa: E402
from sqlalchemy import text  # noqa: E402
from staffing import TOKEN, Browser, Clock  # noqa: E402
from uuid_utils.compat import uuid4, uuid7  # noqa: E402

import casework_console  # noqa: E402
import intake_service  # noqa: E402
from foundation.contracts.submissions import SubmissionReceived  # noqa: E402
from foundation.council import load_council  # noqa: E402
from foundation.procedure.working_days import england  # noqa: E402
from foundation.records import Records  # noqa: E402
from foundation.records.models import Outgoing  # noqa: E402
from foundation.records.unit_of_work import outgoing  # noqa: E402
from foundation.runtime.logs import start_logging  # noqa: E402
from foundation.runtime.measures import exposition  # noqa: E402
from foundation.staff.permissions import needs  # noqa: E402
from foundation.staff.roles import CASES_READ  # noqa: E402
from worker.carrier import carry  # noqa: E402
from worker.circumstances import Circumstances  # noqa: E402
from worker.clock import announce_again  # noqa: E402
from worker.jobs import Job, Worker  # noqa: E402
from worker.notices import send_waiting  # noqa: E402
from worker.providers import FileOutbox  # noqa: E402

CANARY, FOLDER = TOLD["canary"], Path(TOLD["folder"])
CLOCK = Clock(datetime(2026, 11, 23, 10, tzinfo=UTC))
COUNCIL = load_council(PROJECT / "councils" / "herefordshire")
SECRET = "not a secret, only for tests: 0123456789"
ALL_WORDS = dict.fromkeys(("words", "outcome_wanted", "child_name", "name"), CANARY)
BODY = {
    "kind": "complaint", "service_area": "child_in_need", "topic": "worker", "relationship": "parent",
    "email": f"{CANARY}@example.com", "phone": CANARY, **ALL_WORDS,
}  # fmt: skip
FORM = {name: value for name, value in BODY.items() if name != "kind"}
DID = {}


def records_as(role):
    records = Records(TOLD["urls"][role], process="tests", connections=4)
    atexit.register(records.close)
    return records


def broken(app):
    """Pages with faults of the kinds that we might make, each with words in hand."""

    def raises():
        raise ValueError(CANARY)

    def template():
        return render_template_string("{{ words.nothing.nothing }}", words=CANARY)

    def syntax():
        return render_template_string("{% " + CANARY + " %}")

    for name, view in (("raises", raises), ("template", template), ("syntax", syntax)):
        app.add_url_rule(f"/broken/{name}", name, needs(CASES_READ)(view))


def send(client, **different):
    page = client.get("/tell/problem").text
    form = {"csrf_token": TOKEN.search(page)[1], "form_id": str(uuid4()), **FORM, **different}
    return client.post("/tell/problem", data=form).status_code


def tell(client, key=None, **different):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/api/v1/submissions", json=BODY | different, headers=headers).status_code


def the_doors(superuser):
    app = intake_service.create_app(records=records_as("heard_intake"), council=COUNCIL, secret=SECRET, now=CLOCK)
    broken(app)
    client = app.test_client()
    key, form_id = str(uuid4()), str(uuid4())
    DID["kept"] = [tell(client, key=key), send(client, form_id=form_id)]
    DID["refused by the door"] = [
        send(client, words=f"{CANARY}\x00"),
        tell(client, words=f"{CANARY}\x00", **{CANARY: CANARY}),
        client.post("/api/v1/submissions", data=f'{{"words": "{CANARY}', content_type="application/json").status_code,
        send(client, form_id=form_id, words=f"{CANARY} again"),
        tell(client, key=key, words=f"{CANARY} again"),
        client.get(f"/tell/received/{CANARY}?words={CANARY}").status_code,
    ]
    with superuser.unit_of_work() as uow:  # PostgreSQL would quote the whole row that breaks a rule like this
        uow.session.execute(text(f"alter table intake.submission add check (words not like '%{CANARY}% refused')"))
    refused = f"{CANARY} is refused"
    DID["refused by the database"] = [tell(client, words=refused), send(client, words=refused)]
    app.testing = False
    DID["broken"] = [client.get(f"/broken/{how}").status_code for how in ("raises", "template", "syntax")]
    nowhere = Records(f"postgresql+psycopg://heard_intake@/heard?host={FOLDER}", process="tests")
    away = intake_service.create_app(records=nowhere, council=COUNCIL, secret=SECRET, now=CLOCK).test_client()
    DID["away"] = [tell(away), send(away)]


def put(superuser, **wrong):
    message = SubmissionReceived(uuid7(), "complaint", CLOCK().date())
    row = outgoing(message, "submission.received", source="intake", moment=CLOCK())
    with superuser.unit_of_work() as uow:
        uow.keep(Outgoing, row | wrong)


def the_worker(superuser):
    given = Circumstances(records_as("heard_consume"), COUNCIL, england(), CLOCK)
    provider = FileOutbox(FOLDER / "notices")
    carry(given)
    shutil.rmtree(FOLDER / "notices")
    send_waiting(given, provider)
    with superuser.unit_of_work() as uow:
        uow.session.execute(text(f"alter table casework.point add check (words not like '%{CANARY} late')"))
    client = intake_service.create_app(
        records=records_as("heard_intake"), council=COUNCIL, secret=SECRET, now=CLOCK
    ).test_client()
    tell(client, words=f"{CANARY} late")
    put(superuser, body=b"{")
    for _ in range(5):
        carry(given)
        CLOCK.forward(hours=1)
    tell(client, words=f"{CANARY} lost")
    with superuser.unit_of_work() as uow:
        uow.session.execute(text("delete from messaging.outbox"))
    CLOCK.forward(hours=2)
    announce_again(given)
    worker = Worker([Job("breaks", raises_with_words), Job("stop", lambda: worker.stop() or 1)])
    worker.run()


def raises_with_words():
    raise RuntimeError(CANARY)


def the_console():
    app = casework_console.create_app(records=records_as("heard_console"), council=COUNCIL, secret=SECRET, now=CLOCK)
    broken(app)
    browser = Browser(app)
    browser.send("/sign-in", email=f"{CANARY}@example.com", password=CANARY)
    signed_in = browser.sign_in(f"{CANARY.lower()}@example.gov.uk", CANARY).status_code
    with records_as("superuser").unit_of_work() as uow:
        reference = uow.session.scalar(text('select reference from casework."case" order by id limit 1'))
    case = browser.get(f"/cases/{reference}")
    assert CANARY in case.text
    found = [browser.get(f"/cases/{CANARY}"), browser.get(f"/cases?reference={CANARY}")]
    pages = (case, *found, browser.get("/broken/template"))
    DID["console"] = [signed_in, *(page.status_code for page in pages)]


start_logging("tests", "DEBUG")
everything = records_as("superuser")
the_doors(everything)
the_worker(everything)
the_console()
assert CLOCK() > datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=6)
DID["measures"] = exposition().decode()
sys.stdout.write(json.dumps(DID))
