"""`heard staff`: who may sign in to the console and the survey pages."""

import click
from sqlalchemy import select

from foundation.council import load_council
from foundation.records.models import Account
from foundation.runtime.clock import now
from foundation.runtime.settings import read_profile
from foundation.staff import accounts
from foundation.staff.roles import Role, works_at
from heard.database import operator_records


@click.group()
def staff() -> None:
    """Accounts of staff: add, disable, a new sign-in link."""


@staff.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name, as colleagues see it.")
@click.option("--role", required=True, type=click.Choice([str(role) for role in Role]))
@click.option("--team", help="For service_team only: the code of the team, as in the council's rules.")
def add(email: str, name: str, role: str, team: str | None) -> None:
    """Add an account and print a link that signs its owner in once, to choose a password."""
    profile = read_profile()
    council = load_council(profile.council_folder)
    with operator_records(profile) as records, records.unit_of_work() as uow:
        account = accounts.add_account(uow, email=email, name=name, role=role, team=team, council=council, moment=now())
        token = accounts.new_sign_in_link(uow, account, now())
    click.echo(f"added; this link works once, for a day: {profile.address(works_at(role))}/sign-in/once/{token}")


@staff.command()
@click.argument("email")
def link(email: str) -> None:
    """Print a new link that signs the owner of an account in once, to choose a password."""
    profile = read_profile()
    with operator_records(profile) as records, records.unit_of_work() as uow:
        account = accounts.find_by_email(uow, email)
        token = accounts.new_sign_in_link(uow, account.id, now())
    click.echo(f"this link works once, for a day: {profile.address(works_at(account.role))}/sign-in/once/{token}")


@staff.command()
@click.argument("email")
def disable(email: str) -> None:
    """Disable an account; whoever is signed in with it is out at once."""
    with operator_records(read_profile()) as records, records.unit_of_work() as uow:
        accounts.disable_account(uow, email=email, moment=now())
    click.echo("disabled")


@staff.command("list")
def show_all() -> None:
    """List the accounts."""
    with operator_records(read_profile()) as records, records.unit_of_work() as uow:
        for account in uow.session.scalars(select(Account).order_by(Account.email)):
            state = "disabled" if account.disabled_at else "active"
            click.echo(f"{account.email}  {account.role}{f' of {account.team}' if account.team else ''}  {state}")
