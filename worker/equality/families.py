"""The counts of a sample survey of people served: all of it, and each stratum by itself for weighting."""

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import func, select

from foundation.equality.asked import Sample as Surveyed
from foundation.equality.counted import Counted
from foundation.equality.release.counts import Step
from foundation.equality.weighting import Stratum
from foundation.records import UnitOfWork
from foundation.records.models import Invitation, Sample, SampleCount, SampleEqualityCount
from foundation.runtime.clock import london_day
from foundation.surveys.people_served import OPINIONS, UNREADABLE
from foundation.surveys.tallies import ALL, RESPONSES

REACHED, NOT_REACHED = ("sent", "delivered"), ("undeliverable", "failed")


def counted_sample(uow: UnitOfWork, sample_id: UUID) -> Surveyed:
    """The counts of a sample survey that was counted; of its opinions the six that meet characteristics.

    Raises BadFigure where they do not add up.
    """
    sample = uow.session.get_one(Sample, sample_id)
    opinions = uow.session.scalars(select(SampleCount).where(SampleCount.sample_id == sample_id)).all()
    equality = uow.session.scalars(
        select(SampleEqualityCount).where(SampleEqualityCount.sample_id == sample_id)
    ).all()  # fmt: skip
    strata = [
        (
            Stratum(stratum["size"], sum(_responses(it for it in opinions if it.stratum == stratum["code"]))),
            _counted(
                sample,
                [it for it in opinions if it.stratum == stratum["code"]],
                [it for it in equality if it.stratum == stratum["code"]],
                stratum["code"],
            ),
        )
        for stratum in sample.strata
    ]
    for _, counted in strata:
        counted.check()
    return Surveyed(_counted(sample, opinions, equality), tuple(strata))


def funnel_of(uow: UnitOfWork, sample_id: UUID) -> list[Step]:
    """From people of the frame to answers that came. What no provider said it could not deliver has arrived."""
    sample = uow.session.get_one(Sample, sample_id)
    send_outs = [UUID(stratum["send_out_id"]) for stratum in sample.strata if stratum["send_out_id"]]
    by_state: Mapping[str, int] = dict(
        uow.connection.execute(
            select(Invitation.state, func.count())
            .where(Invitation.send_out_id.in_(send_outs))
            .group_by(Invitation.state)
        ).all()
    )
    came = select(func.coalesce(func.sum(SampleCount.n), 0)).where(
        SampleCount.sample_id == sample_id, SampleCount.question.in_((RESPONSES, UNREADABLE)), SampleCount.answer == ALL
    )
    return [
        Step("eligible", sum(stratum["size"] for stratum in sample.strata)),
        Step("invited", sum(by_state.get(state, 0) for state in (*REACHED, *NOT_REACHED))),
        Step("delivered", sum(by_state.get(state, 0) for state in REACHED)),
        Step("submitted", int(uow.session.scalar(came) or 0)),
    ]


def _responses(counts: Iterable[SampleCount]) -> Iterable[int]:
    return (it.n for it in counts if (it.question, it.answer) == (RESPONSES, ALL))


def _counted(
    sample: Sample, opinions: Iterable[SampleCount], equality: Iterable[SampleEqualityCount], stratum: str = ""
) -> Counted:
    opinions = list(opinions)
    counts: Counter[tuple[str, str]] = Counter()
    crossed: Counter[tuple[str, str, str, str]] = Counter()
    for one in opinions:
        if one.question in OPINIONS:
            counts[one.question, one.answer] += one.n
    for it in equality:
        if it.within is None or it.within_answer is None:
            counts[it.question, it.answer] += it.n
        else:
            crossed[it.within, it.within_answer, it.question, it.answer] += it.n
    return Counted(
        f"{sample.id}/{stratum}" if stratum else str(sample.id), london_day(sample.send_at), sample.closes_on,
        sum(_responses(opinions)), 0, counts, crossed, frozenset({sample.version}),
    )  # fmt: skip
