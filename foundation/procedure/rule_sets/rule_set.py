"""One dated set of rules, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from foundation.procedure.deadlines import Allowance
from foundation.procedure.vocabulary import Cell, Clock, Part, Reason, Relationship, Standing, Subject


@dataclass(frozen=True)
class Rule:
    """Words for a letter, and by which source. `recalled`: nobody has looked the source up yet."""

    words: str
    source: str
    recalled: bool = False


@dataclass(frozen=True)
class Limit:
    """A number that triage counts with, and where it is from."""

    count: int
    source: str
    recalled: bool = False


@dataclass(frozen=True)
class Person:
    """As whom a relationship complains; `consent_needed` where somebody speaks for another."""

    stands_as: Standing
    consent_needed: bool = False


@dataclass(frozen=True)
class Matter:
    """What the rules say of one subject: the column it reads, another route, or by which source it is corporate.

    `freeze`: a planned change that may be held. `court`: while a case is in court the court hears it. `fits` is false
    where the word is no complaint. `unclear`: the word says nothing about the column.
    """

    part: Part | None = None
    other_route: Reason | None = None
    corporate: str | None = None
    freeze: bool = False
    court: bool = False
    fits: bool = True
    unclear: bool = False


@dataclass(frozen=True)
class RuleSet:
    """The rules that apply to what is received from a day on. The day is the version."""

    applies_from: date
    because: str
    standings: Mapping[Standing, Rule]
    parts: Mapping[Part, Rule]
    table: Mapping[Standing, Mapping[Part, Cell]]
    relationships: Mapping[Relationship, Person]
    subjects: Mapping[Subject, Matter]
    reasons: Mapping[Reason, Rule]
    limits: Mapping[str, Limit]
    clocks: Mapping[Clock, Allowance]

    @property
    def version(self) -> str:
        """The day from which it applies."""
        return self.applies_from.isoformat()
