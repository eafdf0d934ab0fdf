"""Made-up colleagues: two who are on duty for signs of harm, one who asks families, and one who sees to equality.

None of them can sign in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select

from foundation.council import Council
from foundation.records import UnitOfWork
from foundation.records.models import Account
from foundation.staff import accounts
from foundation.staff.roles import Role
from foundation.staff.sessions import SignedIn

NAMES: Mapping[str, tuple[str, Role]] = MappingProxyType({
    "first.duty@demo.example": ("Ludrick Samplewood", Role.DUTY_WORKER),
    "second.duty@demo.example": ("Osmara Trialby", Role.DUTY_WORKER),
    "practitioner@demo.example": ("Kelwyn-Jo Fictionby", Role.PRACTITIONER),
    "equality@demo.example": ("Tamsel Pretendale", Role.EQUALITY_OFFICER),
})  # fmt: skip


@dataclass(frozen=True)
class Colleagues:
    """Who acts in the made-up year."""

    on_duty: tuple[SignedIn, ...]
    practitioner: SignedIn
    equality_officer: SignedIn


def colleagues(uow: UnitOfWork, council: Council, moment: datetime) -> Colleagues:
    """Their accounts, made where they are missing."""
    first, second, practitioner, equality_officer = (_one(uow, email, council, moment) for email in NAMES)
    return Colleagues((first, second), practitioner, equality_officer)


def _one(uow: UnitOfWork, email: str, council: Council, moment: datetime) -> SignedIn:
    name, role = NAMES[email]
    if uow.session.scalar(select(Account.id).where(Account.email == email)) is None:
        accounts.add_account(uow, email=email, name=name, role=role, team=None, council=council, moment=moment)
    account = accounts.find_by_email(uow, email)
    return SignedIn(account.id, account.session, account.name, account.role, account.team)
