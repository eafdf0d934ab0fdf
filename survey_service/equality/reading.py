"""What the room reads beside the year: how many sealed answers wait, and the newest counts of those who answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from foundation.equality.release.kinds import Kind, Profile
from foundation.equality.settings import SETTINGS
from foundation.records import UnitOfWork
from foundation.records.deciding import HELD, WARNED
from foundation.records.models import EqualityPeriod
from survey_service.equality import history
from survey_service.equality.history import Released

COMPLAINANTS = "complainants"


@dataclass(frozen=True)
class Pool:
    """An open quarter of a pool: how many boxes wait, rounded down, and whether somebody must or may decide of them."""

    code: str
    begins_on: date
    ends_on: date
    waiting: int
    is_held: bool
    is_warned: bool

    @property
    def figures_from(self) -> date:
        """The first day on which it can be closed."""
        return self.ends_on + timedelta(days=SETTINGS.close_after_days)


def pools(uow: UnitOfWork, today: date) -> Sequence[Pool]:
    """The quarters that are open and have begun."""
    wanted = (
        select(
            EqualityPeriod.pool, EqualityPeriod.begins_on, EqualityPeriod.ends_on, EqualityPeriod.waiting,
            HELD, WARNED,
        )
        .where(EqualityPeriod.state == "open", EqualityPeriod.begins_on <= today)
        .order_by(EqualityPeriod.pool, EqualityPeriod.ends_on)
    )  # fmt: skip
    return [Pool(*row) for row in uow.session.execute(wanted)]


def complainants(uow: UnitOfWork) -> Released | None:
    """The newest counts of people who complained."""
    return history.newest(uow, Kind.PERIOD, Profile.OFFICER, COMPLAINANTS)


def families(uow: UnitOfWork) -> Released | None:
    """The newest counts of a survey of families."""
    return history.newest(uow, Kind.FAMILIES, Profile.OFFICER)
