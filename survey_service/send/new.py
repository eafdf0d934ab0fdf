"""Asking one family, or everybody in a file."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from foundation.staff.permissions import form_checks_token, needs
from foundation.staff.roles import SURVEYS_SEND
from foundation.staff.sessions import signed_in
from survey_service.face import face
from survey_service.send import sending, words
from survey_service.send.forms import FileForm, OneForm, automatic_name
from survey_service.send.table import BadFile
from survey_service.send.uploaded import read_people
from survey_service.uploads import TOO_LARGE, content, takes_a_file

bp = Blueprint("new", __name__, url_prefix="/send")
takes_a_file(bp, "from_a_file")

FILE_AGAIN = "Choose the file again: browsers forget it"


@bp.route("/new", methods=["GET", "POST"])
@needs(SURVEYS_SEND)
@form_checks_token
def one_family() -> ResponseReturnValue:
    """One contact: the form, then what will happen, then sent."""
    form = OneForm(face().council, signed_in().team, face().now())
    if not form.validate_on_submit():
        return _form("one_family", "Ask one family", form)
    if "change" in request.form:
        return _form("one_family", "Ask one family", form, changing=True)
    name = automatic_name(form.meeting.words if form.meeting else form.questionnaire.name, face().today())
    plan, contact, at = form.plan(name, signed_in().account_id), form.read_contact(), form.when()
    if "send" not in request.form:
        return render_template(
            "survey/send/check.html", heading="Check before it is sent", plan=plan, contact=words.where(contact),
            at=at, now=at.send_at == form.moment, form=form, words=words,
        )  # fmt: skip
    with face().records.unit_of_work() as uow:
        sending.ask(uow, plan, contact, at, face().now())
    flash("It is on its way." if at.send_at == form.moment else "It will be sent at its time.")
    return redirect(url_for("send.one", send_out_id=plan.id, follow="yes"), 303)


@bp.route("/file", methods=["GET", "POST"])
@needs(SURVEYS_SEND)
@form_checks_token
def from_a_file() -> ResponseReturnValue:
    """Everybody in a file: read at once, and sent when somebody has looked at what is good and bad of it."""
    try:
        form = FileForm(face().council, signed_in().team, face().now())
    except RequestEntityTooLarge:
        heading = "This file is too large"
        return render_template("refusal.html", heading=heading, next_step=TOO_LARGE, status=413), 413
    valid, fault, people = form.validate_on_submit(), None, None
    if form.is_submitted():
        try:
            people = read_people(content())
        except BadFile as bad:
            fault = str(bad)
    if not valid or people is None:
        return _form("from_a_file", "Ask many people", form, fault=fault or (FILE_AGAIN if people else None))
    good, bad_rows = people
    plan, at = form.plan(form.name.data, signed_in().account_id), form.when()
    with face().records.unit_of_work() as uow:
        sending.draft(uow, plan, (it.contact for it in good), bad_rows, at, face().now())
    return redirect(url_for("send.one", send_out_id=plan.id), 303)


def _form(
    page: str, heading: str, form: OneForm | FileForm, *, fault: str | None = None, changing: bool = False
) -> ResponseReturnValue:
    errors = [{"text": str(said), "href": f"#{field}"} for field, errors in form.errors.items() for said in errors]
    if fault:
        errors.append({"text": fault, "href": "#file"})
    shown = f"{'Error: ' if errors else ''}{heading}"
    html = render_template(
        f"survey/send/{page}.html", heading=shown, title=heading, ask=form, faults=errors, fault=fault, words=words
    )
    return html, 400 if form.is_submitted() and not changing else 200
