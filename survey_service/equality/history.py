"""Releases as they were made: never changed, each with a number under which the officer's and the public one stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from foundation.equality.release.content import from_json
from foundation.equality.release.kinds import Kind, Profile
from foundation.records import UnitOfWork
from foundation.records.models import EqualityRelease
from survey_service.equality import words

LARGEST_NUMBER = 2**31 - 1  # of a release, as the database keeps it
KINDS = {
    Kind.PERIOD: "A quarter of answers",
    Kind.FAMILIES: "A survey of families",
    Kind.YEAR: "A year",
    Kind.DEMAND: "Complaints and compliments",
}


@dataclass(frozen=True)
class Released:
    """One release: of what, for whom, when it was made under which settings, and what it says."""

    id: UUID
    number: int
    kind: Kind
    profile: Profile
    about: str
    begins_on: date
    ends_on: date
    made_on: date
    settings_version: str
    content: Any


@dataclass(frozen=True)
class Entry:
    """A release in the list of all of them."""

    number: int
    kind: str
    about: str
    begins_on: date
    ends_on: date
    made_on: date


def every(uow: UnitOfWork) -> Sequence[Entry]:
    """All releases, the last first; the officer's and the public one together."""
    wanted = (
        select(
            EqualityRelease.number, EqualityRelease.kind, EqualityRelease.about, EqualityRelease.begins_on,
            EqualityRelease.ends_on, EqualityRelease.made_on,
        )
        .where(EqualityRelease.profile == Profile.OFFICER)
        .order_by(EqualityRelease.number.desc())
    )  # fmt: skip
    return [Entry(*row) for row in uow.session.execute(wanted)]


def numbered(uow: UnitOfWork, number: int, profile: Profile) -> Released | None:
    """The release of that number."""
    wanted = select(EqualityRelease).where(EqualityRelease.number == number, EqualityRelease.profile == profile)
    return _read(uow.session.scalars(wanted).one_or_none())


def find(uow: UnitOfWork, release_id: UUID) -> Released | None:
    """The release of that id."""
    return _read(uow.session.get(EqualityRelease, release_id))


def newest(uow: UnitOfWork, kind: Kind, profile: Profile, about: str | None = None) -> Released | None:
    """Of the last days that there is a release of, the one made last; of counts of a period `about` is the pool."""
    of_it = [EqualityRelease.about == about] if about else []
    wanted = (
        select(EqualityRelease)
        .where(EqualityRelease.kind == kind, EqualityRelease.profile == profile, *of_it)
        .order_by(EqualityRelease.ends_on.desc(), EqualityRelease.number.desc())
        .limit(1)
    )
    return _read(uow.session.scalars(wanted).one_or_none())


def of_whom(it: Released | Entry) -> str:
    """People who complained; or the name of a survey, or of a year."""
    return words.POOLS.get(it.about, it.about)


def of_what(it: Released | Entry) -> str:
    """A quarter of answers: People who complained. A year, and complaints, are told apart by their days alone."""
    return KINDS[it.kind] if it.kind in (Kind.YEAR, Kind.DEMAND) else f"{KINDS[it.kind]}: {of_whom(it)}"


def _read(row: EqualityRelease | None) -> Released | None:
    if row is None:
        return None
    kind = Kind(row.kind)
    return Released(
        row.id, row.number, kind, Profile(row.profile), row.about, row.begins_on, row.ends_on, row.made_on,
        row.settings_version, from_json(kind, row.content),
    )  # fmt: skip
