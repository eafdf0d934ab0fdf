"""Addresses of those who are asked: a code opens a survey, its pages, and what is said where none opens."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from foundation.contracts.references import LENGTH as OF_A_POSTER
from foundation.contracts.references import NotAReference, read_reference
from foundation.equality.sealing import TooLong
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import ANSWERED
from foundation.surveys.answers import Answers, BadAnswers, read_answers
from foundation.surveys.boxes import NO_ROOM
from foundation.surveys.codes import LENGTH as OF_AN_INVITATION
from foundation.surveys.codes import SLIP, NotACode, read_code
from foundation.surveys.library import UnknownQuestionnaire
from foundation.surveys.questionnaire import IN_WORDS, Band
from survey_service import asking
from survey_service.answer import keeping, limits, pages, steps
from survey_service.answer.opening import State, Survey, UnknownCode, open_invitation, open_poster, posters_open
from survey_service.answer.pages import Sheet, answering
from survey_service.answer.tickets import StaleTicket

log = get_logger("survey")

NO_SUCH_CODE = "We do not know this code. Check each letter and number, or ask who gave it to you."
ENTER_IT = "Enter your code."
HOW_LONG = f"A code has {OF_AN_INVITATION} letters and numbers in a letter or message, {OF_A_POSTER} on a poster."
NOTHING_YET = "Answer at least one question. If you do not want to answer, close this page."
UNAVAILABLE = (
    "Please try again in an hour. If you were sending answers, load this page again then: your browser asks whether to "
    "send them again."
)
LONGEST_CODE = 64  # signs, of what is typed, that are shown again
ANYBODY = Band.ADULT
SAID = {
    State.CLOSED: ("This survey has ended", "Thank you for coming. Answers are not taken any more."),
    State.NOT_YET: ("This survey has not begun yet", "Please come back later and open the same link again."),
}


def blueprint(limiter: Limiter) -> Blueprint:
    """The pages, and how often one address may do what."""
    bp = Blueprint("answer", __name__)
    guessing = limiter.shared_limit(limits.WRONG_CODES, scope="wrong codes", deduct_when=limits.was_wrong)
    keeping_on = limiter.shared_limit(
        limits.POSTER_ANSWERS, scope="poster answers", methods=["POST"], deduct_when=limits.was_kept
    )
    both = ["GET", "POST"]
    bp.add_url_rule("/", view_func=guessing(front), methods=both)
    bp.add_url_rule("/meetings", view_func=meetings)
    bp.add_url_rule("/s/<code>", view_func=guessing(invitation), methods=both)
    bp.add_url_rule("/s/<code>/no-more", view_func=guessing(no_more), methods=["POST"])
    bp.add_url_rule("/q/<code>", view_func=guessing(keeping_on(poster)), methods=both)
    bp.add_url_rule("/q/<code>/thanks", view_func=guessing(poster_thanks))
    bp.register_error_handler(UnknownQuestionnaire, _is_newer)
    return bp


def front() -> ResponseReturnValue:
    """A box for a code, for those who have one on paper."""
    typed = request.form.get("code", "")[:LONGEST_CODE]
    if request.method != "POST":
        return _ask_for_code()
    try:
        return redirect(_address_of(typed), 303)
    except NotACode as slip:
        return _ask_for_code(str(slip), typed), 400


def meetings() -> ResponseReturnValue:
    """The posters that always hang, one for each kind of meeting: no code is needed for these."""
    kinds = answering().council.meetings
    hanging = posters_open(answering().records, list(kinds), answering().now())
    which = [kinds[code] for code in kinds if code in hanging]
    return render_template("answer/meetings.html", heading="Which meeting was it?", meetings=which)


def invitation(code: str) -> ResponseReturnValue:
    """The survey that somebody was sent."""
    try:
        code = read_code(code)
        survey = open_invitation(answering().records, code, answering().now())
    except NotACode as slip:
        return _ask_for_code(str(slip), code[:LONGEST_CODE]), 404
    except UnknownCode:
        return _ask_for_code(NO_SUCH_CODE, code), 404
    return _answer(survey, code)


def poster(code: str) -> ResponseReturnValue:
    """The survey of a poster: the same code for everybody in the room."""
    try:
        survey = open_poster(answering().records, code, answering().now())
    except UnknownCode:
        return _ask_for_code(NO_SUCH_CODE, code[:LONGEST_CODE]), 404
    return _answer(survey, code)


def poster_thanks(code: str) -> ResponseReturnValue:
    """Thanks to somebody in the room."""
    try:
        survey = open_poster(answering().records, code, answering().now())
    except UnknownCode:
        return _ask_for_code(NO_SUCH_CODE, code[:LONGEST_CODE]), 404
    return pages.thanks(survey, code, _band(survey) or ANYBODY)


def no_more(code: str) -> ResponseReturnValue:
    """Whoever has this invitation wants no more surveys."""
    try:
        survey = open_invitation(answering().records, read_code(code), answering().now())
    except (NotACode, UnknownCode):
        return _ask_for_code(NO_SUCH_CODE, code[:LONGEST_CODE]), 404
    keeping.want_no_more(answering().records, _ticket_of(survey))
    return _say("We will not send you surveys any more", "You do not need to do anything else.")


def _answer(survey: Survey, code: str) -> ResponseReturnValue:
    band = _band(survey)
    if survey.state is State.USED:
        return pages.thanks(survey, code, band or ANYBODY)
    if survey.state is not State.OPEN:
        return _say(*SAID[survey.state]), 410 if survey.state is State.CLOSED else 403
    if survey.key is None:
        return _cannot_take()
    if band is None:
        return pages.who_is_answering(survey, code)
    one_by_one = steps.one_by_one(survey.questionnaire, band, request.args.get("one"))
    given = asking.given_on(request.form, survey.questionnaire)
    sheet = Sheet(survey, code, band, one_by_one, given, request.form.getlist("asked"))
    go = request.form.get("go")
    if go == "send":
        return _send(sheet)
    return _turn(sheet, go, request.form.get("at", "")) if one_by_one else pages.whole(sheet)


def _turn(sheet: Sheet, go: str | None, at: str) -> ResponseReturnValue:
    """The next page, the one before, or for a draft that is taken up again the one that it was left on."""
    questionnaire, band, given = sheet.questionnaire, sheet.band, sheet.given
    here = steps.find(questionnaire, band, given, at)
    if go == "back":
        return pages.one(sheet, steps.before(questionnaire, band, given, at))
    if go != "next" or here is None:
        return pages.one(sheet, None if at == pages.END else here or sheet.shown()[0])
    if fault := _faults(sheet).get(at):
        return pages.one(sheet, here, {at: fault}), 400
    return pages.one(sheet, steps.after(questionnaire, band, given, at))


def _send(sheet: Sheet) -> ResponseReturnValue:
    survey, given = sheet.survey, sheet.given
    if new := asking.not_seen(sheet.questionnaire, sheet.band, given, sheet.seen):
        return pages.one(sheet, new[0]) if sheet.one_by_one else pages.whole(sheet, new=new)
    try:
        answers = read_answers(sheet.questionnaire, sheet.band, given)
        _keep(survey, answers)
    except BadAnswers as bad:
        return _put_right(sheet, bad.faults)
    except StaleTicket:
        return _put_right(sheet, {"": pages.STALE})
    except TooLong:
        written = [it.code for it in sheet.shown() if it.kind in IN_WORDS and given.get(it.code)]
        return _put_right(sheet, {written[-1]: NO_ROOM})
    except keeping.AnsweredBefore:
        pass  # pressed twice, or on a second device: they read the same as the first time
    door, reader = (".invitation" if survey.ticket else ".poster_thanks"), {"for": sheet.band}
    return redirect(url_for(door, code=sheet.code, **reader), 303)


def _keep(survey: Survey, answers: Answers) -> None:
    """Raises BadAnswers where nothing was answered, StaleTicket, TooLong and AnsweredBefore."""
    if not answers.given:
        raise BadAnswers({answers.asked[0]: NOTHING_YET})
    keeping.keep(
        answering().records,
        survey.questionnaire,
        answers,
        send_out_id=survey.send_out_id,
        ticket=_ticket_of(survey),
        key=survey.key or b"",
        moment=answering().now(),
    )
    ANSWERED.labels("invitation" if survey.ticket else "poster").inc()


def _ticket_of(survey: Survey) -> UUID:
    return survey.ticket or answering().tickets.read(
        request.form.get("ticket", ""), survey.send_out_id, answering().now()
    )


def _put_right(sheet: Sheet, faults: Mapping[str, str]) -> ResponseReturnValue:
    if not sheet.one_by_one:
        return pages.whole(sheet, faults), 400
    first = next((it for it in sheet.shown() if it.code in faults), None)
    return pages.one(sheet, first, {first.code: faults[first.code]} if first else faults), 400


def _faults(sheet: Sheet) -> dict[str, str]:
    try:
        read_answers(sheet.questionnaire, sheet.band, sheet.given)
    except BadAnswers as bad:
        return dict(bad.faults)
    return {}


def _band(survey: Survey) -> Band | None:
    """For whom the words are: as chosen, or the one wording that there is."""
    bands = survey.questionnaire.bands
    wanted = bands[0] if len(bands) == 1 else request.args.get("for")
    return next((band for band in bands if band == wanted), None)


def _address_of(typed: str) -> str:
    """Where a code leads that somebody typed. Raises NotACode, saying what to look at."""
    signs = "".join(typed.split()).replace("-", "")
    if not signs:
        raise NotACode(ENTER_IT)
    try:
        return url_for(".poster", code=read_reference(typed))
    except NotAReference:
        if len(signs) == OF_A_POSTER:
            raise NotACode(SLIP) from None
    if len(signs) != OF_AN_INVITATION:
        raise NotACode(f"{HOW_LONG} This one has {len(signs)}.")
    return url_for(".invitation", code=read_code(typed))


def _ask_for_code(fault: str = "", typed: str = "") -> str:
    title = "Answer a survey"
    return render_template(
        "answer/code.html", heading=f"{'Error: ' if fault else ''}{title}", title=title, fault=fault, typed=typed
    )


def _cannot_take() -> ResponseReturnValue:
    return _say("We cannot take answers just now", UNAVAILABLE), 503, {"Retry-After": "3600"}


def _is_newer(error: UnknownQuestionnaire) -> ResponseReturnValue:
    """A newer Heard sent it out, and this process is still the older one."""
    log.error("questionnaire not known here", exc_info=error)
    return _cannot_take()


def _say(heading: str, said: str) -> str:
    return render_template("answer/said.html", heading=heading, said=said)
