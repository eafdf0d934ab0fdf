"""The page on which a person judges whether two cases are about the same, with both accounts before their eyes."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from casework_console.cases import words
from casework_console.console import console
from casework_console.deciding.forms import DecisionForm
from casework_console.deciding.hand import CaseChanged, DecidedBefore, Refused, Sent, Whole, in_hand, state_of
from casework_console.deciding.routes import opened
from casework_console.links.judging import (
    NOT_RELATED,
    RELATED,
    SAME_MATTER,
    Linked,
    find_link,
    judge,
    judgements,
    mark_of,
)
from foundation.contracts.text import is_text
from foundation.pages.fields import choice
from foundation.records.models import Submission
from foundation.staff.permissions import form_checks_token, needs
from foundation.staff.roles import CASES_DECIDE
from foundation.staff.sessions import signed_in

bp = Blueprint("links", __name__)


class JudgeForm(DecisionForm):
    """What a person decides about two cases."""

    shown = HiddenField()
    state = choice(
        "Are they about the same?",
        (
            (SAME_MATTER, "Yes, it is the same matter"),
            (RELATED, "No, but one helps to understand the other"),
            (NOT_RELATED, "No, they have nothing to do with each other"),
        ),
        missing="Select whether they are about the same",
    )


@bp.route("/cases/<reference>/links/<other>", methods=["GET", "POST"])
@needs(CASES_DECIDE)
@form_checks_token
def link(reference: str, other: str) -> ResponseReturnValue:
    """Judge one link, or judge it anew."""
    with console().records.unit_of_work() as uow:
        whole = opened(uow, reference)
        linked = (find_link(uow, whole.case, other, signed_in()) if is_text(other) else None) or abort(404)
        theirs = uow.session.get_one(Submission, linked.other.submission_id)
        before = judgements(uow, whole.case, linked.other)
    form = JudgeForm()
    page = {"whole": whole, "linked": linked, "theirs": theirs, "before": before}
    if not form.is_submitted():
        _begin(form, whole, linked)
        return _ask(form, **page)
    if not form.validate_on_submit():
        if form.form_id.errors or form.seen.errors:
            _begin(form, whole, linked)
        return _ask(form, **page), 400
    try:
        _judge(form, whole, other)
    except DecidedBefore:
        flash("This was kept already, from the first time that the form was sent.")
    except CaseChanged:
        heading = "This case has changed"
        changed = render_template("console/changed.html", heading=heading, case=whole.case, written=form.why.data)
        return changed, 409
    except Refused as refused:
        form[refused.field].errors = [str(refused)]
        return _ask(form, **page), 400
    else:
        flash("Your judgement is kept in both cases.")
    return redirect(url_for("cases.case", reference=reference), 303)


def _begin(form: JudgeForm, whole: Whole, linked: Linked) -> None:
    form.begin(state_of(whole.case))
    form.shown.data = mark_of(linked.link)


def _judge(form: JudgeForm, whole: Whole, other: str) -> None:
    sent = Sent(UUID(form.form_id.data), form.seen.data, form.why.data)
    with in_hand(
        console().records, whole.case.reference, staff=signed_in(), sent=sent, council=console().council,
        calendar=console().calendar.now(), moment=console().now(),
    ) as hand:  # fmt: skip
        judge(hand, other, state=form.state.data, shown=form.shown.data or "")


def _ask(form: JudgeForm, **told: Any) -> str:
    return render_template(
        "console/links/judge.html", heading="Are they about the same?", form=form, words=words, **told
    )
