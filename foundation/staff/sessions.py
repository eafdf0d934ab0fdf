"""Who a request is from. A session ends with its account, with its password, or after half an hour idle."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Flask, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user

from foundation.records import Records
from foundation.records.models import Account
from foundation.staff.roles import may, sees_case_of

IDLE_SECONDS = 30 * 60
SEEN, BY_LINK = "seen", "by_link"


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]
    """A member of staff, as far as a page needs to know."""

    account_id: UUID
    session: UUID
    name: str
    role: str
    team: str | None

    def get_id(self) -> str:
        """What stands in the signed cookie: the account, and the session of it that must still be current."""
        return f"{self.account_id} {self.session}"

    def may(self, permission: str) -> bool:
        """May they do this?"""
        return may(self.role, permission)

    def sees_case_of(self, team: str) -> bool:
        """May they see cases that stand with this team?"""
        return sees_case_of(self.role, self.team, team)


def signed_in() -> SignedIn:
    """Who this request is from; for views that the guard let through."""
    found: SignedIn = g.staff
    return found


def recognise() -> SignedIn | None:
    """Who this request is from, if anybody. Raises RecordsUnavailable."""
    g.staff = current_user._get_current_object() if current_user.is_authenticated else None
    found: SignedIn | None = g.staff
    return found


def begin(account: Account, moment: datetime, *, by_link: bool = False) -> None:
    """Sign them in, in a session that holds nothing from before."""
    session.clear()
    staff = _as_signed_in(account)
    login_user(staff)
    session[SEEN] = moment.timestamp()
    if by_link:
        session[BY_LINK] = True
    g.staff = staff


def add(app: Flask, records: Records, now: Callable[[], datetime]) -> None:
    """Recognise staff by their session cookie, asking the records at every request."""
    manager = LoginManager()
    # Without the context processor an error page does not ask a database that is away who is signed in.
    manager.init_app(app, add_context_processor=False)

    @manager.user_loader  # type: ignore[untyped-decorator,unused-ignore]
    def load(user_id: str) -> SignedIn | None:
        moment = now().timestamp()
        if moment - session.get(SEEN, 0) > IDLE_SECONDS:
            return None
        account = _current(records, user_id)
        if account is None:
            return None
        session[SEEN] = moment
        return _as_signed_in(account)


def _current(records: Records, user_id: str) -> Account | None:
    account_id, _, own_session = user_id.partition(" ")
    with records.unit_of_work() as uow:
        account = uow.session.get(Account, UUID(account_id))
    if account is None or account.disabled_at is not None or str(account.session) != own_session:
        return None
    return account


def _as_signed_in(account: Account) -> SignedIn:
    return SignedIn(account.id, account.session, account.name, account.role, account.team)
