"""The questions for one age as they stand on a page, and what comes back from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from foundation.surveys import voluntary
from foundation.surveys.answers import Answers, read_answers
from foundation.surveys.questionnaire import Band, Question

AGE = "age"
LEADS: Mapping[Band, str] = {
    Band.UNDER_13: "You can miss out any question. We get nothing until you press the button.",
    Band.FROM_13_TO_17: "You can leave out any question. Nothing is sent until you press the button.",
    Band.ADULT: "You can leave out any question. Nothing is sent until you press the button.",
    Band.EASY_READ: "You can miss out any question. We get nothing until you press the button.",
}


class UnknownAge(ValueError):
    """That is none of the ages to choose from, or they are two."""


@dataclass(frozen=True)
class Sheet:
    """What somebody of one age is asked, and what they answered so far. Who passed over the age has the age ""."""

    age: str
    given: Mapping[str, list[str]]

    @property
    def band(self) -> Band:
        """In whose words."""
        return voluntary.band_of(self.age)[0]

    @property
    def asked(self) -> tuple[Question, ...]:
        """All questions of this age but that of the age itself."""
        band, own = voluntary.band_of(self.age)
        of_the_band = (it for it in voluntary.voluntary().asked_of(band) if it.code != own)
        return tuple(it for it in of_the_band if _after(it) != own or self.age in _answers_before(it))

    def second_steps(self, first: Question) -> dict[str, Question]:
        """The questions that answers to this one lead to, by the answer."""
        return {answer: it for it in self.asked if _after(it) == first.code for answer in _answers_before(it)}

    def answers(self) -> Answers | None:
        """What was answered; None for nothing at all, which is a “no thanks” too. Raises BadAnswers."""
        band, own = voluntary.band_of(self.age)
        read = read_answers(voluntary.voluntary(), band, {own: self.age, **self._with_first_steps()})
        return read if read.given else None

    def _with_first_steps(self) -> dict[str, list[str]]:
        """In an old browser all second steps stand open: one that was answered alone says what the first would be."""
        given = dict(self.given)
        for first in self.asked:
            steps = self.second_steps(first).items()
            said = [answer for answer, it in steps if set(given.get(it.code, ())) - {"", voluntary.NOT_SAID}]
            if len(said) == 1 and not given.get(first.code):
                given[first.code] = said
        return given


def read_sheet(form: MultiDict[str, str]) -> Sheet:
    """What a sent form holds. What is not asked at this age is not looked at. Raises UnknownAge."""
    ages = form.getlist(AGE) or [""]
    if len(ages) > 1 or ages[0] not in {"", *(option.code for option in voluntary.ages())}:
        raise UnknownAge
    sheet = Sheet(ages[0], {})
    given = {it.code: form.getlist(name_of(it.code)) for it in sheet.asked if name_of(it.code) in form}
    return Sheet(sheet.age, given)


def name_of(code: str) -> str:
    """The name of a question's buttons; the first has it as its id too, and an error links there."""
    return f"q-{code}"


def age_box(fault: str = "") -> dict[str, Any]:
    """The question for the age, in words for anybody."""
    return {
        "name": AGE, "idPrefix": AGE, **_fault(fault),
        "fieldset": {"legend": {"text": "How old are you?", "classes": "govuk-fieldset__legend--s"}},
        "hint": {"text": "What we ask next depends on it. You can leave it out."},
        "items": [{"value": it.code, "text": it.words[Band.EASY_READ]} for it in voluntary.ages()],
    }  # fmt: skip


def boxes(sheet: Sheet, faults: Mapping[str, str]) -> list[dict[str, Any]]:
    """For each question what GOV.UK's macro is told; a second step stands under the answer that leads to it."""
    codes = {it.code for it in sheet.asked}
    return [_box(it, sheet, faults) for it in sheet.asked if _after(it) not in codes]


def _box(question: Question, sheet: Sheet, faults: Mapping[str, str]) -> dict[str, Any]:
    name, band, steps = name_of(question.code), sheet.band, sheet.second_steps(question)
    box: dict[str, Any] = {
        "name": name, "idPrefix": name, **_fault(faults.get(question.code, "")),
        "fieldset": {"legend": {"text": question.words[band], "classes": "govuk-fieldset__legend--s"}},
        "classes": "heard-steps" if steps else "",
        "items": [],
    }  # fmt: skip
    if hint := question.hint.get(band):
        box["hint"] = {"text": hint}
    given = sheet.given.get(question.code, [])
    for option in question.options:
        item = {"value": option.code, "text": option.words[band], "checked": option.code in given}
        if step := steps.get(option.code):
            item["conditional"] = {"html": _radios(_box(step, sheet, faults))}
        box["items"].append(item)
    return box


def _radios(box: dict[str, Any]) -> Markup:
    drawn: Markup = get_template_attribute("govuk_frontend_jinja/components/radios/macro.html", "govukRadios")(box)
    return drawn


def _after(question: Question) -> str | None:
    """The question before it, on whose answer it depends whether this one is asked."""
    return question.only_if.question if question.only_if else None


def _answers_before(question: Question) -> frozenset[str]:
    return question.only_if.answers if question.only_if else frozenset()


def _fault(said: str) -> dict[str, Any]:
    return {"errorMessage": {"text": said}} if said else {}
