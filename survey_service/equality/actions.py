"""What is done to hear from a group, or to find out what is not known: by whom, until when, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from foundation.equality.characteristics import CHARACTERISTICS
from foundation.records import UnitOfWork
from foundation.records.models import Account, OutreachAction
from survey_service.equality.words import CHARACTERISTIC_OF_PARTS as PARTS
from survey_service.equality.words import OTHERS

EVERYBODY = ":everybody"


class Kind(StrEnum):
    """What an action is for."""

    OUTREACH = "outreach"
    FIND_OUT = "find_out"


@dataclass(frozen=True)
class Action:
    """One action. `by` logged it and `ended_by` said what came of it; `owner` sees to it."""

    id: UUID
    kind: str
    about: str
    words: str
    owner: str
    due_on: date
    by: str
    ended_on: date | None
    result: str | None
    ended_by: str | None

    def is_overdue(self, today: date) -> bool:
        """Is it open, and its day over?"""
        return self.ended_on is None and self.due_on < today


def about_in_words(areas: Mapping[str, str]) -> dict[str, str]:
    """What an action can be about: everybody, each characteristic, asked about or not, each group of any rung of it,
    and each of `areas`, the parts of the service."""
    found = {EVERYBODY: "Everybody"}
    for characteristic in CHARACTERISTICS.values():
        found[characteristic.code] = characteristic.words
        for rung in characteristic.ladder:
            for group in rung.groups:
                found.setdefault(f"{characteristic.code}:{group}", f"{characteristic.words}: {rung.words[group]}")
    return found | OTHERS | {f"{PARTS}:{code}": f"{OTHERS[PARTS]}: {said}" for code, said in areas.items()}


def every(uow: UnitOfWork) -> Sequence[Action]:
    """All actions: the open ones by the day they are due, then those that are done, the last first."""
    made, ended = aliased(Account), aliased(Account)
    wanted = (
        select(
            OutreachAction.id, OutreachAction.kind, OutreachAction.about, OutreachAction.words, OutreachAction.owner,
            OutreachAction.due_on, made.name, OutreachAction.ended_on, OutreachAction.result, ended.name,
        )
        .join(made, made.id == OutreachAction.made_by)
        .outerjoin(ended, ended.id == OutreachAction.ended_by)
        .order_by(OutreachAction.ended_on.desc().nulls_first(), OutreachAction.due_on, OutreachAction.id)
    )  # fmt: skip
    return [Action(*row) for row in uow.session.execute(wanted)]


def find(uow: UnitOfWork, action_id: UUID) -> Action | None:
    """One of them."""
    return next((it for it in every(uow) if it.id == action_id), None)


def log(
    uow: UnitOfWork,
    kind: Kind,
    about: str,
    *,
    words: str,
    owner: str,
    due_on: date,
    by: UUID,
    moment: datetime,
    form_id: UUID,
) -> None:
    """Keep an action. The same form sent again keeps nothing new."""
    row = {
        "id": form_id, "kind": kind, "about": about, "words": words, "owner": owner, "due_on": due_on, "made_by": by,
        "made_at": moment,
    }  # fmt: skip
    uow.connection.execute(insert(OutreachAction).values(row).on_conflict_do_nothing())


def end(uow: UnitOfWork, action_id: UUID, result: str, *, by: UUID, today: date) -> bool:
    """Say what came of an action, once. False where it was said before."""
    still_open = (OutreachAction.id == action_id) & OutreachAction.ended_on.is_(None)
    said = {"ended_on": today, "result": result, "ended_by": by}
    return bool(uow.connection.execute(update(OutreachAction).where(still_open).values(said)).rowcount)
