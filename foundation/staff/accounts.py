"""Accounts of staff: add, disable, sign in by a link that works once, by password, change it.

Use cases on a unit of work. An e-mail address or a password never enters a message, an error or a log.
"""

import re
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import select, update
from uuid_utils.compat import uuid7

from foundation.contracts.text import LONGEST_LINE, is_text
from foundation.council import Council
from foundation.records import UnitOfWork
from foundation.records.models import Account, SignInLink
from foundation.staff.passwords import SHORTEST, fits, hashed, is_outdated
from foundation.staff.roles import Role

LINK_LASTS = timedelta(hours=24)
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


class StaffRefused(ValueError):
    """Something about an account cannot be done; the message says how to mend it."""


class NotAnEmail(StaffRefused):
    """What was given is no e-mail address."""


class EmailTaken(StaffRefused):
    """There is an account with this e-mail address."""


class NameMissing(StaffRefused):
    """An account needs the name of its owner, on one line."""


class UnknownRole(StaffRefused):
    """No role of ours."""


class UnknownTeam(StaffRefused):
    """A team is missing, is not needed, or is not in the council's rules."""


class NoSuchAccount(StaffRefused):
    """Nobody has this account."""


class PasswordTooShort(StaffRefused):
    """A password needs more characters."""


class NotSignedIn(StaffRefused):
    """Wrong e-mail address, wrong password or no such account that works: it is not said which."""


class LinkRefused(StaffRefused):
    """A sign-in link that does not work."""


class LinkUnknown(LinkRefused):
    """No such link, or its account is disabled."""


class LinkExpired(LinkRefused):
    """The link is older than a day."""


class LinkSpent(LinkRefused):
    """The link was used before."""


def normalised(email: str) -> str:
    """An e-mail address in the one form we keep."""
    return email.strip().lower()


def add_account(
    uow: UnitOfWork, *, email: str, name: str, role: str, team: str | None, council: Council, moment: datetime
) -> UUID:
    """A new account without a password: its owner gets a sign-in link. Raises StaffRefused."""
    address, called = normalised(email), name.strip()
    if not (_EMAIL.fullmatch(address) and is_text(address) and len(address) <= LONGEST_LINE):
        raise NotAnEmail("Give an e-mail address like name@example.gov.uk")
    if not called or not is_text(called) or "\n" in called or len(called) > LONGEST_LINE:
        raise NameMissing(f"Give the person's name, of {LONGEST_LINE} characters at most")
    _check_role(role, team, council)
    if uow.session.scalar(select(Account.id).where(Account.email == address)):
        raise EmailTaken("There is an account with this e-mail address. Use it, or give another address")
    account_id = uuid7()
    new = {"id": account_id, "email": address, "name": called, "role": role, "team": team}
    uow.keep(Account, new | {"password_hash": None, "session": uuid4(), "made_at": moment, "disabled_at": None})
    return account_id


def _check_role(role: str, team: str | None, council: Council) -> None:
    if role not in set(Role):
        raise UnknownRole(f"Give one of these roles: {', '.join(Role)}")
    if role != Role.SERVICE_TEAM and team is not None:
        raise UnknownTeam(f"Leave the team out: only the role {Role.SERVICE_TEAM} has one")
    if role == Role.SERVICE_TEAM and team not in council.teams:
        raise UnknownTeam(f"Give one of these teams: {', '.join(council.teams)}")


def find_account(uow: UnitOfWork, account_id: UUID) -> Account:
    """The account with this id. Raises NoSuchAccount."""
    if account := uow.session.get(Account, account_id):
        return account
    raise NoSuchAccount("There is no such account. Add it first")


def find_by_email(uow: UnitOfWork, email: str) -> Account:
    """The account with this e-mail address. Raises NoSuchAccount."""
    if account := uow.session.scalar(select(Account).where(Account.email == normalised(email))):
        return account
    raise NoSuchAccount("There is no account with this e-mail address. Check it, or add the account")


def disable_account(uow: UnitOfWork, *, email: str, moment: datetime) -> UUID:
    """Its owner is out at once, everywhere, and cannot come back. Safe to repeat. Raises NoSuchAccount."""
    account = find_by_email(uow, email)
    account.disabled_at = account.disabled_at or moment
    account.session = uuid4()
    uow.session.flush()
    return account.id


def new_sign_in_link(uow: UnitOfWork, account_id: UUID, moment: datetime) -> str:
    """The token of a new link. Only its hash is kept; it works once, for a day. Raises NoSuchAccount."""
    if find_account(uow, account_id).disabled_at is not None:
        raise NoSuchAccount("This account is disabled. Add another one for its owner")
    token = secrets.token_urlsafe(32)
    row = {"token_hash": _token_hash(token), "account_id": account_id, "used_at": None}
    uow.keep(SignInLink, row | {"expires_at": moment + LINK_LASTS})
    return token


def spend_link(uow: UnitOfWork, token: str, moment: datetime) -> Account:
    """Use the link up, and give its account. Of two at once only one succeeds. Raises LinkRefused."""
    link = SignInLink.token_hash == _token_hash(token)
    usable = SignInLink.used_at.is_(None) & (SignInLink.expires_at > moment)
    owner = uow.session.scalar(
        update(SignInLink).where(link & usable).values(used_at=moment).returning(SignInLink.account_id)
    )
    if owner is None:
        raise _why_not(uow.session.scalar(select(SignInLink).where(link)))
    account = find_account(uow, owner)
    if account.disabled_at is not None:
        raise _why_not(None)
    return account


def _why_not(link: SignInLink | None) -> LinkRefused:
    if link is None:
        return LinkUnknown("This sign-in link does not work. Ask the complaints manager for a new one.")
    if link.used_at is not None:
        return LinkSpent(
            "This sign-in link was used before. Sign in with your password, "
            "or ask the complaints manager for a new link."
        )
    return LinkExpired("This sign-in link is older than a day. Ask the complaints manager for a new one.")


def check_password(uow: UnitOfWork, email: str, password: str) -> Account:
    """The account that these open. Raises NotSignedIn, after the same work for every reason."""
    account = uow.session.scalar(select(Account).where(Account.email == normalised(email)))
    right = fits(account.password_hash if account else None, password)
    if account is None or not account.password_hash or account.disabled_at is not None or not right:
        raise NotSignedIn("The e-mail address or the password is not right")
    if is_outdated(account.password_hash):
        account.password_hash = hashed(password)
        uow.session.flush()
    return account


def set_password(uow: UnitOfWork, account_id: UUID, password: str) -> Account:
    """A new password; every session of the account ends. Raises PasswordTooShort or NoSuchAccount."""
    if len(password) < SHORTEST:
        raise PasswordTooShort(f"Choose a password of {SHORTEST} characters or more")
    account = find_account(uow, account_id)
    account.password_hash, account.session = hashed(password), uuid4()
    uow.session.flush()
    return account


def _token_hash(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()
