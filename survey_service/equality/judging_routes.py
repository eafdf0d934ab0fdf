"""The addresses at which the equality officer confirms, amends or sets aside what the program says of a group."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from uuid_utils.compat import uuid7

from foundation.equality.release.kinds import Kind, Profile
from foundation.staff.permissions import form_checks_token, needs
from foundation.staff.roles import EQUALITY_REVIEW
from survey_service.equality import earlier, history, judging, remarks, silence, words
from survey_service.equality.earlier import Earlier, Judged
from survey_service.equality.history import Released
from survey_service.equality.judgement_forms import AgainForm, JudgementForm
from survey_service.equality.judging import NewerRelease, NotKept, Said
from survey_service.face import areas, face

bp = Blueprint("equality_judging", __name__, url_prefix="/equality/judgements")

NEWER = "The program has made this report again, as release {}. Your words are still here: copy them and judge that one"
MEANWHILE = "Somebody has judged this since you opened the page: see above. Press the button again if yours shall stand"
CHANGED = "What was said before cannot be said again as it was. See what the program says now"


@bp.get("")
@needs(EQUALITY_REVIEW)
def every() -> ResponseReturnValue:
    """Every outcome of the newest year, with what the officer said to it in this release or in an older one."""
    with face().records.unit_of_work() as uow:
        release = history.newest(uow, Kind.YEAR, Profile.OFFICER)
        said = judging.of_release(uow, release.id) if release else {}
        waiting = earlier.waiting(uow, release) if release else {}
    outcomes = judging.judged(release.content) if release else {}
    return render_template(
        "equality/judgements.html", heading="What you say to it", release=release, said=said, words=words,
        outcomes=outcomes, serious=silence.SERIOUS, areas=areas(), remarks=remarks, waiting=waiting,
        gone=[it for about, it in waiting.items() if about not in outcomes], new_id=uuid7,
    )  # fmt: skip


@bp.route("/<uuid:release_id>/<about>", methods=["GET", "POST"])
@needs(EQUALITY_REVIEW)
@form_checks_token
def one(release_id: UUID, about: str) -> ResponseReturnValue:
    """What the program says of one group, what was said to it before, and a form to say something now."""
    found = _found(release_id, about)
    form = _form(found)
    if form.validate_on_submit():
        try:
            with face().records.unit_of_work() as uow:
                form.keep(uow, found.release, about)
        except NotKept as error:
            return _refused(form, _found(release_id, about), error)
        flash("It is kept.")
        return redirect(url_for(".one", release_id=release_id, about=about), 303)
    return _page(form, found)


@bp.post("/<uuid:release_id>/<about>/again")
@needs(EQUALITY_REVIEW)
@form_checks_token
def again(release_id: UUID, about: str) -> ResponseReturnValue:
    """Say once more what was said to the same outcome of an older release. Of another outcome nothing is kept."""
    found, pressed = _found(release_id, about), AgainForm()
    form = _form(found)
    if not pressed.validate_on_submit():
        form.decision.errors = [told for errors in pressed.errors.values() for told in errors]
        return _page(form, found)
    before = found.before
    if not before or str(before.said.id) != pressed.earlier.data or not before.is_same_outcome(found.judged):
        form.decision.errors = [CHANGED]
        return _page(form, found)
    try:
        with face().records.unit_of_work() as uow:
            pressed.keep(uow, found.release, about, before.said)
    except NotKept as error:
        return _refused(form, _found(release_id, about), error)
    flash("It is kept.")
    return redirect(url_for(".every"), 303)


@dataclass(frozen=True)
class _Found:
    """An outcome of a release, what was said to it and to older ones, and the number of a newer release, if any."""

    release: Released
    about: str
    judged: Judged
    said: Sequence[Said]
    before: Earlier | None
    newer: int | None


def _found(release_id: UUID, about: str) -> _Found:
    with face().records.unit_of_work() as uow:
        release = history.find(uow, release_id)
        if release is None or (release.kind, release.profile) != (Kind.YEAR, Profile.OFFICER):
            abort(404)
        judged = judging.judged(release.content).get(about) or abort(404)
        said, older = judging.of_release(uow, release_id), earlier.of_older(uow, release)
        return _Found(release, about, judged, said.get(about, []), older.get(about), judging.newer(uow, release))


def _form(found: _Found) -> JudgementForm:
    return JudgementForm(found.judged[1].outcome, found.said[-1].id if found.said else None)


def _refused(form: JudgementForm, now: _Found, error: NotKept) -> ResponseReturnValue:
    if isinstance(error, NewerRelease):
        form.decision.errors = [NEWER.format(error.number)]
    else:
        form.decision.errors = [MEANWHILE]
        form.seen.data = str(now.said[-1].id)
    return _page(form, now)


def _page(form: JudgementForm, found: _Found) -> ResponseReturnValue:
    characteristic, line = found.judged
    named = words.group(characteristic.code, line.group, areas())
    page = render_template(
        "equality/judgement.html", heading=f"Do you agree? {words.characteristic(characteristic.code)}: {named}",
        found=found, release=found.release, characteristic=characteristic, line=line, words=words, remarks=remarks,
        form=form, new_id=uuid7,
    )  # fmt: skip
    return page, 400 if form.errors else 200
