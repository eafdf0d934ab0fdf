"""`heard parked`: messages that could not be handled, until a person acts."""

import json
from uuid import UUID

import click

from foundation.runtime.clock import now
from foundation.runtime.settings import read_profile
from heard.database import operator_records
from worker import parked as use_cases


@click.group()
def parked() -> None:
    """What could not be handled: list, show, replay after a mend, drop."""


@parked.command("list")
@click.option("--all", "everything", is_flag=True, help="Also what was replayed or dropped.")
def show_all(everything: bool) -> None:
    """List what waits for a person, oldest first."""
    with operator_records(read_profile()) as records, records.unit_of_work() as uow:
        found = use_cases.list_parked(uow, everything=everything)
    for message in found:
        since = f"{message.parked_at:%Y-%m-%d %H:%M}"
        click.echo("  ".join((str(message.message_id), since, message.type, message.fate, message.reason)))
    click.echo(f"{len(found)} {'in all' if everything else 'waiting'}", err=True)


@parked.command()
@click.argument("message_id", type=click.UUID)
def show(message_id: UUID) -> None:
    """Show one parked message whole: it carries ids, and no word that a person wrote."""
    with operator_records(read_profile()) as records, records.unit_of_work() as uow:
        found = use_cases.find_parked(uow, message_id)
    told = {
        "message_id": str(found.message_id),
        "type": found.type,
        "routing_key": found.routing_key,
        "parked_at": found.parked_at.isoformat(),
        "reason": found.reason,
        "attempts": found.attempts,
        "fate": found.fate,
        "decided_because": found.decided_because,
        "headers": found.headers,
        "body": found.body.decode("utf-8", "replace"),
    }
    click.echo(json.dumps(told, indent=2, ensure_ascii=False))


@parked.command()
@click.argument("message_id", type=click.UUID)
@click.option("--because", required=True, help="What was mended.")
def replay(message_id: UUID, because: str) -> None:
    """Put one message back to be handled again."""
    with operator_records(read_profile()) as records, records.unit_of_work() as uow:
        use_cases.replay(uow, message_id, because=because, moment=now())
    click.echo("replayed; the worker takes it next")


@parked.command()
@click.argument("message_id", type=click.UUID)
@click.option("--because", required=True, help="Why nobody needs it.")
def drop(message_id: UUID, because: str) -> None:
    """Let one message go. The record of it stays.

    A submission that has no case because of it is announced again by the sweep, under a new id.
    """
    with operator_records(read_profile()) as records, records.unit_of_work() as uow:
        use_cases.drop(uow, message_id, because=because, moment=now())
    click.echo("dropped; a submission that has no case because of it is announced again within the hour")
