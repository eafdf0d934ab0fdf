"""What a family meets: four forms, a reference, and pages that keep their secrets."""

import gzip
import re
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest

from foundation.contracts.references import read_reference

KIND = {"problem": "complaint", "thanks": "compliment", "idea": "comment", "meeting": "meeting"}
CONTACT = {"name": "Zoë O’Neill", "email": "zoe@example.com", "phone": "07700 900123"}
EVERYTHING = {
    "problem": {
        "outcome_wanted": "An apology",
        "child_name": "Sam",
        "happened_on": ["20", "11", "2026"],
        "still_going_on": "y",
        "child_at_risk": "y",
        **CONTACT,
    },
    "thanks": {"thanks_to": "Ms Price", **CONTACT},
    "idea": CONTACT,
    "meeting": {"words": "They used long words."},
}
AS_KEPT = {"happened_on": date(2026, 11, 20), "still_going_on": True, "child_at_risk": True, "meeting_went": 4}
TYPED = [
    "👩‍👧 😀🏳️‍🌈",
    "لم يتصل بي أحد\u200f منذ ثلاثة أسابيع",
    "one\n\n  two\n\tthree",
    "e\u0301 and é stay different",
    "<b>bold</b> &amp; </textarea><script>alert(1)</script> {{ 7*7 }} %s \\n '; --",
]
NEVER_SAID = re.compile("complain|social.?services", re.IGNORECASE)


@pytest.mark.parametrize("what", KIND)
@pytest.mark.parametrize("fully", [True, False], ids=["everything filled in", "only what is needed"])
def test_every_form_is_kept_as_it_was_filled_in(what, fully, visitor, submissions, stored, form_of, moment):
    filled = form_of(what, **(EVERYTHING[what] if fully else {}))
    answer = visitor.send(what, filled)
    assert answer.status == 303
    [kept] = submissions()
    assert (kept.kind, kept.door, kept.received_how) == (KIND[what], "page", "web_form")
    assert (kept.received_at, kept.received_on, kept.partner_id) == (moment, date(2026, 11, 23), None)
    for name, value in filled.items():
        assert getattr(kept, name) == AS_KEPT.get(name, value)
    left = {"words", "outcome_wanted", "happened_on", "still_going_on", "child_name", "thanks_to", "email"} - set(
        filled
    )
    assert {getattr(kept, name) for name in left} <= {None}
    assert kept.child_at_risk is ("child_at_risk" in filled)
    assert kept.service_area == filled.get("service_area", "child_protection")
    assert stored() == (1, 1, 1)


@pytest.mark.parametrize("typed", TYPED)
def test_words_are_kept_exactly_as_they_were_typed(typed, visitor, submissions, form_of):
    assert visitor.send("problem", form_of("problem", words=typed)).status == 303
    assert [kept.words for kept in submissions()] == [typed]


def test_line_ends_become_one_kind_and_space_around_is_cut(visitor, submissions, form_of):
    visitor.send("idea", form_of("idea", words="  \r\none\r\ntwo\rthree\n \n"))
    assert [kept.words for kept in submissions()] == ["one\ntwo\nthree"]


@pytest.mark.parametrize("typed", TYPED)
def test_words_that_come_back_for_mending_are_as_they_were_typed_and_never_become_a_part_of_the_page(
    typed, visitor, form_of
):
    again = visitor.send("problem", form_of("problem", words=typed, topic=None))
    assert again.status == 400
    assert again.areas["words"].strip() == typed
    assert "script" not in {tag for tag, _ in again.tags}


def test_as_many_words_as_we_promise_are_taken_whatever_their_signs(visitor, submissions, form_of):
    longest = "😀" * 20_000
    assert visitor.send("problem", form_of("problem", words=longest)).status == 303
    assert submissions()[0].words == longest


