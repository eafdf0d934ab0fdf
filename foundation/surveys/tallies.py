"""Answers as counts. What somebody wrote is no part of them, not even that there was something: one comment among ten
answers would lead to its writer's other answers.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from foundation.surveys.answers import Answers
from foundation.surveys.questionnaire import IN_WORDS, Kind, Questionnaire

RESPONSES, ALL = ":responses", ":all"
ANSWERED, UNANSWERED, NOT_ASKED = ":answered", ":unanswered", ":not_asked"
Cell = tuple[str, str]


def count(responses: Iterable[Answers], questionnaire: Questionnaire) -> Counter[Cell]:
    """How many gave each answer, by question and answer, with (RESPONSES, ALL) for how many there were.

    Of a question that takes one answer, its codes, UNANSWERED and NOT_ASKED add up to the responses. Of one that takes
    many, ANSWERED, UNANSWERED and NOT_ASKED do, and each code is counted beside them. What nobody gave has no cell.
    """
    return Counter(cell for answers in responses for cell in _cells(answers, questionnaire))


def chosen(answers: Answers, questionnaire: Questionnaire) -> dict[str, str | list[str] | None]:
    """The codes that one response keeps, by question; None for one that was left empty. No words."""
    kept: dict[str, str | list[str] | None] = {}
    for question in questionnaire.questions:
        if question.code in answers.asked and question.kind not in IN_WORDS:
            answer = answers.given.get(question.code)
            kept[question.code] = list(answer) if isinstance(answer, tuple) else answer
    return kept


def written(answers: Answers, questionnaire: Questionnaire) -> Mapping[str, str]:
    """What somebody wrote, by question."""
    in_words = {question.code for question in questionnaire.questions if question.kind in IN_WORDS}
    return {code: str(words) for code, words in answers.given.items() if code in in_words}


def _cells(answers: Answers, questionnaire: Questionnaire) -> Iterator[Cell]:
    yield RESPONSES, ALL
    asked = set(answers.asked)
    for question in questionnaire.questions:
        if question.kind in IN_WORDS:
            continue
        answer = answers.given.get(question.code)
        if question.code not in asked:
            yield question.code, NOT_ASKED
        elif not answer:
            yield question.code, UNANSWERED
        elif question.kind is Kind.MANY:
            yield question.code, ANSWERED
            yield from ((question.code, code) for code in answer)
        else:
            yield question.code, str(answer)
