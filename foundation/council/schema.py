"""What a rule file must look like, and which of its words must agree with each other."""

from collections.abc import Collection
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema
from marshmallow.validate import Length, OneOf, Range, Regexp

from foundation.contracts.cases import PRIORITIES
from foundation.contracts.submissions import KINDS_KEPT
from foundation.procedure.vocabulary import ChildStatus, Subject
from foundation.runtime.written_files import Strict, add_fault
from foundation.surveys import people_served
from foundation.surveys.library import known_codes

CODE = Regexp(r"^[a-z][a-z0-9_]{0,39}$", error="use small letters, numbers and underscores")
WORDS = Length(1, 120)
PLAIN = Regexp(r"^[!-~]*$", error="use plain letters, so that every mail server can read it")


class OwnSchema(Strict):
    """The council itself: its name, the team that answers complaints, and the address that letters come from."""

    code = fields.String(required=True, validate=CODE)
    area_code = fields.String(validate=Regexp(r"^E\d{8}$", error="write E and eight digits, like E06000019"))
    name = fields.String(required=True, validate=WORDS)
    complaints_team = fields.String(required=True)
    letters_from = fields.Email(required=True, validate=[WORDS, PLAIN])


class TelephonesSchema(Strict):
    """Numbers that stand on every form, and the day on which somebody checked them."""

    checked_on = fields.Date(required=True)
    emergency = fields.String(required=True, validate=WORDS)
    police = fields.String(required=True, validate=WORDS)
    children_day = fields.String(required=True, validate=WORDS)
    children_day_name = fields.String(required=True, validate=WORDS)
    children_night = fields.String(required=True, validate=WORDS)
    children_night_name = fields.String(required=True, validate=WORDS)
    complaints_phone = fields.String(validate=WORDS)


class DutyPersonSchema(Strict):
    """Somebody who is told of signs of harm."""

    name = fields.String(required=True, validate=WORDS)
    email = fields.Email(required=True, validate=[WORDS, PLAIN])


class DutySchema(Strict):
    """When the duty list is at its desk, who stands on it in which order, and in how many minutes the next is told."""

    starts = fields.Time(required=True, format="%H:%M")
    ends = fields.Time(required=True, format="%H:%M")
    repeat_minutes = fields.Integer(required=True, strict=True, validate=Range(5, 240))
    lado = fields.String(required=True, validate=WORDS)
    people = fields.List(fields.Nested(DutyPersonSchema), required=True, validate=Length(1))

    @validates_schema
    def begins_before_it_ends(self, data: dict[str, Any], **_: Any) -> None:
        if data["starts"] >= data["ends"]:
            raise ValidationError("must be later than “starts”", "ends")


class TargetSchema(Strict):
    """A date of the council's own, in working days, and where it is promised."""

    working_days = fields.Integer(required=True, strict=True, validate=Range(1, 60))
    source = fields.String(required=True, validate=Length(1))


class TargetsSchema(Strict):
    """The targets for the acknowledgement and the decision, and how long before a date its owner is warned."""

    acknowledge = fields.Nested(TargetSchema, required=True)
    decide = fields.Nested(TargetSchema, required=True)
    warn = fields.Nested(TargetSchema, required=True)


class ChoiceSchema(Strict):
    """Something that families choose, as they read it."""

    code = fields.String(required=True, validate=CODE)
    words = fields.String(required=True, validate=WORDS)


class AreaSchema(ChoiceSchema):
    """A part of the service: its team, and what a complaint about it means in law where nothing else is said."""

    team = fields.String(required=True)
    subject = fields.Enum(Subject, by_value=True, required=True)
    child_status = fields.Enum(ChildStatus, by_value=True, required=True)
    also_helps = fields.String(load_default=None, validate=WORDS)


class TopicSchema(ChoiceSchema):
    """What went wrong; it may mean something else in law in one part of the service."""

    subject = fields.Enum(Subject, by_value=True, load_default=None)
    by_area = fields.Dict(fields.String(), fields.Enum(Subject, by_value=True), data_key="in", load_default=dict)


class MeetingSchema(ChoiceSchema):
    """A kind of meeting, the part of the service that holds it, and the questionnaire that is asked after it."""

    area = fields.String(required=True)
    questionnaire = fields.String(required=True)


