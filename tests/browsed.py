"""A site on a port of its own, and its pages as a browser shows them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask
from journeys.conftest import DESK, PHONE
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from foundation.runtime.settings import PROJECT

AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address at which it answers."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def browsing(chromium: Browser, address: str) -> Iterator[Callable[..., BrowserContext]]:
    """Make browsers on a narrow phone that stand before this address; no request of them may leave it."""
    strays, contexts = [], []

    def a_context(width: int = PHONE, **different: object) -> BrowserContext:
        context = chromium.new_context(viewport={"width": width, "height": 800}, base_url=address, **different)
        context.on("request", lambda it: it.url.startswith((address, "data:")) or strays.append(it.url))
        contexts.append(context)
        return context

    yield a_context
    for context in contexts:
        context.close()
    assert strays == []


def fits_and_is_accessible(page: Page, name: str) -> None:
    """It is no wider than a desk's screen and an old phone's, and axe finds nothing."""
    page.wait_for_load_state()
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 800})
        refuse_overflow(page, name)
    refuse_faults(page, name)


def refuse_overflow(page: Page, name: str) -> None:
    """It is no wider than the screen."""
    needed, there_is = page.evaluate(WIDTHS)
    assert needed <= there_is, name


def refuse_faults(page: Page, name: str) -> None:
    """Axe finds nothing."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(it["id"], [node["html"] for node in it["nodes"]]) for it in found["violations"]] == [], name
