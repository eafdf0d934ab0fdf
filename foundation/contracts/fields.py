"""What our schemas of JSON share: a body, and what counts as text, a day, a yes or no, and a whole number."""

import re
from datetime import date
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, pre_load

from foundation.contracts.text import NOT_TEXT, is_text, tidy


class Body(Schema):
    """One JSON object that a program sent. A field that we do not know is refused, not passed over."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "We do not know this field. Leave it out."}  # noqa: RUF012 -- marshmallow's own form

    @pre_load
    def nothing_is_null(self, data: Any, **_: Any) -> Any:
        """null says the same as leaving a field out."""
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data


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


class WholeNumber(fields.Integer):
    """2 and neither "2", 2.0 nor true: marshmallow alone takes true for 1."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value
