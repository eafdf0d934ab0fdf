"""What a results page shows, and nothing else, as tables for a file."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple

from foundation.surveys.gate import FEWER
from foundation.surveys.questionnaire import Questionnaire
from foundation.surveys.results import Share
from foundation.surveys.trend import Months
from survey_service.exports import Cell, Sheet
from survey_service.results.answers import Answers, Question, Row
from survey_service.results.changes import BeforeAndAfter, Marked
from survey_service.results.filters import Wanted, in_words, span
from survey_service.results.rates import Rates
from survey_service.results.standing import Followed
from survey_service.results.words import verdict

HEAD = ("Question", "Group", "Answer", "How many", "n", "Share, %", "From, %", "To, %", "Note")
SURE = "From and to: Wilson's interval, 95%."
FEW = "Groups of fewer than 10 are not shown, nor what would give them away."


def of_answers(questionnaire: Questionnaire, wanted: Wanted, found: Answers) -> list[Sheet]:
    """One row for each answer of each group, and one for the answers that are followed over time."""
    rows = [row for question in found.questions for row in _of_question(question)] if found.n else []
    notes = [
        f"{questionnaire.name}. {span(wanted.months)}. n is how many answered the question.",
        f"{found.n:,} sent answers." if found.n else FEWER,
        SURE,
        FEW,
    ]
    return [Sheet("Answers", HEAD, rows, notes)]


def of_rates(wanted: Wanted, found: Rates) -> list[Sheet]:
    """One row for each group of people who were asked."""
    head = ("Group", "Asked", "Reached", "Answered", "Share, %", "From, %", "To, %", "Note")
    rows: list[Sequence[Cell]] = []
    for name, rate in found.rows:
        if rate is None:
            rows.append([name, *[None] * 6, FEWER])
        else:
            shares = [_percent(it) for it in (rate.rate, rate.lo, rate.hi)]
            rows.append([name, rate.asked, rate.reached, rate.answered, *shares, None])
    return [Sheet("Who answered", head, rows, [f"{span(wanted.months)}.", SURE, FEW])]


def of_standing(months: Months, found: Sequence[Followed]) -> list[Sheet]:
    """One row for each standing question and quarter."""
    head = ("Question", "Quarter from", "Answer", "How many", "n", "Share, %", "From, %", "To, %", "Note")
    rows: list[Sequence[Cell]] = []
    for it in found:
        for quarter, share in it.quarters:
            cells = [*_figures(share), None] if share else [*[None] * 5, FEWER]
            rows.append([it.question.words, in_words(quarter), it.question.followed, *cells])
    return [Sheet("Standing questions", head, rows, [f"{span(months)}. All questionnaires together.", SURE, FEW])]


def of_change(marked: Marked, where: str, questionnaire: Questionnaire, found: BeforeAndAfter) -> list[Sheet]:
    """One row for each question that is followed over time."""
    head = ("Question", "Answer", "Before, %", "n before", "After, %", "n after", "Difference, points", "From", "To",
            "What can be said")  # fmt: skip
    rows: list[Sequence[Cell]] = []
    for item, compared in found.questions:
        sides = [cell for it in (compared.before, compared.after) for cell in _side(it)]
        points = [_percent(it) for it in astuple(compared.difference)] if compared.difference else [None] * 3
        rows.append([item.words, item.headline.words if item.headline else None, *sides, *points, verdict(compared)])
    notes = [
        f"{marked.words}, {where}, began on {marked.began_on}. {questionnaire.name}.",
        f"Before: {span(found.before)}. After: {span(found.after) if found.after else 'no whole month yet'}.",
        "From and to: Newcombe's interval, 95%. Different people answered before and after.",
        FEW,
    ]
    return [Sheet("Before and after", head, rows, notes)]


def _side(share: Share | None) -> list[Cell]:
    return [_percent(share.share), share.n] if share else [None, None]


def _of_question(question: Question) -> Iterator[Sequence[Cell]]:
    for row in question.rows:
        yield from _of_row(question, row)


def _of_row(question: Question, row: Row) -> Iterator[Sequence[Cell]]:
    item = question.item
    if row.figures is None:
        yield [item.words, row.name, None, None, None, None, None, None, FEWER]
        return
    for code, share in row.figures.answers.items():
        yield [item.words, row.name, item.options[code], *_figures(share), None]
    if item.headline and row.figures.headline:
        note = "of those who gave one of these answers: " + ", ".join(
            words for code, words in item.options.items() if code in item.headline.of
        )
        yield [item.words, row.name, item.headline.words, *_figures(row.figures.headline), note]


def _figures(share: Share) -> list[Cell]:
    return [share.x, share.n, *(_percent(it) for it in (share.share, share.lo, share.hi))]


def _percent(share: float) -> float:
    return round(100 * share, 1)
