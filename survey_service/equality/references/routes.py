"""The addresses of the figures that shares are held against: what there is, a new file, and withdrawing one."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from foundation.equality.reference_file import BadReference, Counted, codes_of
from foundation.equality.references import Population
from foundation.staff.permissions import form_checks_token, needs
from foundation.staff.roles import EQUALITY_REVIEW
from foundation.staff.sessions import signed_in
from survey_service.equality import words
from survey_service.equality.references import keeping, reading
from survey_service.equality.references.figures import Figures, compared, figures_of
from survey_service.equality.references.file import MOST_ROWS, read_reference
from survey_service.equality.references.forms import ReferenceForm, WithdrawForm
from survey_service.equality.references.keeping import SameFile
from survey_service.equality.references.reading import Kept
from survey_service.face import areas, face
from survey_service.send.table import MOST_BYTES, BadFile
from survey_service.uploads import content, takes_a_file

bp = Blueprint("equality_references", __name__, url_prefix="/equality/references")

MOST_TOLD = 30
LARGEST_FORM = MOST_BYTES // 3 * 4 + 128 * 1024  # the file comes a second time, in letters that a form can hold
TOO_LARGE = (
    f"We take files of {MOST_BYTES // 1024 // 1024} MB and {MOST_ROWS:,} rows, with one row for a group and none for a "
    "person. Upload counts. Nothing was kept."
)

takes_a_file(bp, "new", fields_too=LARGEST_FORM)


@bp.get("")
@needs(EQUALITY_REVIEW)
def every() -> ResponseReturnValue:
    """What each question is held against, and every file there ever was."""
    with face().records.unit_of_work() as uow:
        kept = reading.every(uow)
    now = reading.in_use(kept)
    used = {it.people.id: reading.used_for(it.people.id, now) for it in kept}
    return _page("references", "People we compare with", kept=kept, compared=compared(reading.uses(now)), used=used)


@bp.route("/new", methods=["GET", "POST"])
@needs(EQUALITY_REVIEW)
@form_checks_token
def new() -> ResponseReturnValue:
    """Upload a file: checked whole, shown as it would be kept, and kept when somebody has said so."""
    try:
        form = ReferenceForm()
    except RequestEntityTooLarge:
        heading = "This file is too large"
        return render_template("refusal.html", heading=heading, next_step=TOO_LARGE, status=413), 413
    if not form.is_submitted():
        return _form(form)
    right, faults, read = form.check(face().today()), [], None
    try:
        file = form.carried() if "keep" in request.form or "change" in request.form else content()
        if form.population.data and not form.population.errors:
            read = read_reference(file, form.population.data, face().council)
    except (BadFile, BadReference) as bad:
        faults = _told(bad)
    if "change" in request.form:
        return _form(form, again=True)
    if not right or read is None or not form.fits(read.year, face().today()):
        return _form(form, faults, again=read is not None)
    return _keep(form, file, read) if "keep" in request.form else _check(form, file, read)


@bp.get("/<uuid:reference_id>")
@needs(EQUALITY_REVIEW)
def one(reference_id: UUID) -> ResponseReturnValue:
    """One file: its figures, where they are from, and what they are used for."""
    found, kept = _found(reference_id)
    used = reading.used_for(found.people.id, reading.in_use(kept))
    return _page("references_one", _name(found), one=found, used=used, figures=_figures(found.people))


@bp.route("/<uuid:reference_id>/withdraw", methods=["GET", "POST"])
@needs(EQUALITY_REVIEW)
@form_checks_token
def withdraw(reference_id: UUID) -> ResponseReturnValue:
    """Use a file no more, when somebody has confirmed it."""
    found, _ = _found(reference_id)
    form = WithdrawForm()
    if form.validate_on_submit():
        with face().records.unit_of_work() as uow:
            done = keeping.withdraw(uow, reference_id, by=signed_in().account_id, moment=face().now())
        flash("It is withdrawn. Reports made from now on do without it." if done else "It was withdrawn before.")
        return redirect(url_for(".one", reference_id=reference_id), 303)
    if found.about.withdrawn_at:
        return redirect(url_for(".one", reference_id=reference_id), 303)
    page = _page("references_withdraw", f"Withdraw {_name(found)}?", one=found, form=form)
    return page, 400 if form.errors else 200


def _check(form: ReferenceForm, file: bytes, read: Counted) -> ResponseReturnValue:
    """What would be kept, and what it would be used for. Nothing is kept yet."""
    form.carry(file)
    about = form.about()
    people = Population(
        form.form_id.data, about.population, read.year, about.dated_on, about.place_holder, read.sources, read.counts
    )
    with face().records.unit_of_work() as uow:
        now = reading.in_use(reading.every(uow))
    used = reading.used_for(people.id, [*now, people])
    return _page(
        "references_check", "Check these figures", form=form, about=about, used=used, figures=_figures(people),
        shares=read.may_be_shares(),
    )  # fmt: skip


def _keep(form: ReferenceForm, file: bytes, read: Counted) -> ResponseReturnValue:
    reference_id = UUID(form.form_id.data)
    try:
        with face().records.unit_of_work() as uow:
            keeping.keep(uow, reference_id, form.about(), read, file, by=signed_in().account_id, moment=face().now())
    except SameFile as same:
        found, _ = _found(same.reference_id)
        flash(f"Nothing was kept: this very file is there already, as {_name(found)}. Withdraw it first to replace it.")
        return redirect(url_for(".one", reference_id=same.reference_id), 303)
    flash("It is kept. Reports made from now on use it.")
    return redirect(url_for(".one", reference_id=reference_id), 303)


def _form(form: ReferenceForm, faults: list[str] | None = None, *, again: bool = False) -> ResponseReturnValue:
    listed = [{"text": said, "href": f"#{field}"} for field, errors in form.errors.items() for said in errors]
    listed += [{"text": said, "href": "#file"} for said in faults or []]
    title = "Upload figures of people"
    page = _page(
        "references_new", f"Error: {title}" if listed else title, title=title, ask=form, faults=listed,
        in_file=faults or [], again=again, codes=codes_of(face().council.areas),
    )  # fmt: skip
    return page, 400 if listed else 200


def _told(bad: BadFile | BadReference) -> list[str]:
    told = [str(fault) for fault in bad.faults] if isinstance(bad, BadReference) else [str(bad)]
    more = len(told) - MOST_TOLD
    return [*told[:MOST_TOLD], f"And {more:,} more like these"] if more > 0 else told


def _found(reference_id: UUID) -> tuple[Kept, list[Kept]]:
    with face().records.unit_of_work() as uow:
        kept = reading.every(uow)
    return next((it for it in kept if it.about.id == reference_id), None) or abort(404), kept


def _name(kept: Kept) -> str:
    return f"{words.POPULATIONS[kept.about.population].capitalize()}, version {kept.about.version}"


def _figures(people: Population) -> list[Figures]:
    return figures_of(people, areas())


def _page(name: str, heading: str, **told: Any) -> str:
    return render_template(f"equality/{name}.html", heading=heading, words=words, name_of=_name, **told)
