"""The page “which procedure?”. What is typed goes by POST, is answered, and is kept nowhere."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from casework_console.cases import words
from casework_console.console import console
from casework_console.which.forms import WhichForm
from foundation.contracts.facts import read_facts
from foundation.procedure import triage
from foundation.procedure.decision import Decision
from foundation.procedure.facts import BadFacts
from foundation.procedure.rule_sets import rule_set, rules_on
from foundation.procedure.working_days import CalendarRunsOut
from foundation.staff.permissions import needs
from foundation.staff.roles import TRIAGE_TRY

bp = Blueprint("which", __name__)
HEADING = "Which procedure?"


@bp.route("/which", methods=["GET", "POST"])
@needs(TRIAGE_TRY)
def which() -> ResponseReturnValue:
    """Ask for facts; show what the rules say of them."""
    form = WhichForm(console().council)
    if not form.is_submitted():
        form.received_date.data = console().today()
        return _ask(form)
    decision = _decision(form) if form.validate_on_submit() else None
    if decision is None:
        return _ask(form), 400
    return render_template("console/which_answer.html", heading=HEADING, decision=decision, form=form, words=words)


def _decision(form: WhichForm) -> Decision | None:
    """The decision; None, with each message at its field, for facts that cannot be."""
    try:
        facts = read_facts(form.facts())
        if facts.received_date > console().today():
            raise BadFacts({"received_date": ["This day is in the future. Give today or a day before."]})
        rules = rule_set(form.rules.data) if form.rules.data else rules_on(facts.received_date)
        council = console().council
        return triage.decide(facts, rules, console().days, own_authority=council.code, targets=council)
    except BadFacts as bad:
        form.refuse(bad.faults)
    except CalendarRunsOut as end:
        form.refuse({"received_date": [f"No date can be counted from this: {end}."]})
    return None


def _ask(form: WhichForm) -> str:
    return render_template("console/which.html", heading=HEADING, form=form)
