"""One transaction, messages included: it commits whole at the end, or leaves nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Row, Select, create_engine, insert, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from foundation.contracts.envelope import Message, enclose, is_timed
from foundation.records.models import Base, Installation, Outgoing


class RecordsRefused(Exception):
    """PostgreSQL refused a statement. Renamed, because its own message may quote the row with its words."""

    def __init__(self, sqlstate: str | None, constraint: str | None) -> None:
        super().__init__(f"refused: sqlstate {sqlstate}, constraint {constraint}")
        self.sqlstate, self.constraint = sqlstate, constraint


class RecordsUnavailable(RecordsRefused):
    """The database cannot be reached, or went away; trying again later may work."""


class RecordsBusy(RecordsRefused):
    """It took too long, or two transactions were in each other's way; trying again may work."""


# PostgreSQL's error codes, Appendix A: connection lost, shut down, starting up; and: deadlock, no resources,
# lock or statement timeout.
GONE = ("08", "57P")
BUSY = ("40", "53", "55P03", "57014")


# A machine that vanishes says nothing: both ends must find out, or locks and sites hang for hours. No transaction is
# idle for longer than the slowest mail server takes a letter.
ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
SESSION = {
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "15min",
    "tcp_keepalives_idle": 30,
    "tcp_keepalives_interval": 10,
    "tcp_keepalives_count": 3,
    "timezone": "UTC",
}


MANY = 10


class UnitOfWork:
    """What one transaction may do: rows to keep, messages to send, and a session for everything else."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @cached_property
    def session(self) -> Session:
        """Objects on this transaction; made when first asked for, since keeping and sending need none."""
        return Session(self.connection, join_transaction_mode="rollback_only", expire_on_commit=False, autoflush=False)

    def keep(self, table: type[Base], *rows: dict[str, Any]) -> None:
        """Insert rows, many at once, and read nothing back."""
        if len(rows) >= MANY:
            self._copy(table, rows)
        elif rows:
            self.connection.execute(insert(table.__table__), rows)  # type: ignore[arg-type]

    def _copy(self, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
        """By COPY, which asks PostgreSQL once for all of them; it needs the same right and finds the same faults."""
        names = list(rows[0])
        columns = table.__table__.columns
        in_json = [isinstance(columns[name].type, JSONB) for name in names]
        into = sql.SQL("copy {} ({}) from stdin").format(
            sql.Identifier(*str(table.__table__).split(".")), sql.SQL(", ").join(map(sql.Identifier, names))
        )
        connection: psycopg.Connection[Any] = self.connection.connection.driver_connection  # type: ignore[assignment]
        try:
            with connection.cursor() as cursor, cursor.copy(into) as copy:
                for row in rows:
                    copy.write_row(
                        [Jsonb(row[name]) if json else row[name] for name, json in zip(names, in_json, strict=True)]
                    )
        except psycopg.Error as error:
            raise _refused(error) from None

    def send(
        self, *messages: tuple[Message, str], source: str, moment: datetime, not_before: datetime | None = None
    ) -> None:
        """Put messages, each with its routing key, into the outbox of this transaction; they leave it `not_before`."""
        made = (outgoing(message, key, source=source, moment=moment) for message, key in messages)
        self.keep(Outgoing, *(row | {"not_before": not_before} for row in made))


class Records:
    """The database as one role sees it.

    A connection is tried before each use, unless the caller does everything again itself when one is gone.
    """

    def __init__(self, url: str, *, process: str, connections: int = 16, try_first: bool = True) -> None:
        self._engine = create_engine(
            url,
            hide_parameters=True,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=10,
            pool_pre_ping=try_first,
            connect_args={
                "connect_timeout": 5,
                "application_name": f"heard {process}",
                "options": " ".join(f"-c {name}={value}" for name, value in SESSION.items()),
                **ALIVE,
            },
        )
        self._one_by_one = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        """A transaction. Raises RecordsRefused or one of its kinds, never SQLAlchemy's own errors."""
        with _renaming(), self._engine.begin() as connection:
            uow = UnitOfWork(connection)
            yield uow
            if "session" in vars(uow):
                uow.session.flush()

    def run_alone(self, statement: str, values: dict[str, Any]) -> Row[Any]:
        """One statement `as_sql` that is a whole transaction, committed when its one row is here. Raises as above."""
        given = {name: Jsonb(value) if isinstance(value, dict) else value for name, value in values.items()}
        with _renaming(), self._one_by_one.connect() as connection:
            return connection.exec_driver_sql(statement, given).one()

    def migration(self) -> str | None:
        """The migration the database is at. Raises RecordsUnavailable."""
        with self.unit_of_work() as uow:
            found: str | None = uow.session.scalar(text("select version_num from operation.alembic_version"))
            return found

    def installation(self) -> Installation | None:
        """What this database has been used for. Raises RecordsUnavailable."""
        with self.unit_of_work() as uow:
            return uow.session.get(Installation, True)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


def as_sql(statement: Select[Any]) -> str:
    """A statement as the driver takes it: what SQLAlchemy does with one at each use is a tenth of accepting."""
    return str(statement.compile(dialect=PGDialect_psycopg()))  # type: ignore[no-untyped-call]


def outgoing(message: Message, routing_key: str, *, source: str, moment: datetime) -> dict[str, Any]:
    """The outbox row of one message, in a new envelope."""
    envelope = enclose(message, source, moment)
    return {
        "id": envelope.id,
        "type": envelope.type,
        "routing_key": routing_key,
        "headers": envelope.headers,
        "body": envelope.body,
        "sent_at": moment if is_timed(message) else None,
        "attempt": 0,
        "not_before": None,
    }


@contextmanager
def _renaming() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise _renamed(error) from None
    except PoolTimeout:
        raise RecordsBusy(None, "all connections are in use") from None


def _renamed(error: DBAPIError) -> RecordsRefused:
    never_arrived = getattr(error.orig, "sqlstate", None) is None and isinstance(
        error, (OperationalError, InterfaceError)
    )
    return _kind(error.orig, gone=never_arrived or error.connection_invalidated)


def _refused(error: psycopg.Error) -> RecordsRefused:
    never_arrived = error.sqlstate is None and isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError))
    return _kind(error, gone=never_arrived)


def _kind(error: BaseException | None, *, gone: bool) -> RecordsRefused:
    sqlstate = getattr(error, "sqlstate", None)
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    if gone or (sqlstate or "").startswith(GONE):
        return RecordsUnavailable(sqlstate, constraint)
    return (RecordsBusy if (sqlstate or "").startswith(BUSY) else RecordsRefused)(sqlstate, constraint)
