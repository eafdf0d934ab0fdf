"""Is it alive, is it ready, what does it count: for the operator's own tools.

Health says nothing that the public may not hear. Measures are for this machine, or for who has HEARD_METRICS_TOKEN;
a web server that stands before us must pass on neither.
"""

import hmac
import os
from collections.abc import Callable
from ipaddress import ip_address

from flask import Blueprint, Flask, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST

from foundation.runtime.measures import exposition


def add(app: Flask, readiness: Callable[[], list[str]], missing: Callable[[], list[str]] = list) -> None:
    """Add /health/live, /health/ready and /metrics. `readiness` returns what is wrong, in words.

    What is `missing` keeps nobody from the rest of the site, which stays ready.
    """
    bp = Blueprint("health", __name__)

    @bp.get("/health/live")
    def live() -> ResponseReturnValue:
        return {"alive": True}

    @bp.get("/health/ready")
    def ready() -> ResponseReturnValue:
        wrong = readiness()
        if wrong:
            return jsonify(ready=False, wrong=wrong), 503
        beside = missing()
        return jsonify(ready=True, wrong=[], **({"missing": beside} if beside else {}))

    @bp.get("/metrics")
    def metrics() -> ResponseReturnValue:
        if not (_from_this_machine() or _has_token()):
            abort(404)
        return Response(exposition(), content_type=CONTENT_TYPE_LATEST)

    app.register_blueprint(bp)


def _from_this_machine() -> bool:
    """Asked for on loopback, and not passed on by a web server that stands before us."""
    passed_on = {"X-Forwarded-For", "X-Real-Ip", "Forwarded"} & set(request.headers.keys())
    return not passed_on and ip_address(request.remote_addr or "192.0.2.1").is_loopback


def _has_token() -> bool:
    token, given = os.environ.get("HEARD_METRICS_TOKEN", ""), request.authorization
    return bool(token and given and given.token and hmac.compare_digest(given.token.encode(), token.encode()))
