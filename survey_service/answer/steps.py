"""One question a page: which comes next, which came before, and how far it is."""

from foundation.surveys.answers import Given, shown
from foundation.surveys.questionnaire import Band, Question, Questionnaire

LONGEST_PAGE = 10  # questions; what is longer is asked one question a page, unless somebody wants it otherwise
MOST_ON_A_PAGE = 60  # drawing more takes long enough that a flood of such pages would be felt by others


def one_by_one(questionnaire: Questionnaire, band: Band, wanted: str | None) -> bool:
    """Is each question a page of its own? `wanted` is "1" or "0" where somebody has chosen."""
    chosen = wanted in ("0", "1") and has_a_choice(questionnaire, band)
    return wanted == "1" if chosen else len(questionnaire.asked_of(band)) > LONGEST_PAGE


def has_a_choice(questionnaire: Questionnaire, band: Band) -> bool:
    """Can all of it be asked on one page too?"""
    return 1 < len(questionnaire.asked_of(band)) <= MOST_ON_A_PAGE


def after(questionnaire: Questionnaire, band: Band, given: Given, at: str) -> Question | None:
    """The question that these answers lead to after this one; None after the last."""
    here = _place(questionnaire, at)
    return next((it for it in shown(questionnaire, band, given) if _place(questionnaire, it.code) > here), None)


def before(questionnaire: Questionnaire, band: Band, given: Given, at: str) -> Question:
    """The question before this one, or the first. Before what is no question comes the last."""
    asked, here = shown(questionnaire, band, given), _place(questionnaire, at)
    earlier = [it for it in asked if _place(questionnaire, it.code) < here]
    return (earlier or asked)[-1 if earlier else 0]


def find(questionnaire: Questionnaire, band: Band, given: Given, at: str) -> Question | None:
    """This question, where these answers lead to it."""
    return next((it for it in shown(questionnaire, band, given) if it.code == at), None)


def place(questionnaire: Questionnaire, band: Band, question: Question) -> str:
    """How far this question is, of how many there may be."""
    all_of_them = questionnaire.asked_of(band)
    return f"Question {all_of_them.index(question) + 1} of {len(all_of_them)}"


def _place(questionnaire: Questionnaire, code: str) -> int:
    codes = [it.code for it in questionnaire.questions]
    return codes.index(code) if code in codes else len(codes)
