"""What the Local Government and Social Care Ombudsman (LGSCO) decides, the kinds of fault, and the same fault twice.

A year here is the municipal year: 1 April to 31 March, named by the year it begins in.
"""

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Generic, TypeVar

Key = TypeVar("Key")

WITHIN_MONTHS = 6  # the council's committee asked for it: two similar complaints within six months
FIRST_MONTH = 4
_REFERENCE = re.compile(r"(\d{2})\s?(\d{3})\s?(\d{3})", re.ASCII)


class Decision(StrEnum):
    """How a matter ended with the Ombudsman, in the words of its yearly letters to councils."""

    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    CLOSED_AFTER_ENQUIRIES = "closed_after_enquiries"
    REFERRED_BACK = "referred_back"
    INVALID = "invalid"
    ADVICE_GIVEN = "advice_given"


class Fault(StrEnum):
    """What kind of fault was found, where it lies in how a complaint was handled."""

    WRONG_PROCEDURE = "wrong_procedure"
    REFUSED_TO_ESCALATE = "refused_to_escalate"
    LATE_WITHOUT_REASONS = "late_without_reasons"
    DELAY = "delay"
    POINTS_NOT_CONSIDERED = "points_not_considered"
    REMEDY = "remedy"
    OTHER = "other"


@dataclass(frozen=True)
class Defined:
    """A word, what counts as it, and where that is said."""

    words: str
    means: str
    source: str


# LGA 1974: Local Government Act 1974. Numbers such as 23 006 249 are decisions of the Ombudsman.
DECISIONS: Mapping[Decision, Defined] = MappingProxyType({
    Decision.UPHELD: Defined(
        "Upheld", "Fault was found, or the council had already accepted it. Some are upheld on an agreed remedy "
        "without a full investigation.", "LGSCO yearly letters; 25 010 090"),
    Decision.NOT_UPHELD: Defined("Not upheld", "It was investigated and no fault was found.", "LGSCO yearly letters"),
    Decision.CLOSED_AFTER_ENQUIRIES: Defined(
        "Closed after initial enquiries", "The Ombudsman looked at it and chose not to investigate, or could not.",
        "LGSCO yearly letters"),
    Decision.REFERRED_BACK: Defined(
        "Referred back (premature)", "The council had not yet had a fair chance to answer. It starts here at stage 1, "
        "on the day we get it.", "LGA 1974 s.26(5); LGSCO 25 000 351"),
    Decision.INVALID: Defined(
        "Incomplete or invalid", "There was not enough to go on, or it was not about the council.",
        "LGSCO yearly letters"),
    Decision.ADVICE_GIVEN: Defined("Advice given", "The person was told where else to go.", "LGSCO yearly letters"),
})  # fmt: skip
FAULTS: Mapping[Fault, Defined] = MappingProxyType({
    Fault.WRONG_PROCEDURE: Defined(
        "Wrong procedure", "The corporate procedure was used where the regulations apply, or the other way round.",
        "LGSCO 23 006 249, 21 018 286, 25 010 090"),
    Fault.REFUSED_TO_ESCALATE: Defined(
        "Refused the next stage", "The person asked for stage 2 or 3 and had a right to it, and it was refused.",
        "LGSCO 20 012 689, 22 008 976, 21 018 463"),
    Fault.LATE_WITHOUT_REASONS: Defined(
        "Refused as too late without reasons", "A complaint over a year old was turned away without weighing why it "
        "came late and whether it can still be looked at.", "SI 2006/1738 reg. 9; LGSCO 20 006 409, 23 005 162"),
    Fault.DELAY: Defined("Delay", "A stage took longer than the law allows.", "LGSCO 24 002 249"),
    Fault.POINTS_NOT_CONSIDERED: Defined(
        "Points not considered", "Some of what the person complained of was never looked at.", "LGSCO 25 000 994"),
    Fault.REMEDY: Defined(
        "Remedy", "Fault was accepted and what was offered did not put it right, or was not done.",
        "this council’s own definition"),
    Fault.OTHER: Defined("Another fault", "Fault of another kind.", "this council’s own definition"),
})  # fmt: skip
INVESTIGATED = frozenset({Decision.UPHELD, Decision.NOT_UPHELD})


class NotALgscoReference(ValueError):
    """What was given is no reference of the Ombudsman; the message says what one looks like."""


def read_lgsco_reference(typed: str) -> str:
    """A reference of the Ombudsman in its one shape, like 23 006 249. Raises NotALgscoReference."""
    found = _REFERENCE.fullmatch(typed.strip())
    if found is None:
        raise NotALgscoReference("Enter the Ombudsman’s reference, eight numbers like 23 006 249")
    return " ".join(found.groups())


def six_months_after(day: date) -> date:
    """The same day of the month six months on; the last day of that month where it has no such day."""
    years, month = divmod(day.month - 1 + WITHIN_MONTHS, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class Upheld(Generic[Key]):
    """A decision that found fault of one kind."""

    key: Key
    fault: str
    decided_on: date


def same_fault_twice(upheld: Iterable[Upheld[Key]]) -> list[tuple[Upheld[Key], Upheld[Key]]]:
    """Each decision with the one of the same fault before it, where six months lie between them or less.

    Decided on 10 January and 10 July: that is within six months; on 11 July it is not. On the same day counts too.
    """
    by_fault: dict[str, list[Upheld[Key]]] = defaultdict(list)
    for one in sorted(upheld, key=lambda one: one.decided_on):
        by_fault[one.fault].append(one)
    return [
        (first, second)
        for of_fault in by_fault.values()
        for first, second in pairwise(of_fault)
        if second.decided_on <= six_months_after(first.decided_on)
    ]


def municipal_year(day: date) -> int:
    """The year that a day belongs to: 31 March 2026 is still 2025."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


@dataclass(frozen=True)
class Funnel:
    """What became of those received: each number is part of the one before it, as far as they are decided yet."""

    received: int
    decided: int
    investigated: int
    upheld: int
    not_upheld: int
    premature: int

    @property
    def uphold_rate(self) -> float | None:
        """Upheld of those investigated, in percent; None where none was. So LGSCO yearly letters."""
        return 100 * self.upheld / self.investigated if self.investigated else None


def funnel(decisions: Collection[str | None]) -> Funnel:
    """Count what was received, by how each was decided; None is not decided yet."""
    counts = {decision: sum(1 for one in decisions if one == decision) for decision in Decision}
    return Funnel(
        received=len(decisions),
        decided=sum(counts.values()),
        investigated=sum(counts[decision] for decision in INVESTIGATED),
        upheld=counts[Decision.UPHELD],
        not_upheld=counts[Decision.NOT_UPHELD],
        premature=counts[Decision.REFERRED_BACK],
    )
