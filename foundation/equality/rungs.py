"""On which grouping each characteristic of a report is told: the finest on which something can be decided."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from foundation.equality.asked import Asked, Sample, ask, ask_sample
from foundation.equality.characteristics import Characteristic, Rung
from foundation.equality.counted import Counted
from foundation.equality.references import Found, Population
from foundation.equality.settings import Settings
from foundation.equality.together import Tested, rungs_to_try, tested_together

SURVEY, RECORDS = "survey", "records"
SAMPLE = "sample"


@dataclass(frozen=True)
class Subject:
    """One characteristic in one channel, survey or records, with the rungs that it may be told on."""

    characteristic: Characteristic
    channel: str
    sources: tuple[Counted, ...]
    rungs: Sequence[tuple[Rung, Found | None]]


@dataclass(frozen=True)
class Chosen:
    """Its tests on the chosen rung, of complaints and of the sample survey, and those on finer rungs that decided
    nothing; the same on the coarsest, for whom even the choice would tell too much."""

    subject: Subject
    complained: Tested
    answered: Tested | None
    in_vain: tuple[Tested, ...] = ()
    coarsest: "Chosen | None" = None


def subject_of(
    characteristic: Characteristic, channel: str, sources: Sequence[Counted], populations: Sequence[Population]
) -> Subject:
    """The characteristic with its rungs; records have one of their own."""
    of_records = characteristic.of_records if channel == RECORDS else None
    return Subject(characteristic, channel, tuple(sources), rungs_to_try(characteristic, of_records, populations))


def choose_rungs(subjects: Sequence[Subject], sample: Sample | None, settings: Settings) -> list[Chosen]:
    """Each on the finest rung that decides something, or else on the coarsest. Raises BadFigure.

    Each further rung that is tried is in the family of tests, so that looking for a verdict is paid for.
    """
    at = [0] * len(subjects)
    while True:
        tested = _test(subjects, at, sample, settings)
        further = [
            level + (level + 1 < len(subject.rungs) and not one.complained.decides)
            for subject, level, one in zip(subjects, at, tested, strict=True)
        ]
        if further == at:
            return tested
        at = further


def _test(subjects: Sequence[Subject], at: Sequence[int], sample: Sample | None, settings: Settings) -> list[Chosen]:
    questions: dict[tuple[str, str, str], tuple[Asked, Found | None]] = {}
    tried = [(it, [*it.rungs[: level + 1], it.rungs[-1]]) for it, level in zip(subjects, at, strict=True)]
    for it, rungs in tried:
        for rung, found in rungs:
            questions[it.channel, it.characteristic.code, rung.code] = (
                ask(it.sources, it.characteristic, rung), found
            )  # fmt: skip
        for rung, found in rungs[-2:]:
            if sample:
                asked = ask_sample(sample, it.characteristic, rung)
                questions[SAMPLE, it.characteristic.code, rung.code] = asked, found
    tested = dict(zip(questions, tested_together([*questions.values()], settings), strict=True))

    def on(it: Subject, rung: Rung) -> Chosen:
        of = it.characteristic.code, rung.code
        return Chosen(it, tested[it.channel, *of], tested.get((SAMPLE, *of)))

    chosen = []
    for it, rungs in tried:
        *finer, of, last = [on(it, rung) for rung, _ in rungs]
        chosen.append(replace(of, in_vain=tuple(one.complained for one in finer), coarsest=last))
    return chosen
