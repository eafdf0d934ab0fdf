"""A questionnaire on paper, for who would rather write: all its questions, with boxes to tick and lines to write on."""

import json
from importlib import resources
from typing import Any

import typst

from foundation.surveys.questionnaire import IN_WORDS, Band, Kind, Question, Questionnaire

_FORM = resources.files(__package__) / "paper.typ"
_FONTS = typst.Fonts(include_system_fonts=False)
NO_NAME = "Do not write your name. You can leave out any question."
# It cannot be screened on its way as a page is, so it says so.
READ_LATER = "Nobody reads this at once. If somebody may be in danger, ring {emergency} now."
ONLY_IF = "Only if you chose “{answers}” for question {number}."
ROWS = {Kind.SHORT: 1, Kind.LONG: 5}


def on_paper(questionnaire: Questionnaire, band: Band, council: str, emergency: str) -> bytes:
    """A tagged PDF (PDF/UA-1) in A4, for one band."""
    asked = questionnaire.asked_of(band)
    said = {
        "title": questionnaire.title[band],
        "intro": questionnaire.intro[band],
        "council": council,
        "lines": [NO_NAME, READ_LATER.format(emergency=emergency)],
        "questions": [_question(it, asked, band) for it in asked],
    }
    made: Any = typst.compile(
        {"main": _FORM.read_bytes(), "said.json": json.dumps(said).encode()}, format="pdf", pdf_standards=["ua-1"],
        font_paths=_FONTS,
    )  # fmt: skip
    return bytes(made)


def _question(question: Question, asked: tuple[Question, ...], band: Band) -> dict[str, Any]:
    written = question.kind in IN_WORDS
    return {
        "words": question.words[band],
        "hint": " ".join(filter(None, [_condition(question, asked, band), question.hint.get(band)])),
        "rows": ROWS.get(question.kind, 0),
        "options": [] if written else [option.words[band] for option in question.options],
    }


def _condition(question: Question, asked: tuple[Question, ...], band: Band) -> str:
    condition = question.only_if
    if condition is None:
        return ""
    number, earlier = next((n, it) for n, it in enumerate(asked, 1) if it.code == condition.question)
    answers = [option.words[band] for option in earlier.options if option.code in condition.answers]
    return ONLY_IF.format(answers="” or “".join(answers), number=number)
