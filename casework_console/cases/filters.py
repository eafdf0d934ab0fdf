"""What can be asked of the pipeline, all in the address, so that a link can be sent to a colleague."""

from datetime import date, timedelta
from uuid import UUID

from flask import request
from wtforms.fields import SelectChoice

from casework_console.cases import words
from casework_console.cases.queries import SORTS, Wanted
from foundation.contracts.references import NotAReference, read_reference
from foundation.council import Council
from foundation.pages.fields import Form, line, picker
from foundation.pages.listing import ListingForm
from foundation.procedure.working_days import CalendarRunsOut, WorkingDays

ALL = ("", "All")
DUE = (ALL, ("overdue", "Overdue"), ("soon", "Due in 5 working days"), ("none", "No clock"))
AGES = (ALL, ("current", "Current"), ("historic", "Historic: over a year old"))
MINE = (ALL, ("mine", "Mine"))
ANSWERS = (ALL, ("waiting", "Not decided yet"), *words.WORKER_CHANGES.items())
NARROWING = ("kind", "team", "stage", "priority", "due", "age", "who", "answer")
SOON = 5
UP_AND_DOWN = {
    "reference": ("Reference, A to Z", "Reference, Z to A"),
    "received": ("Received, oldest first", "Received, newest first"),
    "age": ("Age, youngest first", "Age, oldest first"),
    "due": ("Due, soonest first", "Due, latest first"),
    "team": ("Team, A to Z", "Team, Z to A"),
    "stage": ("Stage, first to last", "Stage, last to first"),
    "priority": ("Priority, most urgent first", "Priority, least urgent first"),
}
ORDERS = [(f"{sign}{key}", UP_AND_DOWN[key][n]) for key in SORTS for n, sign in enumerate(("", "-"))]


class PipelineForm(ListingForm):
    """The filters and the order of the pipeline."""

    narrowing = NARROWING

    kind = picker("Kind", (ALL, *words.KINDS.items()))
    team = picker("Team", ())
    stage = picker("Stage", (("", "All but closed"), *words.STAGES.items()))
    priority = picker("Priority", (ALL, *words.PRIORITIES.items()))
    due = picker("Due", DUE)
    age = picker("Age", AGES)
    who = picker("Coordinated by", MINE)
    answer = picker("Another worker", ANSWERS)
    sort = picker("Sort by", ORDERS)

    def __init__(self, council: Council, own_team: str | None) -> None:
        super().__init__("due")
        if own_team is None:
            teams = sorted(council.teams.items(), key=lambda team: team[1])
            self.team.choices = [SelectChoice(code, name) for code, name in (ALL, *teams)]
        else:
            del self.team

    def wanted(self, today: date, days: WorkingDays, me: UUID) -> Wanted:
        """What was asked for, as values; `me` is the account of who asks."""
        chosen = {name: self[name].data or "" for name in (*NARROWING, "sort") if name in self and name != "who"}
        mine = me if self.who.data else None
        return Wanted(today, soon(today, days), page=int(self.page.data), coordinator=mine, **chosen)


class FindForm(Form):
    """One case by its reference."""

    reference = line("Find by reference", spellcheck="false", autocomplete="off")

    def __init__(self) -> None:
        super().__init__(formdata=request.args, meta={"csrf": False})

    def read(self) -> str | None:
        """The reference in its one shape; None, with the field's error set, when it is none."""
        try:
            return read_reference(self.reference.data or "")
        except NotAReference as error:
            told = str(error)
            self.reference.errors = [told[:1].upper() + told[1:]]
            return None


def soon(today: date, days: WorkingDays) -> date:
    """The last day of “due in 5 working days”; beyond our calendar a week stands in, for this list only."""
    try:
        return days.after(today, SOON)
    except CalendarRunsOut:
        return today + timedelta(days=7)
