"""How a questionnaire stands on a page: its questions in GOV.UK's pattern, and what comes back from them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from foundation.surveys.answers import Answers, Given, shown
from foundation.surveys.questionnaire import IN_WORDS, NOT_SURE, Band, Kind, Option, Question, Questionnaire

WITH_FACES = frozenset({Band.UNDER_13, Band.EASY_READ})
# How far the mouth of each face bends, from the worst to the best.
MOUTHS = {"1": -9, "2": -5, "3": 0, "4": 5, "5": 9}
ROWS = 5
MACROS = {Kind.MANY: "checkboxes", Kind.SHORT: "input", Kind.LONG: "textarea"}


def given_on(form: MultiDict[str, str], questionnaire: Questionnaire) -> dict[str, list[str]]:
    """What a sent form holds, by question."""
    codes = [question.code for question in questionnaire.questions]
    return {code: form.getlist(name_of(code)) for code in codes if name_of(code) in form}


def name_of(code: str) -> str:
    """The name of a question's box; its first box has it as its id too, and an error links there."""
    return f"q-{code}"


def not_seen(
    questionnaire: Questionnaire, band: Band, given: Given, on_the_page: Collection[str]
) -> tuple[Question, ...]:
    """The questions that these answers lead to and that did not stand on the page."""
    return tuple(question for question in shown(questionnaire, band, given) if question.code not in on_the_page)


def boxes(
    questions: Sequence[Question], band: Band, given: Mapping[str, list[str]], faults: Mapping[str, str]
) -> list[tuple[str, str, dict[str, Any]]]:
    """For each question its code, which of GOV.UK's macros draws it, and what that is told."""
    return [
        (it.code, MACROS.get(it.kind, "radios"), _box(it, band, given.get(it.code, []), faults.get(it.code)))
        for it in questions
    ]


def answers_in_words(questionnaire: Questionnaire, answers: Answers) -> list[tuple[str, str]]:
    """Every question in words, with its answer in words, or that it was left empty or not asked."""
    return [(it.words[answers.band], _in_words(it, answers)) for it in questionnaire.asked_of(answers.band)]


def _in_words(question: Question, answers: Answers) -> str:
    if question.code not in answers.asked:
        return "(Not asked)"
    answer = answers.given.get(question.code)
    if not answer:
        return "(Left empty)"
    if isinstance(answer, tuple):
        return "\n".join(question.words_of(code, answers.band) for code in answer)
    return answer if question.kind in IN_WORDS else question.words_of(answer, answers.band)


def _box(question: Question, band: Band, given: Sequence[str], fault: str | None) -> dict[str, Any]:
    box: dict[str, Any] = {"name": name_of(question.code), "idPrefix": name_of(question.code)}
    if hint := " ".join(filter(None, (question.hint.get(band), question.needed.get(band)))):
        box["hint"] = {"text": hint}
    if fault:
        box["errorMessage"] = {"text": fault}
    words = question.words[band]
    if question.kind in IN_WORDS:
        box["id"] = box["name"]
        box["label"] = {"text": words, "classes": "govuk-label--s"}
        box["value"] = given[0] if given else ""
        box["rows"] = ROWS
        box["attributes"] = {"dir": "auto"}
        box["autocomplete"] = "off"  # a browser must not offer one person's words to the next
        return box
    box["fieldset"] = {"legend": {"text": words, "classes": "govuk-fieldset__legend--s"}}
    box["items"] = [_item(question, option, band, option.code in given) for option in question.options]
    return box


def _item(question: Question, option: Option, band: Band, checked: bool) -> dict[str, Any]:
    item: dict[str, Any] = {"value": option.code, "checked": checked}
    words = option.words[band]
    if question.kind is Kind.SCALE and band in WITH_FACES and option.code != NOT_SURE:
        item["html"] = Markup('<span class="heard-face">{}{}</span>').format(face(option.code), words)
    else:
        item["text"] = words
    return item


def face(point: str) -> Markup:
    """A face from sad to happy, drawn here. The words beside it say the same, so it is hidden from screen readers."""
    bend = MOUTHS[point]
    return Markup(
        '<svg width="40" height="40" viewBox="0 0 40 40" aria-hidden="true" focusable="false">'
        '<circle cx="20" cy="20" r="18" fill="#fff" stroke="#0b0c0c" stroke-width="2.5"/>'
        '<circle cx="14" cy="15" r="2.5"/><circle cx="26" cy="15" r="2.5"/>'
        '<path d="M11 {ends} Q20 {middle} 29 {ends}" fill="none" stroke="#0b0c0c" stroke-width="2.5" '
        'stroke-linecap="round"/></svg>'
    ).format(ends=26 - bend // 3, middle=26 + bend)
