"""The addresses at which somebody marks that something new began, and reads what people said before and after."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from uuid_utils.compat import uuid7
from wtforms import HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import UUID as IsId

from foundation.pages.fields import STALE, Form, PastDate, line, picker
from foundation.staff.permissions import form_checks_token, needs
from foundation.staff.roles import COMMENTS_REDACT, RESULTS_READ
from foundation.staff.sessions import signed_in
from foundation.surveys.gate import FEWER
from foundation.surveys.library import library
from survey_service.exports import as_file
from survey_service.face import face
from survey_service.results import changes, files, filters, words
from survey_service.results.routes import names

bp = Blueprint("changes", __name__, url_prefix="/results/changes")

EARLIEST = 2000


class MarkForm(Form):
    """What began, when and where."""

    form_id = HiddenField(validators=[IsId(message=STALE)])
    words = line("What began?", "For example “Training on listening” or “One worker for each family”",
                 missing="Say what began")  # fmt: skip
    began_on = PastDate("When did it begin?", "For example, 27 3 2026")
    area = picker("Where?", ())

    def __init__(self) -> None:
        super().__init__(data={"form_id": str(uuid7())})
        areas = face().council.areas.values()
        self.area.choices = [SelectChoice("", "Everywhere"), *(SelectChoice(it.code, it.words) for it in areas)]

    def check(self, today: date) -> bool:
        """Is it right? Each error names its field."""
        if not self.validate_on_submit():
            return False
        began_on = self.began_on.data
        if began_on is None:
            self.began_on.errors = ["Enter the day on which it began"]
        elif began_on > today or began_on.year < EARLIEST:
            self.began_on.errors = [f"Enter a day from {EARLIEST} to today"]
        return not self.errors


class WhichForm(Form):
    """Whose answers are compared."""

    questionnaire = picker("Questionnaire", ())

    def __init__(self) -> None:
        super().__init__(formdata=request.args, meta={"csrf": False})
        every = names()
        self.questionnaire.choices = [SelectChoice(*one) for one in every.items()]
        self.questionnaire.data = self.questionnaire.data or next(iter(every))


@bp.route("", methods=["GET", "POST"])
@needs(RESULTS_READ)
@form_checks_token
def front() -> ResponseReturnValue:
    """What was marked; and, for who looks after the results, the form to mark something."""
    form = MarkForm() if signed_in().may(COMMENTS_REDACT) else None
    if request.method == "POST" and form is None:
        abort(403)
    if form is not None and form.check(face().today()):
        with face().records.unit_of_work() as uow:
            changes.mark(
                uow, began_on=form.began_on.data, area=form.area.data or None, words=form.words.data,
                by=signed_in().account_id, moment=face().now(), form_id=UUID(form.form_id.data),
            )  # fmt: skip
        flash("It is marked.")
        return redirect(url_for(".front"), 303)
    with face().records.unit_of_work() as uow:
        found = changes.every(uow)
    told: dict[str, Any] = {"form": form} if form else {}
    page = render_template(
        "results/changes.html", heading="What began when", found=found, named=_named, marks=form, **told
    )
    return page, 400 if form and form.errors else 200


@bp.get("/<uuid:change_id>")
@needs(RESULTS_READ)
def one(change_id: UUID) -> ResponseReturnValue:
    """What people answered before it began, and after."""
    marked, form, found = _compared(change_id)
    page = render_template(
        "results/change.html", heading=marked.words, marked=marked, form=form, found=found, words=words,
        span=filters.span, fewer=FEWER, where=_named(marked.area), removes=signed_in().may(COMMENTS_REDACT),
    )  # fmt: skip
    return page, 400 if form.errors else 200


@bp.get("/<uuid:change_id>.<any(csv, ods):kind>")
@needs(RESULTS_READ)
def one_file(change_id: UUID, kind: str) -> ResponseReturnValue:
    """What the page with the same questionnaire shows, as a file."""
    marked, form, found = _compared(change_id)
    if found is None:
        abort(400)
    of = library().newest(form.questionnaire.data)
    return as_file(kind, f"before-and-after-{marked.began_on}", files.of_change(marked, _named(marked.area), of, found))


@bp.post("/<uuid:change_id>/remove")
@needs(COMMENTS_REDACT)
def remove(change_id: UUID) -> ResponseReturnValue:
    """Take the mark away."""
    with face().records.unit_of_work() as uow:
        changes.remove(uow, change_id)
    flash("The mark is gone.")
    return redirect(url_for(".front"), 303)


def _compared(change_id: UUID) -> tuple[changes.Marked, WhichForm, changes.BeforeAndAfter | None]:
    form, found = WhichForm(), None
    with face().records.unit_of_work() as uow:
        marked = changes.find(uow, change_id) or abort(404)
        if form.validate():
            of = library().newest(form.questionnaire.data)
            found = changes.before_and_after(uow, marked, of, face().today())
    return marked, form, found


def _named(area: str | None) -> str:
    return filters.named(face().council, area) if area else "Everywhere"
