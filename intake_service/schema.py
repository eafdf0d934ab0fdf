"""What partner systems may send to the API, and what they get back. One door for every kind."""

from datetime import date
from enum import StrEnum
from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema
from marshmallow.validate import Email, Length, OneOf, Range, Regexp

from foundation.contracts.fields import Body, Day, Line, Text, YesOrNo
from foundation.contracts.submissions import KINDS_KEPT, WORKER_CHANGE
from foundation.contracts.text import LONGEST_LINE, LONGEST_WORDS
from foundation.council import Council
from foundation.procedure.deadlines import in_words
from foundation.procedure.vocabulary import AgeBand, ChildStatus, OtherBody, ReceivedHow, Relationship
from foundation.procedure.working_days import WorkingDays
from intake_service.told import LISTENED, LONGEST_OUTCOME, Told

NEEDED = {
    "complaint": ("service_area", "words", "topic", "relationship"),
    "compliment": ("service_area", "words"),
    "comment": ("service_area", "words"),
    WORKER_CHANGE: ("service_area", "words", "relationship"),
    "meeting": ("meeting", "meeting_went", "meeting_listened"),
}
AUTHORITY = r"^[a-z][a-z0-9_]{0,39}$"
EVERY_KIND = {"kind", "words", "name", "email", "phone", "received_on", "received_how"}
ALSO = {
    "complaint": {
        "outcome_wanted",
        "happened_on",
        "still_going_on",
        "child_at_risk",
        "child_name",
        "allegation_against_worker",
        "has_parental_responsibility",
        "age_band",
        "child_status",
        "responsible_authority",
        "aware_on",
        "already_in_court",
        "court_same_matter",
        "answered_at_stage",
        "answered_on",
        "asks_for_stage",
    },
    "compliment": {"thanks_to"},
    WORKER_CHANGE: {"outcome_wanted", "child_name"},
}


def _words(longest: int, about: str) -> Text:
    return Text(validate=Length(1, longest), metadata={"description": about})


def _line(about: str = "") -> Line:
    return Line(validate=Length(1, LONGEST_LINE), metadata={"description": about} if about else {})


def _yes_or_no(about: str) -> YesOrNo:
    return YesOrNo(metadata={"description": about})


def _one_of(codes: type[StrEnum], about: str = "") -> fields.String:
    return fields.String(
        validate=OneOf([str(code) for code in codes]), metadata={"description": about} if about else {}
    )


def submission_schema(council: Council) -> type[Schema]:
    """The schema of what may be sent, with one council's service areas, topics and meetings."""

    class Submission(Body):
        """A complaint, compliment, comment, request for another worker, or word of a meeting.

        Fields of other kinds are refused. A complaint needs happened_on, unless still_going_on is true.
        """

        kind = fields.String(required=True, validate=OneOf(KINDS_KEPT))
        service_area = fields.String(validate=OneOf(list(council.areas)))
        topic = fields.String(validate=OneOf(list(council.topics)))
        relationship = _one_of(Relationship)
        words = _words(LONGEST_WORDS, "What was said, as it was said")
        outcome_wanted = _words(LONGEST_OUTCOME, "What the person would like to happen")
        happened_on = Day(metadata={"description": "When it happened; never after it was received"})
        still_going_on = _yes_or_no("It is still going on")
        child_at_risk = _yes_or_no("The person thinks that a child is at risk of harm")
        allegation_against_worker = _yes_or_no("Somebody who works with children has hurt a child, or may have")
        has_parental_responsibility = _yes_or_no("The person has parental responsibility for the child")
        age_band = _one_of(AgeBand, "How old the person is")
        child_status = _one_of(ChildStatus, "How the child is known; left out, it follows from the service area")
        responsible_authority = Line(
            validate=Regexp(AUTHORITY, error=f"Give a council's code, or one of: {', '.join(OtherBody)}."),
            metadata={"description": "Whose work it is about; left out, the council's own"},
        )
        aware_on = Day(metadata={"description": "When the person came to know of it; never after it was received"})
        already_in_court = _yes_or_no("There are court proceedings")
        court_same_matter = _yes_or_no("A court is deciding about the same matter")
        answered_at_stage = fields.Integer(
            strict=True, validate=Range(0, 3), metadata={"description": "The last stage that was answered; 0 is none"}
        )
        answered_on = Day(
            metadata={"description": "When the person received that answer; needed to ask for stage 2 or 3"}
        )
        asks_for_stage = fields.Integer(
            strict=True, validate=Range(1, 3), metadata={"description": "At most one above the last stage answered"}
        )
        child_name = _line()
        name = _line()
        email = Line(validate=[Length(1, LONGEST_LINE), Email()])
        phone = _line()
        thanks_to = _line("Who is thanked")
        meeting = fields.String(validate=OneOf(list(council.meetings)))
        meeting_went = fields.Integer(strict=True, validate=Range(1, 5), metadata={"description": "5 is very well"})
        meeting_listened = fields.String(validate=OneOf([code for code, _ in LISTENED]))
        received_on = Day(
            metadata={"description": "When the partner received it; needs an API key, never in the future"}
        )
        received_how = _one_of(ReceivedHow, "How the partner received it; needs an API key")

        @validates_schema
        def fits_its_kind(self, data: dict[str, Any], **_: Any) -> None:
            kind = data["kind"]
            allowed = EVERY_KIND | ALSO.get(kind, set()) | set(NEEDED[kind])
            faults = {name: [f"This is needed for a {kind}."] for name in NEEDED[kind] if name not in data}
            faults |= {name: [f"This has no place in a {kind}. Leave it out."] for name in data if name not in allowed}
            if faults:
                raise ValidationError(faults)

    return Submission


class WhatHappensNext(Schema):
    """The next thing that the person should hear, and by when if there is a date."""

    words = fields.String(required=True)
    by = fields.Date(required=True, allow_none=True)


class Accepted(Schema):
    """It is kept."""

    reference = fields.String(required=True, metadata={"example": "7KQ4-M2XH"})
    received_on = fields.Date(required=True)
    what_happens_next = fields.Nested(WhatHappensNext, required=True)


def told_from(data: dict[str, Any], council: Council) -> Told:
    """The same values that a form gives. A meeting belongs to the service area of its kind."""
    given = {name: value for name, value in data.items() if name in Told.__dataclass_fields__}
    if given["kind"] == "meeting":
        given["service_area"] = council.meetings[given["meeting"]].area
    return Told(**given)


def receipt_faults(received_on: date, today: date, days: WorkingDays) -> dict[str, list[str]]:
    """What only the day can tell: nothing was received in the future, nor before our calendar begins."""
    if received_on < days.known_from:
        return {"received_on": [f"We take what was received on {in_words(days.known_from)} or later."]}
    if received_on > today:
        return {"received_on": ["This is in the future. Give the day on which it was received."]}
    return {}
