"""A questionnaire as values: questions in words for each reader, and which of them is asked when."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Band(StrEnum):
    """For whom a wording is. Codes are stable: add, never rename."""

    UNDER_13 = "under_13"
    FROM_13_TO_17 = "13_17"
    ADULT = "adult"
    EASY_READ = "easy_read"


class Kind(StrEnum):
    """How a question is answered."""

    SCALE = "scale"
    YES_NO_NOT_SURE = "yes_no_not_sure"
    ONE = "one"
    MANY = "many"
    SHORT = "short"
    LONG = "long"


IN_WORDS = frozenset({Kind.SHORT, Kind.LONG})
POINTS = ("1", "2", "3", "4", "5")
NOT_SURE = "not_sure"
Wordings = Mapping[Band, str]


@dataclass(frozen=True)
class Option:
    """Something to choose: a code that is counted, and words for each band. A point of a scale is 1 (worst) to 5."""

    code: str
    words: Wordings


@dataclass(frozen=True)
class Condition:
    """A question is asked only where an earlier one has one of these answers."""

    question: str
    answers: frozenset[str]


@dataclass(frozen=True)
class Question:
    """One question, comparable over all bands that are asked it. `needed` says why it must be answered; empty: it
    need not be.
    """

    code: str
    kind: Kind
    bands: tuple[Band, ...]
    words: Wordings
    hint: Wordings
    needed: Wordings
    options: tuple[Option, ...]
    only_if: Condition | None

    def words_of(self, answer: str, band: Band) -> str:
        """An option's words, for a code that stands in `options`."""
        return next(option.words[band] for option in self.options if option.code == answer)


@dataclass(frozen=True)
class Questionnaire:
    """One version of one questionnaire. `name` is for staff, `title` and `intro` are for those who answer."""

    code: str
    version: int
    name: str
    bands: tuple[Band, ...]
    title: Wordings
    intro: Wordings
    questions: tuple[Question, ...]

    def asked_of(self, band: Band) -> tuple[Question, ...]:
        """All questions that somebody of this band may be asked, in their order."""
        return tuple(question for question in self.questions if band in question.bands)
