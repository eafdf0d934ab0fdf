"""The addresses of the report as a whole: the public version for the committee, the officer's, and both as files."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from foundation.equality.release.kinds import Profile
from foundation.staff.permissions import needs
from foundation.staff.roles import EQUALITY_READ, EQUALITY_REVIEW
from survey_service.equality import files, telling, version
from survey_service.equality.paper import on_paper
from survey_service.exports import as_file
from survey_service.face import areas, face

bp = Blueprint("equality_public", __name__, url_prefix="/equality")

PDF = "pdf"
TITLE = "Who we hear from, and who we do not"
SUBTITLES = {
    Profile.PUBLIC: "Public version. Numbers that could tell something of a few people are left out.",
    Profile.OFFICER: "For the equality officer only. Do not pass it on: the public version is for everybody.",
}


@bp.get("/public")
@needs(EQUALITY_READ)
def public() -> ResponseReturnValue:
    """The newest public releases, for the committee to read on a screen or on paper."""
    found = _newest(Profile.PUBLIC)
    return render_template(
        "equality/public.html", heading=TITLE, subtitle=SUBTITLES[Profile.PUBLIC], version=found,
        parts=telling.tell(found, areas()),
    )  # fmt: skip


@bp.get("/public.<any(csv, ods, pdf):kind>")
@needs(EQUALITY_READ)
def public_file(kind: str) -> ResponseReturnValue:
    """The same as a file."""
    return _file(kind, Profile.PUBLIC)


@bp.get("/officer.<any(csv, ods, pdf):kind>")
@needs(EQUALITY_REVIEW)
def officer_file(kind: str) -> ResponseReturnValue:
    """The officer's version as a file."""
    return _file(kind, Profile.OFFICER)


def _newest(profile: Profile) -> version.Version:
    with face().records.unit_of_work() as uow:
        return version.read(uow, profile)


def _file(kind: str, profile: Profile) -> Response:
    found, name = _newest(profile), f"equality-{profile}"
    if kind != PDF:
        return as_file(kind, name, files.of_version(found, areas()))
    body = on_paper(TITLE, SUBTITLES[profile], telling.tell(found, areas()), face().council.name)
    return as_pdf(body, name)


def as_pdf(body: bytes, name: str) -> Response:
    """The answer that saves this PDF as `name`."""
    response = Response(body, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
