"""The addresses at which the equality officer logs what is done to hear from a group, and says what came of it."""

from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from uuid_utils.compat import uuid7
from wtforms import HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import UUID as IsId
from wtforms.validators import InputRequired

from foundation.pages.fields import STALE, Form, PastDate, choice, line, picker
from foundation.pages.fields import words as box
from foundation.staff.permissions import form_checks_token, needs
from foundation.staff.roles import EQUALITY_REVIEW
from foundation.staff.sessions import signed_in
from survey_service.equality import actions
from survey_service.equality.actions import Kind
from survey_service.face import areas, face

bp = Blueprint("equality_actions", __name__, url_prefix="/equality/actions")

LONGEST = 2_000
WITHIN = timedelta(days=3 * 366)
KINDS = {Kind.OUTREACH: "To hear from people", Kind.FIND_OUT: "To find out what we do not know"}
NOBODY = "The committee reads this. Write no name of a child or family, and nothing by which one could be known"


class ActionForm(Form):
    """What will be done, about whom, by whom and until when."""

    form_id = HiddenField(validators=[IsId(message=STALE)])
    kind = choice("What is it for?", KINDS.items(), missing="Choose what it is for")
    about = picker("Who is it about?", ())
    words = box("What will be done?", NOBODY, missing="Say what will be done", longest=LONGEST)
    owner = line(
        "Who sees to it?", "A post or a team is best, for example “Equality officer”: the committee reads this too",
        missing="Enter who sees to it",
    )  # fmt: skip
    due_on = PastDate("By when?", "For example, 27 3 2027")

    def __init__(self) -> None:
        super().__init__(data={"form_id": str(uuid7())})
        self.about.choices = [SelectChoice("", "Choose"), *(SelectChoice(*one) for one in named().items())]
        self.about.validators = [InputRequired("Choose who it is about")]

    def check(self, today: date) -> bool:
        """Is it right, and still to come?"""
        right = self.validate_on_submit()
        if self.due_on.data is None and not self.due_on.errors:
            self.due_on.errors = ["Enter the day by which it will be done"]
        elif right and not today <= self.due_on.data <= today + WITHIN:
            self.due_on.errors = ["Enter a day from today to three years from now"]
        return not self.errors


class EndForm(Form):
    """What came of it."""

    result = box("What came of it?", NOBODY, missing="Say what came of it", longest=LONGEST)


@bp.get("")
@needs(EQUALITY_REVIEW)
def every() -> ResponseReturnValue:
    """All actions: late, open and done."""
    with face().records.unit_of_work() as uow:
        found = actions.every(uow)
    return render_template(
        "equality/actions.html", heading="What we do to hear from people", found=found, named=named(),
        kinds=KINDS, today=face().today(),
    )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@needs(EQUALITY_REVIEW)
@form_checks_token
def new() -> ResponseReturnValue:
    """Log an action; the address can say about whom, and of which kind."""
    form = ActionForm()
    if form.is_submitted() and form.check(face().today()):
        with face().records.unit_of_work() as uow:
            actions.log(
                uow, Kind(form.kind.data), form.about.data, words=form.words.data, owner=form.owner.data,
                due_on=form.due_on.data, by=signed_in().account_id, moment=face().now(),
                form_id=UUID(form.form_id.data),
            )  # fmt: skip
        flash("It is logged.")
        return redirect(url_for(".every"), 303)
    if not form.is_submitted():
        about, kind = request.args.get("about", ""), request.args.get("kind", "")
        form.about.data = about if about in named() else ""
        form.kind.data = kind if kind in KINDS else Kind.OUTREACH
    page = render_template("equality/new_action.html", heading="Log an action", form=form)
    return page, 400 if form.errors else 200


@bp.route("/<uuid:action_id>", methods=["GET", "POST"])
@needs(EQUALITY_REVIEW)
@form_checks_token
def one(action_id: UUID) -> ResponseReturnValue:
    """One action; while it is open, a form for what came of it."""
    form = EndForm()
    with face().records.unit_of_work() as uow:
        found = actions.find(uow, action_id) or abort(404)
        if form.validate_on_submit():
            done = actions.end(uow, action_id, form.result.data, by=signed_in().account_id, today=face().today())
            flash("It is done." if done else "Somebody had said before what came of it. That stays as it was.")
            return redirect(url_for(".one", action_id=action_id), 303)
    page = render_template(
        "equality/action.html", heading="An action", one=found, named=named(),
        kinds=KINDS, today=face().today(), form=form,
    )  # fmt: skip
    return page, 400 if form.errors else 200


def named() -> dict[str, str]:
    """What an action can be about, in words."""
    return actions.about_in_words(areas())
