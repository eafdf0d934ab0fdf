"""The facts of triage as questions for an officer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from casework_console.cases import words
from foundation.council import Council
from foundation.pages.fields import Form, PastDate, choice, picker, tick
from foundation.pages.fields import words as box
from foundation.procedure.rule_sets import VERSIONS
from foundation.procedure.vocabulary import ReceivedHow, Subject

NOT_KNOWN = ("", "Not known")
SELECT = ("", "Select one")
ANOTHER_COUNCIL = "another_council"
YES_OR_NO = (NOT_KNOWN, ("yes", "Yes"), ("no", "No"))
A_DAY = "For example, 27 3 2026"
STAGES = (("0", "None"), ("1", "Stage 1"), ("2", "Stage 2"), ("3", "Stage 3"))


class WhichForm(Form):
    """Each field is one fact, by its name in the vocabulary; and the rules to decide by."""

    is_complaint = choice(
        "Is the person dissatisfied?",
        (("yes", "Yes, it is a complaint"), ("no", "No: praise, an idea or a request")),
        missing="Select whether it is a complaint",
    )
    subject = picker("Subject", (SELECT, *((code, words.subject_words(code)) for code in Subject)))
    relationship = picker("Who the person is to the child", (SELECT, *words.RELATIONSHIPS.items()))
    has_parental_responsibility = picker("Do they have parental responsibility?", YES_OR_NO)
    complainant_age_band = picker("How old is the person?", (NOT_KNOWN, *words.AGES.items()))
    child_status = picker("How is the child known to us?", (SELECT, *words.CHILD_STATUSES.items()))
    responsible_authority = picker("Whose work is it about?", ())
    received_date = PastDate("When was it received?", A_DAY)
    event_date = PastDate("When did it happen?", A_DAY)
    event_ongoing = tick("It is still going on")
    aware_date = PastDate("When did the person become aware of it, if later?", A_DAY)
    received_how = picker("How did it come?", (NOT_KNOWN, *((how, words.HOW[how]) for how in ReceivedHow)))
    already_answered_at_stage = picker("Last stage that was answered", STAGES)
    asks_for_stage = picker("Stage that is asked for", (("", "Not said"), *STAGES[1:]))
    last_response_received_date = PastDate("When did the person receive the last answer?", A_DAY)
    written_record_agreed_date = PastDate("When was the written record agreed?", A_DAY)
    already_in_court = tick("A court is dealing with the family")
    court_same_matter = tick("The court is dealing with the same matter")
    ticked_child_at_risk = tick("The box for a child at risk is ticked")
    allegation_against_worker = tick("It is an allegation against somebody who works with children")
    story = box("What was said", "Read for signs of harm only. It is not kept.")
    rules = picker("Rules", (("", "In force on the day received"), *((version, version) for version in VERSIONS)))

    def __init__(self, council: Council) -> None:
        super().__init__()
        self.responsible_authority.choices = [
            (council.code, council.name), *words.BODIES.items(), (ANOTHER_COUNCIL, "Another council"),
        ]  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """The facts as one JSON object; what was left empty is left out."""
        told = {field.name: _told(field) for field in self if field.name not in ("csrf_token", "rules")}
        return {name: value for name, value in told.items() if value is not None}

    def shown(self) -> list[tuple[str, str]]:
        """Questions with the answers that were given, without the story."""
        given = [(field, _shown(field)) for field in self if field.name not in ("csrf_token", "rules", "story")]
        return [(field.label.text, said) for field, said in given if said]

    def refuse(self, faults: Mapping[str, list[str]]) -> None:
        """Set each message at its field, with fields called by their questions."""
        for name, messages in faults.items():
            self[name].errors = [self._in_questions(message) for message in messages]

    def _in_questions(self, message: str) -> str:
        for field in sorted(self, key=lambda field: -len(field.name)):
            if "_" in field.name:
                message = message.replace(field.name, f"“{field.label.text}”")
        return message


def _told(field: Any) -> Any:
    value = field.data
    if isinstance(value, date):
        return value.isoformat()
    if field.name in ("is_complaint", "has_parental_responsibility"):
        return {"yes": True, "no": False}.get(value)
    if field.name in ("already_answered_at_stage", "asks_for_stage"):
        return int(value) if value else None
    return value or (False if value is False else None)


def _shown(field: Any) -> str:
    if isinstance(field.data, bool):
        return "Yes" if field.data else ""
    if isinstance(field.data, date):
        return f"{field.data.day} {field.data:%B %Y}"
    chosen = {str(code): said for code, said, *_ in field.iter_choices()} if hasattr(field, "iter_choices") else {}
    return chosen.get(field.data or "", "") if field.data else ""
