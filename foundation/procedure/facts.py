"""What triage is told, and what about it cannot be true."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from foundation.procedure.vocabulary import AgeBand, ChildStatus, ReceivedHow, Relationship, Subject

Faults = Mapping[str, list[str]]


class BadFacts(ValueError):
    """Facts that cannot be true or are not enough. `faults` has what to mend, by field; it repeats no story."""

    def __init__(self, faults: Faults) -> None:
        super().__init__("; ".join(f"{name}: {' '.join(said)}" for name, said in faults.items()))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One item as it came in. Codes are those of the vocabulary; a date that is not known is None.

    `responsible_authority` is a council's code, or one of OtherBody. `asks_for_stage` None counts as 1 for a complaint.
    """

    is_complaint: bool
    relationship: Relationship
    child_status: ChildStatus
    responsible_authority: str
    subject: Subject
    received_date: date
    story: str = field(default="", repr=False)  # read for signs of harm only
    event_date: date | None = None
    event_ongoing: bool = False
    aware_date: date | None = None
    has_parental_responsibility: bool | None = None
    complainant_age_band: AgeBand | None = None
    received_how: ReceivedHow | None = None
    already_in_court: bool = False
    court_same_matter: bool = False
    already_answered_at_stage: int = 0
    asks_for_stage: int | None = None
    last_response_received_date: date | None = None
    written_record_agreed_date: date | None = None
    ticked_child_at_risk: bool = False
    allegation_against_worker: bool = False


def refuse_bad(facts: Facts) -> None:
    """Raises BadFacts, naming every field, for dates that cannot be, a stage too far, or a date that is missing."""
    faults = _dates_after_receipt(facts)
    if facts.is_complaint:
        faults |= _stages(facts)
        if facts.event_date is None and not facts.event_ongoing:
            faults["event_date"] = ["Give the date it happened, or say with event_ongoing that it is still going on."]
    if faults:
        raise BadFacts(faults)


def _dates_after_receipt(facts: Facts) -> dict[str, list[str]]:
    return {
        name: [f"{day} is after it was received, {facts.received_date}. Give a day on or before that."]
        for name in ("event_date", "aware_date", "last_response_received_date")
        if (day := getattr(facts, name)) is not None and day > facts.received_date
    }


def _stages(facts: Facts) -> dict[str, list[str]]:
    faults = {}
    answered, asked = facts.already_answered_at_stage, facts.asks_for_stage or 1
    if asked > answered + 1:
        faults["asks_for_stage"] = [
            f"Stage {asked} is more than one above the last stage answered, {answered}. "
            f"Ask for stage {answered + 1}, or give the stage already answered."
        ]
    if asked > 1 and facts.last_response_received_date is None:
        faults["last_response_received_date"] = ["Give the day on which the person received the last answer."]
    return faults
