"""Which wordings are hard to read: long sentences and long words, counted.

Counting finds what is too long, and says nothing of what is unclear: somebody of that age reads it before it is used.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from foundation.surveys.questionnaire import Band, Questionnaire

_SENTENCE = re.compile(r"[^.!?]+")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


@dataclass(frozen=True)
class Measure:
    """The most words of a sentence, and the most letters of a word."""

    words: int
    letters: int


SIMPLE = Measure(words=12, letters=10)
PLAIN = Measure(words=20, letters=12)
MEASURES = {Band.UNDER_13: SIMPLE, Band.EASY_READ: SIMPLE, Band.FROM_13_TO_17: PLAIN, Band.ADULT: PLAIN}


def hard_to_read(questionnaire: Questionnaire) -> list[str]:
    """Each wording that is longer than its band's measure, in one line of advice."""
    return list(dict.fromkeys(_advice(questionnaire)))


def _advice(questionnaire: Questionnaire) -> Iterator[str]:
    for place, band, text in _texts(questionnaire):
        measure = MEASURES[band]
        for sentence in _SENTENCE.findall(text):
            words = _WORD.findall(sentence)
            if len(words) > measure.words:
                yield f"{place}, {band}: a sentence of {len(words)} words, {measure.words} are enough"
            for word in words:
                if len(word) > measure.letters:
                    yield f"{place}, {band}: “{word}” is a long word"


def _texts(questionnaire: Questionnaire) -> Iterator[tuple[str, Band, str]]:
    places = {"title": questionnaire.title, "intro": questionnaire.intro}
    for question in questionnaire.questions:
        places |= {f"{question.code} {key}": getattr(question, key) for key in ("words", "hint", "needed")}
        places |= {f"{question.code} option {option.code}": option.words for option in question.options}
    for place, wordings in places.items():
        for band, text in wordings.items():
            yield place, band, text
