"""The time of a sample survey before its answers: a sealing key for it alone, and no list of people for longer."""

from datetime import timedelta

from sqlalchemy import and_, delete, func, or_, select, update

from foundation.records.models import FramePerson, Sample, SealingKey, SendOut
from foundation.runtime.clock import london_day
from foundation.runtime.logs import get_logger
from foundation.surveys.sampling import FRAME_KEPT_DAYS
from worker.circumstances import Circumstances
from worker.surveys.keys import KeyFolder

log = get_logger("worker")

KEPT = timedelta(days=FRAME_KEPT_DAYS)


def prepare_samples(given: Circumstances, keys: KeyFolder) -> int:
    """Give each sample that was drawn its sealing key, then let its invitations go; how many there were.

    A key that was lost while people still answer is followed by another: what they answer from then on can be read.
    """
    has_key = select(SealingKey.id).where(SealingKey.sample_id == Sample.id, ~SealingKey.destroyed).exists()
    unsent = select(SendOut.id).where(SendOut.sample_id == Sample.id, SendOut.confirmed_at.is_(None)).exists()
    waiting = (
        select(Sample.id)
        .where(Sample.drawn_at.is_not(None), Sample.closes_on >= london_day(given.now()), or_(~has_key, unsent))
        .with_for_update(skip_locked=True)
    )
    with given.records.unit_of_work() as uow:
        samples = uow.session.scalars(waiting).all()
        for sample_id in samples:
            key = uow.session.scalars(select(SealingKey).where(SealingKey.sample_id == sample_id)).one_or_none()
            if key is None:
                keys.make_key(uow, sample_id=sample_id)
            elif key.destroyed:
                keys.replace(uow, key.id)
            ours = and_(SendOut.sample_id == sample_id, SendOut.confirmed_at.is_(None))
            uow.connection.execute(update(SendOut).where(ours).values(confirmed_at=given.now()))
    return len(samples)


def forget_frames(given: Circumstances) -> int:
    """Delete every frame whose sample was given up, or was not ordered within a week; how many people it held."""
    given_up = func.jsonb_array_length(Sample.strata) == 0
    over = or_(given_up, Sample.made_at < given.now() - KEPT)
    with given.records.unit_of_work() as uow:
        # Locked, so that none is ordered meanwhile; one that somebody has in hand is forgotten the next time.
        samples = select(Sample.id).where(Sample.ordered_at.is_(None), over).with_for_update(skip_locked=True)
        theirs = FramePerson.sample_id.in_(uow.session.scalars(samples).all())
        people = len(uow.connection.execute(delete(FramePerson).where(theirs).returning(FramePerson.line)).all())
    if people:
        log.info("frames forgotten", people=people)
    return people
