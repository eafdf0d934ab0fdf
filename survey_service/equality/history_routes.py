"""The addresses of all releases: the list, and one with its officer's and its public version side by side."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from foundation.equality.release.kinds import Profile
from foundation.records import UnitOfWork
from foundation.staff.permissions import needs
from foundation.staff.roles import EQUALITY_REVIEW
from survey_service.equality import comparing, files, history, telling, version, words
from survey_service.equality.history import LARGEST_NUMBER, Released
from survey_service.equality.paper import on_paper
from survey_service.equality.public_routes import PDF, SUBTITLES, as_pdf
from survey_service.exports import as_file
from survey_service.face import areas, face

bp = Blueprint("equality_history", __name__, url_prefix="/equality/releases")

NUMBER = f"<int(max={LARGEST_NUMBER}):number>"
PROFILE, KIND = "<any(officer, public):profile>", "<any(csv, ods, pdf):kind>"


@bp.get("")
@needs(EQUALITY_REVIEW)
def every() -> ResponseReturnValue:
    """All releases, the last first."""
    with face().records.unit_of_work() as uow:
        found = history.every(uow)
    return render_template(
        "equality/releases.html", heading="Everything that was released", found=found, words=words,
        of_what=history.of_what,
    )  # fmt: skip


@bp.get(f"/{NUMBER}")
@needs(EQUALITY_REVIEW)
def one(number: int) -> ResponseReturnValue:
    """What the officer reads beside what everybody reads, and what it was made from."""
    with face().records.unit_of_work() as uow:
        officer = _found(uow, number, Profile.OFFICER)
        public = history.numbered(uow, number, Profile.PUBLIC)
    return render_template(
        "equality/release.html", heading=f"Release {number}", officer=officer, public=public, words=words,
        of_what=history.of_what, made_from=comparing.made_from(officer),
        parts=comparing.compare(officer, public, areas()),
    )  # fmt: skip


@bp.get(f"/{NUMBER}/{PROFILE}.{KIND}")
@needs(EQUALITY_REVIEW)
def file(number: int, profile: str, kind: str) -> ResponseReturnValue:
    """One version of one release as a file."""
    with face().records.unit_of_work() as uow:
        released = _found(uow, number, Profile(profile))
        said = version.said_to(uow, released)
    name = f"equality-release-{number}-{profile}"
    if kind != PDF:
        return as_file(kind, name, files.of_releases([released], said, areas()))
    parts = telling.of_release(released, said, areas())
    return as_pdf(on_paper(f"Release {number}", SUBTITLES[released.profile], parts, face().council.name), name)


def _found(uow: UnitOfWork, number: int, profile: Profile) -> Released:
    return history.numbered(uow, number, profile) or abort(404)
