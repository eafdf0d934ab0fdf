"""The list of questionnaires, and each of them to look at and try."""

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from foundation.staff.permissions import needs
from foundation.staff.roles import SURVEYS_SEND
from foundation.surveys.answers import BadAnswers, read_answers, shown
from foundation.surveys.library import UnknownQuestionnaire, library
from foundation.surveys.questionnaire import Band, Questionnaire
from survey_service import asking
from survey_service.face import face
from survey_service.preview.paper import on_paper
from survey_service.wording import WORDINGS

bp = Blueprint("preview", __name__, url_prefix="/questionnaires")

READERS = {
    Band.UNDER_13: "Under 13", Band.FROM_13_TO_17: "13 to 17", Band.ADULT: "Adults", Band.EASY_READ: "Easy read",
}  # fmt: skip


@bp.get("")
@needs(SURVEYS_SEND)
def all_of_them() -> ResponseReturnValue:
    """What can be asked, and for whom there is a wording."""
    return render_template(
        "survey/questionnaires.html", heading="Questionnaires", all=library().all_newest(), readers=READERS
    )


@bp.route("/<code>", methods=["GET", "POST"])
@needs(SURVEYS_SEND)
def one(code: str) -> ResponseReturnValue:
    """One questionnaire for one band; what is sent is checked, shown again and forgotten."""
    questionnaire = _questionnaire(code)
    band = _band(questionnaire)
    if request.method != "POST":
        return _page(questionnaire, band, {}, {})
    given = asking.given_on(request.form, questionnaire)
    if new := asking.not_seen(questionnaire, band, given, request.form.getlist("asked")):
        return _page(questionnaire, band, given, {}, new=[question.code for question in new])
    try:
        answers = read_answers(questionnaire, band, given)
    except BadAnswers as bad:
        return _page(questionnaire, band, given, bad.faults), 400
    return render_template(
        "survey/tried.html", heading="These answers can be sent", questionnaire=questionnaire, band=band,
        readers=READERS, answers=asking.answers_in_words(questionnaire, answers),
    )  # fmt: skip


@bp.get("/<code>/paper.pdf")
@needs(SURVEYS_SEND)
def paper(code: str) -> ResponseReturnValue:
    """The same to print, for who would rather write."""
    questionnaire = _questionnaire(code)
    band, council = _band(questionnaire), face().council
    made = on_paper(questionnaire, band, council.name, council.telephones.emergency)
    response = Response(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{questionnaire.code}-{band}.pdf"'
    return response


def _questionnaire(code: str) -> Questionnaire:
    try:
        return library().newest(code)
    except UnknownQuestionnaire:
        abort(404)


def _band(questionnaire: Questionnaire) -> Band:
    wanted = request.args.get("band", questionnaire.bands[0])
    return next((band for band in questionnaire.bands if band == wanted), None) or abort(404)


def _page(
    questionnaire: Questionnaire,
    band: Band,
    given: dict[str, list[str]],
    faults: dict[str, str],
    new: list[str] | None = None,
) -> str:
    questions = shown(questionnaire, band, given)
    return render_template(
        "survey/preview.html",
        heading=f"{'Error: ' if faults else ''}{questionnaire.title[band]}",
        questionnaire=questionnaire,
        band=band,
        readers=READERS,
        boxes=asking.boxes(questions, band, given, faults),
        some_needed=any(question.needed for question in questions),
        wording=WORDINGS[band],
        faults=[{"text": said, "href": f"#{asking.name_of(code)}"} for code, said in faults.items()],
        new=[asking.name_of(code) for code in new or ()],
    )
