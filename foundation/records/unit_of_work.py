"""One transaction, messages included: it commits whole at the end, or leaves nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import create_engine, insert, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from foundation.contracts.envelope import Message, enclose
from foundation.records.models import Base, Installation, Outgoing


class RecordsRefused(Exception):
    """PostgreSQL refused a statement. Renamed, because its own message may quote the row with its words."""

    def __init__(self, sqlstate: str | None, constraint: str | None) -> None:
        super().__init__(f"refused: sqlstate {sqlstate}, constraint {constraint}")
        self.sqlstate, self.constraint = sqlstate, constraint


class RecordsUnavailable(RecordsRefused):
    """The database cannot be reached, or went away; trying again later may work."""


class UnitOfWork:
    """What one transaction may do: a session, rows to keep, messages to send."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def keep(self, table: type[Base], *rows: dict[str, Any]) -> None:
        """Insert rows, many at once, and read nothing back."""
        if rows:
            self.session.connection().execute(insert(table.__table__), rows)  # type: ignore[arg-type]

    def send(self, *messages: tuple[Message, str], source: str, moment: datetime) -> None:
        """Put messages, each with its routing key, into the outbox of this transaction."""
        envelopes = [(enclose(message, source, moment), key) for message, key in messages]
        self.keep(
            Outgoing,
            *(
                {
                    "id": sent.id,
                    "type": sent.type,
                    "routing_key": key,
                    "headers": sent.headers,
                    "body": sent.body,
                    "sent_at": moment,
                    "attempt": 0,
                    "not_before": None,
                }
                for sent, key in envelopes
            ),
        )


class Records:
    """The database as one role sees it."""

    def __init__(self, url: str, *, process: str, connections: int = 16) -> None:
        self._engine = create_engine(
            url,
            hide_parameters=True,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=10,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": 5,
                "application_name": f"heard {process}",
                "options": "-c statement_timeout=30s -c lock_timeout=10s -c timezone=UTC",
            },
        )
        self._sessions = sessionmaker(self._engine, expire_on_commit=False, autoflush=False)

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        """A transaction. Raises RecordsRefused or RecordsUnavailable, never SQLAlchemy's own errors."""
        try:
            with self._sessions.begin() as session:
                yield UnitOfWork(session)
        except DBAPIError as error:
            raise _renamed(error) from None
        except PoolTimeout:
            raise RecordsUnavailable(None, "all connections are busy") from None

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


def _renamed(error: DBAPIError) -> RecordsRefused:
    sqlstate = getattr(error.orig, "sqlstate", None)
    diagnosis = getattr(error.orig, "diag", None)
    lost = isinstance(error, OperationalError) or error.connection_invalidated
    kind = RecordsUnavailable if lost else RecordsRefused
    return kind(sqlstate, getattr(diagnosis, "constraint_name", None))
