"""What the equality officer says to the program's outcomes of a year. Both stay; what was said before stays too."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select

from foundation.equality.release.year import Characteristic, Line, Year
from foundation.equality.silence import Outcome
from foundation.records import UnitOfWork
from foundation.records.models import Account, EqualityRelease, Judgement
from survey_service.equality.history import Released

ONE_AT_A_TIME = 7_415_242  # PostgreSQL's advisory lock: of two officers at once each must see what the other said


class Decision(StrEnum):
    """What an officer can say to an outcome."""

    CONFIRMED = "confirmed"
    AMENDED = "amended"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True)
class Said:
    """One judgement, and who made it. `outcome` is what it was amended to."""

    id: UUID
    about: str
    decision: Decision
    outcome: Outcome | None
    reason: str | None
    by: str
    at: datetime


class NotKept(Exception):
    """A judgement was of something that has changed since its page was opened."""


class NewerRelease(NotKept):
    """The program has made this year's report again, under this number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"release {number} is newer")
        self.number = number


class SaidMeanwhile(NotKept):
    """Somebody has judged the same outcome in between."""


def judged(year: Year) -> dict[str, tuple[Characteristic, Line]]:
    """Each outcome of a year that can be judged, by the name under which judgements are kept."""
    return {
        line.key(characteristic.code): (characteristic, line)
        for characteristic in year.characteristics
        for line in characteristic.lines
        if line.outcome is not None
    }


def of_release(uow: UnitOfWork, release_id: UUID) -> Mapping[str, list[Said]]:
    """All judgements of a release by what they are about, the last one last."""
    wanted = (
        select(
            Judgement.id, Judgement.about, Judgement.decision, Judgement.outcome, Judgement.reason, Account.name,
            Judgement.made_at,
        )
        .join(Account, Account.id == Judgement.made_by)
        .where(Judgement.release_id == release_id)
        .order_by(Judgement.made_at, Judgement.id)
    )  # fmt: skip
    found: dict[str, list[Said]] = {}
    for one, about, decision, outcome, reason, by, at in uow.session.execute(wanted):
        said = Said(one, about, Decision(decision), Outcome(outcome) if outcome else None, reason, by, at)
        found.setdefault(about, []).append(said)
    return found


def newer(uow: UnitOfWork, release: Released) -> int | None:
    """The number under which the same was released again after this; None where this is the newest."""
    same = (
        EqualityRelease.kind == release.kind,
        EqualityRelease.profile == release.profile,
        EqualityRelease.begins_on == release.begins_on,
        EqualityRelease.number > release.number,
    )
    return uow.session.scalar(select(func.max(EqualityRelease.number)).where(*same))


def judge(
    uow: UnitOfWork,
    release: Released,
    about: str,
    decision: Decision,
    *,
    outcome: Outcome | None,
    reason: str | None,
    seen: UUID | None,
    by: UUID,
    moment: datetime,
    form_id: UUID,
) -> None:
    """Keep a judgement of an officer who has `seen` this one as the last. The same form sent again keeps nothing new.

    Raises NewerRelease or SaidMeanwhile: then nothing is kept.
    """
    uow.session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    if uow.session.get(Judgement, form_id):
        return
    before = of_release(uow, release.id).get(about, [])
    if (number := newer(uow, release)) is not None:
        raise NewerRelease(number)
    if (before[-1].id if before else None) != seen:
        raise SaidMeanwhile
    row = {"id": form_id, "release_id": release.id, "about": about, "decision": decision, "outcome": outcome}
    uow.keep(Judgement, row | {"reason": reason, "made_by": by, "made_at": moment})
