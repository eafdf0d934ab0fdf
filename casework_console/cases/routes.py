"""The addresses of the pipeline and of one case."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework_console.access import can_be_seen_by, require_open
from casework_console.cases import queries, withheld, words
from casework_console.cases.filters import FindForm, PipelineForm
from casework_console.cases.history import history_words
from casework_console.cases.page import CasePage, coordinators
from casework_console.cases.shown import working_age
from casework_console.conflicts.marking import found_about
from casework_console.console import console
from casework_console.deciding.closing import BECAUSE
from casework_console.deciding.hand import Whole
from casework_console.links.judging import links_of
from foundation.contracts.references import NotAReference, read_reference
from foundation.pages.listing import page_links
from foundation.staff.permissions import needs
from foundation.staff.roles import ALERTS_ACT, CASES_DECIDE, CASES_READ, CONFLICTS_LIFT, OWN_ACCOUNT, SEES_ALL_TEAMS
from foundation.staff.sessions import signed_in

bp = Blueprint("cases", __name__)

HEADING = "Cases"
# Column heads, and the word that sorts by them where one does.
COLUMNS = (
    ("Reference", "reference"), ("Kind", None), ("Received", "received"), ("Age", "age"), ("Team", "team"),
    ("Stage", "stage"), ("Procedure", None), ("Priority", "priority"), ("Next due", "due"),
    ("What is due", None),
)  # fmt: skip


@bp.get("/")
@needs(OWN_ACCOUNT)
def front() -> ResponseReturnValue:
    """The pipeline is the first page; for those who act on signs of harm and on nothing else, these."""
    staff = signed_in()
    if staff.may(CASES_READ):
        return redirect(url_for(".pipeline"))
    if staff.may(ALERTS_ACT):
        return redirect(url_for("alerts.listed"))
    abort(403)


@bp.get("/cases")
@needs(CASES_READ)
def pipeline() -> ResponseReturnValue:
    """All cases that this person may see, filtered, sorted and paged by the address."""
    if "reference" in request.args:
        return _find()
    form = PipelineForm(console().council, _own_team())
    if not form.validate():
        return _table(form, FindForm()), 400
    wanted = form.wanted(console().today(), console().days, signed_in().account_id)
    with console().records.unit_of_work() as uow:
        found = queries.pipeline(
            uow, wanted, team_names=console().council.teams, seen=can_be_seen_by(signed_in()),
            kept_back=withheld.dues_kept_from(signed_in()),
        )  # fmt: skip
    return _table(form, FindForm(), found=found)


@bp.get("/cases/<reference>")
@needs(CASES_READ)
def case(reference: str) -> ResponseReturnValue:
    """One case: what was said, what was decided by which rule, what is due, what has happened."""
    try:
        shape = read_reference(reference)
    except NotAReference:
        abort(404)
    if shape != reference:
        return redirect(url_for(".case", reference=shape))
    with console().records.unit_of_work() as uow:
        found = queries.find_case(uow, reference)
        if found is None:
            abort(404)
        row, submission = found
        require_open(uow, signed_in(), row)
        decisions = row.decisions
        conflicts = found_about(uow, row, console().council) if signed_in().may(CASES_DECIDE) else []
        links = links_of(uow, row, signed_in())
        people = queries.names(uow, [row.coordinator_id, *(one.by for one in decisions), *coordinators(decisions)])
    opened = next((line.details for line in row.history if line.what == "opened"), {})
    return render_template(
        "console/case.html",
        heading=f"{words.said(words.KINDS, row.kind)} {row.reference}",
        case=row,
        submission=submission,
        reason=withheld.reason_for(signed_in(), row, opened),
        page=CasePage(
            Whole(row, submission), people, signed_in(), console().today(), console().days, console().council.teams
        ),
        conflicts=conflicts,
        links=links,
        decides=signed_in().may(CASES_DECIDE),
        lifts=signed_in().may(CONFLICTS_LIFT),
        history_words=history_words,
        decided=words.DECIDED,
        closed_because=BECAUSE,
        **_shared(),
        **_age(row),
    )


def _find() -> ResponseReturnValue:
    form = FindForm()
    reference = form.read()
    if reference is not None:
        with console().records.unit_of_work() as uow:
            if queries.exists(uow, reference):
                return redirect(url_for(".case", reference=reference))
        form.reference.errors = [f"There is no case with the reference {reference}"]
    filters = PipelineForm(console().council, _own_team())
    return _table(filters, form), 400 if reference is None else 404


def _table(filters: PipelineForm, find: FindForm, found: queries.Pipeline | None = None) -> str:
    failed = find if find.errors else filters
    sort = filters.sort.data
    heads = [(title, key, _sorted_by(key, sort, filters)) for title, key in COLUMNS]
    return render_template(
        "console/pipeline.html",
        heading=HEADING,
        form=failed,
        filters=filters,
        find=find,
        found=found,
        heads=heads,
        sort=sort,
        pagination=_pagination(filters, found),
        age=lambda row: working_age(row.received_on, console().today(), console().days),
        procedure=lambda row: withheld.procedure_for(signed_in(), row.procedure),
        calendar_ends=_calendar_ends(),
        **_shared(),
    )


def _calendar_ends() -> date | None:
    """The end of the bank holidays in its last year, for those who answer for dates."""
    days = console().days
    near = signed_in().may(CASES_DECIDE) and days.ends_within_a_year(console().today())
    return days.known_until if near else None


def _sorted_by(key: str | None, sort: str, filters: PipelineForm) -> str | None:
    """Where a column head leads: its own order, or the other way round if it is the order now."""
    if key is None:
        return None
    return url_for(".pipeline", **filters.address(), sort=f"-{key}" if sort == key else key)


def _age(row: Any) -> dict[str, Any]:
    today = console().today()
    return {
        "age_days": (today - row.received_on).days,
        "working_days": working_age(row.received_on, today, console().days),
    }


def _shared() -> dict[str, Any]:
    return {"words": words, "today": console().today()}


def _own_team() -> str | None:
    """The one team whose cases they may see; None for those who see all."""
    staff = signed_in()
    return None if staff.role in SEES_ALL_TEAMS else staff.team or ""


def _pagination(filters: PipelineForm, found: queries.Pipeline | None) -> dict[str, Any] | None:
    def address(page: int) -> str:
        return url_for(".pipeline", **filters.address(), sort=filters.sort.data, page=page)

    return page_links(found.page, found.pages, address) if found else None
