"""What one request is about, and the pages that are drawn of it."""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app, render_template, request, url_for

from foundation.council import Council
from foundation.records import Records
from foundation.surveys.answers import shown
from foundation.surveys.questionnaire import Band, Question, Questionnaire
from survey_service import asking
from survey_service.answer import steps
from survey_service.answer.opening import Survey
from survey_service.answer.tickets import Tickets
from survey_service.wording import READERS, WORDINGS

STALE = "This page was open for a long time. Your answers are still here: press the button again to send them."
END = "end"  # where one stands who has been asked everything


@dataclass(frozen=True)
class Answering:
    """What the pages of this face work with."""

    records: Records
    council: Council
    secret: str
    now: Callable[[], datetime]

    @property
    def tickets(self) -> Tickets:
        """Those of posters."""
        return Tickets(self.secret)

    def draft_key(self, survey: Survey) -> str:
        """Under which a draft lies on somebody's own phone: it tells nobody the code."""
        whose = survey.ticket or survey.send_out_id
        return hmac.digest(self.secret.encode(), b"draft" + whose.bytes, "sha256").hex()[:32]


def answering() -> Answering:
    """What this face works with."""
    found: Answering = current_app.extensions["answering"]
    return found


@dataclass(frozen=True)
class Sheet:
    """A survey in front of one reader: the wording, what was answered so far, and what was seen."""

    survey: Survey
    code: str
    band: Band
    one_by_one: bool
    given: Mapping[str, list[str]] = field(default_factory=dict)
    seen: Sequence[str] = ()

    @property
    def questionnaire(self) -> Questionnaire:
        """What is asked."""
        return self.survey.questionnaire

    def shown(self) -> tuple[Question, ...]:
        """The questions that the answers so far lead to."""
        return shown(self.questionnaire, self.band, self.given)

    def address(self, *, one_by_one: bool | None = None) -> str:
        """Where its form goes."""
        one = self.one_by_one if one_by_one is None else one_by_one
        return url_for(_door(self.survey), code=self.code, one=int(one), **{"for": self.band})


def whole(sheet: Sheet, faults: Mapping[str, str] | None = None, new: Sequence[Question] = ()) -> str:
    """All questions on one page."""
    return _page(sheet, sheet.shown(), faults or {}, new=[asking.name_of(it.code) for it in new])


def one(sheet: Sheet, question: Question | None, faults: Mapping[str, str] | None = None) -> str:
    """The page of one question; without one, the page on which everything is sent."""
    return _page(sheet, [question] if question else [], faults or {})


def who_is_answering(survey: Survey, code: str) -> str:
    """Which wording does the reader want?"""
    bands = survey.questionnaire.bands
    children = {Band.UNDER_13, Band.FROM_13_TO_17} & set(bands)
    choices = [(band, url_for(_door(survey), code=code, **{"for": band})) for band in bands]
    heading = "Who is answering?" if children else "Which words do you want?"
    return render_template(
        "answer/who.html", heading=heading, choices=choices, readers=READERS, fresh=True, **_around(survey, code)
    )


def thanks(survey: Survey, code: str, band: Band) -> str:
    """It is kept: the same page for whoever pressed twice, or comes again on another device."""
    wording = WORDINGS[band]
    return render_template("answer/thanks.html", heading=wording.thanks, wording=wording, **_around(survey, code))


def _page(sheet: Sheet, questions: Sequence[Question], faults: Mapping[str, str], new: Sequence[str] = ()) -> str:
    survey, band = sheet.survey, sheet.band
    title, step = sheet.questionnaire.title[band], sheet.one_by_one
    first = sheet.questionnaire.asked_of(band)[0]
    begins = first in questions
    place = steps.place(sheet.questionnaire, band, questions[0]) if step and questions else ""
    return render_template(
        "answer/survey.html",
        heading=f"{'Error: ' if faults else ''}{' – '.join(filter(None, (title, place)))}",
        title=title,
        place=place,
        intro=sheet.questionnaire.intro[band],
        wording=WORDINGS[band],
        some_needed=any(it.needed for it in sheet.questionnaire.asked_of(band)),
        begins=begins,
        fresh=request.method == "GET",
        step=step,
        ready=not questions,
        back=step and not begins,
        here=sheet.address(),
        other_way=_other_way(sheet),
        boxes=asking.boxes(questions, band, sheet.given, faults),
        carried=_carried(sheet, questions) if step else [],
        ticket=None if survey.ticket else answering().tickets.new(survey.send_out_id, answering().now()),
        faults=[{"text": said, "href": _where(code, questions)} for code, said in faults.items()],
        new=new,
        **_around(survey, sheet.code),
    )


def _other_way(sheet: Sheet) -> str | None:
    """All on one page, or one by one; offered before anything is answered, since a link takes no answers along."""
    if request.method == "POST" or not steps.has_a_choice(sheet.questionnaire, sheet.band):
        return None
    return sheet.address(one_by_one=not sheet.one_by_one)


def _around(survey: Survey, code: str) -> dict[str, str | None]:
    """What stands around every page of a survey."""
    meeting = answering().council.meetings.get(survey.meeting or "")
    return {
        "about": meeting.words if meeting else None,
        "draft": answering().draft_key(survey),
        "no_more": url_for("answer.no_more", code=code) if survey.ticket else None,
    }


def _carried(sheet: Sheet, questions: Sequence[Question]) -> list[tuple[str, str]]:
    """What the page of one question carries of the others, in hidden fields: nothing is kept on the server."""
    here = {it.code for it in questions}
    seen = [("asked", code) for code in dict.fromkeys(sheet.seen) if code not in here]
    elsewhere = {asking.name_of(code): said for code, said in sheet.given.items() if code not in here}
    given = [(name, each) for name, said in elsewhere.items() for each in said]
    return [*seen, *given, ("at", questions[0].code if questions else END)]


def _where(code: str, questions: Sequence[Question]) -> str:
    """Where an error leads: to its question, else to the page's first, else to its button."""
    here = [it.code for it in questions]
    return f"#{asking.name_of(code if code in here else here[0])}" if here else "#main"


def _door(survey: Survey) -> str:
    return "answer.invitation" if survey.ticket else "answer.poster"
