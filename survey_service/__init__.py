"""WE ASK PEOPLE SOMETHING: where staff ask and read how many said what. `public` is where people answer."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from foundation.council import Council, load_council
from foundation.records import Records
from foundation.records.grants import ROLE_OF_SITE
from foundation.runtime import clock
from foundation.runtime.logs import start_logging
from foundation.runtime.settings import read_profile, read_secrets, secret_for
from foundation.staff.roles import EQUALITY_READ, FAMILIES_INVOLVE, RESULTS_READ, SAMPLES_DRAW, SURVEYS_SEND
from foundation.staff.site import new_staff_app
from foundation.surveys.library import library
from survey_service.equality import (
    action_routes,
    agreement,
    held_routes,
    history_routes,
    judging_routes,
    public_routes,
    unknown_routes,
)
from survey_service.equality import routes as equality
from survey_service.equality.references import routes as references
from survey_service.face import Face
from survey_service.involve import routes as involve
from survey_service.preview import routes as preview
from survey_service.results import change_routes, comment_routes
from survey_service.results import routes as results
from survey_service.sampling import routes as samples
from survey_service.send import api, new, posters
from survey_service.send import routes as send
from survey_service.uploads import InMemory

ROOMS = (
    ("Surveys", "/send", SURVEYS_SEND),
    ("Questionnaires", "/questionnaires", SURVEYS_SEND),
    ("Results", "/results", RESULTS_READ),
    ("Samples", "/samples", SAMPLES_DRAW),
    ("Families", "/involve", FAMILIES_INVOLVE),
    ("Equality", "/equality", EQUALITY_READ),
)
PARTS = (
    send, new, posters, preview,
    results, change_routes, comment_routes,
    equality, action_routes, agreement, held_routes, judging_routes, references,
    unknown_routes, history_routes, public_routes,
    samples, involve,
)  # fmt: skip


def create_app(
    *,
    records: Records,
    council: Council,
    secret: str,
    survey_address: str,
    live: bool = False,
    https: bool = False,
    proxies: int = 0,
    now: Callable[[], datetime] = clock.now,
) -> Flask:
    """The staff face. `survey_address` is where people answer.

    Raises Mistake where a questionnaire has one, or a version of it was changed.
    """
    library()
    app = new_staff_app(
        __name__,
        name="survey-staff",
        secret=secret,
        council=council,
        records=records,
        home=("Surveys", "/send"),
        rooms=ROOMS,
        live=live,
        https=https,
        proxies=proxies,
        now=now,
    )
    app.extensions["survey_face"] = Face(records, council, survey_address.rstrip("/"), now)
    app.request_class = InMemory
    for part in PARTS:
        app.register_blueprint(part.bp)
    api.add(app, council, secret)
    return app


def from_environment() -> Flask:
    """The staff face as the web server starts it. Raises CannotStart naming what is missing or wrong."""
    profile = read_profile()
    start_logging("survey-staff", profile.log_level)
    return create_app(
        records=Records(profile.database.url(ROLE_OF_SITE["survey-staff"]), process="survey-staff"),
        council=load_council(profile.council_folder),
        secret=secret_for(read_secrets(profile, ["HEARD_SESSION_SECRET"]), "survey-staff"),
        survey_address=profile.address("survey-public"),
        live=profile.live,
        https=profile.is_https("survey-staff"),
        proxies=profile.proxies,
    )
