"""What the room leads with: who is not heard, who may be shut out, what is not known, and who answers at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from foundation.equality.intervals import wilson
from foundation.equality.release.counts import Counts, Step
from foundation.equality.release.year import Disclosure, Year
from foundation.equality.verdicts import Verdict
from survey_service.equality import sentences, words
from survey_service.equality.silence import NEEDS_ATTENTION, Group, Report

SHOWN = 4
SURVEY, NOBODY_ASKED = "survey", "–"


@dataclass(frozen=True)
class Rate:
    """One step of the funnel: its count, and which share of the step before it that is, in words."""

    step: Step
    name: str
    share: str


def unheard(report: Report) -> Sequence[Group]:
    """Groups from which we hear less than expected, by the answers of those who complained or by the records.

    Those beside residents come last: residents are no families.
    """
    return sorted((it for it in report.every if it.is_heard_less), key=is_beside_residents)


def is_beside_residents(group: Group) -> bool:
    """Does the warning about residents belong to it?"""
    against = group.characteristic.against
    return against is not None and against.poor


def attention(report: Report) -> Sequence[tuple[str, Sequence[Group]]]:
    """What the program says of groups that may be shut out, or are quiet though not content, and which they are."""
    return [(them[0].outcome, them) for one in NEEDS_ATTENTION if (them := report.by_outcome.get(one))]


def cannot_tell(year: Year) -> tuple[int, int]:
    """Of how many groups it cannot be told how much they are heard, and how many groups there are."""
    heard = [line.complained for characteristic in year.characteristics for line in characteristic.lines]
    return sum(it.withheld or it.verdict == Verdict.CANNOT_TELL for it in heard), len(heard)


def unknown(year: Year, areas: Mapping[str, str]) -> Sequence[str]:
    """What the year cannot say: a sentence for each cause, which names some of what it is about."""
    found: dict[str, dict[str, None]] = {}
    for it in year.unknown:
        named = found.setdefault(it.code, {})
        if it.characteristic:
            named[sentences.about(it, areas)] = None  # in two channels it is one thing
    return [f"{words.UNKNOWN.get(code, code)}{_some(list(named))}." for code, named in found.items()]


def funnel(counts: Counts) -> Sequence[Rate]:
    """Each step with its share of the one before; no share where a count is hidden."""
    first = counts.funnel[:1]
    return [
        *(Rate(step, words.STEPS.get(step.code, step.code), "") for step in first),
        *(
            Rate(step, words.STEPS.get(step.code, step.code), _share(step.n, before.n))
            for before, step in pairwise(counts.funnel)
        ),
    ]


def funnel_in_words(steps: Sequence[Rate]) -> str:
    """The title of the picture: from the first shown step to the last."""
    shown = [it for it in steps if it.step.n is not None]
    if not shown:
        return ""
    first, last = shown[0], shown[-1]
    if first is last:
        return f"{words.number(first.step.n)} {_lower(first.name)}"
    return f"{words.number(first.step.n)} {_lower(first.name)}, and {words.number(last.step.n)} {_lower(last.name)}"


def who_said(year: Year) -> Sequence[tuple[str, str, str]]:
    """Of each question about people: how many of those who complained said it, and how many families did."""
    return [
        (
            words.characteristic(it.code), disclosure(it.complained)[0],
            disclosure(it.answered)[0] if it.answered else NOBODY_ASKED,
        )
        for it in year.characteristics
        if it.channel == SURVEY
    ]  # fmt: skip


def disclosure(it: Disclosure) -> tuple[str, str, str, str]:
    """How many were asked and said something, did not want to say, passed it by; and who was not asked."""
    return (
        _counted(it.substantive, it.share), _counted(it.prefer_not, it.prefer_not_share),
        _counted(it.unanswered, it.unanswered_share), words.number(it.not_asked),
    )  # fmt: skip


def _some(named: Sequence[str]) -> str:
    if not named:
        return ""
    more = f"; and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    return f": {'; '.join(named[:SHOWN])}{more}"


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


def _counted(n: int | None, share: float | None) -> str:
    return words.number(n) if n is None or share is None else f"{n:,} ({words.percent(share)})"


def _share(n: int | None, of: int | None) -> str:
    if n is None or not of or n > of:
        return ""
    sure = wilson(n, of)
    return f"{words.percent(n / of)} of {of:,} (likely {words.between(sure.lo, sure.hi)})"
