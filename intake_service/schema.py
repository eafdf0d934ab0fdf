"""What partner systems may send to the API, and what they get back. One door for every kind."""

import re
from datetime import date
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, pre_load, validates_schema
from marshmallow.validate import Email, Length, OneOf, Range

from foundation.contracts.submissions import KINDS
from foundation.contracts.text import LONGEST_LINE, LONGEST_WORDS, NOT_TEXT, is_text, tidy
from foundation.council import Council
from foundation.procedure.deadlines import in_words
from foundation.procedure.vocabulary import Relationship
from foundation.procedure.working_days import WorkingDays
from intake_service.told import LISTENED, LONGEST_OUTCOME, RECEIVED_HOW, Told

NEEDED = {
    "complaint": ("service_area", "words", "topic", "relationship"),
    "compliment": ("service_area", "words"),
    "comment": ("service_area", "words"),
    "meeting": ("meeting", "meeting_went", "meeting_listened"),
}
EVERY_KIND = {"kind", "words", "name", "email", "phone", "received_on", "received_how"}
ALSO = {
    "complaint": {"outcome_wanted", "happened_on", "still_going_on", "child_at_risk", "child_name"},
    "compliment": {"thanks_to"},
}


class Text(fields.String):
    """Text as a person may write it: no NUL, no control characters, no broken Unicode; space around is cut."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not is_text(text):
            raise ValidationError(f"{NOT_TEXT}.")
        return tidy(text)


class Line(Text):
    """Text on one line: nobody's name has a line break, and no letter can be addressed with one."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        line = super()._deserialize(value, attr, data, **kwargs)
        if len(line.splitlines()) > 1:
            raise ValidationError("Write this on one line.")
        return line


class Day(fields.Date):
    """2026-11-23 and no other way of writing it: marshmallow alone takes 20261123 and 2026-W48-1 too."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return super()._deserialize(value, attr, data, **kwargs)


class YesOrNo(fields.Boolean):
    """true or false and nothing else: marshmallow alone takes 1 for true, whatever it is told."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


def _words(longest: int, about: str) -> Text:
    return Text(validate=Length(1, longest), metadata={"description": about})


def _line(about: str = "") -> Line:
    return Line(validate=Length(1, LONGEST_LINE), metadata={"description": about} if about else {})


def _yes_or_no(about: str) -> YesOrNo:
    return YesOrNo(metadata={"description": about})


def submission_schema(council: Council) -> type[Schema]:
    """The schema of what may be sent, with one council's service areas, topics and meetings."""

    class Submission(Schema):
        """A complaint, compliment, comment, or word of a meeting. Fields of other kinds are refused."""

        class Meta:
            unknown = RAISE

        error_messages = {"unknown": "We do not know this field. Leave it out."}  # noqa: RUF012 -- marshmallow's form

        kind = fields.String(required=True, validate=OneOf(KINDS))
        service_area = fields.String(validate=OneOf(list(council.areas)))
        topic = fields.String(validate=OneOf(list(council.topics)))
        relationship = fields.String(validate=OneOf([str(item) for item in Relationship]))
        words = _words(LONGEST_WORDS, "What was said, as it was said")
        outcome_wanted = _words(LONGEST_OUTCOME, "What the person would like to happen")
        happened_on = Day(metadata={"description": "When it happened; never after it was received"})
        still_going_on = _yes_or_no("It is still going on")
        child_at_risk = _yes_or_no("The person thinks that a child is at risk of harm")
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
        received_how = fields.String(
            validate=OneOf(RECEIVED_HOW), metadata={"description": "How the partner received it; needs an API key"}
        )

        @pre_load
        def nothing_is_null(self, data: Any, **_: Any) -> Any:
            """null says the same as leaving a field out."""
            return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data

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


class FieldFault(Schema):
    """One field and how to mend it."""

    field = fields.String(required=True)
    message = fields.String(required=True)


class Problem(Schema):
    """A problem document (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldFault))


def told_from(data: dict[str, Any], council: Council) -> Told:
    """The same values that a form gives. A meeting belongs to the service area of its kind."""
    given = {name: value for name, value in data.items() if name in Told.__dataclass_fields__}
    if given["kind"] == "meeting":
        given["service_area"] = council.meetings[given["meeting"]].area
    return Told(**given)


def date_faults(data: dict[str, Any], today: date, received_on: date, days: WorkingDays) -> dict[str, list[str]]:
    """What only the day can tell: nothing was received, or happened, in the future, nor before our calendar begins."""
    faults = {}
    if received_on < days.known_from:
        faults["received_on"] = [f"We take what was received on {in_words(days.known_from)} or later."]
    if received_on > today:
        faults["received_on"] = ["This is in the future. Give the day on which it was received."]
    if data.get("happened_on") and data["happened_on"] > received_on:
        faults["happened_on"] = ["This is after the day on which it was received."]
    return faults
