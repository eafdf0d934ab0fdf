"""Real servers for the tests: one PostgreSQL for the run, a fresh migrated database for each test."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from builders import SURVEYS
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import URL, Connection, Engine, create_engine, make_url, select, text
from sqlalchemy.exc import DBAPIError

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
from foundation.records.models import Base
from foundation.runtime.embedded_database import EmbeddedDatabase
from worker.circumstances import Circumstances

PROJECT = Path(__file__).parent.parent
FLAGS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SERVER = "HEARD_TEST_DATABASE_URL"
BROKER, MANAGEMENT = "HEARD_TEST_AMQP_URL", "HEARD_TEST_AMQP_MANAGEMENT_URL"
TEMPLATE = "heard_tests"
SECRET = "not a secret, only for tests: 0123456789"
MOMENT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

settings.register_profile("tests", deadline=None)  # a busy machine is no fault
settings.load_profile("tests")


def pytest_configure(config: pytest.Config) -> None:
    """The run's one PostgreSQL and one RabbitMQ: the council's own where they are named, else ours."""
    if hasattr(config, "workerinput"):
        config.add_cleanup(_maintenance().dispose)
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
    config.add_cleanup(_maintenance().dispose)
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


@cache
def _maintenance() -> Engine:
    return create_engine(os.environ[SERVER], isolation_level="AUTOCOMMIT", pool_pre_ping=True)


@contextmanager
def _superuser() -> Iterator[Connection]:
    with _maintenance().connect() as connection:
        yield connection


@dataclass(frozen=True)
class Database:
    """One test's own database."""

    name: str

    def url(self, role: str = "superuser") -> str:
        """Its address for a role; without one, for the superuser."""
        url = make_url(os.environ[SERVER]).set(database=self.name)
        return _text(url if role == "superuser" else url.set(username=role))


SHAPE = text(
    "select md5(string_agg(concat_ws(' ', c.oid, relname, relnatts, relacl, relchecks), ',' order by c.oid)),"
    " (select min(version_num) from operation.alembic_version), (select count(*) from pg_db_role_setting)"
    " from pg_class c join pg_namespace n on n.oid = relnamespace where nspname !~ '^(pg_|information_schema)'"
)
EMPTY = "; ".join(str(table.delete()) for table in reversed(Base.metadata.sorted_tables))
LEAVE = text(
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid()"
)
SIZE = text("select pg_database_size(current_database())")
GROWN = 64 * 1024 * 1024


@dataclass
class Databases:
    """Databases of one process of the tests: emptied and used again, for making one takes longer than most tests."""

    free: list[Database] = field(default_factory=list)

    def take(self) -> Database:
        """A migrated, empty one."""
        if self.free:
            return self.free.pop()
        name = f"heard_test_{uuid4().hex}"
        with _superuser() as connection:
            connection.execute(text(f"create database {name} template {TEMPLATE} owner {OWNER} strategy file_copy"))
        return Database(name)

    def give_back(self, database: Database, shape: Any) -> None:
        """Empty it; one whose tables or rights a test has changed, or that has grown, is dropped."""
        if _emptied(database) == shape:
            self.free.append(database)
        else:
            self._drop(database)

    def drop_all(self) -> None:
        """At the end of the run."""
        for database in self.free:
            self._drop(database)

    def _drop(self, database: Database) -> None:
        with _superuser() as connection:
            connection.execute(text(f"drop database {database.name} with (force)"))


def _emptied(database: Database) -> Any:
    """What it looks like, with no row in it; None where it cannot be emptied as it is."""
    engine = create_engine(database.url())
    try:
        with engine.begin() as connection:
            connection.execute(LEAVE)
            grown = connection.scalar(SIZE) > GROWN
            connection.execute(text(EMPTY))
            return None if grown else tuple(connection.execute(SHAPE).one())
    except DBAPIError:
        return None
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Those of this process."""
    found = Databases()
    yield found
    found.drop_all()


@pytest.fixture(scope="session")
def untouched(databases: Databases) -> Any:
    """What a database looks like that no test has changed."""
    database = databases.take()
    databases.free.append(database)
    return _emptied(database)


@pytest.fixture
def database(databases: Databases, untouched: Any) -> Iterator[Database]:
    """A migrated, empty database of one test's own."""
    database = databases.take()
    yield database
    databases.give_back(database, untouched)


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


@pytest.fixture
def everything(records_as: Callable[..., Records]) -> Records:
    """The database with every right."""
    return records_as()


@pytest.fixture
def rows(everything: Records) -> Callable[[type[Base]], Any]:
    """All rows of a table in the order of their keys: of those that carry a time, as they were kept."""

    def read(table: type[Base]) -> Any:
        with everything.unit_of_work() as uow:
            return uow.session.scalars(select(table).order_by(*table.__table__.primary_key)).all()

    return read


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
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, one for all tests of this process: Playwright runs only once in a thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


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


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates that were compiled once, for the apps of all tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def intake_app(
    records_as: Callable[..., Records], council: Council, moment: datetime, templates: FileSystemBytecodeCache
) -> Flask:
    """The intake site under its own role, on the day of `moment`."""
    app = intake_service.create_app(
        records=records_as("heard_intake"), council=council, secret=SECRET, survey_address=SURVEYS, now=lambda: moment
    )
    app.testing = True
    app.jinja_env.bytecode_cache = templates
    return app


@pytest.fixture
def intake_client(intake_app: Flask) -> FlaskClient:
    """A visitor of the intake site."""
    return intake_app.test_client()
