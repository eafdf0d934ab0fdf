"""The application that every service of staff starts from: pages, sign-in, and a guard on every address."""

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import Flask
from jinja2 import ChoiceLoader, PackageLoader

from foundation.council import Council
from foundation.pages import new_app
from foundation.pages.app import Site
from foundation.records import Records, RecordsBusy, RecordsUnavailable
from foundation.records.readiness import holds_made_up_data, what_is_wrong
from foundation.runtime import clock
from foundation.staff import signing_in
from foundation.staff.permissions import guard

OPEN = signing_in.OPEN | {"health.live", "health.ready", "health.metrics"}


def new_staff_app(
    import_name: str,
    *,
    name: str,
    secret: str,
    council: Council,
    records: Records,
    home: tuple[str, str],
    rooms: Sequence[tuple[str, str, str]] = (),
    live: bool = False,
    https: bool = False,
    proxies: int = 0,
    now: Callable[[], datetime] = clock.now,
) -> Flask:
    """A service that nobody enters without an account. `home` is the name and the path of its first page.

    `rooms` are the pages that stand in the header: name, path, and the permission that opens them; without them home
    does.
    """
    site = Site(
        name=name,
        secret_key=secret,
        council=council,
        made_up_data=not live and holds_made_up_data(records),
        readiness=lambda: what_is_wrong(records),
        unavailable=(RecordsUnavailable, RecordsBusy),
        https=https,
        proxies=proxies,
    )
    app = new_app(import_name, site)
    app.jinja_env.loader = ChoiceLoader([PackageLoader("foundation.staff"), app.jinja_env.loader])  # type: ignore[list-item]
    app.jinja_env.globals.update(staff_home=home, staff_rooms=rooms)
    guard(app, OPEN)
    signing_in.add(app, signing_in.StaffDoor(records, home[1], now))
    return app
