"""Who may open which case: those of its team, and nobody whom it is about. The one place that says so."""

from typing import NoReturn

from flask import abort, make_response, render_template
from sqlalchemy import ColumnElement, and_, exists, or_, select

from casework_console.conflicts.named import names, names_in_words
from foundation.records import UnitOfWork
from foundation.records.models import Account, Alert, Case, Conflict
from foundation.staff.roles import SEES_ALL_TEAMS
from foundation.staff.sessions import SignedIn

REFUSED = "You cannot open this case"
BECAUSE = (
    "It may be about you or your team, so somebody else deals with it. If you think that this is a mistake, tell a "
    "complaints manager, who can see why and lift it."
)


def may_open(uow: UnitOfWork, staff: SignedIn, case: Case) -> bool:
    """May they see this case and what belongs to it?"""
    return staff.sees_case_of(case.team) and not is_about(uow, staff, case)


def require_open(uow: UnitOfWork, staff: SignedIn, case: Case) -> None:
    """Refuse the page to somebody who may not open this case, and say why in general words."""
    if not staff.sees_case_of(case.team):
        abort(403)
    refuse_if_about(uow, staff, case)


def refuse_if_about(uow: UnitOfWork, staff: SignedIn, case: Case) -> None:
    """Refuse the page to somebody whom the case is about, whatever else gives them access."""
    if is_about(uow, staff, case):
        _refuse()


def refuse_if_alert_about(uow: UnitOfWork, staff: SignedIn, alert: Alert) -> None:
    """The same for a sign of harm."""
    found = select(Alert.id).outerjoin(Case, Case.id == Alert.case_id).where(Alert.id == alert.id, alert_about(staff))
    if uow.session.scalar(found) is not None:
        _refuse()


def is_about(uow: UnitOfWork, staff: SignedIn, case: Case) -> bool:
    """Is the case about this person, or about their team, as far as anybody has found and nobody has lifted?"""
    return uow.session.scalar(select(Case.id).where(Case.id == case.id, about(staff))) is not None


def about(staff: SignedIn) -> ColumnElement[bool]:
    """The same as a condition on cases, for lists and counts."""
    return _about(staff.account_id, staff.name, staff.team)


def alert_about(staff: SignedIn) -> ColumnElement[bool]:
    """The same as a condition on alerts, beside the cases that they have: one of a survey has its own words instead."""
    of_case = and_(Alert.case_id.is_not(None), about(staff))
    by_words = names(Alert.words.expression, staff.name)
    return of_case if by_words is None else or_(of_case, and_(Alert.case_id.is_(None), by_words))


def can_be_seen_by(staff: SignedIn) -> ColumnElement[bool]:
    """Cases that this person may open, as a condition; for those who may read cases at all."""
    own = Case.team.is_not(None) if staff.role in SEES_ALL_TEAMS else Case.team == staff.team
    return and_(own, ~about(staff))


def account_in_conflict(uow: UnitOfWork, case: Case, account: Account) -> bool:
    """May this account not be given the case, because the case is about it or its team?"""
    condition = _about(account.id, account.name, account.team)
    return uow.session.scalar(select(Case.id).where(Case.id == case.id, condition)) is not None


def team_in_conflict(uow: UnitOfWork, case: Case, team: str) -> bool:
    """May this team not be given the case, because the case is about it?"""
    standing = (Conflict.case_id == case.id, Conflict.team == team, Conflict.lifted_at.is_(None))
    return uow.session.scalar(select(exists().where(*standing))) or False


def _refuse() -> NoReturn:
    page = render_template("refusal.html", heading=REFUSED, next_step=BECAUSE, status=403)
    abort(make_response(page, 403))


def _about(account_id: object, name: str, team: str | None) -> ColumnElement[bool]:
    of_account = Conflict.account_id == account_id
    marked = or_(of_account, Conflict.team == team) if team else of_account
    standing = exists().where(Conflict.case_id == Case.id, Conflict.lifted_at.is_(None), marked)
    by_words = names_in_words(name)
    if by_words is None:
        return standing
    lifted = exists().where(Conflict.case_id == Case.id, Conflict.lifted_at.is_not(None), of_account)
    return or_(standing, and_(by_words, ~lifted))