def test_after_sending_a_redirect_leads_to_a_page_that_can_be_opened_again(visitor, submissions, stored, form_of):
    sent = visitor.send("problem", form_of("problem"))
    [kept] = submissions()
    assert (sent.status, sent.location) == (303, f"/tell/received/{kept.reference}")
    assert read_reference(kept.reference) == kept.reference
    assert re.fullmatch("[2-9A-Z]{4}-[2-9A-Z]{4}", kept.reference)
    for _ in range(2):
        page = visitor.see(sent.location)
        assert page.status == 200
        assert kept.reference in page.html
        assert "Monday 23 November 2026" in page.html
    assert stored() == (1, 1, 1)


def test_only_the_browser_that_sent_it_sees_the_reference(visitor, another_visitor, form_of):
    sent = visitor.send("problem", form_of("problem"))
    reference = sent.location.rpartition("/")[2]
    another_visitor.send("problem", form_of("problem"))
    assert another_visitor.see(sent.location).status == 404
    assert reference not in another_visitor.see(sent.location).html
    assert visitor.see("/tell/received/7KQ4-M2XH").status == 404


def test_a_browser_that_sent_two_things_can_still_open_both(visitor, form_of):
    both = [visitor.send(what, form_of(what)).location for what in ("problem", "thanks")]
    assert [visitor.see(location).status for location in both] == [200, 200]


@pytest.mark.parametrize(
    "what, left, promised",
    [
        ("problem", {"email": "a@example.com"}, "by Thursday 26 November 2026, to say when"),
        ("problem", {"phone": "07700 900123"}, "by Thursday 26 November 2026, to say when"),
        ("problem", {}, "we cannot write to you. Ring us with your reference after Thursday 26 November 2026"),
        ("idea", {"email": "a@example.com"}, "A person in the team reads it."),
        ("thanks", {"email": "a@example.com"}, "We pass your thanks on to the team, in your words."),
        ("meeting", {}, "We pass what you said on to the team that held the meeting."),
    ],
)
def test_the_next_step_is_promised_with_its_date_and_nothing_that_we_cannot_do(what, left, promised, visitor, form_of):
    sent = visitor.send(what, form_of(what, **left))
    assert promised in visitor.see(sent.location).html


@pytest.mark.parametrize(
    "moment, received, promised",
    [
        (datetime(2026, 12, 23, 10, tzinfo=UTC), "Wednesday 23 December 2026", "Wednesday 30 December 2026"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "Wednesday 1 July 2026", "Monday 6 July 2026"),
        (datetime(2026, 11, 28, 10, tzinfo=UTC), "Saturday 28 November 2026", "Wednesday 2 December 2026"),
    ],
    ids=["over Christmas", "after midnight in summer time", "on a Saturday"],
)
def test_the_date_counts_working_days_from_the_day_it_is_in_england(moment, received, promised, visitor, form_of):
    page = visitor.see(visitor.send("problem", form_of("problem", email="a@example.com")).location)
    assert f"We received it on {received}." in page.html
    assert f"by {promised}" in page.html


def test_a_poster_in_a_meeting_room_has_the_meeting_chosen_already(visitor):
    assert visitor.see("/tell/meeting?kind=core_group").inputs["meeting"] == "core_group"
    for unknown in ("", "?kind=", "?kind=nothing", "?kind=%00"):
        page = visitor.see(f"/tell/meeting{unknown}")
        assert (page.status, "meeting" in page.inputs) == (200, False)


def test_a_chosen_meeting_can_be_changed_and_what_is_sent_counts(visitor, submissions, form_of):
    hidden = visitor.see("/tell/meeting?kind=core_group").hidden
    sent = visitor.post("meeting?kind=core_group", hidden | form_of("meeting", meeting="pathway_meeting"))
    assert sent.status == 303
    assert (submissions()[0].meeting, submissions()[0].service_area) == ("pathway_meeting", "leaving_care")


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


def test_the_first_page_with_all_it_loads_is_small(visitor):
    page = visitor.see("/")
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
