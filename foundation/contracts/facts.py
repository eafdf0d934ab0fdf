"""The words of triage as JSON: one object of facts in, one object with the decision out.

The command `heard triage`, the console's "which procedure?" and the API read and write the same.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from marshmallow import ValidationError, fields, post_load
from marshmallow.validate import Length, OneOf, Regexp

from foundation.contracts.fields import Body, Day, Text, WholeNumber, YesOrNo
from foundation.contracts.text import LONGEST_WORDS
from foundation.procedure.decision import Decision
from foundation.procedure.facts import BadFacts, Facts, refuse_bad
from foundation.procedure.vocabulary import AgeBand, ChildStatus, ReceivedHow, Relationship, Subject

Said = dict[str, str | list[Any] | dict[Any, Any]]
NEEDED: Said = {"required": "This is needed."}
WHOSE = "Give a council's code, in small letters, or school, health, police or other_body."
COUNCIL_CODE = Regexp(
    r"[a-z][a-z0-9_]{0,39}\Z",
    error=WHOSE,
)


class _Code(fields.Enum[Any]):
    """One word of the vocabulary; a value of another type is as unknown as another word."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            raise self.make_error("unknown", choices=self.choices_text)
        return super()._deserialize(value, attr, data, **kwargs)


def _code(codes: type[StrEnum], *, needed: bool = False) -> _Code:
    return _Code(codes, by_value=True, required=needed, error_messages=NEEDED)


def _day(*, needed: bool = False) -> Day:
    said = "Write a day that there is, like 2026-11-23."
    return Day(required=needed, error_messages=NEEDED | {"invalid": said, "format": said})


def _yes_or_no(*, needed: bool = False) -> YesOrNo:
    return YesOrNo(required=needed, error_messages=NEEDED | {"invalid": "Give true or false."})


def _stage(first: int) -> WholeNumber:
    stages = range(first, 4)
    said = f"Give a stage from {first} to 3, as a number."
    return WholeNumber(validate=OneOf(stages, error=said), error_messages={"invalid": said})


class _FactsSchema(Body):
    error_messages = {"type": "Give one JSON object with the facts."}  # noqa: RUF012 -- marshmallow's own form

    story = Text(
        validate=Length(max=LONGEST_WORDS, error="Give {max} characters at most."),
        error_messages={"invalid": "Give the words as text, in quotation marks."},
    )
    is_complaint = _yes_or_no(needed=True)
    relationship = _code(Relationship, needed=True)
    has_parental_responsibility = _yes_or_no()
    complainant_age_band = _code(AgeBand)
    child_status = _code(ChildStatus, needed=True)
    responsible_authority = fields.String(
        required=True, validate=COUNCIL_CODE, error_messages=NEEDED | {"invalid": WHOSE}
    )
    subject = _code(Subject, needed=True)
    event_date = _day()
    event_ongoing = _yes_or_no()
    aware_date = _day()
    received_date = _day(needed=True)
    received_how = _code(ReceivedHow)
    already_in_court = _yes_or_no()
    court_same_matter = _yes_or_no()
    already_answered_at_stage = _stage(0)
    asks_for_stage = _stage(1)
    last_response_received_date = _day()
    written_record_agreed_date = _day()
    ticked_child_at_risk = _yes_or_no()
    allegation_against_worker = _yes_or_no()

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Facts:
        return Facts(**data)


def read_facts(told: Any) -> Facts:
    """Facts from a JSON object. Raises BadFacts, with what to mend by field; "facts" where it is no object at all."""
    try:
        facts: Facts = _FactsSchema().load(told)
    except ValidationError as error:
        raise BadFacts(_by_field(error.messages)) from None
    refuse_bad(facts)
    return facts


def _by_field(messages: Any) -> dict[str, list[str]]:
    return {str("facts" if name == "_schema" else name): list(said) for name, said in messages.items()}


def show_decision(decision: Decision) -> dict[str, Any]:
    """A decision as a JSON object. Its flags may hold words that a family wrote: for those who may see the story."""
    shown = _plain(decision)
    shown["then"] = None if decision.then is None else _plain(decision.then)
    return shown


def _plain(decision: Decision) -> dict[str, Any]:
    first, target = decision.first_deadline, decision.local_target
    return {
        "procedure": decision.procedure,
        "reason": decision.reason,
        "first_deadline": first and first.due_on.isoformat(),
        "first_deadline_what": first and first.what,
        "local_target": target and target.due_on.isoformat(),
        "local_target_what": target and target.what,
        "then": None,
        "explanation": show_explanation(decision),
        "flags": show_flags(decision),
        "rules_version": decision.rules_version,
    }


def show_flags(decision: Decision) -> Mapping[str, bool | list[str]]:
    """Flags by name: true, or the words found."""
    return {str(flag): said if isinstance(said, bool) else list(said) for flag, said in decision.flags.items()}


def show_explanation(decision: Decision) -> list[dict[str, Any]]:
    """The steps taken, each with its words and source."""
    return [
        {"step": step.step, "words": step.words, "source": step.source, "recalled": step.recalled}
        for step in decision.explanation
    ]
