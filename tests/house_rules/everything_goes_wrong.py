"""Run by test_no_words.py in a process of its own: all that can go wrong with words in hand, logged at DEBUG.

Reads what it needs as JSON from standard input, and writes what it did as JSON to standard output.
"""

import atexit
import json
import shutil
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
TOLD = json.load(sys.stdin)
sys.path[:0] = [str(PROJECT), TOLD["tests"]]

from builders import SURVEYS  # noqa: E402
from carriages import PATIENT, Rabbit  # noqa: E402
from flask import render_template_string  # noqa: E402
from pika import BasicProperties  # noqa: E402
from sqlalchemy import text  # noqa: E402
from staffing import TOKEN, Browser, Clock  # noqa: E402
from uuid_utils.compat import uuid4, uuid7  # noqa: E402

import casework_console  # noqa: E402
import intake_service  # noqa: E402
from foundation.contracts.submissions import SubmissionReceived  # noqa: E402
from foundation.council import load_council  # noqa: E402
from foundation.courier.connection import Broker  # noqa: E402
from foundation.courier.delivery import ATTEMPT  # noqa: E402
from foundation.courier.publisher import Departure, Publisher  # noqa: E402
from foundation.courier.topology import EXCHANGE, UNDELIVERABLE, WORK  # noqa: E402
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
from worker.consume import drain  # noqa: E402
from worker.jobs import Job, Worker, relay_jobs  # noqa: E402
from worker.notices import send_waiting  # noqa: E402
from worker.providers import FileOutbox  # noqa: E402

CANARY, FOLDER = TOLD["canary"], Path(TOLD["folder"])
CLOCK = Clock(datetime(2026, 11, 23, 10, tzinfo=UTC))
COUNCIL = load_council(PROJECT / "councils" / "herefordshire")
SECRET = "not a secret, only for tests: 0123456789"
ALIKE = {"council": COUNCIL, "secret": SECRET, "survey_address": SURVEYS, "now": CLOCK}
ALL_WORDS = dict.fromkeys(("words", "outcome_wanted", "child_name", "name"), CANARY)
BODY = {
    "kind": "complaint", "service_area": "child_in_need", "topic": "worker", "relationship": "parent",
    "still_going_on": True,
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
    app = intake_service.create_app(records=records_as("heard_intake"), **ALIKE)
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
    away = intake_service.create_app(records=nowhere, **ALIKE).test_client()
    DID["away"] = [tell(away), send(away)]


def an_announcement(**wrong):
    message = SubmissionReceived(uuid7(), "complaint", CLOCK().date())
    return outgoing(message, "submission.received", source="intake", moment=CLOCK()) | wrong


def put(superuser, **wrong):
    with superuser.unit_of_work() as uow:
        uow.keep(Outgoing, an_announcement(**wrong))


def given_as(role):
    return Circumstances(records_as(role), COUNCIL, england(), CLOCK)


def the_worker(superuser):
    given = given_as("heard_consume")
    provider = FileOutbox(FOLDER / "notices")
    carry(given)
    shutil.rmtree(FOLDER / "notices")
    send_waiting(given, provider)
    with superuser.unit_of_work() as uow:
        uow.session.execute(text(f"alter table casework.point add check (words not like '%{CANARY} late')"))
    client = intake_service.create_app(records=records_as("heard_intake"), **ALIKE).test_client()
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


def the_broker(superuser):
    """The same by way of RabbitMQ. Something is left in each of its queues, and in that of one who hears everything."""
    broker = Broker([TOLD["broker"]])
    client = intake_service.create_app(records=records_as("heard_intake"), **ALIKE).test_client()
    with (
        closing(Rabbit(given_as("heard_relay"), given_as("heard_consume"), broker, PATIENT)) as rabbit,
        closing(broker.connect("tests")) as connection,
    ):
        rabbit.publisher.open()
        channel = connection.channel()
        channel.queue_declare(TOLD["hears everything"], durable=True)
        channel.queue_bind(TOLD["hears everything"], EXCHANGE, "#")
        DID["by the broker"] = [tell(client), send(client), tell(client, words=f"{CANARY} late")]
        put(superuser, body=b"{")
        put(superuser, headers={"n" * 256: "unfit"})
        rabbit.announce()
        for attempt in (1, 2, 3):
            rabbit.failed_before(an_announcement(), attempt)
        channel.basic_publish("", WORK, CANARY.encode(), BasicProperties(headers={CANARY: CANARY, ATTEMPT: CANARY}))
        rabbit.under_way += 1
        rabbit.carry()
        with superuser.unit_of_work() as uow:  # what a stranger put into our queue is his affair; our log is ours
            gone = uow.session.execute(
                text("delete from messaging.parked where body = :body"), {"body": CANARY.encode()}
            )
            assert gone.rowcount == 1
        given_up(rabbit)
        while not drain(rabbit.given, rabbit.line):
            rabbit.line.undeliverable.rest(0.05)
        rabbit.line.close()
        given_up(rabbit)
        DID["left on the broker"] = [tell(client)]
        rabbit.announce()
    DID["left in the outbox"] = [tell(client)]
    nowhere = TOLD["broker"].replace("//guest:guest@", f"//{CANARY}:{CANARY}@") + CANARY
    with closing(Publisher(Broker([nowhere]), "relay")) as publisher:
        worker = Worker([*relay_jobs(given_as("heard_relay"), publisher), Job("stop", lambda: worker.stop() or 1)])
        worker.run()


def given_up(rabbit):
    row = an_announcement()
    departure = Departure(row["id"], row["type"], row["routing_key"], row["headers"], row["body"], UNDELIVERABLE)
    assert rabbit.publisher.publish([departure]).confirmed


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
the_broker(everything)
the_console()
assert CLOCK() > datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=6)
DID["measures"] = exposition().decode()
sys.stdout.write(json.dumps(DID))
