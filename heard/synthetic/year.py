"""A made-up year for any council: what people tell it, day by day, as bodies of POST /api/v1/submissions.

Pure: the same council, last day and seed give the same year, on any machine.
"""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from foundation.council import Council
from heard.synthetic import other_kinds, spread
from heard.synthetic.complaints import briefs, complaint
from heard.synthetic.words import Drawer

COMPLAINTS = 400
COMPLIMENTS = 150
COMMENTS = 200
WORKER_CHANGES = 40


@dataclass(frozen=True)
class PlannedSubmission:
    """One thing that somebody says, and the day it comes."""

    received_on: date
    body: dict[str, Any]


def plan(council: Council, last_day: date, seed: int = 1) -> list[PlannedSubmission]:
    """The 365 days that end on `last_day`, in order of days."""
    drawer = Drawer(Random(seed))  # noqa: S311 -- made-up data
    planned = [
        *_complaints(drawer, council, last_day),
        *_compliments(drawer, council, last_day),
        *_comments(drawer, council, last_day),
        *_worker_changes(drawer, council, last_day),
    ]
    drawer.chance.shuffle(planned)
    return sorted(planned, key=lambda one: one.received_on)


def _complaints(drawer: Drawer, council: Council, last_day: date) -> list[PlannedSubmission]:
    wanted = briefs(drawer, list(council.areas), list(council.topics), COMPLAINTS, at_least=10)
    seen: set[str] = set()
    return [
        _planned("complaint", day, complaint(drawer, brief, day, seen))
        for brief, day in zip(wanted, spread.days(drawer, last_day, COMPLAINTS), strict=True)
    ]


def _compliments(drawer: Drawer, council: Council, last_day: date) -> list[PlannedSubmission]:
    areas = spread.over_areas(drawer, council.areas, COMPLIMENTS, at_least=4)
    seen: set[str] = set()
    return [
        _planned("compliment", day, other_kinds.compliment(drawer, area, day, seen))
        for area, day in zip(areas, spread.days(drawer, last_day, COMPLIMENTS), strict=True)
    ]


def _comments(drawer: Drawer, council: Council, last_day: date) -> list[PlannedSubmission]:
    areas = spread.over_areas(drawer, council.areas, COMMENTS, at_least=4)
    seen: set[str] = set()
    return [
        _planned("comment", day, other_kinds.comment(drawer, area, day, seen))
        for area, day in zip(areas, spread.days(drawer, last_day, COMMENTS), strict=True)
    ]


def _worker_changes(drawer: Drawer, council: Council, last_day: date) -> list[PlannedSubmission]:
    areas = spread.over_areas(drawer, council.areas, WORKER_CHANGES, at_least=1)
    return [
        _planned("worker_change", day, other_kinds.worker_change(drawer, area, day))
        for area, day in zip(areas, spread.days(drawer, last_day, WORKER_CHANGES), strict=True)
    ]


def _planned(kind: str, day: date, body: dict[str, Any]) -> PlannedSubmission:
    return PlannedSubmission(day, {"kind": kind, "received_on": day.isoformat(), **body})
