"""The worker's own page for the operator's tools: alive, ready, measures. Nothing else is served."""

import logging
import threading
import time
from collections.abc import Callable

from flask import Flask
from werkzeug.serving import make_server

from foundation.pages import health

SLOW = 180.0


def serve_health(host: str, port: int, wrong: Callable[[], list[str]], alive_at: Callable[[], float]) -> None:
    """Serve health and measures in the background, until the process ends."""

    def readiness() -> list[str]:
        stuck = time.monotonic() - alive_at() > SLOW
        return [*wrong(), *(["the worker has not come round for three minutes"] if stuck else [])]

    app = Flask(__name__, static_folder=None)
    health.add(app, readiness)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server(host, port, app, threaded=True)
    threading.Thread(target=server.serve_forever, name="health", daemon=True).start()
