"""What a report cannot say, each with its cause: not known is a finding, and calls for a plan to find out."""

from collections.abc import Iterator, Sequence

from foundation.equality.release.year import Characteristic, Line, Unknown
from foundation.equality.rungs import SURVEY
from foundation.equality.verdicts import Reason

NEVER_ASKED = ("gender_identity", "pregnancy_maternity")  # protected, and off until the council decides otherwise
OF_ALL = {Reason.TOO_FEW_ANSWERS: "too_few_answers", Reason.LOW_DISCLOSURE: "low_disclosure"}
OF_ONE = {Reason.IMPRECISE: "too_few_answers", Reason.REFERENCE_MISSING: "no_reference"}


def unknown_of(characteristics: Sequence[Characteristic], answers: int, *, has_sample: bool) -> Iterator[Unknown]:
    """Of the whole report, then of each characteristic, then of its groups."""
    if not answers:
        yield Unknown("no_answers", None, None)
    if not has_sample:
        yield Unknown("no_families_survey", None, None)
    for code in NEVER_ASKED:
        yield Unknown("not_asked", code, None)
    told_by_records = {it.code for it in characteristics if it.channel != SURVEY and it.against and it.lines}
    for it in characteristics:
        if it.channel == SURVEY and it.code in told_by_records:
            continue
        yield from _of_characteristic(it) if answers or it.channel != SURVEY else ()


def _of_characteristic(it: Characteristic) -> Iterator[Unknown]:
    if it.against is None:
        yield Unknown("no_reference", it.code, None)
        return
    if not it.lines:
        yield Unknown("withheld", it.code, None)
        return
    for reason, code in OF_ALL.items():
        if any(line.complained.reason == reason and not line.too_small for line in it.lines):
            yield Unknown(code, it.code, None)
    for line in it.lines:
        if cause := _of_line(line):
            yield Unknown(cause, it.code, line.group)


def _of_line(line: Line) -> str | None:
    if line.complained.withheld:
        return "withheld"
    if line.too_small:
        return "too_small_group"
    return OF_ONE.get(line.complained.reason)
