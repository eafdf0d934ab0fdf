"""THE COMPLAINTS TEAM WORKS: staff only, never on the public network."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from casework_console.alerts import routes as alert_routes
from casework_console.cases import routes, shown
from casework_console.conflicts import routes as conflicts_routes
from casework_console.console import Console
from casework_console.deciding import routes as deciding_routes
from casework_console.links import routes as links_routes
from casework_console.ombudsman import routes as ombudsman_routes
from casework_console.which import routes as which_routes
from foundation.council import Council, load_council
from foundation.procedure.working_days import england
from foundation.records import Records
from foundation.records.calendar import CurrentCalendar
from foundation.records.grants import ROLE_OF_SITE
from foundation.runtime import clock
from foundation.runtime.logs import start_logging
from foundation.runtime.settings import read_profile, read_secrets, secret_for
from foundation.staff.roles import ALERTS_ACT, CASES_READ, OMBUDSMAN, TRIAGE_TRY
from foundation.staff.site import new_staff_app

ROOMS = (
    ("Cases", "/cases", CASES_READ),
    ("Signs of harm", "/alerts", ALERTS_ACT),
    ("Which procedure?", "/which", TRIAGE_TRY),
    ("Ombudsman", "/ombudsman", OMBUDSMAN),
)


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
    """The console. Every address of it needs a permission, or stands in foundation.staff.site.OPEN."""
    app = new_staff_app(
        __name__,
        name="console",
        secret=secret,
        council=council,
        records=records,
        home=("Start page", "/"),
        rooms=ROOMS,
        live=live,
        https=https,
        proxies=proxies,
        now=now,
    )
    app.extensions["console"] = Console(records, council, CurrentCalendar(records, england()), now)
    app.jinja_env.filters.update(shown.FILTERS)
    app.register_blueprint(routes.bp)
    app.register_blueprint(deciding_routes.bp)
    app.register_blueprint(conflicts_routes.bp)
    app.register_blueprint(links_routes.bp)
    app.register_blueprint(ombudsman_routes.bp)
    app.register_blueprint(which_routes.bp)
    app.register_blueprint(alert_routes.bp)
    app.jinja_env.globals["staff_banner"] = alert_routes.banner
    app.jinja_env.globals["ombudsman_standing"] = ombudsman_routes.standing
    return app


def from_environment() -> Flask:
    """The app as the web server starts it. Raises CannotStart naming what is missing or wrong."""
    profile = read_profile()
    start_logging("console", profile.log_level)
    return create_app(
        records=Records(profile.database.url(ROLE_OF_SITE["console"]), process="console"),
        council=load_council(profile.council_folder),
        secret=secret_for(read_secrets(profile, ["HEARD_SESSION_SECRET"]), "console"),
        live=profile.live,
        https=profile.is_https("console"),
        proxies=profile.proxies,
    )
