"""What a command says that refuses, and what is done to a database behind its back."""

from collections.abc import Callable
from uuid import UUID, uuid4

from click.testing import Result
from sqlalchemy import create_engine, text

from chaos.installation import Installation
from foundation.records.models import Parked
from foundation.runtime.clock import now

Typed = Callable[..., Result]


def refused(result: Result) -> str:
    """What a command said that refused: one clear line for people, and an exit code that is not zero."""
    assert result.exit_code != 0, result.output
    said = result.stderr.strip() or result.stdout.strip()
    assert "Traceback" not in result.output
    assert "fault of ours" not in said
    return said.splitlines()[-1]


def as_superuser(installation: Installation, *statements: str, database: str = "heard") -> None:
    """Do these statements as nobody who runs Heard could."""
    engine = create_engine(installation.profile.database.url("postgres", database), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def a_parked_message(installation: Installation) -> UUID:
    """Something that the worker gave up on."""
    message_id = uuid4()
    row = {
        "message_id": message_id, "type": "submission.received.v1", "routing_key": "submission.received",
        "headers": {"cloudEvents_id": str(message_id)}, "body": b"{}", "reason": "unreadable: a test", "attempts": 1,
        "parked_at": now(), "fate": "waiting", "decided_at": None, "decided_because": None,
    }  # fmt: skip
    with installation.records() as records, records.unit_of_work() as uow:
        uow.keep(Parked, row)
    return message_id
