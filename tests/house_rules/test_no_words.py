"""No word that a person wrote reaches a log, a queue, a parked message or a measure, however it goes wrong.

One process does what intake, the worker in both profiles and the console do, at DEBUG, with a canary in every word that
a person can write and with everything going wrong that can; then all that it left behind is read.
"""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from staffing import an_account

from foundation.courier.topology import Topology
from foundation.records.grants import GRANTS

CANARY = "Llanfairpwll-1f0a"
PROGRAM = Path(__file__).with_name("everything_goes_wrong.py")
HIDDEN_FROM_WORDS = (
    "messaging.outbox", "messaging.inbox", "messaging.parked", "casework.history", "casework.notice",
    "casework.match_key", "casework.link",
)  # fmt: skip
HEARS_EVERYTHING = "hears everything"


@pytest.fixture
def left_behind(database, broker, records_as, council, moment, tmp_path):
    """Run the program; what it wrote to standard error and standard output."""
    an_account(records_as("heard_operator"), council, moment, email=f"{CANARY.lower()}@example.gov.uk", password=CANARY)
    told = {
        "canary": CANARY,
        "urls": {role: database.url(role) for role in (*GRANTS, "superuser")},
        "broker": broker.addresses[0],
        HEARS_EVERYTHING: HEARS_EVERYTHING,
        "folder": str(tmp_path),
        "tests": str(Path(__file__).parents[1]),
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", str(PROGRAM)],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done


def holds_canary(said):
    """In any of the ways in which bytes and text are shown."""
    plain = said.lower()
    return any(form in plain for form in (CANARY.lower(), CANARY.encode().hex(), "llanfairpwll"))


def everything_in(channel, queue):
    """Each message of a queue, with all that travels beside its body."""
    while (got := channel.basic_get(queue))[0] is not None:
        method, properties, body = got
        beside = [method.exchange.encode(), method.routing_key.encode(), *properties.encode()]
        yield b"".join([*beside, body]).decode("utf-8", "replace")


def test_no_word_of_a_person_is_left_where_it_does_not_belong(left_behind, records_as, database, broker):
    lines = [json.loads(line) for line in left_behind.stderr.splitlines()]
    said = {line["event"] for line in lines}
    assert {
        "answered",
        "unexpected",
        "records unavailable",
        "put off",
        "parked",
        "notice not taken",
        "job failed",
        "batch failed, trying each alone",
        "announced again",
        "not to be reached, waiting",
    } <= said
    assert {line["level"] for line in lines} >= {"debug", "info", "warning", "error"}
    assert not holds_canary(left_behind.stderr)
    did = json.loads(left_behind.stdout)
    assert not holds_canary(did.pop("measures"))
    assert did == {
        "kept": [201, 303],
        "refused by the door": [400, 422, 400, 409, 422, 404],
        "refused by the database": [500, 500],
        "broken": [500, 500, 500],
        "away": [503, 503],
        "by the broker": [201, 303, 201],
        "left on the broker": [201],
        "left in the outbox": [201],
        "console": [303, 200, 404, 400, 500],
    }
    with records_as().unit_of_work() as uow:
        assert uow.session.scalar(text("select count(*) from messaging.parked")) == 5
        assert uow.session.scalar(text("select count(*) from messaging.outbox")) > 0
        for table in HIDDEN_FROM_WORDS:
            rows = uow.session.scalars(text(f"select whole::text from {table} as whole")).all()  # noqa: S608
            assert rows, table
            assert not any(holds_canary(row) for row in rows), table
        bodies = uow.session.scalars(
            text("select body from messaging.outbox union all select body from messaging.parked")
        ).all()
        assert not any(holds_canary(body.decode("utf-8", "replace")) for body in bodies)
        words = uow.session.scalars(text("select words from intake.submission")).all()
        assert any(holds_canary(word) for word in words), "the canary never flew"
        folder = Path(uow.session.scalar(text("show data_directory")))
    with closing(broker.connect("tests")) as connection:
        for queue in (*Topology().queues, HEARS_EVERYTHING):
            found = list(everything_in(connection.channel(), queue))
            assert found, f"nothing was left in {queue}"
            assert all("cloudEvents_id" in whole for whole in found)
            assert not any(holds_canary(whole) for whole in found), queue
    its_own_log = folder / "log"
    if its_own_log.is_file():  # a server that the tests started; a council's own is its own affair
        written = its_own_log.read_text("utf-8", "replace")
        assert "violates check constraint" in written
        assert not holds_canary(written)
