"""GOV.UK fields for Flask-WTF, with our rules for text in them.

The widgets come from govuk-frontend-wtf; mended here: an empty hint where there is no description, the
hint of a box to tick, which stood above it as if it spoke of the box before, a date whose parts were tampered with,
and an error link that leads to the first box of a date.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import current_app, request
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxInput,
    GovDateInput,
    GovPasswordInput,
    GovRadioInput,
    GovSelect,
    GovTextArea,
    GovTextInput,
)
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms import PasswordField as PlainPasswordField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation, ValidationError

from foundation.contracts.text import LONGEST_LINE, LONGEST_WORDS, NOT_TEXT, is_text, tidy

NO_COOKIE = (
    "Your browser did not send our cookie back. Allow cookies for this site and press the button again. Your words are "
    "still here"
)
STALE = "This page was open for a long time. Your words are still here: press the button again to send them"


class Form(FlaskForm):  # type: ignore[misc]
    """A form that keeps what was typed when its page has gone stale, and says so in plain words."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was typed is text: Flask-WTF alone would take JSON and files too, and our fields would break."""
            sent = request.form if request.method == "POST" else None
            return formdata if isinstance(formdata, MultiDict) else sent

    def validate_on_submit(self, *args: Any, **kwargs: Any) -> bool:
        """Was it sent, and is it right? A stale or forged page is refused; nothing typed is lost."""
        valid = bool(super().validate_on_submit(*args, **kwargs))
        if self.is_submitted() and "csrf_token" in self.errors:
            came_back = request.cookies.get(current_app.config["SESSION_COOKIE_NAME"])
            self.csrf_token.errors = [STALE if came_back else NO_COOKIE]
        return valid


class Radios(GovRadioInput):  # type: ignore[misc]
    """Radio buttons as one question with its words as a heading, and no empty hint."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        return _as_question(_without_empty_hint(field, super().map_gov_params(field, **kwargs)))


class Checkbox(GovCheckboxInput):  # type: ignore[misc]
    """One box to tick, with what is said about it under it."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)
        hint = params.pop("hint")
        if field.description:
            params["items"][0]["hint"] = {"text": hint["text"]}
        return params


class DateBoxes(GovDateInput):  # type: ignore[misc]
    """Day, month and year; a link from the list of errors leads to the first of them."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)
        params["id"] = f"{field.id}-boxes"
        params["items"][0]["id"] = field.id
        return _as_question(params)


class Words(GovTextArea):  # type: ignore[misc]
    """A box for many words, with a label that stands out."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)
        params["label"]["classes"] = "govuk-label--s"
        return params


class _Named:
    """A list that refuses what is not in it by its own name, since a list of errors may stand far from its field."""

    def pre_validate(self, form: Any) -> None:
        """Is it in the list?"""
        try:
            super().pre_validate(form)  # type: ignore[misc]
        except ValidationError:
            label = self.label.text  # type: ignore[attr-defined]
            said = f"{label} Choose" if label.endswith("?") else f"{label}: choose"
            raise ValidationError(f"{said} one from the list") from None


class Choice(_Named, RadioField):  # type: ignore[misc]
    """One of several."""


class Picker(_Named, SelectField):  # type: ignore[misc]
    """One of many."""


class PlainText:
    """Refuse what is no text, before anything else looks at it."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and not is_text(field.data):
            raise StopValidation(f"{NOT_TEXT}.")


class OneLine:
    """Refuse line breaks in a box for one line: no browser sends them, and no letter can be addressed with them."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and len(field.data.splitlines()) > 1:
            raise StopValidation("Write this on one line")


def words(label: str, hint: str = "", *, missing: str = "", longest: int = LONGEST_WORDS) -> TextAreaField:
    """A box for as many words as somebody wants to write."""
    long = f"This can be {longest:,} characters at most. Shorten it, or send the rest separately"
    rules = [PlainText(), _filled(missing), Length(max=longest, message=long)]
    return TextAreaField(label, description=hint, widget=Words(), filters=[_tidied], validators=rules)


def line(label: str, hint: str = "", *, missing: str = "", rules: Iterable[Any] = (), **html: str) -> StringField:
    """A box for one line."""
    long = f"This can be {LONGEST_LINE} characters at most"
    checks = [PlainText(), OneLine(), _filled(missing), Length(max=LONGEST_LINE, message=long), *rules]
    return StringField(
        label, description=hint, widget=GovTextInput(), filters=[_tidied], validators=checks, render_kw=html
    )


def password(label: str, hint: str = "", *, missing: str, **html: str) -> PlainPasswordField:
    """A box for a password; nothing is trimmed."""
    rules = [PlainText(), _needed(missing), Length(max=1000, message="This can be 1,000 characters at most")]
    return PlainPasswordField(label, description=hint, widget=GovPasswordInput(), validators=rules, render_kw=html)


def choice(label: str, options: Iterable[tuple[str, str]], hint: str = "", *, missing: str = "") -> Choice:
    """One of several, as radio buttons."""
    choices = [SelectChoice(code, said) for code, said in options]
    return Choice(
        label, description=hint, widget=Radios(), choices=choices, validators=[_needed(missing)],
        validate_choice=True,
    )  # fmt: skip


def picker(label: str, options: Iterable[tuple[str, str]]) -> Picker:
    """One of many, as a drop-down list; for staff, who know what they look for."""
    choices = [SelectChoice(code, said) for code, said in options]
    return Picker(label, widget=GovSelect(), choices=choices, validators=[Optional()])


def tick(label: str, hint: str = "") -> BooleanField:
    """A box to tick."""
    return BooleanField(label, description=hint, widget=Checkbox())


class PastDate(DateField):  # type: ignore[misc]
    """Day, month and year of something that has happened; empty is allowed."""

    def __init__(self, label: str, hint: str = "", **bound: Any) -> None:
        # Not wtforms' Optional: it looks at the first box alone, and would pass over a month and year without a day.
        super().__init__(label, description=hint, widget=DateBoxes(), format="%d %m %Y", validators=[], **bound)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the three boxes. Anything that is no real day is refused with an example."""
        self.raw_data = parts = [part.strip() for part in [*valuelist, "", "", ""][:3]]
        if not any(parts):
            return
        try:
            day, month, year = (int(part) if part.isascii() else 0 for part in parts)
            if any(valuelist[3:]):
                raise ValueError
            self.data = date(year, month, day)
        except (ValueError, OverflowError):
            raise ValueError("Enter a real date with day, month and year, like 27 3 2026") from None
        if year < 1900:
            raise ValueError("Enter the year with four numbers, like 2026")


def _needed(missing: str) -> InputRequired | Optional:
    return InputRequired(missing) if missing else Optional()


def _filled(missing: str) -> DataRequired | Optional:
    """As above, for what is tidied: nothing but spaces is nothing."""
    return DataRequired(missing) if missing else Optional()


def _tidied(value: str | None) -> str | None:
    return tidy(value) if value else value


def _as_question(params: dict[str, Any]) -> dict[str, Any]:
    params["fieldset"]["legend"]["classes"] = "govuk-fieldset__legend--s"
    return params


def _without_empty_hint(field: Any, params: dict[str, Any]) -> dict[str, Any]:
    if not field.description:
        params.pop("hint")
    return params
