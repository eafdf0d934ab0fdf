"""What an answer to the survey of people served is counted into, declared beforehand: no answer itself is kept.

One count for each question; and each characteristic by each of six opinions. No characteristic meets another.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from foundation.surveys.answers import Answers
from foundation.surveys.questionnaire import Band, Questionnaire
from foundation.surveys.tallies import ALL, NOT_ASKED, RESPONSES, UNANSWERED

CODE = "people_served"
UNREADABLE = ":unreadable"  # with ALL: answers that no key opened
OPINIONS = ("satisfied", "knows_how", "feels_able", "had_problem", "raised_it", "why_not")

ETHNIC_GROUPS = ("white", "mixed", "asian", "black", "other")
# A characteristic that is asked in several wordings or steps, by the questions that ask it.
PUT_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "age_band": ("age_band_child", "age_band_young", "age_band_adult", "age_band_any"),
    "ethnic_group": tuple(f"ethnic_group_{group}" for group in ETHNIC_GROUPS),
    "disability": ("disability_everyday", "disability_condition", "disability_impact"),
    "sexual_orientation": ("sexual_orientation_young", "sexual_orientation_adult"),
    "english": ("english_proficiency",),
}
AS_ASKED = (
    "sex", "ethnic_group_5", "religion", "main_language", "marital_status", "looks_after_someone", "unpaid_care",
    "relationship_to_child", "care_experience",
)  # fmt: skip
EQUALITY = frozenset(AS_ASKED).union(*PUT_TOGETHER.values())
CHARACTERISTICS = (*AS_ASKED, *PUT_TOGETHER)


class Cell(NamedTuple):
    """One count: of a question's answer, or of it within one answer to one characteristic.

    An answer is a code of the questionnaire or begins with a colon.
    """

    question: str
    answer: str
    within: str | None = None
    within_answer: str | None = None

    @property
    def is_of_equality(self) -> bool:
        """Does it say anything of a characteristic? Such counts are kept apart from the others."""
        return self.within is not None or self.question in CHARACTERISTICS


def cells(questionnaire: Questionnaire, answers: Answers) -> Iterator[Cell]:
    """Every count that one answer adds 1 to. All answers to one version add to the same questions."""
    yield Cell(RESPONSES, ALL)
    opinions = {it.code: _said(answers, it.code) for it in questionnaire.questions if it.code not in EQUALITY}
    groups = characteristics_of(questionnaire, answers)
    for question, answer in (opinions | groups).items():
        yield Cell(question, answer)
    for characteristic, group in groups.items():
        for question in OPINIONS:
            if question in opinions:
                yield Cell(question, opinions[question], characteristic, group)


def characteristics_of(questionnaire: Questionnaire, answers: Answers) -> dict[str, str]:
    """What somebody said of each characteristic that this version asks about, in any of its wordings."""
    known = {question.code for question in questionnaire.questions}
    found = {code: _said(answers, code) for code in AS_ASKED if code in known}
    for name, parts in PUT_TOGETHER.items():
        if not known.isdisjoint(parts):
            found[name] = _put_together(name, questionnaire, answers)
    return found


def _put_together(name: str, questionnaire: Questionnaire, answers: Answers) -> str:
    if name == "ethnic_group":
        return _in_two_steps(questionnaire, answers)
    if name == "disability":
        return _disability(answers)
    if name == "english":
        language = _said(answers, "main_language")
        return "main_english" if language == "english" else _next_step(language, answers, "english_proficiency")
    return _first_asked(answers, PUT_TOGETHER[name])


def _in_two_steps(questionnaire: Questionnaire, answers: Answers) -> str:
    """One of nineteen groups; readers who are asked for one of five only are not asked for this."""
    parts = PUT_TOGETHER["ethnic_group"]
    if not _are_asked(questionnaire, answers.band, parts):
        return NOT_ASKED
    broad = _said(answers, "ethnic_group_5")
    return _first_asked(answers, parts) if broad in ETHNIC_GROUPS else broad


def _disability(answers: Answers) -> str:
    """As the Equality Act has it: a lasting condition, and less is possible day to day because of it."""
    impact = _next_step(_said(answers, "disability_condition"), answers, "disability_impact")
    said = impact if impact != NOT_ASKED else _said(answers, "disability_everyday")
    if said in ("yes", "a_lot", "a_little"):
        return "disabled"
    return "not_disabled" if said in ("no", "not_at_all") else said


def _next_step(first: str, answers: Answers, second: str) -> str:
    """The answer to the second question where the first led to it, else the answer to the first."""
    return _said(answers, second) if second in answers.asked else first


def _first_asked(answers: Answers, codes: Sequence[str]) -> str:
    return next((_said(answers, code) for code in codes if code in answers.asked), NOT_ASKED)


def _said(answers: Answers, code: str) -> str:
    if code not in answers.asked:
        return NOT_ASKED
    answer = answers.given.get(code, UNANSWERED)
    if not isinstance(answer, str):
        raise ValueError(f"{code} has several answers, and each question of this survey has one")
    return answer


def _are_asked(questionnaire: Questionnaire, band: Band, codes: Sequence[str]) -> bool:
    return any(question.code in codes for question in questionnaire.asked_of(band))
