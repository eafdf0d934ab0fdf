"""The addresses at which somebody reads comments and decides what others may read of them."""

import re
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput
from wtforms import HiddenField, SelectMultipleField
from wtforms.fields import SelectChoice

from foundation.pages.fields import Form, choice, picker
from foundation.pages.fields import words as box
from foundation.staff.permissions import form_checks_token, needs
from foundation.staff.roles import COMMENTS_REDACT
from foundation.staff.sessions import signed_in
from foundation.surveys.answers import LONGEST
from foundation.surveys.comments import NothingLeft, NotTheirWords, themes
from foundation.surveys.library import UnknownQuestionnaire, library
from foundation.surveys.questionnaire import Kind
from foundation.surveys.results import in_staff_words
from survey_service.face import face
from survey_service.results import filters, redacting
from survey_service.results.redacting import KEPT_BACK, NEW, READY

bp = Blueprint("comments", __name__, url_prefix="/results/comments")

STATES = {NEW: "New", READY: "Shown", KEPT_BACK: "Kept back"}
SHOW, KEEP_BACK = "show", "keep_back"
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
SINCE = "Somebody has decided about this comment since your page was made. Look at it as it is now, and decide again."
DECIDED = {SHOW: "Others can read it now, as you left it.", KEEP_BACK: "It is kept back: nobody else reads it."}


class ListForm(Form):
    """Which comments."""

    state = picker("Comments that are", STATES.items())
    questionnaire = picker("Questionnaire", ())

    def __init__(self) -> None:
        super().__init__(formdata=request.args, meta={"csrf": False}, data={"state": NEW})
        names = [SelectChoice(it.code, it.name) for it in library().all_newest()]
        self.questionnaire.choices = [SelectChoice("", "All"), *names]
        self.state.data = self.state.data or NEW


class DecisionForm(Form):
    """What others may read of a comment."""

    seen = HiddenField()
    kept = box(
        "What others may read",
        "Take out names and whatever shows who wrote it or whom it is about. You can only take words out: each place "
        "is marked “[removed]”.",
        longest=2 * LONGEST[Kind.LONG],
    )
    themes = SelectMultipleField(
        "What is it about?", description="Choose all that are right.", widget=GovCheckboxesInput()
    )
    decision = choice(
        "What happens to it?",
        [(SHOW, "Others may read what is left"), (KEEP_BACK, "Keep it back: nobody else reads it")],
        missing="Say whether others may read it",
    )

    def __init__(self, **data: Any) -> None:
        super().__init__(data=data)
        self.themes.choices = [SelectChoice(code, words) for code, words in themes().items()]


@bp.get("")
@needs(COMMENTS_REDACT)
def queue() -> ResponseReturnValue:
    """The comments that nobody has read yet, or those that were decided."""
    form, page = ListForm(), request.args.get("page", "1")
    if not PAGE_NUMBER.fullmatch(page):
        abort(404)
    found = None
    if form.validate():
        with face().records.unit_of_work() as uow:
            found = redacting.listed(uow, form.state.data, form.questionnaire.data or "", int(page))
    html = render_template(
        "results/comments.html", heading="Comments", form=form, found=found, page=int(page), last=_last(found),
        names={it.code: it.name for it in library().all_newest()}, in_words=filters.in_words, states=STATES,
    )  # fmt: skip
    return html, 400 if form.errors else 200


@bp.route("/<uuid:comment_id>", methods=["GET", "POST"])
@needs(COMMENTS_REDACT)
@form_checks_token
def one(comment_id: UUID) -> ResponseReturnValue:
    """A comment as it was written, and the form that decides what others may read."""
    with face().records.unit_of_work() as uow:
        comment = redacting.find(uow, comment_id) or abort(404)
    form = DecisionForm(
        seen=redacting.state_of(comment), kept=comment.redacted or comment.words, themes=comment.themes,
        decision=KEEP_BACK if comment.state == KEPT_BACK else SHOW if comment.state == READY else None,
    )  # fmt: skip
    if form.validate_on_submit() and (answer := _decided(comment_id, form)):
        return answer
    page = render_template(
        "results/comment.html", heading="A comment", form=form, comment=comment, question=_question(comment),
        name=_name(comment.questionnaire), in_words=filters.in_words, states=STATES,
    )  # fmt: skip
    return page, 400 if form.errors else 200


def _decided(comment_id: UUID, form: DecisionForm) -> ResponseReturnValue | None:
    """The next page; None with the field's error set where it cannot be kept."""
    shown = form.decision.data == SHOW
    decision = redacting.Decision((form.kept.data or "") if shown else None, form.themes.data or [])
    if shown and not decision.themes:
        form.themes.errors = ["Choose at least one thing that it is about"]
        return None
    try:
        with face().records.unit_of_work() as uow:
            redacting.decide(
                uow, comment_id, decision, seen=form.seen.data or "", staff=signed_in(), moment=face().now()
            )
    except redacting.Changed:
        flash(SINCE)
        return redirect(url_for(".one", comment_id=comment_id), 303)
    except NotTheirWords as added:
        form.kept.errors = [f"{added}. Take words out; put none in and move none"]
        return None
    except NothingLeft:
        form.kept.errors = ["Nothing is left to read. Leave some of it, or keep it back"]
        return None
    flash(DECIDED[form.decision.data])
    return redirect(url_for(".queue"), 303)


def _question(comment: Any) -> str:
    """The question that it answers, in the words of its version; nothing where that is no longer known."""
    try:
        asked = library().version(comment.questionnaire, comment.version).questions
    except UnknownQuestionnaire:
        return ""
    return next((in_staff_words(it) for it in asked if it.code == comment.question), "")


def _name(code: str) -> str:
    try:
        return library().newest(code).name
    except UnknownQuestionnaire:
        return code


def _last(found: redacting.Listed | None) -> int:
    return max(1, -(-found.total // redacting.PAGE)) if found else 1
