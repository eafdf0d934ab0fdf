"""The end of a sample survey: all its boxes are opened at once, in memory, counted and deleted; then its key is.

Nothing is opened before, so that no two sets of counts can be subtracted from each other. No single answer is kept.
People were told that ten or more answers are opened together: fewer are deleted unopened.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, delete, select, update

from foundation.records import UnitOfWork
from foundation.records.models import Box, Sample, SampleCount, SampleEqualityCount, SealingKey
from foundation.runtime.clock import london_day
from foundation.runtime.logs import get_logger
from foundation.surveys.answers import Answers
from foundation.surveys.library import library
from foundation.surveys.people_served import UNREADABLE, Cell, cells
from foundation.surveys.sampling import COUNTED_AFTER_DAYS
from foundation.surveys.tallies import ALL
from worker.circumstances import Circumstances
from worker.surveys.key_life import is_on_its_way
from worker.surveys.keys import KeyFolder
from worker.surveys.opening import TOGETHER, read_boxes

log = get_logger("worker")

ON_ITS_WAY = timedelta(days=COUNTED_AFTER_DAYS)
FOR_A_KEY = timedelta(days=28)  # more, for a key that is not in the folder to be put back there


class KeyNotHere(LookupError):
    """There are boxes of a sample that no key in the folder opens."""


def count_samples(given: Circumstances, keys: KeyFolder) -> int:
    """Count every sample survey whose time has come; how many there were. Raises KeyNotHere.

    Killed at any moment it has counted a survey wholly or not at all: counts, boxes and the mark are one transaction.
    The file of the key goes after that, or the next time.
    """
    over = london_day(given.now()) - ON_ITS_WAY
    with given.records.unit_of_work() as uow:
        due = select(Sample.id).where(
            Sample.drawn_at.is_not(None), Sample.counted_at.is_(None), Sample.closes_on < over
        )
        waiting = [] if is_on_its_way(uow) else uow.session.scalars(due.order_by(Sample.id)).all()
    counted, shut = 0, []
    for sample_id in waiting:
        try:
            counted += _count(given, keys, sample_id)
        except KeyNotHere as error:
            shut.append(error)
    _destroy_keys(given, keys)
    if shut:
        raise shut[0]
    return counted


def _count(given: Circumstances, keys: KeyFolder, sample_id: UUID) -> bool:
    """Whether this worker has counted it, and no other was first. Raises KeyNotHere."""
    with given.records.unit_of_work() as uow:
        due = select(Sample).where(Sample.id == sample_id, Sample.counted_at.is_(None))
        sample = uow.session.scalars(due.with_for_update(skip_locked=True)).one_or_none()
        if sample is None:
            return False
        strata = {UUID(stratum["send_out_id"]): stratum["code"] for stratum in sample.strata}
        of_sample = Box.send_out_id.in_(strata)
        boxes = uow.connection.execute(select(Box.id, Box.send_out_id, Box.sealed).where(of_sample)).all()
        enough = boxes if len(boxes) >= TOGETHER else []
        read, shut = read_boxes(enough, keys)
        if shut and london_day(given.now()) <= sample.closes_on + ON_ITS_WAY + FOR_A_KEY:
            log.error("answers to a sample survey that no key opens", sample_id=str(sample_id), count=len(shut))
            raise KeyNotHere(sample_id)
        _keep(uow, sample, _added_up(sample, enough, read, strata))
        uow.connection.execute(delete(Box).where(Box.id.in_([box.id for box in boxes])))
        uow.connection.execute(update(SealingKey).where(SealingKey.sample_id == sample_id).values(destroyed=True))
        sample.counted_at = given.now()
    log.info("sample survey counted", sample_id=str(sample_id), boxes=len(boxes), answers=len(read))
    return True


def _added_up(
    sample: Sample, boxes: Sequence[Row[Any]], read: dict[UUID, Answers], strata: dict[UUID, str]
) -> Counter[tuple[str, Cell]]:
    """By stratum and cell. What answers another version was not sealed by our page, and counts as unreadable."""
    questionnaire = library().version(sample.questionnaire, sample.version)
    asked = (questionnaire.code, questionnaire.version)
    counts: Counter[tuple[str, Cell]] = Counter()
    for box in boxes:
        stratum, answers = strata[box.send_out_id], read.get(box.id)
        if answers is None or (answers.questionnaire, answers.version) != asked:
            counts[stratum, Cell(UNREADABLE, ALL)] += 1
        else:
            counts.update((stratum, cell) for cell in cells(questionnaire, answers))
    return counts


def _keep(uow: UnitOfWork, sample: Sample, counts: Counter[tuple[str, Cell]]) -> None:
    opinions: list[dict[str, Any]] = []
    equality: list[dict[str, Any]] = []
    for (stratum, cell), n in sorted(counts.items(), key=str):
        row = {"id": uuid4(), "sample_id": sample.id, "stratum": stratum, "n": n}
        if cell.is_of_equality:
            equality.append(row | cell._asdict())
        else:
            opinions.append(row | {"question": cell.question, "answer": cell.answer})
    uow.keep(SampleEqualityCount, *equality)
    uow.keep(SampleCount, *opinions)


def _destroy_keys(given: Circumstances, keys: KeyFolder) -> None:
    counted = select(SealingKey.id).join(Sample, Sample.id == SealingKey.sample_id)
    with given.records.unit_of_work() as uow:
        over = uow.session.scalars(counted.where(Sample.counted_at.is_not(None))).all()
    for key_id in over:
        keys.destroy(key_id)
