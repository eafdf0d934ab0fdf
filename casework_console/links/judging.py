"""Links of a case as one reader may see them, and what a person decides about one. Both cases keep that it was decided.

A judgement is undone by the next one; every one stays, with its reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, or_, select
from uuid_utils.compat import uuid7

from casework_console.access import can_be_seen_by
from casework_console.deciding.hand import CaseChanged, Hand, Refused
from foundation.records import UnitOfWork
from foundation.records.models import Account, Case, Decision, HistoryLine, Link
from foundation.staff.sessions import SignedIn

JUDGED = "link_judged"
SAME_MATTER, RELATED, NOT_RELATED = "same_matter", "related", "not_related"
SHOWN = 20


@dataclass(frozen=True)
class Linked:
    """A link seen from one of its cases: the other one, and what was decided by whom."""

    link: Link
    other: Case
    judged_by: str | None


@dataclass(frozen=True)
class Links:
    """The links of a case that a reader may see: those not judged first, those not related last."""

    shown: list[Linked]
    more: int


def links_of(uow: UnitOfWork, one: Case, staff: SignedIn) -> Links:
    """Every link whose other case this reader may open, up to SHOWN, and how many more there are."""
    order = case({"proposed": 0, SAME_MATTER: 1, RELATED: 2}, value=Link.state, else_=3)
    found = (
        select(Link, Case, Account.name, func.count().over())
        .join(Case, _other_of(one.id))
        .outerjoin(Account, Account.id == Link.decided_by)
        .where(can_be_seen_by(staff))
        .order_by(order, func.abs(Case.received_on - one.received_on), Case.id)
        .limit(SHOWN)
    )
    rows = uow.session.execute(found).all()
    return Links([Linked(*row[:3]) for row in rows], rows[0][3] - len(rows) if rows else 0)


def find_link(uow: UnitOfWork, one: Case, reference: str, staff: SignedIn, *, lock: bool = False) -> Linked | None:
    """The link of a case to another that this reader may open; None where there is none."""
    found = select(Link, Case, Account.name).join(Case, _other_of(one.id))
    found = found.outerjoin(Account, Account.id == Link.decided_by)
    found = found.where(Case.reference == reference, can_be_seen_by(staff))
    if lock:
        found = found.with_for_update(of=Link)
    row = uow.session.execute(found.execution_options(populate_existing=True)).one_or_none()
    return None if row is None else Linked(*row)


def judgements(uow: UnitOfWork, one: Case, other: Case) -> Sequence[Any]:
    """Everything that was decided about a link so far, newest first, with the name of who decided it."""
    told = select(Decision, Account.name).join(Account, Account.id == Decision.by)
    of_link = (Decision.case_id == one.id, Decision.what == JUDGED, Decision.after["other"].astext == other.reference)
    return uow.session.execute(told.where(*of_link).order_by(Decision.at.desc(), Decision.id.desc())).all()


def mark_of(link: Link) -> str:
    """What a page showed of a link: it changes with each judgement."""
    return f"{link.state} {link.decided_at.isoformat() if link.decided_at else ''}".strip()


def judge(hand: Hand, reference: str, *, state: str, shown: str) -> None:
    """Decide what a link is. Raises CaseChanged where somebody has judged it since, Refused where it is so already."""
    linked = find_link(hand.uow, hand.case, reference, hand.staff, lock=True)
    if linked is None or mark_of(linked.link) != shown:
        raise CaseChanged
    link, other = linked.link, linked.other
    if link.state == state:
        raise Refused("state", "This is what was decided before. Choose another answer, or leave it as it is")
    before, link.state = link.state, state
    link.decided_at, link.decided_by, link.why = hand.moment, hand.staff.account_id, hand.sent.why
    told = {"other": other.reference, "link": before}, {"other": other.reference, "link": state}
    hand.decide(JUDGED, *told, link=state)
    _tell_other(hand, other, before, state)


def _tell_other(hand: Hand, other: Case, before: str, state: str) -> None:
    mine = hand.case.reference
    common = {"id": uuid7(), "case_id": other.id, "at": hand.moment, "what": JUDGED}
    decision = {"point_id": None, "by": hand.staff.account_id, "why": hand.sent.why}
    decision |= {"before": {"other": mine, "link": before}, "after": {"other": mine, "link": state}}
    hand.uow.keep(Decision, common | decision | {"rules_version": other.rules_version})
    hand.uow.keep(HistoryLine, common | {"by": hand.staff.name, "details": {"link": state}})


def _other_of(case_id: UUID) -> Any:
    return or_(
        and_(Link.case_id == case_id, Case.id == Link.other_id), and_(Link.other_id == case_id, Case.id == Link.case_id)
    )