class SurveysSchema(Strict):
    """How often people are asked and for how long, in days."""

    quiet_days = fields.Integer(required=True, strict=True, validate=Range(1, 366))
    remind_after_days = fields.Integer(required=True, strict=True, validate=Range(2, 60))
    open_days = fields.Integer(required=True, strict=True, validate=Range(3, 180))
    equality_after_closing = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class RouteSchema(Strict):
    """A rule that gives a team or a priority to some kinds, areas and topics; what is left out matches all."""

    kinds = fields.List(fields.String(validate=OneOf(KINDS_KEPT)), load_default=None, validate=Length(1))
    areas = fields.List(fields.String(), load_default=None, validate=Length(1))
    topics = fields.List(fields.String(), load_default=None, validate=Length(1))
    child_at_risk = fields.Boolean(load_default=None)
    team = fields.String(load_default=None)
    priority = fields.String(load_default=None, validate=OneOf(PRIORITIES))

    @validates_schema
    def gives_something(self, data: dict[str, Any], **_: Any) -> None:
        if not (data["team"] or data["priority"]):
            raise ValidationError("a route gives a team or a priority")

    @post_load
    def as_sets(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {key: frozenset(value) if isinstance(value, list) else value for key, value in data.items()}


class RuleFile(Strict):
    """The whole of `rules.yaml`. What its parts say of each other is checked here too."""

    council = fields.Nested(OwnSchema, required=True)
    telephones = fields.Nested(TelephonesSchema, required=True)
    duty = fields.Nested(DutySchema, required=True)
    local_targets = fields.Nested(TargetsSchema, required=True)
    teams = fields.Dict(fields.String(validate=CODE), fields.String(validate=WORDS), required=True)
    mailboxes = fields.Dict(fields.String(), fields.Email(validate=[WORDS, PLAIN]), required=True)
    also_called = fields.Dict(
        fields.String(), fields.List(fields.String(validate=WORDS), validate=Length(1)), load_default=dict
    )
    service_areas = fields.List(fields.Nested(AreaSchema), required=True, validate=Length(1))
    topics = fields.List(fields.Nested(TopicSchema), required=True, validate=Length(1))
    routes = fields.List(fields.Nested(RouteSchema), required=True)
    meetings = fields.List(fields.Nested(MeetingSchema), required=True, validate=Length(1))
    surveys = fields.Nested(SurveysSchema, required=True)

    @validates_schema
    def agree(self, data: dict[str, Any], **_: Any) -> None:
        """Every team, area and topic that is named somewhere exists; every code stands once."""
        areas = [area["code"] for area in data["service_areas"]]
        topics = [topic["code"] for topic in data["topics"]]
        faults: dict[str, Any] = {}
        _teams_exist(data, faults)
        for n, area in enumerate(data["service_areas"]):
            _must_be_in(data["teams"], area["team"], faults, "service_areas", n, "team")
        for n, topic in enumerate(data["topics"]):
            for area in topic["by_area"]:
                _must_be_in(areas, area, faults, "topics", n, "in", area)
        for n, meeting in enumerate(data["meetings"]):
            _must_be_in(areas, meeting["area"], faults, "meetings", n, "area")
            _must_be_a_questionnaire(meeting["questionnaire"], faults, "meetings", n, "questionnaire")
        for n, route in enumerate(data["routes"]):
            _must_be_in(data["teams"], route["team"], faults, "routes", n, "team")
            for known, key in ((areas, "areas"), (topics, "topics")):
                for word in sorted(route[key] or ()):
                    _must_be_in(known, word, faults, "routes", n, key)
        for key in ("service_areas", "topics", "meetings"):
            _stand_once([item["code"] for item in data[key]], faults, key)
        if faults:
            raise ValidationError(faults)


def _teams_exist(data: dict[str, Any], faults: dict[str, Any]) -> None:
    complaints_team = data["council"]["complaints_team"]
    _must_be_in(data["teams"], complaints_team, faults, "council", "complaints_team")
    for key in ("mailboxes", "also_called"):
        for team in data[key]:
            _must_be_in(data["teams"], team, faults, key, team)
    if complaints_team not in data["mailboxes"]:
        add_fault(faults, ("mailboxes",), "the complaints team must have one")


def _must_be_in(known: Collection[str], word: str | None, faults: dict[str, Any], *path: str | int) -> None:
    if word is not None and word not in known:
        add_fault(faults, path, f"“{word}” is not defined in this file")


def _must_be_a_questionnaire(code: str, faults: dict[str, Any], *path: str | int) -> None:
    if code not in known_codes():
        add_fault(faults, path, f"“{code}” is no questionnaire; `heard questionnaires list` shows them")
    if code == people_served.CODE:
        add_fault(faults, path, f"“{code}” asks what may only be counted, and is for sample surveys alone")


def _stand_once(codes: list[str], faults: dict[str, Any], key: str) -> None:
    for n, code in enumerate(codes):
        if code in codes[:n]:
            add_fault(faults, (key, n, "code"), f"“{code}” stands twice")
