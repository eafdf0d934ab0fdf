"""What triage answers: a proposal with its reasons, which a person confirms or changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from foundation.procedure.deadlines import Deadline
from foundation.procedure.vocabulary import Flag, Procedure, Reason

Flags = Mapping[Flag, bool | tuple[str, ...]]


@dataclass(frozen=True)
class Step:
    """One step of an explanation: words that can stand in a letter, and by which source.

    `step` is the number of the step of triage, or "clock". `recalled`: nobody has looked the source up yet.
    """

    step: str
    words: str
    source: str
    recalled: bool = False


@dataclass(frozen=True)
class Decision:
    """The procedure proposed, why, by which rules, and what is due first.

    `first_deadline` is the law's or the Code's, None where no clock runs. `local_target` is the council's own date:
    for the acknowledgement, or for the decision where a person decides before a clock runs. `beside` has other dates
    that start at once. `then` is what the other steps say where safeguarding comes first. The reason is the first
    step of the explanation.
    """

    procedure: Procedure | None
    reason: Reason
    rules_version: str
    explanation: tuple[Step, ...]
    first_deadline: Deadline | None = None
    local_target: Deadline | None = None
    beside: tuple[Deadline, ...] = ()
    flags: Flags = field(default_factory=dict, repr=False)  # may hold words that a family wrote
    then: "Decision | None" = None

    @property
    def because(self) -> str:
        """The reason in words for a letter."""
        return self.explanation[0].words

    @property
    def source(self) -> str:
        """The source of the reason."""
        return self.explanation[0].source

    @property
    def person_decides(self) -> bool:
        """A person decides before the rules are followed."""
        return Flag.PERSON_DECIDES in self.flags


def clock_step(due: Deadline) -> Step:
    """How a date was counted, as a step of an explanation."""
    whose = "Our own target. " if due.local else ""
    return Step("clock", f"{whose}{due.what}: {due.working}", due.source, due.recalled)
