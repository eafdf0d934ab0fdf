"""The voluntary questions about oneself, alone: those of the survey of people served, without its opinions.

They are the same questions by being the same file, so that answers from a thanks page and from the occasional survey
compare. The age decides which of them somebody is asked; who does not say an age is asked what is asked of everybody.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from foundation.surveys import boxes
from foundation.surveys.answers import Answers
from foundation.surveys.library import library
from foundation.surveys.people_served import CODE as PEOPLE_SERVED
from foundation.surveys.people_served import EQUALITY, characteristics_of
from foundation.surveys.questionnaire import Band, Option, Questionnaire

CODE = "voluntary"
DECLINED = b'["no thanks"]'
AGE_QUESTIONS: Mapping[Band, str] = {
    Band.UNDER_13: "age_band_child",
    Band.FROM_13_TO_17: "age_band_young",
    Band.ADULT: "age_band_adult",
    Band.EASY_READ: "age_band_any",
}
EVERY_AGE = AGE_QUESTIONS[Band.EASY_READ]
NOT_SAID = "prefer_not_to_say"


@cache
def voluntary(version: int | None = None) -> Questionnaire:
    """The questions of that version, or the newest. Raises UnknownQuestionnaire."""
    whole = library().newest(PEOPLE_SERVED) if version is None else library().version(PEOPLE_SERVED, version)
    questions = tuple(question for question in whole.questions if question.code in EQUALITY)
    return replace(whole, code=CODE, questions=questions)


def ages() -> tuple[Option, ...]:
    """The ages to choose from, and that one prefers not to say."""
    return next(it.options for it in voluntary().questions if it.code == EVERY_AGE)


def band_of(age: str) -> tuple[Band, str]:
    """In which words somebody of this age is asked, and the question that the age is the answer to."""
    for band, question in AGE_QUESTIONS.items():
        options = next(it.options for it in voluntary().questions if it.code == question)
        if age != NOT_SAID and age in {option.code for option in options}:
            return band, question
    return Band.EASY_READ, EVERY_AGE


def size() -> int:
    """Bytes in which every answer and every “no thanks” fits."""
    return boxes.size_of(voluntary())


def pack(answers: Answers | None) -> bytes:
    """Answers, or None for “no thanks”, as bytes to seal."""
    return boxes.pack(answers) if answers else DECLINED


def unpack(payload: bytes) -> Answers | None:
    """What pack packed. Raises ValueError or LookupError for anything else, and quotes nothing of it."""
    if payload == DECLINED:
        return None
    return boxes.unpack(payload, _of)


def counts(answers: Answers) -> dict[str, str]:
    """The one answer, or state, that somebody adds 1 to for each characteristic."""
    return characteristics_of(voluntary(answers.version), answers)


def _of(code: str, version: int) -> Questionnaire:
    if code != CODE:
        raise LookupError("this is no answer to the voluntary questions")
    return voluntary(version)
