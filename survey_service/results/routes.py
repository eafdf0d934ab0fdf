"""The addresses of what people answered."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from foundation.records import UnitOfWork
from foundation.staff.permissions import needs
from foundation.staff.roles import RESULTS_READ
from foundation.surveys import people_served
from foundation.surveys.gate import FEWER, blocks
from foundation.surveys.library import UnknownQuestionnaire, library
from foundation.surveys.questionnaire import Questionnaire
from foundation.surveys.results import Share, items, waiting
from foundation.surveys.trend import Months
from survey_service.exports import as_file
from survey_service.face import face
from survey_service.results import answers, files, filters, queries, rates, shown_comments, standing, words
from survey_service.results.chart import chart
from survey_service.results.filters import AnswersForm, MonthsForm, RatesForm

bp = Blueprint("results", __name__, url_prefix="/results")
STOPPED = "why_did_you_stop"
QUARTER = 3


@bp.get("")
@needs(RESULTS_READ)
def front() -> ResponseReturnValue:
    """Every questionnaire, with how many answered."""
    with face().records.unit_of_work() as uow:
        form = MonthsForm(queries.first_month(uow), face().today())
        valid = form.validate()
        rows = _sizes(uow, form.months()) if valid else []
    return _page("front", form, heading="What people answered", rows=rows)


@bp.get("/answers/<code>")
@needs(RESULTS_READ)
def one(code: str) -> ResponseReturnValue:
    """One questionnaire: each question with its answers, and a draw of comments."""
    questionnaire = _questionnaire(code)
    with face().records.unit_of_work() as uow:
        form = _answers_form(uow, questionnaire)
        found = comments = None
        if form.validate():
            found = answers.read(uow, face().council, questionnaire, form.wanted(), face().today())
            comments = shown_comments.read(uow, questionnaire.code, form.wanted(), found.areas)
    return _page(
        "answers", form, heading=questionnaire.name, questionnaire=questionnaire, found=found, comments=comments,
        charts=_charts(found) if found and form.by.data == filters.MONTH else {}, stopped=code == STOPPED,
    )  # fmt: skip


@bp.get("/answers/<code>.<any(csv, ods):kind>")
@needs(RESULTS_READ)
def answers_file(code: str, kind: str) -> ResponseReturnValue:
    """What the page with the same filters shows, as a file."""
    questionnaire = _questionnaire(code)
    with face().records.unit_of_work() as uow:
        form = _answers_form(uow, questionnaire)
        if not form.validate():
            abort(400)
        wanted = form.wanted()
        found = answers.read(uow, face().council, questionnaire, wanted, face().today())
    return as_file(kind, f"answers-{code}-{_dated(wanted.months)}", files.of_answers(questionnaire, wanted, found))


@bp.get("/asked")
@needs(RESULTS_READ)
def asked() -> ResponseReturnValue:
    """Who was asked, against who answered."""
    with face().records.unit_of_work() as uow:
        form = _rates_form(uow)
        found = rates.read(uow, face().council, form.wanted(), face().today()) if form.validate() else None
    return _page("asked", form, heading="Who was asked, and who answered", found=found)


@bp.get("/asked.<any(csv, ods):kind>")
@needs(RESULTS_READ)
def asked_file(kind: str) -> ResponseReturnValue:
    """What the page with the same filters shows, as a file."""
    with face().records.unit_of_work() as uow:
        form = _rates_form(uow)
        if not form.validate():
            abort(400)
        wanted = form.wanted()
        found = rates.read(uow, face().council, wanted, face().today())
    return as_file(kind, f"who-answered-{_dated(wanted.months)}", files.of_rates(wanted, found))


@bp.get("/standing")
@needs(RESULTS_READ)
def followed() -> ResponseReturnValue:
    """What is asked again and again, over all questionnaires, by quarter."""
    with face().records.unit_of_work() as uow:
        form = MonthsForm(queries.first_month(uow), face().today())
        found = standing.read(uow, form.months()) if form.validate() else []
    drawn = [(it, *_drawn(it.question.followed, dict(it.quarters), QUARTER)) for it in found]
    return _page("standing", form, heading="Trust, truth and being heard", followed=drawn)


@bp.get("/standing.<any(csv, ods):kind>")
@needs(RESULTS_READ)
def followed_file(kind: str) -> ResponseReturnValue:
    """What the page with the same filters shows, as a file."""
    with face().records.unit_of_work() as uow:
        form = MonthsForm(queries.first_month(uow), face().today())
        if not form.validate():
            abort(400)
        found = standing.read(uow, form.months())
    return as_file(kind, f"standing-questions-{_dated(form.months())}", files.of_standing(form.months(), found))


def _questionnaire(code: str) -> Questionnaire:
    """One that has a page here: the survey of people served is counted apart, and shown where it is drawn."""
    try:
        found = library().newest(code)
    except UnknownQuestionnaire:
        abort(404)
    return found if code != people_served.CODE else abort(404)


def _answers_form(uow: UnitOfWork, questionnaire: Questionnaire) -> AnswersForm:
    asked = items(answers.every_version(uow, questionnaire))
    return AnswersForm(queries.first_month(uow), face().today(), face().council, asked)


def _rates_form(uow: UnitOfWork) -> RatesForm:
    return RatesForm(queries.first_month(uow), face().today(), face().council, names())


def names() -> dict[str, str]:
    """The questionnaires that have a page here, by code."""
    return {it.code: it.name for it in library().all_newest() if it.code != people_served.CODE}


def _sizes(uow: UnitOfWork, months: Months) -> list[tuple[str, str, int, int]]:
    """Each questionnaire: code, name, how many answers are shown, how many wait."""
    leaves, sent = queries.leaves(uow), queries.sent_in(uow)
    return [
        (
            code, name, sum(it.n for it in blocks(leaves.get(code, {})) if it.month in months),
            waiting(sent.get(code, 0), sum(leaves.get(code, {}).values())),
        )
        for code, name in names().items()
    ]  # fmt: skip


def _charts(found: answers.Answers) -> dict[str, tuple[str, Any]]:
    """For each question that is followed over time what its chart says, and the chart."""
    return {
        it.item.code: _drawn(
            it.item.headline.words, {row.month: row.figures and row.figures.headline for row in it.rows if row.month}
        )
        for it in found.questions
        if it.item.headline
    }  # fmt: skip


def _drawn(followed: str, shares: Mapping[date, Share | None], step: int = 1) -> tuple[str, Any]:
    """What the chart says, and the chart, with a place for every month or quarter; nothing of fewer than two points."""
    said = words.finding(followed, [(filters.in_words(month), share) for month, share in sorted(shares.items())])
    if not said:
        return "", ""
    every = Months(min(shares), max(shares)).every()[::step]
    return said, chart([(f"{month:%b %Y}", shares.get(month)) for month in every], said)


def _page(name: str, form: MonthsForm, **told: Any) -> ResponseReturnValue:
    page = render_template(
        f"results/{name}.html", form=form, fewer=FEWER, words=words, span=filters.span, in_words=filters.in_words,
        address=form.address(), council_areas=face().council.areas, **told,
    )  # fmt: skip
    return page, 400 if form.errors else 200


def _dated(months: Months) -> str:
    return f"{filters.code_of(months.first)}-{filters.code_of(months.last)}"
