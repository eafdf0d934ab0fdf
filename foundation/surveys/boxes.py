"""Answers as bytes for a sealed box, and back. All boxes of one questionnaire have one size."""

import json
from collections.abc import Callable

from foundation.surveys.answers import LONGEST, Answers, read_answers
from foundation.surveys.questionnaire import IN_WORDS, Band, Question, Questionnaire

STEP = 1024
MOST_OF_WORDS = 16 * 1024
AROUND = 8  # quotes, colon, comma, brackets
NO_ROOM = "All you wrote together is too long to keep. Please shorten it."


def size_of(questionnaire: Questionnaire) -> int:
    """Bytes in which every possible answer to it fits, but for more words than MOST_OF_WORDS in all."""
    codes = sum(_most_of(question) for question in questionnaire.questions)
    words = sum(4 * LONGEST[it.kind] for it in questionnaire.questions if it.kind in IN_WORDS)
    return -(-(codes + min(words, MOST_OF_WORDS) + STEP) // STEP) * STEP


def pack(answers: Answers) -> bytes:
    """The answers as JSON, as short as it goes."""
    given = {code: list(answer) if isinstance(answer, tuple) else answer for code, answer in answers.given.items()}
    said = [answers.questionnaire, answers.version, answers.band, list(answers.asked), given]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def unpack(payload: bytes, find: Callable[[str, int], Questionnaire]) -> Answers:
    """The answers again, of the questionnaire that `find` gives; read as strictly as when they were given.

    Raises ValueError or LookupError for what is none, and quotes nothing of it.
    """
    try:
        code, version, band, asked, given = json.loads(payload)
        answers = read_answers(find(code, version), Band(band), dict(given))
    except (TypeError, RecursionError):
        raise ValueError("this is no packed answer") from None
    except ValueError as error:
        raise ValueError(f"this is no packed answer: {type(error).__name__}") from None
    if [*answers.asked] != asked:
        raise ValueError("this is no packed answer: it was asked something else")
    return answers


def _most_of(question: Question) -> int:
    """Its code as asked and as answered, with every option that could be chosen."""
    options = sum(len(option.code) + AROUND for option in question.options)
    return 2 * (len(question.code) + AROUND) + options
