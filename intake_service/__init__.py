"""PEOPLE TELL US SOMETHING: the public site for families and the API for partner systems."""

from collections.abc import Callable
from datetime import date, datetime

from flask import Flask

from foundation.contracts.equality import POOLS
from foundation.council import Council, load_council
from foundation.pages import new_app
from foundation.pages.app import Site
from foundation.procedure.working_days import england
from foundation.records import Records, RecordsBusy, RecordsUnavailable
from foundation.records.calendar import CurrentCalendar
from foundation.records.grants import ROLE_OF_SITE
from foundation.records.readiness import holds_made_up_data, what_is_wrong
from foundation.records.receipts import Receipts
from foundation.runtime import clock
from foundation.runtime.clock import london_day
from foundation.runtime.logs import start_logging
from foundation.runtime.settings import Profile, read_profile, read_secrets, secret_for
from intake_service import api, routes
from intake_service.equality import keeping
from intake_service.equality import routes as equality
from intake_service.intake import Intake


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
    """The intake site: pages under /, the API under /api/v1.

    `survey_address` is where people say how a meeting went.
    """
    site = Site(
        name="intake",
        secret_key=secret,
        council=council,
        made_up_data=not live and holds_made_up_data(records),
        readiness=lambda: what_is_wrong(records),
        unavailable=(RecordsUnavailable, RecordsBusy),
        cookie_path="/tell",
        https=https,
        proxies=proxies,
        missing=lambda: _cannot_seal(records, london_day(now())),
        unlogged=frozenset({equality.bp.name}),
    )
    app = new_app(__name__, site)
    calendar = CurrentCalendar(records, england())
    app.extensions["intake"] = Intake(records, council, calendar, Receipts(secret), survey_address.rstrip("/"), now)
    app.register_blueprint(routes.bp)
    app.register_blueprint(equality.bp)
    api.add(app, council)
    return app


def from_profile(profile: Profile, records: Records, now: Callable[[], datetime] = clock.now) -> Flask:
    """The app of this installation on these records. Raises CannotStart or Mistake."""
    secret = secret_for(read_secrets(profile, ["HEARD_SESSION_SECRET"]), "intake")
    return create_app(
        records=records,
        council=load_council(profile.council_folder),
        secret=secret,
        survey_address=profile.address("survey-public"),
        live=profile.live,
        https=profile.is_https("intake"),
        proxies=profile.proxies,
        now=now,
    )


def from_environment() -> Flask:
    """The app as the web server starts it. Raises CannotStart naming what is missing or wrong."""
    profile = read_profile()
    start_logging("intake", profile.log_level)
    return from_profile(
        profile, Records(profile.database.url(ROLE_OF_SITE["intake"]), process="intake", try_first=False)
    )


def _cannot_seal(records: Records, today: date) -> list[str]:
    """For which pools nobody is offered the voluntary questions, for want of a key."""
    missing = [pool for pool in POOLS if keeping.period_of(records, pool, today) is None]
    return (
        [f"there is no key to seal equality answers of {' and '.join(missing)} with: see the worker"] if missing else []
    )
