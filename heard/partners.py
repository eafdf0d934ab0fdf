"""`heard partner`: systems that may send us what people told them, or say whom to ask."""

import secrets
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import click
from sqlalchemy import select
from uuid_utils.compat import uuid7

from foundation.contracts.text import LONGEST_LINE, is_text
from foundation.records import RecordsRefused, UnitOfWork
from foundation.records.models import ApiKey
from foundation.runtime.clock import now
from foundation.runtime.settings import read_profile
from heard.database import operator_records
from heard.refused import Refused

MAY = ("submissions", "invitations")


def add_partner(uow: UnitOfWork, partner: str, moment: datetime, may: str = MAY[0]) -> str:
    """Register a partner system and give its key, which is shown once and kept as a hash. `may` says what it is for."""
    name = partner.strip()
    if not name or len(name) > LONGEST_LINE or not is_text(name):
        raise Refused(f"give the partner system a name of 1 to {LONGEST_LINE} characters")
    partner_id = uuid7()
    key = _new_key(partner_id)
    row = {"id": partner_id, "partner": name, "may": may, "key_hash": sha256(key.encode()).digest()}
    uow.keep(ApiKey, row | {"made_at": moment, "disabled_at": None})
    return key


def renew_key(uow: UnitOfWork, partner: str) -> str:
    """A new key for a partner in place of its old one, also if it was disabled; what it sent before stays its own."""
    found = _find(uow, partner)
    key = _new_key(found.id)
    found.key_hash, found.disabled_at = sha256(key.encode()).digest(), None
    uow.session.flush()
    return key


def disable_partner(uow: UnitOfWork, partner: str, moment: datetime) -> None:
    """Refuse this partner's key from now on. What it sent before stays."""
    found = _find(uow, partner)
    found.disabled_at = found.disabled_at or moment
    uow.session.flush()


def _new_key(partner_id: UUID) -> str:
    """A key says whose it is, and proves it."""
    return f"{partner_id.hex}.{secrets.token_urlsafe(32)}"


def _find(uow: UnitOfWork, partner: str) -> ApiKey:
    found = uow.session.scalar(select(ApiKey).where(ApiKey.partner == partner.strip()))
    if found is None:
        raise Refused("there is no partner with this name; `heard partner list` shows them")
    return found


@click.group()
def partner() -> None:
    """API keys for partner systems: add, renew, disable, list."""


@partner.command()
@click.argument("name")
@click.option("--may", type=click.Choice(MAY), default=MAY[0], show_default=True, help="What its key is for.")
def add(name: str, may: str) -> None:
    """Add a partner system and print its key, once."""
    with operator_records(read_profile()) as records:
        try:
            with records.unit_of_work() as uow:
                key = add_partner(uow, name, now(), may)
        except RecordsRefused as refused:
            if refused.constraint != "api_key_partner_key":
                raise
            raise Refused("there is a partner with this name already; choose another") from None
    click.echo(f"added; its key, shown only now: {key}")


@partner.command()
@click.argument("name")
def renew(name: str) -> None:
    """Give a partner a new key in place of its old one, and print it, once."""
    with operator_records(read_profile()) as records, records.unit_of_work() as uow:
        key = renew_key(uow, name)
    click.echo(f"renewed; its key, shown only now: {key}")


@partner.command()
@click.argument("name")
def disable(name: str) -> None:
    """Refuse a partner's key from now on."""
    with operator_records(read_profile()) as records, records.unit_of_work() as uow:
        disable_partner(uow, name, now())
    click.echo("disabled")


@partner.command("list")
def show_all() -> None:
    """List the partner systems."""
    with operator_records(read_profile()) as records, records.unit_of_work() as uow:
        for found in uow.session.scalars(select(ApiKey).order_by(ApiKey.partner)):
            click.echo(f"{found.partner}  {found.may}  {'disabled' if found.disabled_at else 'active'}")
