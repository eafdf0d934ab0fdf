"""The public face of the survey service: an invitation or a poster opens a survey, and what is sent is sealed."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from foundation.council import Council, load_council
from foundation.pages import new_app
from foundation.pages.app import Site
from foundation.records import Records, RecordsBusy, RecordsUnavailable
from foundation.records.grants import ROLE_OF_SITE
from foundation.records.readiness import holds_made_up_data, what_is_wrong
from foundation.runtime import clock
from foundation.runtime.clock import london_day
from foundation.runtime.logs import start_logging
from foundation.runtime.settings import read_profile, read_secrets, secret_for
from foundation.surveys.library import library
from survey_service.answer import routes, tablet
from survey_service.answer.limits import new_limiter
from survey_service.answer.opening import sealing_key
from survey_service.answer.pages import Answering
from survey_service.involve import public as involve


def create_app(
    *,
    records: Records,
    council: Council,
    secret: str,
    live: bool = False,
    https: bool = False,
    proxies: int = 0,
    now: Callable[[], datetime] = clock.now,
) -> Flask:
    """The face for those who are asked. It sets no cookie and keeps nothing before somebody presses “send”.

    Raises Mistake where a questionnaire has one, or a version of it was changed.
    """
    library()
    site = Site(
        name="survey-public",
        secret_key=secret,
        council=council,
        made_up_data=not live and holds_made_up_data(records),
        readiness=lambda: what_is_wrong(records) or _cannot_seal(records, now()),
        unavailable=(RecordsUnavailable, RecordsBusy),
        https=https,
        proxies=proxies,
        scripts=True,
    )
    app = new_app(__name__, site)
    app.extensions["answering"] = Answering(records, council, secret, now)
    limiter = new_limiter(app)
    app.register_blueprint(routes.blueprint(limiter))
    app.register_blueprint(tablet.blueprint(limiter))
    app.register_blueprint(involve.blueprint(limiter))
    return app


def from_environment() -> Flask:
    """The public face as the web server starts it. Raises CannotStart naming what is missing or wrong."""
    profile = read_profile()
    start_logging("survey-public", profile.log_level)
    return create_app(
        records=Records(profile.database.url(ROLE_OF_SITE["survey-public"]), process="survey-public"),
        council=load_council(profile.council_folder),
        secret=secret_for(read_secrets(profile, ["HEARD_SESSION_SECRET"]), "survey-public"),
        live=profile.live,
        https=profile.is_https("survey-public"),
        proxies=profile.proxies,
    )


def _cannot_seal(records: Records, moment: datetime) -> list[str]:
    with records.unit_of_work() as uow:
        key = sealing_key(uow, None, london_day(moment))
    return [] if key else ["there is no key to seal answers with: the worker makes it, look at its log"]
