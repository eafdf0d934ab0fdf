"""What may be given for each kind of figure, and what is said when it is not right."""

from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields
from marshmallow.validate import OneOf

from foundation.equality.settings import SETTINGS
from foundation.equality.tables import Zeros
from foundation.equality.verdicts import Verdict
from heard.json_objects import name_of

LARGEST = 1e15


class Number(fields.Field[Any]):
    """A number of JSON: no text, no true or false."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not -LARGEST <= value <= LARGEST:
            raise ValidationError("Give a number, like 0.95.")
        return value


class Count(Number):
    """A whole number of JSON; 7.0 is one."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        number = super()._deserialize(value, attr, data, **kwargs)
        if number != int(number):
            raise ValidationError("Give a whole number, like 12.")
        return int(number)


class Flag(fields.Field[Any]):
    """true or false."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("Give true or false.")
        return value


class Pair(fields.Field[Any]):
    """Two whole numbers."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[int, int]:
        try:
            first, second = (Count().deserialize(one) for one in value)
        except (TypeError, ValueError, ValidationError):
            raise ValidationError("Give two whole numbers, like [5, 20].") from None
        return first, second


class CountOrNames(Count):
    """How many cells, or their names."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, list) and all(isinstance(name, str) for name in value) and len({*value}) == len(value):
            return value
        if isinstance(value, list):
            raise ValidationError("Give the names of the cells, each once, or how many cells there are.")
        return super()._deserialize(value, attr, data, **kwargs)


class Weights(fields.Field[Any]):
    """A weight for each cell in turn, or weights by the cells' names."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        of = value.values() if isinstance(value, dict) else value
        if not isinstance(value, (dict, list)):
            raise ValidationError("Give a list of weights, or an object with weights by name.")
        for weight in of:
            Number().deserialize(weight)
        return value


class Given(Schema):
    """What is given for one kind; nothing that is not known."""

    class Meta:
        unknown = RAISE

    error_messages = {  # noqa: RUF012 -- marshmallow's own form
        "unknown": "We do not know this field. Leave it out.",
        "type": "Give a JSON object.",
    }


# What is said of each kind of mistake.
NEEDED = {"required": "This is needed.", "null": "This is needed."}
LIST = {"invalid": "Give a list.", "required": "This is needed.", "null": "This is needed."}


def number() -> Number:
    """A number that is needed."""
    return Number(required=True, error_messages=NEEDED)


def count() -> Count:
    """A whole number that is needed."""
    return Count(required=True, error_messages=NEEDED)


def settled(name: str) -> Number:
    """A number that is as the settings have it when it is not given."""
    return Number(load_default=getattr(SETTINGS, name), error_messages={"null": "Give a number or leave it out."})


def flag(default: bool | None = None) -> Flag:
    """true or false; needed unless there is a default."""
    if default is None:
        return Flag(required=True, error_messages=NEEDED)
    return Flag(load_default=default)


def or_null(field: type[fields.Field[Any]]) -> fields.Field[Any]:
    """Given, or null, or left out."""
    return field(load_default=None, allow_none=True)


def list_of(inner: fields.Field[Any], *, needed: bool = True) -> fields.List[Any]:
    """A list; empty when it is not needed and not given."""
    if needed:
        return fields.List(inner, required=True, error_messages=LIST)
    return fields.List(inner, load_default=list, error_messages=LIST)


def one_of(words: type[Verdict] | type[Zeros], default: str | None = None) -> fields.String:
    """One of these words."""
    said = f"Give one of {', '.join(words)}."
    errors = NEEDED | {"invalid": said}
    valid = OneOf([*words], error=said)
    if default is None:
        return fields.String(required=True, validate=valid, error_messages=errors)
    return fields.String(load_default=default, validate=valid, error_messages=errors)


def pair() -> Pair:
    """Two whole numbers, such as a cell, or so many of so many."""
    return Pair(required=True, error_messages=NEEDED)


def code() -> fields.String:
    """A group's code."""
    return fields.String(required=True, error_messages=NEEDED | {"invalid": "Give the code as text."})


def objects(of: dict[str, fields.Field[Any]], *, needed: bool = True) -> fields.List[Any]:
    """A list of objects with these fields."""
    nested = fields.Nested(Given.from_dict(of), error_messages={"type": "Give a JSON object.", "null": "Give one."})
    return list_of(nested, needed=needed)


def flatten(errors: Any, at: str = "") -> list[str]:
    """One line for each field that is wrong: groups[2].x: Give a whole number."""
    if isinstance(errors, dict):
        return [line for key, inner in errors.items() for line in flatten(inner, _under(at, key))]
    return [f"{at}: {' '.join(map(str, errors))}"]


def _under(at: str, key: Any) -> str:
    if key == "_schema":
        return at or "given"
    if isinstance(key, int):
        return f"{at}[{key}]"
    return f"{at}.{name_of(key)}" if at else name_of(key)
