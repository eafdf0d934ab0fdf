"""The staff face of the survey service, and somebody who is signed in to it."""

from threading import Thread

import pytest
from journeys.conftest import DESK, PHONE
from staffing import EMAIL, QUICK, SECRET, Browser, an_account
from werkzeug.serving import make_server

import survey_service
from foundation.runtime.settings import PROJECT
from foundation.staff import passwords

AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
ANSWERS = "http://127.0.0.1:8002"


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", QUICK)


@pytest.fixture
def send_app(records_as, council, moment, templates):
    app = survey_service.create_app(
        records=records_as("heard_survey_staff"), council=council, secret=SECRET, survey_address=ANSWERS,
        now=lambda: moment,
    )  # fmt: skip
    app.testing = True
    app.jinja_env.bytecode_cache = templates
    return app


@pytest.fixture
def signed_in_as(send_app, records_as, council, moment):
    def sign_in(role, team=None, email=EMAIL):
        an_account(records_as("heard_operator"), council, moment, role=role, team=team, email=email)
        browser = Browser(send_app)
        assert browser.sign_in(email).status_code == 303
        return browser

    return sign_in


@pytest.fixture
def practitioner(signed_in_as):
    return signed_in_as("practitioner")


@pytest.fixture
def staff_address(send_app):
    """The staff face on a port of its own."""
    server = make_server("127.0.0.1", 0, send_app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def opened_by(staff_address, chromium):
    """Open a page as somebody who is signed in, on a narrow phone; no request of it may leave this machine."""
    strays, contexts = [], []

    def watch(request):
        if not request.url.startswith((staff_address, "data:")):
            strays.append(request.url)

    def a_page(staff, path, **different):
        context = chromium.new_context(viewport={"width": PHONE, "height": 800}, base_url=staff_address, **different)
        contexts.append(context)
        cookie = staff.client.get_cookie("heard_survey_staff")
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": staff_address}])
        context.on("request", watch)
        page = context.new_page()
        page.goto(path)
        return page

    yield a_page
    for context in contexts:
        context.close()
    assert strays == []


@pytest.fixture
def looks_right(tmp_path):
    """A page fits an old phone and a desk, and axe finds nothing."""

    def look(page, name):
        page.wait_for_load_state()
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": 800})
            needed, there_is = page.evaluate(
                "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
            )
            assert needed <= there_is, name
            page.screenshot(path=tmp_path / f"{name}-{width}.png", full_page=True)
        page.evaluate(AXE)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [(it["id"], [node["html"] for node in it["nodes"]]) for it in found["violations"]] == [], name

    return look
