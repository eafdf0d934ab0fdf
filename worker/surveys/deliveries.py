"""What became of invitations that a provider took and tells of later."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import select, update

from foundation.records.models import Invitation
from foundation.runtime.clock import london_day
from foundation.runtime.measures import INVITATIONS
from worker.circumstances import Circumstances

AT_ONCE = 200  # a minute: GOV.UK Notify answers 3,000
AS_LONG_AS = timedelta(days=7)  # GOV.UK Notify forgets a message then
ENDS = {
    "delivered": "delivered",
    "permanent-failure": "undeliverable",
    "temporary-failure": "failed",
    "technical-failure": "failed",
}
FIRST = UUID(int=0)


class TellsFates(Protocol):
    """A provider that can be asked."""

    def fate_of(self, name: str) -> str | None:
        """What became of what it calls so; None where it knows no more. Raises ProviderAway."""

    def rest(self) -> None:
        """No more questions for now."""


@dataclass
class Round:
    """Up to whom it has asked; the next time it goes on from there, and begins anew at the end."""

    after: UUID = FIRST


def learn_fates(given: Circumstances, provider: TellsFates, turn: Round) -> int:
    """Ask about the next ones of a round; of how many it learned the end. Raises ProviderAway, RecordsUnavailable."""
    since = london_day(given.now()) - AS_LONG_AS
    waiting = (
        select(Invitation.ticket, Invitation.provider_id)
        .where(Invitation.state == "sent", Invitation.provider_id.is_not(None), Invitation.sent_on >= since)
        .where(Invitation.ticket > turn.after)
        .order_by(Invitation.ticket)
        .limit(AT_ONCE)
    )
    with given.records.unit_of_work() as uow:
        asked = uow.connection.execute(waiting).all()
    turn.after = asked[-1].ticket if len(asked) == AT_ONCE else FIRST
    learned = 0
    try:
        for ticket, name in asked:
            learned += _note(given, ticket, name, provider.fate_of(name))
    finally:
        provider.rest()
    return learned


def _note(given: Circumstances, ticket: UUID, name: str, fate: str | None) -> bool:
    """Where it did not arrive no reminder would, and whom it was for is forgotten."""
    state = ENDS.get(fate or "")
    if state is None:
        return False
    outcome = {"state": state} if state == "delivered" else {"state": state, "contact": None}
    still = (Invitation.ticket == ticket, Invitation.state == "sent", Invitation.provider_id == name)
    with given.records.unit_of_work() as uow:
        changed = uow.connection.execute(update(Invitation).where(*still).values(outcome)).rowcount
    INVITATIONS.labels(state).inc(changed)
    return bool(changed)
