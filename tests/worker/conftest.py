"""What the worker finds in the outbox, the two ways it travels, and a clock that stands still until it is moved."""

import json
import os
from collections import Counter
from contextlib import closing
from datetime import timedelta
from uuid import UUID

import pytest
from builders import a_submission
from carriages import HASTY, Carriage, Embedded, Rabbit
from inviting import ADDRESS
from prometheus_client import REGISTRY
from sqlalchemy import create_engine, text
from staffing import Clock
from uuid_utils.compat import uuid7

from chaos.installation import until
from chaos.mail_server import a_mail_server
from foundation.contracts.submissions import SubmissionReceived
from foundation.records.models import HistoryLine, Invitation, Outgoing, Submission
from foundation.records.unit_of_work import outgoing
from worker.carrier import carry
from worker.circumstances import Circumstances
from worker.equality.periods import keep_periods
from worker.providers import Smtp
from worker.surveys.asking import Asking
from worker.surveys.keys import KeyFolder


@pytest.fixture
def clock(moment):
    return Clock(moment)


@pytest.fixture
def given_as(records_as, council, days, clock):
    """What a job is told, under its own role, with a clock that can be moved."""

    def tell(role):
        return Circumstances(records_as(role), council, days, clock)

    return tell


@pytest.fixture
def given(given_as):
    """What most jobs are told."""
    return given_as("heard_consume")


@pytest.fixture(params=["embedded", "rabbitmq"])
def carriages(request, given_as, clock, everything):
    """Open another carriage of one profile; all of one test carry for the same council."""
    opened = []

    def another(topology=None) -> Carriage:
        if request.param == "embedded":
            opened.append(Embedded(given_as("heard_consume"), clock, everything))
        else:
            roles = given_as("heard_relay"), given_as("heard_consume")
            opened.append(Rabbit(*roles, request.getfixturevalue("broker"), topology))
        return opened[-1]

    yield another
    for carriage in opened:
        carriage.close()


@pytest.fixture
def carriage(carriages):
    """One way in which messages travel; what is put off stays visible."""
    return carriages()


@pytest.fixture
def hasty(carriages):
    """The same, where what is put off comes back at once."""
    return carriages(HASTY)


@pytest.fixture
def sample():
    """A counter or gauge as it stands now."""
    return lambda name, **labels: REGISTRY.get_sample_value(name, labels) or 0


class Door:
    """The database as a role finds it: open, or shut with all its connections ended."""

    def __init__(self, database):
        self._database = database
        self._server = create_engine(os.environ["HEARD_TEST_DATABASE_URL"], isolation_level="AUTOCOMMIT")

    def shut(self, role="heard_consume"):
        ended = text(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = :role and datname = :name"
        )
        self.let("false")
        with self._server.connect() as connection:
            connection.scalars(ended, {"role": role, "name": self._database.name}).all()

    def open(self):
        self.let("true")

    def close(self):
        self._server.dispose()

    def let(self, yes):
        with self._server.connect() as connection:
            connection.execute(text(f"alter database {self._database.name} allow_connections {yes}"))


@pytest.fixture
def door(database):
    """Shuts the consumer out of the database, and lets it in again."""
    door = Door(database)
    yield door
    door.close()


@pytest.fixture
def accepted(everything, clock):
    """A submission that was kept, with its announcement unless told otherwise; its id."""

    def keep(*, announced=True, ago=timedelta(0), **different):
        row = a_submission(received_at=clock() - ago, **different)
        with everything.unit_of_work() as uow:
            uow.keep(Submission, row)
            if announced:
                message = SubmissionReceived(row["id"], row["kind"], row["received_on"])
                uow.send((message, "submission.received"), source="intake", moment=clock())
        return row["id"]

    return keep


@pytest.fixture
def put(everything, clock):
    """A message put into the outbox by hand, with whatever is wrong with it; its id."""

    def put_in(about=None, **wrong) -> UUID:
        row = outgoing(
            SubmissionReceived(about or uuid7(), "complaint", clock().date()),
            "submission.received",
            source="intake",
            moment=clock(),
        )
        if "headers" in wrong:
            wrong["headers"] = row["headers"] | wrong["headers"]
        if "data" in wrong:
            wrong["body"] = json.dumps(json.loads(row["body"]) | wrong.pop("data")).encode()
        with everything.unit_of_work() as uow:
            uow.keep(Outgoing, row | wrong)
        return row["id"]

    return put_in


@pytest.fixture
def mail():
    """A mail server."""
    with a_mail_server() as server:
        yield server


@pytest.fixture
def smtp():
    """A provider for any mail server, that lets go at the end."""
    made = []

    def make(url, **different):
        made.append(Smtp(url, **different))
        return made[-1]

    yield make
    for provider in made:
        provider.rest()


@pytest.fixture
def by_mail(mail, smtp):
    """A provider for that mail server: one for each worker."""
    return lambda: smtp(f"smtp://127.0.0.1:{mail.port}")


@pytest.fixture
def send(council, moment):
    """Hand letters to a provider, one after the other."""

    def hand_over(provider, *letters):
        for letter in letters:
            provider.take(letter, council, moment)

    return hand_over


@pytest.fixture
def let_go(everything):
    """Wait until PostgreSQL has noticed that a process was killed, and given back what it had locked."""
    held = text(
        "select count(*) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'"
    )

    def nobody_holds():
        with everything.unit_of_work() as uow:
            return uow.connection.scalar(held) == 0

    return lambda: until(nobody_holds, "the locks of whoever was killed")


@pytest.fixture
def waiting(accepted, given):
    """Acknowledgements that wait to go to a name at example.com each."""

    def wait(*names, **different):
        for name in names:
            accepted(email=f"{name}@example.com", **different)
        carry(given)

    return wait


@pytest.fixture
def lines(rows):
    """What histories say of one kind."""
    return lambda what: [line for line in rows(HistoryLine) if line.what == what]


@pytest.fixture
def keys(tmp_path, given):
    """The worker's key folder, with a period for each pool."""
    folder = KeyFolder(tmp_path / "keys")
    keep_periods(given, folder)
    return folder


@pytest.fixture
def asking(tmp_path):
    """What the asking of people needs: the key folder, and the address that they are sent to."""
    return Asking(KeyFolder(tmp_path / "keys"), ADDRESS)


@pytest.fixture
def states(rows):
    """How many invitations stand where."""
    return lambda: Counter(invitation.state for invitation in rows(Invitation))


@pytest.fixture
def operator(broker):
    """Somebody else's connection to the same virtual host."""
    with closing(broker.connect("tests")) as connection:
        yield connection
