"""What a door was told, as triage is told it: the command, the page and the API find the same facts bad."""

from datetime import date
from types import SimpleNamespace

from foundation.council import Council
from foundation.procedure.deadlines import in_words
from foundation.procedure.facts import BadFacts, Facts, refuse_bad
from foundation.procedure.working_days import WorkingDays
from foundation.records import told_facts
from intake_service.told import Told

# The words of triage, and what the doors call the same.
OURS = {
    "event_date": "happened_on",
    "event_ongoing": "still_going_on",
    "aware_date": "aware_on",
    "last_response_received_date": "answered_on",
    "already_answered_at_stage": "answered_at_stage",
    "received_date": "received_on",
}
EARLIER = "If the answer came before that, leave this out and say so in the words."


def facts_of(told: Told, received_on: date, received_how: str, council: Council) -> Facts:
    """The facts, without the story: no door waits until that is read."""
    submission = SimpleNamespace(**vars(told), received_on=received_on, received_how=received_how)
    subject = council.routing(told.kind, told.service_area, told.topic).subject
    return told_facts.facts_of(submission, subject, council, story="")


def faults_of(facts: Facts, days: WorkingDays) -> dict[str, list[str]]:
    """What cannot be true of a complaint, is missing, or is not in our calendar, by the door's names of the fields."""
    faults: dict[str, list[str]] = {}
    answered_on = facts.last_response_received_date
    if answered_on is not None and answered_on < days.known_from:
        faults["answered_on"] = [f"We count from {in_words(days.known_from)} on. {EARLIER}"]
    try:
        refuse_bad(facts)
    except BadFacts as bad:
        faults |= {
            OURS.get(name, name): [_in_our_words(said) for said in all_said] for name, all_said in bad.faults.items()
        }
    return faults


def _in_our_words(said: str) -> str:
    for theirs, ours in OURS.items():
        said = said.replace(theirs, ours)
    return said
