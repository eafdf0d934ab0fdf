"""A questionnaire on an old phone: without scripts, by keyboard, accessible, and no wider than the screen."""

import re
from threading import Thread

import pytest
from journeys.conftest import DESK, PHONE
from playwright.sync_api import expect
from werkzeug.serving import make_server

from foundation.runtime.settings import PROJECT

AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
CHILD = "/questionnaires/child_protection_conference?band=under_13"


@pytest.fixture
def address(send_app):
    """The staff face on a port of its own."""
    server = make_server("127.0.0.1", 0, send_app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def opened(address, practitioner, chromium):
    """Open a page as a practitioner who is signed in, on a narrow phone; no request of it may leave this machine."""
    strays, contexts = [], []

    def watch(request):
        if not request.url.startswith((address, "data:")):
            strays.append(request.url)

    def a_page(path, **different):
        context = chromium.new_context(viewport={"width": PHONE, "height": 800}, base_url=address, **different)
        contexts.append(context)
        cookie = practitioner.client.get_cookie("heard_survey_staff")
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        context.on("request", watch)
        page = context.new_page()
        page.goto(path)
        return page

    yield a_page
    for context in contexts:
        context.close()
    assert strays == []


def test_a_child_can_answer_it_by_keyboard_alone_and_without_scripts(opened):
    page = opened(CHILD, java_script_enabled=False)
    page.get_by_role("group", name="Could you say what you wanted to say?").get_by_label("No").focus()
    page.keyboard.press("Space")
    button = page.get_by_role("button", name="Check my answers")
    for _ in range(40):
        page.keyboard.press("Tab")
        if button.evaluate("it => it === document.activeElement"):
            break
    page.keyboard.press("Enter")
    more = page.get_by_role("link", name="Go to it")
    expect(more).to_be_visible()
    more.focus()
    page.keyboard.press("Enter")
    first = page.get_by_label("I was worried about what would happen")
    expect(first).to_be_focused()
    page.keyboard.press("Space")
    expect(first).to_be_checked()
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="These answers can be sent")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="I was worried about what would happen")).to_be_visible()


def test_every_state_of_it_is_accessible_and_fits_an_old_phone_and_a_desk(opened, tmp_path):
    page = opened("/send", bypass_csp=True)

    def looks_right(name):
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

    looks_right("posters")
    page.get_by_role("main").get_by_role("link", name="questionnaires").click()
    page.wait_for_url("**/questionnaires")
    looks_right("list")
    page.get_by_role("link", name=re.compile("^Under 13.*After a child protection conference$")).click()
    page.wait_for_url(f"**{CHILD}")
    looks_right("a child's")
    page.get_by_role("group", name="Could you say what you wanted to say?").get_by_label("No").check()
    page.get_by_role("button", name="Check my answers").click()
    page.get_by_role("link", name="Go to it").wait_for()
    looks_right("one more question")
    page.get_by_label("Is there anything else you want to say?").fill("x" * 2_001)
    page.get_by_role("button", name="Check my answers").click()
    page.get_by_role("link", name="This can be 2,000 characters at most").wait_for()
    looks_right("a mistake")
    page.get_by_label("Is there anything else you want to say?").fill("لم يتصل بنا أحد\n" + "x" * 200)
    page.get_by_role("button", name="Check my answers").click()
    page.get_by_role("heading", name="These answers can be sent").wait_for()
    looks_right("checked")
