"""Real servers for the tests: one PostgreSQL for the run, a fresh migrated database for each test."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import URL, Connection, create_engine, make_url, text

import intake_service
from chaos.installation import until
from chaos.ports import free_ports
from chaos.rabbitmq import Cluster, Management
from foundation.council import Council, load_council
from foundation.courier.connection import Broker
from foundation.procedure.working_days import WorkingDays, england
from foundation.records import Records
from foundation.records.grants import GRANTS, OWNER
from foundation.records.migrating import make_database, migrate
from foundation.runtime.embedded_database import EmbeddedDatabase
from worker.circumstances import Circumstances

PROJECT = Path(__file__).parent.parent
SERVER = "HEARD_TEST_DATABASE_URL"
BROKER, MANAGEMENT = "HEARD_TEST_AMQP_URL", "HEARD_TEST_AMQP_MANAGEMENT_URL"
TEMPLATE = "heard_tests"
SECRET = "not a secret, only for tests: 0123456789"
MOMENT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    """The run's one PostgreSQL and one RabbitMQ: the council's own where they are named, else ours."""
    if hasattr(config, "workerinput"):
        return
    if SERVER not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="heard-tests-"))
        server = EmbeddedDatabase(folder / "postgresql")
        server.start(fsync="off", full_page_writes="off", max_connections="300")
        os.environ[SERVER] = server.url("postgres", "postgres")
        config.add_cleanup(lambda: (server.stop(), shutil.rmtree(folder), shutil.rmtree(server.socket_folder)))
    if BROKER not in os.environ:
        broker = Cluster(Path(tempfile.mkdtemp(prefix="heard-tests-")), free_ports())
        broker.begin()  # it takes as long as the first tests do
        os.environ[BROKER], os.environ[MANAGEMENT] = broker.nodes[0].url(), broker.nodes[0].management_url
        config.add_cleanup(broker.end)
    superuser = make_url(os.environ[SERVER])
    make_database(_text(superuser), TEMPLATE)
    with _superuser() as connection:
        if superuser.password:
            connection.execute(text(f"alter role {OWNER} password '{superuser.password}'"))
    migrate(_text(superuser.set(username=OWNER, database=TEMPLATE)))
    with _superuser() as connection:
        for role in GRANTS if superuser.password else ():
            connection.execute(text(f"alter role {role} password '{superuser.password}'"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of one xdist_group run in one process: xdist 3.8 names the group where pytest 9.2 no longer looks."""
    for item in items if config.getoption("loadgroup", False) else ():
        for mark in item.iter_markers("xdist_group"):
            if "@" not in item.nodeid.rpartition("]")[2]:
                item._id = type(item._id).parse(f"{item.nodeid}@{mark.args[0]}")


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


@contextmanager
def _superuser() -> Iterator[Connection]:
    engine = create_engine(os.environ[SERVER], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@dataclass(frozen=True)
class Database:
    """One test's own database."""

    name: str

    def url(self, role: str = "superuser") -> str:
        """Its address for a role; without one, for the superuser."""
        url = make_url(os.environ[SERVER]).set(database=self.name)
        return _text(url if role == "superuser" else url.set(username=role))


@pytest.fixture
def database() -> Iterator[Database]:
    """A fresh, migrated, empty database."""
    name = f"heard_test_{uuid4().hex}"
    with _superuser() as connection:
        connection.execute(text(f"create database {name} template {TEMPLATE} owner {OWNER}"))
        yield Database(name)
        connection.execute(text(f"drop database {name} with (force)"))


@pytest.fixture
def records_as(database: Database) -> Iterator[Callable[..., Records]]:
    """The database as a role sees it."""
    opened: list[Records] = []

    def open_as(role: str = "superuser") -> Records:
        opened.append(Records(database.url(role), process="tests", connections=8))
        return opened[-1]

    yield open_as
    for records in opened:
        records.close()


@pytest.fixture(scope="session")
def management() -> Management:
    """The management API of the run's broker, when it answers."""
    found = Management(os.environ.get(MANAGEMENT) or pytest.fail(f"{BROKER} is set, {MANAGEMENT} is not; set both"))
    until(found.answers, "RabbitMQ")
    return found


@pytest.fixture
def broker(management: Management) -> Iterator[Broker]:
    """A virtual host of one test's own, with nothing in it yet."""
    address = urlsplit(os.environ[BROKER])
    name = f"test-{uuid4().hex}"
    management.make_vhost(name, address.username or "guest")
    yield Broker([address._replace(path=f"/{name}").geturl()])
    management.drop_vhost(name)


@pytest.fixture(scope="session")
def council() -> Council:
    """Herefordshire, as shipped."""
    return load_council(PROJECT / "councils" / "herefordshire")


@pytest.fixture(scope="session")
def days() -> WorkingDays:
    """The calendar as shipped."""
    return england()


@pytest.fixture
def moment() -> datetime:
    """A Monday morning."""
    return MOMENT


@pytest.fixture
def today(moment: datetime) -> date:
    """The day of `moment`."""
    return moment.date()


@pytest.fixture
def given(records_as: Callable[..., Records], council: Council, days: WorkingDays, moment: datetime) -> Circumstances:
    """What the worker's jobs are told, under the worker's own role."""
    return Circumstances(records_as("heard_consume"), council, days, lambda: moment)


@pytest.fixture
def intake_app(records_as: Callable[..., Records], council: Council, moment: datetime) -> Flask:
    """The intake site under its own role, on the day of `moment`."""
    app = intake_service.create_app(
        records=records_as("heard_intake"), council=council, secret=SECRET, now=lambda: moment
    )
    app.testing = True
    return app


@pytest.fixture
def intake_client(intake_app: Flask) -> FlaskClient:
    """A visitor of the intake site."""
    return intake_app.test_client()
