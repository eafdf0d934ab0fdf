"""The Flask application that every service starts from: headers, limits, error pages, health, one log line."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flask import Flask, Response, g, request
from flask_talisman import Talisman
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from structlog.contextvars import bind_contextvars, reset_contextvars
from uuid_utils.compat import uuid7
from werkzeug.exceptions import LengthRequired
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from foundation.council import Council
from foundation.pages import health, refusals
from foundation.procedure.deadlines import in_words
from foundation.runtime.logs import get_logger
from foundation.runtime.settings import CannotStart

log = get_logger("pages")

STATIC = Path(__file__).parent / "static"
# 20,000 characters of four bytes each are 240,000 bytes in a form's encoding; the rest is for the other fields.
LARGEST_BODY = 512 * 1024
REFUSED = 400
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# Where a page may run scripts, they are files of ours and speak with nobody else.
SCRIPTS = {"script-src": "'self'", "connect-src": "'self'"}


@dataclass(frozen=True)
class Site:
    """What one service's pages need to know about where they stand.

    `proxies` is how many web servers stand before it, each adding who asked (X-Forwarded-For); it believes no more.
    `scripts`: its pages may run our own files of JavaScript, and are whole without them. `missing` returns what it
    cannot do just now although it is ready. Requests of the blueprints in `unlogged` leave no line in the log.
    """

    name: str
    secret_key: str
    council: Council
    made_up_data: bool
    readiness: Callable[[], list[str]]
    unavailable: tuple[type[Exception], ...]
    cookie_path: str = "/"
    https: bool = False
    proxies: int = 0
    scripts: bool = False
    missing: Callable[[], list[str]] = list
    unlogged: frozenset[str] = frozenset()


def new_app(import_name: str, site: Site) -> Flask:
    """A Flask application with everything that all pages share. Nothing is served that is not asked for."""
    app = Flask(import_name, static_folder=None)
    app.config.update(
        SECRET_KEY=site.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_NAME=f"heard_{site.name.replace('-', '_')}",
        SESSION_COOKIE_PATH=site.cookie_path,
        WTF_CSRF_TIME_LIMIT=12 * 60 * 60,
    )
    _templates(app, site)
    Talisman(
        app,
        force_https=False,  # the web server before us answers http itself
        strict_transport_security=site.https,
        session_cookie_secure=site.https,
        session_cookie_samesite="Lax",
        content_security_policy=POLICY | (SCRIPTS if site.scripts else {}),
        frame_options="DENY",
        referrer_policy="no-referrer",
    )
    health.add(app, site.readiness, site.missing)
    refusals.add(app, site.unavailable)
    app.before_request(_begin)
    app.after_request(partial(_end, unlogged=site.unlogged | {"health"}))
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=STATIC, prefix="static/", immutable_file_test=lambda _path, _url: True
    )
    if site.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=site.proxies, x_proto=1)  # type: ignore[method-assign]
    return app


def _templates(app: Flask, site: Site) -> None:
    own = app.jinja_loader
    macros = {name: PackageLoader(name) for name in ("govuk_frontend_jinja", "govuk_frontend_wtf")}
    shared = [PackageLoader("foundation.pages"), PrefixLoader(macros)]
    app.jinja_options = {
        "loader": ChoiceLoader([*([own] if own else []), *shared]),
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    assets = _assets()
    WTFormsHelpers(app)
    app.jinja_env.globals.update(
        asset=lambda name: f"/static/{assets[name]}", council=site.council, made_up_data=site.made_up_data
    )
    app.jinja_env.filters["in_words"] = in_words


def _assets() -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads((STATIC / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        raise CannotStart("the pages' stylesheet is not built; run `make assets`") from None
    return found


def _begin() -> None:
    g.started = time.monotonic()
    g.bound = bind_contextvars(request_id=str(uuid7()))
    if request.method in ("POST", "PUT", "PATCH") and request.content_length is None:
        raise LengthRequired  # a body without an end in sight cannot be limited before it is read


def _end(response: Response, unlogged: frozenset[str]) -> Response:
    response.headers.setdefault("Cache-Control", "no-store")
    if request.endpoint and request.blueprint not in unlogged:
        took = round((time.monotonic() - g.started) * 1000)
        tell = log.info if response.status_code >= REFUSED else log.debug
        tell("answered", method=request.method, endpoint=request.endpoint, status=response.status_code, ms=took)
    reset_contextvars(**g.pop("bound", {}))
    return response
