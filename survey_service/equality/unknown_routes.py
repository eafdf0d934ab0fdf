"""The address of what is not known."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from foundation.equality.release.kinds import Kind, Profile
from foundation.staff.permissions import needs
from foundation.staff.roles import EQUALITY_REVIEW
from survey_service.equality import actions, history, unknown
from survey_service.equality.action_routes import KINDS, named
from survey_service.face import areas, face

bp = Blueprint("equality_unknown", __name__, url_prefix="/equality/unknown")


@bp.get("")
@needs(EQUALITY_REVIEW)
def every() -> ResponseReturnValue:
    """Each thing that the newest year cannot say, and the plan to find it out."""
    with face().records.unit_of_work() as uow:
        release, logged = history.newest(uow, Kind.YEAR, Profile.OFFICER), actions.every(uow)
    plan = unknown.plan(release.content if release else None, logged, areas())
    return render_template(
        "equality/unknown.html", heading="What we do not know", release=release, plan=plan, named=named(),
        kinds=KINDS, today=face().today(),
    )  # fmt: skip
