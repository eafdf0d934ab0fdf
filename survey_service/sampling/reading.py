"""Reading samples: where each stands, how far its invitations have come, and what was counted when it was over."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from foundation.equality.rates import ResponseRate, response_rate
from foundation.equality.weighting import Stratum as Weighed
from foundation.equality.weighting import Weights, weigh
from foundation.records import UnitOfWork
from foundation.records.models import Sample, SampleCount, SendOut
from foundation.runtime.clock import london_day
from foundation.surveys.estimates import Line, lines
from foundation.surveys.gate import LEAST
from foundation.surveys.library import library
from foundation.surveys.people_served import UNREADABLE
from foundation.surveys.results import responses
from foundation.surveys.sampling import COUNTED_AFTER_DAYS, FRAME_KEPT_DAYS
from foundation.surveys.tallies import ALL, Cell
from survey_service.sampling.making import is_planned
from survey_service.send import reading as send_outs
from survey_service.send.reading import Progress

STATES = {
    "given_up": "Deleted",
    "lapsed": "Not sent, list deleted",
    "draft": "Not planned yet",
    "planned": "Not sent yet",
    "ordered": "Being drawn",
    "scheduled": "Will be sent",
    "open": "Open",
    "stopped": "Stopped, not counted yet",
    "closed": "Closed, not counted yet",
    "counted": "Counted",
}


@dataclass(frozen=True)
class Group:
    """One stratum: people of the frame, how many are asked, and how far that has come."""

    code: str
    name: str
    size: int
    invited: int | None
    left_out: int
    progress: Progress


@dataclass(frozen=True)
class Counted:
    """What was counted: answers by group, those that no key opened, weights, and what the answers say.

    Without answers there are no weights and no lines.
    """

    answers: tuple[int, ...]
    unreadable: int
    weights: Weights | None
    lines: Sequence[Line]


def listed(uow: UnitOfWork) -> Sequence[Sample]:
    """Every sample, the newest first."""
    return uow.session.scalars(select(Sample).order_by(Sample.made_at.desc(), Sample.id)).all()


def find(uow: UnitOfWork, sample_id: UUID) -> Sample | None:
    """One sample."""
    return uow.session.get(Sample, sample_id)


def stopped(uow: UnitOfWork) -> frozenset[UUID]:
    """The samples that somebody has stopped."""
    found = select(SendOut.sample_id).where(SendOut.sample_id.is_not(None), SendOut.stopped_at.is_not(None))
    return frozenset(it for it in uow.session.scalars(found) if it)


def state_of(sample: Sample, moment: datetime, among_stopped: Collection[UUID] = ()) -> str:
    """Where it stands, as a code of STATES."""
    if sample.counted_at:
        return "counted"
    if sample.ordered_at is None:
        if not sample.strata:
            return "given_up"
        if sample.made_at < moment - timedelta(days=FRAME_KEPT_DAYS):
            return "lapsed"
        return "planned" if is_planned(sample) else "draft"
    if sample.drawn_at is None:
        return "ordered"
    if sample.id in among_stopped:
        return "stopped"
    if sample.closes_on < london_day(moment):
        return "closed"
    return "scheduled" if sample.send_at > moment else "open"


def counted_on(sample: Sample) -> date:
    """The first day on which it is counted."""
    return sample.closes_on + timedelta(days=COUNTED_AFTER_DAYS + 1)


def groups(uow: UnitOfWork, sample: Sample) -> list[Group]:
    """Its strata in the order of the list; what was not drawn has no progress."""
    ids = [UUID(stratum["send_out_id"]) for stratum in sample.strata if stratum["send_out_id"]]
    rows = {it.id: it for it in uow.session.scalars(select(SendOut).where(SendOut.id.in_(ids)))}
    progress = send_outs.progress(uow, [rows[one] for one in ids]) or [Progress()] * len(sample.strata)
    return [
        Group(it["code"], it["name"], it["size"], it["invited"], it["left_out"], how)
        for it, how in zip(sample.strata, progress, strict=True)
    ]


def rate_of(parts: Sequence[Group]) -> ResponseRate | None:
    """Who answered of those whom an invitation reached, of these groups together; None for fewer than ten reached."""
    reached = sum(part.progress.reached for part in parts)
    answered = sum(part.progress.spent for part in parts)
    return response_rate(min(answered, reached), reached, 0) if reached >= LEAST else None


def counted(uow: UnitOfWork, sample: Sample) -> Counted:
    """What was counted of a sample that is over. What it counted of equality cannot be read from here."""
    found: dict[str, Counter[Cell]] = {stratum["code"]: Counter() for stratum in sample.strata}
    for row in uow.session.scalars(select(SampleCount).where(SampleCount.sample_id == sample.id)):
        found[row.stratum][row.question, row.answer] = row.n
    counts = list(found.values())
    answers = tuple(responses(one) for one in counts)
    unreadable = sum(one[UNREADABLE, ALL] for one in counts)
    if not any(answers):
        return Counted(answers, unreadable, None, [])
    weights = weigh([Weighed(it["size"], n) for it, n in zip(sample.strata, answers, strict=True)])
    questionnaire = library().version(sample.questionnaire, sample.version)
    return Counted(answers, unreadable, weights, lines(questionnaire, counts, weights))
