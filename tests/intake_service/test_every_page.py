"""Every page that a family meets is sound and small, asks nobody else for anything, and keeps its secrets."""

import gzip
import re
from urllib.parse import urlsplit

import pytest
from builders import KIND

NEVER_SAID = re.compile("complain|social.?services", re.IGNORECASE)


def test_the_cookie_stays_on_the_forms_and_out_of_the_reach_of_others(visitor):
    [cookie] = visitor.see("/tell/problem").headers.getlist("Set-Cookie")
    assert {"Path=/tell", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    for path in ("/", "/nowhere", "/api/v1/openapi.json", "/health/live"):
        assert "Set-Cookie" not in visitor.see(path).headers


STATES = {
    "the first page": lambda visitor, form_of: visitor.see("/"),
    **{f"the form {what}": lambda visitor, form_of, what=what: visitor.see(f"/tell/{what}") for what in KIND},
    **{f"the form {what} refused": lambda visitor, form_of, what=what: visitor.send(what, {}) for what in KIND},
    "a stale form": lambda visitor, form_of: visitor.post("problem", form_of("problem")),
    "sent before": lambda visitor, form_of: sent_before(visitor, form_of),
    "received": lambda visitor, form_of: visitor.see(visitor.send("problem", form_of("problem")).location),
    "not found": lambda visitor, form_of: visitor.see("/tell/nothing"),
    "not allowed": lambda visitor, form_of: visitor.post("received/x", {"a": "b"}),
    "too much": lambda visitor, form_of: visitor.send("problem", form_of("problem", words="x" * 600_000)),
}
STATUS = {"a stale form": 400, "sent before": 409, "not found": 404, "not allowed": 405, "too much": 413}


def sent_before(visitor, form_of):
    hidden = visitor.see("/tell/problem").hidden
    visitor.post("problem", hidden | form_of("problem"))
    return visitor.post("problem", hidden | form_of("problem", words="something else"))


@pytest.fixture(params=STATES)
def page(request, visitor, form_of):
    found = STATES[request.param](visitor, form_of)
    assert found.status == STATUS.get(request.param, 400 if "refused" in request.param else 200)
    return found


def test_every_page_is_kept_by_nobody_and_named_by_its_one_heading(page):
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    [h1] = page.h1s
    assert page.title.removeprefix("Error: ").startswith(h1)
    assert len(h1) > 5


def test_no_title_heading_or_address_says_what_it_is_about(page):
    addresses = [value for _, attributes in page.tags for name, value in attributes if name in ("href", "action")]
    for said in (page.title, *page.h1s, page.location or "", *addresses):
        assert not NEVER_SAID.search(said), said


def test_every_page_asks_nobody_else_for_anything(page):
    loads = [
        (tag, value)
        for tag, attributes in page.tags
        for name, value in attributes
        if name in ("src", "srcset", "data", "action", "formaction", "poster", "background", "ping")
        or (name == "href" and tag != "a")
    ]
    assert loads
    for tag, address in loads:
        assert re.match("/(?!/)", address), (tag, address)
    assert not {"script", "iframe", "object", "embed", "base", "img"} & {tag for tag, _ in page.tags}
    assert not [attributes for tag, attributes in page.tags if tag == "meta" and "http-equiv" in dict(attributes)]
    assert "style=" not in page.html


def test_every_page_is_sound_html(page):
    for tag, attributes in page.tags:
        names = [name for name, _ in attributes]
        assert len(names) == len(set(names)), (tag, names)
    assert len(page.ids) == len(set(page.ids))
    labels = {dict(attributes).get("for") for tag, attributes in page.tags if tag == "label"}
    for tag, attributes in page.tags:
        named = dict(attributes)
        if tag in ("input", "textarea") and named.get("type") != "hidden":
            assert named["id"] in labels
        for described in (named.get("aria-describedby") or "").split():
            assert described in page.ids


def test_the_emergency_numbers_stand_above_every_box_for_words(page, council):
    emergency = page.html.find(f'href="tel:{council.telephones.emergency}"')
    box = page.html.find("<textarea")
    assert emergency > 0
    assert box < 0 or emergency < box


@pytest.mark.parametrize("what", KIND)
def test_every_form_carries_a_token_against_forgery_and_an_id_of_its_own(what, visitor):
    first, second = visitor.see(f"/tell/{what}"), visitor.see(f"/tell/{what}")
    for page in (first, second):
        hidden = {dict(named)["name"] for tag, named in page.tags if tag == "input" and ("type", "hidden") in named}
        assert hidden == {"csrf_token", "form_id"}
    assert first.hidden["form_id"] != second.hidden["form_id"]
    assert len(first.hidden["csrf_token"]) > 40


@pytest.mark.parametrize("path", ["/", *(f"/tell/{what}" for what in KIND)])
def test_each_page_with_all_it_loads_is_small(path, visitor):
    page = visitor.see(path)
    weight = len(gzip.compress(page.html.encode()))
    parts = [dict(named)["href"] for tag, named in page.tags if tag == "link"]
    assert len(parts) == 2
    for part in parts:
        assert urlsplit(part).netloc == ""
        with visitor.client.get(part, headers={"Accept-Encoding": "gzip"}) as answer:
            assert answer.status_code == 200
            weight += len(answer.data)
    assert weight < 30 * 1024


def test_the_stylesheet_asks_nobody_else_for_anything(visitor):
    [sheet] = [dict(named)["href"] for tag, named in visitor.see("/").tags if ("rel", "stylesheet") in named]
    with visitor.client.get(sheet) as answer:
        assert not re.search(r"@import|url\(", answer.text)


def test_from_the_first_page_every_form_is_one_step_away(visitor):
    inside = {link for link, _ in visitor.see("/").links if link.startswith("/tell")}
    assert inside == {f"/tell/{what}" for what in KIND}
    assert {visitor.see(link).status for link in inside} == {200}
