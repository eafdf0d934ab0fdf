"""A release as it is kept: two versions under one number, what it was made from, and what its readers know by it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from foundation.equality.register import Known
from foundation.equality.release.content import Release, as_json
from foundation.equality.release.kinds import Kind, Profile
from foundation.records import UnitOfWork
from foundation.records.models import EqualityRelease, PublishedNumber
from worker.equality.inputs import Inputs


@dataclass(frozen=True)
class Made:
    """A release that is ready: for the officer and for everybody, each with its lines of the register."""

    about: str
    officer: Release
    public: Release
    known_officer: Sequence[Known]
    known_public: Sequence[Known]

    def versions(self) -> Iterable[tuple[Profile, Release, Sequence[Known]]]:
        """Each by whom it is for."""
        yield Profile.OFFICER, self.officer, self.known_officer
        yield Profile.PUBLIC, self.public, self.known_public


def next_number(uow: UnitOfWork) -> int:
    """The number of the release that comes next, from 1."""
    return (uow.session.scalar(select(func.max(EqualityRelease.number))) or 0) + 1


def keep(uow: UnitOfWork, number: int, kind: Kind, inputs: Inputs, made: Made, today: date) -> None:
    """Both versions with their lines."""
    for profile, release, known in made.versions():
        release_id = uuid4()
        uow.keep(
            EqualityRelease,
            {
                "id": release_id, "number": number, "kind": kind, "profile": profile, "about": made.about,
                "begins_on": release.begins_on, "ends_on": release.ends_on, "made_on": today,
                "settings_version": inputs["settings"]["version"], "content": as_json(release), "inputs": inputs,
            },
        )  # fmt: skip
        uow.keep(PublishedNumber, *(_row(release_id, line) for line in known))


def known_before(uow: UnitOfWork, number: int, profile: Profile) -> list[Known]:
    """What readers of a profile know by the releases before this number."""
    return _known(uow, EqualityRelease.number < number, EqualityRelease.profile == profile)


def known_by(uow: UnitOfWork, release_id: UUID) -> list[Known]:
    """What readers know by this one."""
    return _known(uow, EqualityRelease.id == release_id)


def _known(uow: UnitOfWork, *which: Any) -> list[Known]:
    lines = (
        select(PublishedNumber.cells, PublishedNumber.lo, PublishedNumber.hi)
        .join(EqualityRelease, EqualityRelease.id == PublishedNumber.release_id)
        .where(*which)
        .order_by(EqualityRelease.number, PublishedNumber.id)
    )
    return [
        Known(tuple((cell["cell"], cell["weight"]) for cell in line.cells), line.lo, line.hi)
        for line in uow.connection.execute(lines)
    ]


def _row(release_id: UUID, line: Known) -> dict[str, Any]:
    cells = [{"cell": cell, "weight": weight} for cell, weight in line.cells]
    return {"id": uuid4(), "release_id": release_id, "cells": cells, "lo": line.lo, "hi": line.hi}
