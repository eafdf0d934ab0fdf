"""What was said to older releases of a year. A newer one takes over none of it: somebody says it again, or does not."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from foundation.equality.release.kinds import Kind
from foundation.equality.release.year import Characteristic, Line
from foundation.records import UnitOfWork
from foundation.records.models import EqualityRelease, Judgement
from survey_service.equality import history, judging
from survey_service.equality.history import Released
from survey_service.equality.judging import Said

Judged = tuple[Characteristic, Line]


@dataclass(frozen=True)
class Earlier:
    """The last word to a group in the newest older release in which there was one, and what that release said of it."""

    number: int
    said: Said
    judged: Judged

    def is_same_outcome(self, now: Judged) -> bool:
        """Does the newer release say the same of the group? Only then can the word be said again as it was."""
        return self.judged[1].outcome == now[1].outcome

    def is_same(self, now: Judged) -> bool:
        """Does it say the same, by the same figures beside the same people?"""
        return (self.judged[1], self.judged[0].against) == (now[1], now[0].against)


def of_older(uow: UnitOfWork, release: Released) -> Mapping[str, Earlier]:
    """By what it is about: what was said to releases of the same year before this one, the last of each."""
    wanted = (
        select(Judgement.about, EqualityRelease.number, EqualityRelease.id)
        .join(EqualityRelease, EqualityRelease.id == Judgement.release_id)
        .where(
            EqualityRelease.kind == Kind.YEAR,
            EqualityRelease.profile == release.profile,
            EqualityRelease.begins_on == release.begins_on,
            EqualityRelease.number < release.number,
        )
        .order_by(EqualityRelease.number)
    )
    last = {about: (number, release_id) for about, number, release_id in uow.session.execute(wanted)}
    found: dict[str, Earlier] = {}
    for number, release_id in sorted(set(last.values())):
        if older := history.find(uow, release_id):
            outcomes, said = judging.judged(older.content), judging.of_release(uow, release_id)
            them = [about for about, of in last.items() if of == (number, release_id)]
            found |= {about: Earlier(number, said[about][-1], outcomes[about]) for about in them}
    return found


def waiting(uow: UnitOfWork, release: Released) -> Mapping[str, Earlier]:
    """Those of them to which nothing is said yet in this release."""
    said = judging.of_release(uow, release.id)
    return {about: it for about, it in of_older(uow, release).items() if about not in said}
