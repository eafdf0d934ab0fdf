"""What a file of rules must look like. Strict: a word that we do not know, or one that is missing, is refused."""

from collections.abc import Mapping, Set
from datetime import date
from enum import StrEnum
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validates_schema
from marshmallow.validate import Length, OneOf, Range
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from foundation.procedure.deadlines import Allowance, Leave, Unit
from foundation.procedure.rule_sets.rule_set import Limit, Matter, Person, Rule, RuleSet
from foundation.procedure.vocabulary import Cell, Clock, Due, Part, Reason, Relationship, Standing, Subject

SAID = Length(1, 400)
LIMITS = ("statutory_years", "corporate_years", "days_for_post")
# A clock that a later law brought in: rules of an earlier day have none.
NOT_ALWAYS = {Clock.DATA_PROTECTION_ACKNOWLEDGEMENT}


class BadRules(ValueError):
    """A file of rules that cannot be used; the message names file, key and what is wrong."""


class _Strict(Schema):
    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "we do not know this word here"}  # noqa: RUF012 -- marshmallow's own form


def _yes_or_no(otherwise: bool) -> fields.Boolean:
    return fields.Boolean(truthy={True}, falsy={False}, load_default=otherwise)


def _text(**how: Any) -> fields.String:
    return fields.String(validate=SAID, **how)


class _Sourced(_Strict):
    source = _text(required=True)
    recalled = _yes_or_no(False)


