"""Marking whom a case is about, and lifting that with a reason. Both are decisions of a person and stay in the case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased
from uuid_utils.compat import uuid7

from casework_console.access import account_in_conflict, team_in_conflict
from casework_console.conflicts.named import is_named
from casework_console.deciding.hand import CaseChanged, Hand, Refused
from foundation.contracts.text import bare
from foundation.council import Council
from foundation.records import UnitOfWork
from foundation.records.models import Account, Case, Conflict, Submission

TEAM, ACCOUNT = "team", "account"
MARKED, LIFTED = "conflict_marked", "conflict_lifted"


@dataclass(frozen=True)
class Subject:
    """A team or an account that a case may be about. Its `key` stands in addresses and forms."""

    key: str
    name: str

    @property
    def team(self) -> str | None:
        """The code of the team, if it is one."""
        return self.key.removeprefix(f"{TEAM}-") if self.key.startswith(f"{TEAM}-") else None

    @property
    def account_id(self) -> UUID | None:
        """The account, if it is one."""
        return None if self.team else UUID(self.key.removeprefix(f"{ACCOUNT}-"))


@dataclass(frozen=True)
class Found:
    """That a case may be about somebody: who found it (None: the words did) and when, and whether it was lifted."""

    subject: Subject
    found_by: str | None
    found_at: datetime | None
    lifted_by: str | None = None
    lifted_at: datetime | None = None
    lifted_because: str | None = None


def subjects(uow: UnitOfWork, council: Council) -> list[Subject]:
    """Everybody that a case can be marked as being about: each team but the complaints team, and each account."""
    teams = [Subject(f"{TEAM}-{code}", name) for code, name in sorted(council.teams.items(), key=lambda team: team[1])
             if code != council.complaints_team]  # fmt: skip
    return teams + [_of_account(account) for account in _accounts(uow)]


def found_about(uow: UnitOfWork, case: Case, council: Council) -> list[Found]:
    """What was found or marked, what was lifted, and each account whose name stands in the words."""
    finder, lifter = aliased(Account), aliased(Account)
    rows = uow.session.execute(
        select(Conflict, Account.name, finder.name, lifter.name)
        .outerjoin(Account, Account.id == Conflict.account_id)
        .outerjoin(finder, finder.id == Conflict.found_by)
        .outerjoin(lifter, lifter.id == Conflict.lifted_by)
        .where(Conflict.case_id == case.id)
        .order_by(Conflict.lifted_at.is_not(None), Conflict.found_at, Conflict.id)
    ).all()
    kept = [
        Found(_subject(row, name, council), by, row.found_at, lifted_by, row.lifted_at, row.lifted_because)
        for row, name, by, lifted_by in rows
    ]
    known = {found.subject.key for found in kept}
    named = [_of_account(account) for account in _named(uow, case)]
    return [Found(subject, None, None) for subject in named if subject.key not in known] + kept


def mark(hand: Hand, subject: Subject) -> None:
    """Keep the case from a team or an account. If it has the case, the case goes elsewhere. Raises Refused."""
    if stands(hand.uow, hand.case, subject):
        raise Refused("who", "The case is kept from them already")
    row = {"id": uuid7(), "case_id": hand.case.id, "team": subject.team, "account_id": subject.account_id}
    hand.uow.keep(Conflict, row | {"found_at": hand.moment, "found_by": hand.staff.account_id})
    hand.decide(MARKED, {}, {"who": subject.key}, about=subject.name)
    if subject.team == hand.case.team:
        before, hand.case.team = hand.case.team, hand.council.complaints_team
        hand.note("team_changed", from_team=before, to_team=hand.case.team)
    coordinator = hand.case.coordinator_id and hand.uow.session.get(Account, hand.case.coordinator_id)
    if coordinator and account_in_conflict(hand.uow, hand.case, coordinator):
        hand.case.coordinator_id = None
        hand.note("coordinator", chosen="taken away")


def lift(hand: Hand, subject: Subject) -> None:
    """They may see the case and be given it again, as far as this goes. Raises CaseChanged where nothing stands."""
    if not stands(hand.uow, hand.case, subject):
        raise CaseChanged
    lifted = {"lifted_at": hand.moment, "lifted_by": hand.staff.account_id, "lifted_because": hand.sent.why}
    whom = Conflict.team == subject.team if subject.team else Conflict.account_id == subject.account_id
    standing = hand.uow.session.scalars(
        select(Conflict).where(Conflict.case_id == hand.case.id, Conflict.lifted_at.is_(None), whom)
    ).all()
    for row in standing:
        for name, value in lifted.items():
            setattr(row, name, value)
    if not standing:  # the words alone kept it from them
        row_of_words = {"id": uuid7(), "case_id": hand.case.id, "team": None, "account_id": subject.account_id}
        hand.uow.keep(Conflict, row_of_words | {"found_at": hand.moment, "found_by": None} | lifted)
    hand.decide(LIFTED, {"who": subject.key}, {}, about=subject.name)


def stands(uow: UnitOfWork, case: Case, subject: Subject) -> bool:
    """Is the case kept from this team, or from this account for its own sake?"""
    if subject.team:
        return team_in_conflict(uow, case, subject.team)
    of_account = (Conflict.case_id == case.id, Conflict.account_id == subject.account_id)
    lifted = [at is not None for at in uow.session.scalars(select(Conflict.lifted_at).where(*of_account))]
    return not all(lifted) if lifted else is_named(uow, case, subject.name)


def _subject(row: Conflict, name: str | None, council: Council) -> Subject:
    if row.team is not None:
        return Subject(f"{TEAM}-{row.team}", council.teams.get(row.team, row.team))
    return Subject(f"{ACCOUNT}-{row.account_id}", name or "")


def _of_account(account: Account) -> Subject:
    return Subject(f"{ACCOUNT}-{account.id}", account.name)


def _accounts(uow: UnitOfWork) -> list[Account]:
    working = select(Account).where(Account.disabled_at.is_(None)).order_by(Account.name, Account.id)
    return list(uow.session.scalars(working))


def _named(uow: UnitOfWork, case: Case) -> list[Account]:
    """Accounts whose name may stand in the words, by a quick look; then each that PostgreSQL finds there."""
    said = uow.session.execute(
        select(Submission.words, Submission.outcome_wanted).where(Submission.id == case.submission_id)
    ).one()
    run_together = "".join(bare(text or "") for text in said).replace(" ", "")
    last_names = {account: bare(account.name.split()[-1]).replace(" ", "") for account in _accounts(uow)}
    likely = [account for account, last_name in last_names.items() if last_name in run_together]
    return [account for account in likely if is_named(uow, case, account.name)]
