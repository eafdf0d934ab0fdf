"""What cases say anyway, as numbers: complaints and compliments by part of the service, and who complained.

A year's are counted once and kept with the first release that is made from them: cases are corrected and go, and two
tables of one year could be subtracted from each other.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from foundation.equality.release.kinds import Kind
from foundation.equality.settings import SETTINGS
from foundation.procedure.ombudsman import FIRST_MONTH, municipal_year
from foundation.records import UnitOfWork
from foundation.records.models import Case, EqualityRelease, Submission
from foundation.surveys.trend import months_after

COMPLAINT, COMPLIMENT = "complaint", "compliment"
NOT_SAID = "not_said"
MOST_MONTHS = 24
Recorded = dict[str, Any]  # year; areas, each with complaints and compliments; complaints by relationship


def begins(year: int) -> date:
    """The first day of a municipal year."""
    return date(year, FIRST_MONTH, 1)


def ends(year: int) -> date:
    """Its last day."""
    return begins(year + 1) - timedelta(days=1)


def last_day(month: date) -> date:
    """Of a month of which the first is given."""
    return months_after(month, 1) - timedelta(days=1)


def settled_month(today: date) -> date:
    """The first day of the newest month whose cases have had time to be entered."""
    this_month = (today - timedelta(days=SETTINGS.close_after_days)).replace(day=1)
    return (this_month - timedelta(days=1)).replace(day=1)


def settled_year(today: date) -> int:
    """The newest municipal year that has ended so long ago."""
    return municipal_year(months_after(settled_month(today), 1)) - 1


def recorded_in(uow: UnitOfWork, year: int, areas: Collection[str]) -> Recorded:
    """The numbers of a municipal year, as an earlier release has them, else as cases have them now."""
    earlier = (
        select(EqualityRelease.inputs["recorded"])
        .where(EqualityRelease.kind.in_((Kind.YEAR, Kind.DEMAND)))
        .where(EqualityRelease.inputs["recorded"]["year"].as_integer() == year)
    )
    found: Recorded | None = uow.session.scalar(earlier.order_by(EqualityRelease.number).limit(1))
    return found or _counted(uow, year, areas)


def recorded_by_month(uow: UnitOfWork, newest: date) -> list[dict[str, Any]]:
    """Complaints and compliments of each month up to the newest: 24 at the most, and only whole months.

    The month of the very first case was perhaps begun in the middle. No month without any case before it is told of.
    """
    first = uow.session.scalar(select(func.min(Case.received_on)).where(Case.kind.in_((COMPLAINT, COMPLIMENT))))
    if first is None:
        return []
    month = func.date_trunc("month", Case.received_on)
    by_month = {
        (kind, received.date()): n
        for kind, received, n in uow.connection.execute(
            select(Case.kind, month, func.count())
            .where(Case.kind.in_((COMPLAINT, COMPLIMENT)), Case.received_on < months_after(newest, 1))
            .group_by(Case.kind, month)
        )
    }
    months = [newest]
    while len(months) < MOST_MONTHS and (before := (months[-1] - timedelta(days=1)).replace(day=1)) >= first:
        months.append(before)
    return [
        {"month": it.isoformat(), **{kind: by_month.get((kind, it), 0) for kind in (COMPLAINT, COMPLIMENT)}}
        for it in reversed(months)
        if it >= first
    ]


def _counted(uow: UnitOfWork, year: int, areas: Collection[str]) -> Recorded:
    of_year = Case.received_on.between(begins(year), ends(year))
    by_area = {
        (kind, area): n
        for kind, area, n in uow.connection.execute(
            select(Case.kind, Case.service_area, func.count())
            .where(of_year, Case.kind.in_((COMPLAINT, COMPLIMENT)))
            .group_by(Case.kind, Case.service_area)
        )
    }
    relationship = func.coalesce(Submission.relationship, NOT_SAID)
    by_relationship = dict(
        uow.connection.execute(
            select(relationship, func.count())
            .join(Case, Case.submission_id == Submission.id)
            .where(of_year, Case.kind == COMPLAINT)
            .group_by(relationship)
        ).all()
    )
    every_area = dict.fromkeys((*areas, *sorted(area for _, area in by_area)))
    return {
        "year": year,
        "areas": [
            {"code": area, **{kind: by_area.get((kind, area), 0) for kind in (COMPLAINT, COMPLIMENT)}}
            for area in every_area
        ],
        "relationship": by_relationship,
    }
