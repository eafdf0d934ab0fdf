"""Answers as they were given: which questions they lead to, and whether they can be kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from foundation.contracts.text import LONGEST_LINE, NOT_TEXT, is_text, tidy
from foundation.surveys.questionnaire import IN_WORDS, Band, Kind, Question, Questionnaire

LONGEST = {Kind.SHORT: LONGEST_LINE, Kind.LONG: 2_000}
Given = Mapping[str, object]
Answer = str | tuple[str, ...]


class BadAnswers(ValueError):
    """Answers that cannot be kept. `faults` says by question how to mend it; it repeats no answer."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{code}: {said}" for code, said in faults.items()))
        self.faults = faults


class _Unreadable(ValueError):
    """One answer that its question cannot have; the message says how to mend it."""


@dataclass(frozen=True)
class Answers:
    """What somebody answered: a code, the codes of “many” in the order of the file, or words.

    What is in `asked` and not in `given` was left empty; what is not in `asked` was not asked.
    """

    questionnaire: str
    version: int
    band: Band
    asked: tuple[str, ...]
    given: Mapping[str, Answer]


def shown(questionnaire: Questionnaire, band: Band, answers_so_far: Given) -> tuple[Question, ...]:
    """The questions that somebody is asked who has answered so much. An answer that cannot be read leads nowhere."""
    return tuple(question for question, _ in _walk(questionnaire, band, answers_so_far, {}))


def read_answers(questionnaire: Questionnaire, band: Band, given: Given) -> Answers:
    """Read what was given, by question: a text, or a list of texts. Raises BadAnswers, and nothing else.

    An answer to a question that is not asked, because an earlier answer led past it, is left out.
    """
    known = {question.code for question in questionnaire.questions}
    faults = {code: "There is no such question here." for code in given if code not in known}
    if band not in questionnaire.bands:
        faults["band"] = f"Give one of {', '.join(questionnaire.bands)}."
    read = _walk(questionnaire, band, given, faults)
    if faults:
        raise BadAnswers(faults)
    asked = tuple(question.code for question, _ in read)
    answered = {question.code: answer for question, answer in read if answer}
    return Answers(questionnaire.code, questionnaire.version, band, asked, answered)


def _walk(
    questionnaire: Questionnaire, band: Band, given: Given, faults: dict[str, str]
) -> list[tuple[Question, Answer]]:
    """Every question that is asked, with its answer; empty where there is none or it cannot be read."""
    read: dict[str, Answer] = {}
    asked = []
    for question in questionnaire.asked_of(band):
        condition = question.only_if
        if condition and condition.answers.isdisjoint(_codes(read.get(condition.question, ""))):
            continue
        answer: Answer = ""
        try:
            answer = _read(question, band, given.get(question.code))
        except _Unreadable as error:
            faults[question.code] = str(error)
        read[question.code] = answer
        asked.append((question, answer))
    return asked


def _codes(answer: Answer) -> tuple[str, ...]:
    return (answer,) if isinstance(answer, str) else answer


def _read(question: Question, band: Band, given: object) -> Answer:
    said = _texts(question, given)
    if not said and question.needed:
        raise _Unreadable(f"We need an answer to this one. {question.needed[band]}")
    if not said:
        return ""
    if question.kind in IN_WORDS:
        return _words(question.kind, said)
    codes = [option.code for option in question.options]
    if not set(said) <= set(codes):
        raise _Unreadable("Choose from the answers that are offered.")
    if question.kind is Kind.MANY:
        return tuple(code for code in codes if code in said)
    if len(said) > 1:
        raise _Unreadable("Choose one answer.")
    return said[0]


def _texts(question: Question, given: object) -> list[str]:
    """What was given as a list of texts, without empty ones."""
    several = given if isinstance(given, list | tuple) else [] if given is None else [given]
    texts = [text for text in several if isinstance(text, str)]
    if len(texts) < len(several):
        raise _Unreadable("Give an answer as text.")
    if question.kind in IN_WORDS:
        texts = [tidy(text) for text in texts]
    return [text for text in texts if text]


def _words(kind: Kind, said: list[str]) -> str:
    if len(said) > 1:
        raise _Unreadable("Write this in one place.")
    words, longest = said[0], LONGEST[kind]
    if not is_text(words):
        raise _Unreadable(f"{NOT_TEXT}.")
    if len(words) > longest:
        raise _Unreadable(f"This can be {longest:,} characters at most, and has {len(words):,}. Shorten it.")
    if kind is Kind.SHORT and len(words.splitlines()) > 1:
        raise _Unreadable("Write this on one line.")
    return words