class _Rule(_Sourced):
    words = _text(required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Rule:
        return Rule(**data)


class _Limit(_Sourced):
    count = fields.Integer(required=True, strict=True, validate=Range(1, 60))

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Limit:
        return Limit(**data)


class _Person(_Strict):
    stands_as = fields.Enum(Standing, by_value=True, required=True)
    consent_needed = _yes_or_no(False)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Person:
        return Person(**data)


class _Matter(_Strict):
    part = fields.Enum(Part, by_value=True)
    other_route = fields.Enum(Reason, by_value=True)
    corporate = _text()
    freeze = _yes_or_no(False)
    court = _yes_or_no(False)
    fits = _yes_or_no(True)
    unclear = _yes_or_no(False)

    @validates_schema
    def leads_somewhere(self, data: dict[str, Any], **_: Any) -> None:
        if not (data.keys() & {"part", "other_route", "corporate"} or data["unclear"]):
            raise ValidationError("give a part, an other_route, or corporate with its source")

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Matter:
        return Matter(**data)


class _Leave(_Strict):
    where = _text(required=True)
    source = _text(required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Leave:
        return Leave(**data)


class _Clock(_Sourced):
    due = fields.Enum(Due, by_value=True, required=True)
    allowed = fields.Integer(required=True, strict=True, validate=Range(-60, 100))
    unit = fields.Enum(Unit, by_value=True, load_default=Unit.WORKING)
    longest = fields.Integer(strict=True, validate=Range(1, 100))
    extension = fields.Nested(_Leave)
    pause = fields.Nested(_Leave)
    local = _yes_or_no(False)

    @validates_schema
    def is_capped(self, data: dict[str, Any], **_: Any) -> None:
        may_grow = bool(data.keys() & {"extension", "pause"})
        if may_grow != ("longest" in data):
            raise ValidationError("longest stands with extension or pause, and they with it", "longest")
        if may_grow and data["longest"] <= data["allowed"]:
            raise ValidationError("longest must be more than allowed", "longest")

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Allowance:
        return Allowance(**data)


def _each(codes: type[StrEnum], inner: type[Schema]) -> fields.Dict:
    return fields.Dict(fields.Enum(codes, by_value=True), fields.Nested(inner), required=True)


class _RuleFile(_Strict):
    applies_from = fields.Raw(required=True)
    because = _text(required=True)
    standings = _each(Standing, _Rule)
    parts = _each(Part, _Rule)
    columns = fields.List(fields.Enum(Part, by_value=True), required=True)
    table = fields.Dict(
        fields.Enum(Standing, by_value=True), fields.List(fields.Enum(Cell, by_value=True)), required=True
    )
    relationships = _each(Relationship, _Person)
    subjects = _each(Subject, _Matter)
    reasons = _each(Reason, _Rule)
    limits = fields.Dict(fields.String(validate=OneOf(LIMITS)), fields.Nested(_Limit), required=True)
    clocks = _each(Clock, _Clock)

    @validates_schema
    def is_whole(self, data: dict[str, Any], **_: Any) -> None:
        """Every word of the vocabulary has its rule, and every row of the table every cell."""
        every: dict[str, Set[str]] = {
            "standings": set(Standing), "parts": set(Part), "columns": set(Part), "table": set(Standing),
            "relationships": set(Relationship), "subjects": set(Subject), "reasons": set(Reason),
            "limits": set(LIMITS), "clocks": set(Clock).difference(NOT_ALWAYS),
        }  # fmt: skip
        faults: dict[str, Any] = {
            key: [f"missing: {', '.join(sorted(missing))}"]
            for key, words in every.items()
            if (missing := words - set(data[key]))
        }
        width = len(data["columns"])
        short = {row: [f"{width} cells, one for each column"] for row, cells in data["table"].items()
                 if len(cells) != width}  # fmt: skip
        if width != len(set(data["columns"])):
            faults["columns"] = ["a column stands twice"]
        if short:
            faults["table"] = short
        if faults:
            raise ValidationError(faults)

    @validates_schema(skip_on_field_errors=True)
    def other_routes_are_named(self, data: dict[str, Any], **_: Any) -> None:
        """A cell that says "another route" needs each subject of its column to name that route."""
        for row, cells in data["table"].items():
            for part, cell in zip(data["columns"], cells, strict=False):
                unnamed = [code for code, it in data["subjects"].items() if it.part is part and it.other_route is None]
                if cell is Cell.OTHER_ROUTE and unnamed:
                    raise ValidationError({"table": {row: [f"O needs an other_route for {', '.join(unnamed)}"]}})

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> RuleSet:
        columns = data.pop("columns")
        data["table"] = {
            row: MappingProxyType(dict(zip(columns, cells, strict=True))) for row, cells in data["table"].items()
        }
        whole: dict[str, Any] = {key: MappingProxyType(it) if isinstance(it, dict) else it for key, it in data.items()}
        return RuleSet(**whole)


def read(folder: Traversable, version: str) -> RuleSet:
    """The rules of one version, with what they are based on. Raises BadRules."""
    tree = _whole(folder, version)
    try:
        rules: RuleSet = _RuleFile().load(tree)
    except ValidationError as error:
        raise BadRules("\n".join(f"{version}.yaml: {said}" for said in _flat(error.messages))) from None
    return rules


def _whole(folder: Traversable, version: str) -> dict[str, Any]:
    """One file's tree, over the tree of the file that it is based on."""
    name = f"{version}.yaml"
    try:
        tree = YAML(typ="safe").load(folder.joinpath(name).read_text("utf-8"))
    except FileNotFoundError:
        raise BadRules(f"{name} is missing") from None
    except (OSError, YAMLError, ValueError) as error:
        raise BadRules(f"{name} cannot be read: {error}") from None
    if not isinstance(tree, dict) or not isinstance(tree.get("applies_from"), date):
        raise BadRules(f"{name}: applies_from: give the day from which it applies")
    if tree["applies_from"].isoformat() != version:
        raise BadRules(f"{name}: applies_from: a file is named by its day, and this one's is {tree['applies_from']}")
    base = str(tree.pop("based_on", ""))
    if not base:
        return tree
    if base >= version:
        raise BadRules(f"{name}: based_on: rules are based on older ones")
    under = _whole(folder, base)
    return under | {key: _over(under.get(key), own) for key, own in tree.items()}


def _over(under: Any, own: Any) -> Any:
    return under | own if isinstance(under, dict) and isinstance(own, dict) else own


def _flat(messages: Mapping[Any, Any] | list[Any], path: str = "") -> list[str]:
    if isinstance(messages, list):
        return [f"{path}: {said}" for said in messages]
    found: list[str] = []
    for key, inner in messages.items():
        below = path if key in ("key", "value", "_schema") else f"{path}.{key}".strip(".")
        found += _flat(inner, below)
    return found
