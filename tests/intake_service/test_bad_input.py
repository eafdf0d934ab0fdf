"""Whatever is wrong with what is sent: it is refused, the field is named, and nothing is stored."""

import json
import re
from io import BytesIO
from uuid import uuid4

import pytest
from builders import KIND
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app

from heard.partners import disable_partner

LINES = {
    "problem": ["child_name", "name", "email", "phone"],
    "thanks": ["thanks_to", "name", "email", "phone"],
    "different-worker": ["child_name"],
    "idea": ["name", "email", "phone"],
}
BOXES = {
    "problem": ["outcome_wanted", "words"],
    "thanks": ["words"],
    "different-worker": ["outcome_wanted", "words"],
    "idea": ["words"],
}
EVERY_TEXT = [(what, field) for table in (LINES, BOXES) for what, fields in table.items() for field in fields]
EVERY_LINE = [(what, field) for what, fields in LINES.items() for field in fields]
NOT_TEXT = ["\x00", "\x01", "\x07", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f", "\x85", "\x9f", "\ufffe", "\uffff"]
NEEDED = [
    ("problem", "words"),
    ("problem", "topic"),
    ("problem", "service_area"),
    ("problem", "relationship"),
    ("thanks", "words"),
    ("thanks", "service_area"),
    ("different-worker", "words"),
    ("different-worker", "service_area"),
    ("different-worker", "relationship"),
    ("idea", "words"),
    ("idea", "service_area"),
]
TEXTS_TOO_LONG = [
    ("problem", "words", 20_000),
    ("problem", "outcome_wanted", 5_000),
    *((what, field, 200) for what, field in EVERY_LINE if field != "email"),
    ("thanks", "words", 20_000),
    ("idea", "words", 20_000),
]


@pytest.fixture
def nothing_is_stored(stored):
    yield
    assert stored() == (0, 0, 0)


pytestmark = pytest.mark.usefixtures("nothing_is_stored")


@pytest.fixture
def refused_page(visitor, form_of):
    """Send a form with something wrong in it; the page that asks to mend it, which leads to the field."""

    def send(what, field, **wrong):
        page = visitor.send(what, form_of(what, **wrong))
        assert page.status == 400
        assert list(page.faults) == [field]
        assert field in page.ids
        assert page.title.startswith("Error: ")
        assert f'id="{field}-error"' in page.html or field in ("csrf_token", "form_id", "happened_on", "answered_on")
        return page

    return send


@pytest.fixture
def refused_by_api(visitor):
    """Send JSON with something wrong in it; the problem document, which names the field."""

    def send(body, field, status=422, **headers):
        answer = visitor.tell(body, **headers)
        return problem(answer, status, field)

    return send


def problem(answer, status, field=None):
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json"), answer.text
    assert answer.json["status"] == status
    assert answer.json["title"]
    assert answer.json["detail"]
    if field is not None:
        assert [fault["field"] for fault in answer.json["errors"]] == [field]
        assert all(fault["message"].endswith(".") for fault in answer.json["errors"])
    return answer


@pytest.mark.parametrize("what, field", NEEDED)
@pytest.mark.parametrize("given", [None, "", "  "], ids=["left out", "empty", "only spaces"])
def test_what_is_needed_is_asked_for(what, field, given, refused_page, refused_by_api, body_of):
    page = refused_page(what, field, **{field: given})
    fault = page.faults[field]
    assert fault.startswith(("Tell us", "Select", "Write")) or fault.endswith("Choose one from the list")
    refused_by_api(body_of(KIND[what], **{field: ... if given is None else given}), field)


def test_a_form_without_anything_names_everything_that_is_needed(visitor):
    page = visitor.send("problem", {})
    assert list(page.faults) == ["words", "topic", "service_area", "happened_on", "relationship"]


def test_the_api_needs_to_know_the_kind(refused_by_api, body_of):
    refused_by_api(body_of("complaint", kind=...), "kind")


@pytest.mark.parametrize("what, field, longest", TEXTS_TOO_LONG)
def test_what_is_too_long_is_refused_and_stays_in_the_page(what, field, longest, refused_page, refused_by_api, body_of):
    too_long = "x" * (longest + 1)
    page = refused_page(what, field, **{field: too_long})
    assert page.inputs[field].strip() == too_long
    assert f"{longest:,} characters" in page.faults[field]
    refused_by_api(body_of(KIND[what], **{field: too_long}), field)


@pytest.mark.parametrize("what, field", EVERY_TEXT)
@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x85"])
def test_no_text_field_takes_signs_that_are_no_text(what, field, sign, refused_page, refused_by_api, body_of):
    assert "not text" in refused_page(what, field, **{field: f"be{sign}fore"}).faults[field]
    refused_by_api(body_of(KIND[what], **{field: f"be{sign}fore"}), field)


@pytest.mark.parametrize("sign", NOT_TEXT)
def test_each_sign_that_is_no_text_is_refused(sign, refused_page, refused_by_api, body_of):
    refused_page("idea", "words", words=f"be{sign}fore")
    refused_by_api(body_of("comment", words=f"be{sign}fore"), "words")


@pytest.mark.parametrize("what, field", EVERY_LINE)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\u2028"])
def test_a_field_of_one_line_takes_one_line(what, field, line_end, refused_page, refused_by_api, body_of):
    refused_page(what, field, **{field: f"one{line_end}two"})
    answer = refused_by_api(body_of(KIND[what], **{field: f"one{line_end}two"}), field)
    assert "one line" in answer.json["errors"][0]["message"]


@pytest.mark.parametrize("email", ["nobody", "a@b", "a b@example.com", "@example.com", "a@example.com, b@example.com"])
def test_an_address_to_which_nothing_can_be_sent_is_refused(email, refused_page, refused_by_api, body_of):
    assert "name@example.com" in refused_page("problem", "email", email=email).faults["email"]
    refused_by_api(body_of("complaint", email=email), "email")


@pytest.mark.parametrize(
    "what, field, tampered",
    [
        ("problem", "topic", "nothing"),
        ("problem", "service_area", "casework"),
        ("problem", "relationship", "PARENT"),
        ("problem", "responsible_authority", "Police"),
        ("different-worker", "relationship", "worker"),
        ("thanks", "service_area", "None"),
        ("idea", "service_area", "adoption "),
    ],
)
def test_a_choice_that_we_did_not_offer_is_refused(what, field, tampered, refused_page, refused_by_api, body_of):
    refused_page(what, field, **{field: tampered})
    refused_by_api(body_of(KIND[what], **{field: tampered}), field)


@pytest.mark.parametrize(
    "boxes",
    [
        ["31", "2", "2026"],
        ["29", "2", "2026"],
        ["0", "1", "2026"],
        ["1", "13", "2026"],
        ["one", "March", "2026"],
        ["1", "3", "26"],
        ["1", "3", "1899"],
        ["1", "3", "9" * 20],
        ["1", "3", "9" * 5000],
        ["", "3", "2026"],
        ["1", "", "2026"],
        ["1", "3", ""],
        ["٣", "3", "2026"],
        ["1\x00", "3", "2026"],
        ["-1", "3", "2026"],
        ["27"],
        ["27", "3"],
        ["27", "3", "2026", "4", "5"],
    ],
    ids=lambda boxes: " ".join(boxes)[:20].replace("\x00", "NUL"),
)
def test_date_boxes_that_hold_no_day_are_refused_with_an_example(boxes, refused_page):
    page = refused_page("problem", "happened_on", happened_on=boxes)
    assert "2026" in page.faults["happened_on"]
    assert page.areas["words"].strip() == "Nobody rang me back."


def test_when_it_happened_is_asked_for_unless_it_is_still_going_on(refused_page, refused_by_api, body_of):
    page = refused_page("problem", "happened_on", still_going_on=None)
    assert "as near as you can, or tick that it is still going on" in page.faults["happened_on"]
    assert page.areas["words"].strip() == "Nobody rang me back."
    for said in (..., False, None):
        answer = refused_by_api(body_of("complaint", still_going_on=said), "happened_on")
        assert "still_going_on" in answer.json["errors"][0]["message"]


def test_we_did_not_answer_tomorrow_nor_before_our_calendar_begins(refused_page, refused_by_api, body_of):
    answered = {"answered_at_stage": "1"}
    page = refused_page("problem", "answered_on", **answered, answered_on=["24", "11", "2026"])
    assert page.faults["answered_on"] == "Enter a date that is today or in the past"
    page = refused_page("problem", "answered_on", **answered, answered_on=["31", "12", "2023"])
    assert "cannot count that far back" in page.faults["answered_on"]
    refused_by_api(body_of("complaint", answered_on="2026-11-24"), "answered_on")
    answer = refused_by_api(body_of("complaint", answered_on="2023-12-31"), "answered_on")
    assert "1 January 2024" in answer.json["errors"][0]["message"]


@pytest.mark.parametrize("question", ["has_parental_responsibility", "responsible_authority", "answered_at_stage"])
@pytest.mark.parametrize("tampered", ["perhaps", "4", "-1", "yes\x00", "herefordshire ", "😀"])
def test_an_answer_that_we_did_not_offer_is_refused(question, tampered, refused_page):
    page = refused_page("problem", question, **{question: tampered})
    assert page.areas["words"].strip() == "Nobody rang me back."


@pytest.mark.parametrize(
    "different, field",
    [
        ({"aware_on": "2026-11-24"}, "aware_on"),
        ({"answered_on": "2026-11-24"}, "answered_on"),
        ({"asks_for_stage": 2, "answered_on": "2026-11-20"}, "asks_for_stage"),
        ({"asks_for_stage": 3, "answered_at_stage": 1, "answered_on": "2026-11-20"}, "asks_for_stage"),
        ({"asks_for_stage": 2, "answered_at_stage": 1}, "answered_on"),
        ({"asks_for_stage": 3, "answered_at_stage": 2}, "answered_on"),
        ({"age_band": "adults"}, "age_band"),
        ({"child_status": "in_need"}, "child_status"),
        ({"responsible_authority": "the police"}, "responsible_authority"),
        ({"responsible_authority": "a" * 41}, "responsible_authority"),
        ({"responsible_authority": "a\nb"}, "responsible_authority"),
        ({"answered_at_stage": 4}, "answered_at_stage"),
        ({"asks_for_stage": 4}, "asks_for_stage"),
    ],
    ids=str,
)
def test_facts_that_cannot_be_are_refused_by_the_name_of_the_field(different, field, refused_by_api, body_of):
    [fault] = refused_by_api(body_of("complaint", **different), field).json["errors"]
    assert not re.search("event_|aware_date|last_response|already_answered", fault["message"])


def test_nothing_has_happened_tomorrow(refused_page, refused_by_api, body_of):
    page = refused_page("problem", "happened_on", happened_on=["24", "11", "2026"])
    assert page.faults["happened_on"] == "Enter a date that is today or in the past"
    refused_by_api(body_of("complaint", happened_on="2026-11-24"), "happened_on")


@pytest.mark.parametrize(
    "day",
    ["2026-02-31", "2026-2-3", "20261123", "2026-W47-1", "23/11/2026", "2026-11-20T10:00:00", "yesterday", "",
     "٢٠٢٦-11-20", 20261120, 1.5, True, ["2026-11-20"], {"day": 20}],
)  # fmt: skip
@pytest.mark.parametrize("field", ["happened_on", "received_on", "aware_on", "answered_on"])
def test_the_api_takes_days_in_one_way_only(field, day, refused_by_api, a_partner, body_of):
    refused_by_api(body_of("complaint", **{field: day}), field, partner=a_partner())


@pytest.mark.parametrize(
    "different, field",
    [
        ({"received_on": "2026-11-24"}, "received_on"),
        ({"received_on": "2023-12-31"}, "received_on"),
        ({"received_on": "0001-01-01"}, "received_on"),
        ({"received_on": "2026-11-20", "happened_on": "2026-11-21"}, "happened_on"),
        ({"received_how": "pigeon"}, "received_how"),
    ],
    ids=["tomorrow", "before our calendar of working days", "in year one", "happened after it was received", "how"],
)
def test_a_partner_cannot_say_an_impossible_time_or_way_of_receiving(
    different, field, refused_by_api, a_partner, body_of
):
    refused_by_api(body_of("complaint", **different), field, partner=a_partner())


@pytest.mark.parametrize("different", [{"received_on": "2026-11-20"}, {"received_how": "letter"}])
def test_only_a_partner_with_a_key_says_when_and_how_it_was_received(different, refused_by_api, body_of):
    refused_by_api(body_of("complaint", **different), *different)


WRONG_TYPES = [1, 1.5, True, ["parent"], {"a": "b"}]


@pytest.mark.parametrize(
    "kind, field",
    [
        *(("complaint", field) for field in (
            "kind", "service_area", "topic", "relationship", "words", "outcome_wanted", "child_name", "name",
            "email", "phone", "age_band", "child_status", "responsible_authority",
        )),
        ("worker_change", "relationship"),
        ("compliment", "thanks_to"),
        ("meeting", "meeting"),
        ("meeting", "meeting_listened"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("wrong", WRONG_TYPES, ids=repr)
def test_the_api_takes_no_other_type_for_text(kind, field, wrong, refused_by_api, body_of):
    refused_by_api(body_of(kind, **{field: wrong}), field)


@pytest.mark.parametrize("wrong", [1, 0, 1.0, "true", "false", "yes", "", [True], {}], ids=repr)
@pytest.mark.parametrize(
    "field",
    [
        "child_at_risk",
        "still_going_on",
        "allegation_against_worker",
        "has_parental_responsibility",
        "already_in_court",
        "court_same_matter",
    ],
)
def test_the_api_takes_true_and_false_and_nothing_like_them(field, wrong, refused_by_api, body_of):
    refused_by_api(body_of("complaint", **{field: wrong}), field)


@pytest.mark.parametrize(
    "wrong", ["4", 4.5, 0, 6, -1, 10**30, True, False, [4], {}, float("nan"), float("inf")], ids=repr
)
def test_the_api_takes_a_whole_number_from_one_to_five_for_how_it_went(wrong, refused_by_api, body_of):
    refused_by_api(body_of("meeting", meeting_went=wrong), "meeting_went")


@pytest.mark.parametrize(
    "field, wrong",
    [
        *((field, given) for field in ("meeting", "meeting_went", "meeting_listened") for given in (..., None, "")),
        ("meeting", "other"),
        ("meeting_listened", "y\x00es"),
        ("words", "x" * 20_001),
    ],
)
def test_the_api_takes_word_of_a_meeting_only_with_what_is_needed_and_known(field, wrong, refused_by_api, body_of):
    refused_by_api(body_of("meeting", **{field: wrong}), field)


@pytest.mark.parametrize("field", ["answered_at_stage", "asks_for_stage"])
@pytest.mark.parametrize("wrong", ["1", 1.5, -1, 4, 10**30, True, [1], {}, float("nan")], ids=repr)
def test_the_api_takes_a_whole_number_for_a_stage(field, wrong, refused_by_api, body_of):
    refused_by_api(body_of("complaint", **{field: wrong}), field)


@pytest.mark.parametrize("needed", ["kind", "service_area", "words", "topic", "relationship"])
def test_null_does_not_stand_for_what_is_needed(needed, refused_by_api, body_of):
    refused_by_api(body_of("complaint", **{needed: None}), needed)


@pytest.mark.parametrize(
    "kind, field, value",
    [
        ("complaint", "ethnicity", "x"),
        ("complaint", "id", "01939f5e-7a00-7000-8000-00000000002a"),
        ("complaint", "reference", "7KQ4-M2XH"),
        ("complaint", "door", "page"),
        ("complaint", "partner_id", "x"),
        ("complaint", "a\x00b", "x"),
        ("complaint", "", "x"),
        ("complaint", "thanks_to", "Ms Price"),
        ("complaint", "meeting", "core_group"),
        ("compliment", "topic", "worker"),
        ("compliment", "child_at_risk", True),
        ("comment", "relationship", "parent"),
        ("comment", "happened_on", "2026-11-20"),
        ("worker_change", "topic", "change_of_worker"),
        ("worker_change", "happened_on", "2026-11-20"),
        ("comment", "answered_at_stage", 1),
        ("meeting", "service_area", "adoption"),
        ("meeting", "outcome_wanted", "An apology"),
    ],
)
def test_a_field_that_we_do_not_know_or_of_another_kind_is_refused(kind, field, value, refused_by_api, body_of):
    refused_by_api(body_of(kind, **{field: value}), field)


@pytest.mark.parametrize("field", ["words", "outcome_wanted", "child_name", "name", "email", "phone"])
@pytest.mark.parametrize("half", [0xD800, 0xDFFF], ids=hex)
def test_the_api_takes_no_half_of_a_sign(field, half, refused_by_api, body_of):
    refused_by_api(body_of("complaint", **{field: f"a{chr(half)}b"}), field)


@pytest.mark.parametrize("body", [None, 5, "words", True, [], [{"kind": "complaint"}]], ids=repr)
def test_json_that_is_no_object_is_refused(body, visitor):
    answer = visitor.client.post("/api/v1/submissions", data=json.dumps(body), content_type="application/json")
    problem(answer, 422, "body")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"kind=complaint",
        b'{"kind": "complaint",}',
        b'{"kind": "caf\xe9"}',
        b'{"words": "\xed\xa0\x80"}',
        '{"kind": "complaint"}'.encode("utf-16"),
        b"[" * 200_000,
        b'{"a":' * 50_000,
        b'{"meeting_went": ' + b"9" * 5_000 + b"}",
        b"\x00",
    ],
    ids=["cut off", "a form", "a comma too many", "Latin 1", "half a sign in UTF-8", "UTF-16", "nested lists",
         "nested objects", "a number without end", "NUL"],
)  # fmt: skip
def test_what_is_no_json_in_utf_8_is_refused(body, visitor):
    answer = visitor.client.post("/api/v1/submissions", data=body, content_type="application/json")
    problem(answer, 400, "body")


@pytest.mark.parametrize("empty, status, field", [(b"", 422, "kind"), (b"  ", 400, "body")])
def test_an_empty_body_is_refused(empty, status, field, intake_app):
    answer = unlike_a_browser(intake_app, "/api/v1/submissions", empty, CONTENT_LENGTH=str(len(empty)))
    problem(answer, status, field)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "json",
        None,
    ],
)
def test_the_api_reads_nothing_but_json(content_type, visitor, body_of):
    answer = visitor.client.post("/api/v1/submissions", data=json.dumps(body_of("comment")), content_type=content_type)
    problem(answer, 415)
    assert "application/json" in answer.json["detail"]


@pytest.mark.parametrize("path", ["/api/v1/submissions", "/tell/problem"])
def test_more_than_half_a_megabyte_is_refused_unread(path, visitor):
    typed = "application/json" if path.startswith("/api") else "application/x-www-form-urlencoded"
    answer = visitor.client.post(path, data=b" " * (512 * 1024 + 1), content_type=typed)
    assert answer.status_code == 413
    assert "20,000 characters" in answer.text


@pytest.mark.parametrize("path", ["/api/v1/submissions", "/tell/problem"])
@pytest.mark.parametrize("how", [{}, {"HTTP_TRANSFER_ENCODING": "chunked"}], ids=["no length", "in chunks"])
def test_a_body_without_a_length_is_refused_unread(path, how, intake_app):
    answer = unlike_a_browser(intake_app, path, b"{}", **how)
    assert answer.status_code == 411
    assert "Content-Length" in answer.text


def unlike_a_browser(app, path, body, **environ):
    """Send what no browser and no test client would send."""
    builder = EnvironBuilder(path=path, method="POST", content_type="application/json", input_stream=BytesIO(body))
    plain = builder.get_environ()
    plain.pop("CONTENT_LENGTH", None)
    return TestResponse(*run_wsgi_app(app, plain | environ), builder.get_request())


def broken_keys(key):
    whose, _, secret = key.partition(".")
    return {
        "empty": "Bearer ",
        "nothing": "",
        "only a word": "Bearer",
        "another scheme": f"Basic {key}",
        "no key of ours": f"Bearer {uuid4().hex}.{secret}",
        "another secret": f"Bearer {whose}.{secret[:-1]}{'A' if secret[-1] != 'A' else 'B'}",
        "only whose it is": f"Bearer {whose}",
        "only the secret": f"Bearer {secret}",
        "in capitals": f"Bearer {key.upper()}",
        "signs that are no ASCII": "Bearer caf\xe9",
        "very long": f"Bearer {key * 100}",
    }


@pytest.mark.parametrize("how", broken_keys("a.b"))
def test_a_key_that_is_not_right_is_refused(how, visitor, a_partner, body_of):
    answer = visitor.client.post(
        "/api/v1/submissions", json=body_of("comment"), headers={"Authorization": broken_keys(a_partner())[how]}
    )
    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")
    assert "Authorization: Bearer" in answer.json["detail"]


def test_a_disabled_key_is_refused(visitor, a_partner, records_as, body_of, moment):
    key = a_partner("A school")
    with records_as("heard_operator").unit_of_work() as uow:
        disable_partner(uow, "A school", moment)
    problem(visitor.tell(body_of("comment"), partner=key), 401)


@pytest.mark.parametrize("key", ["x" * 15, "x" * 129, "schlüssel-schlüssel", "sixteen-and-\x7f-more"], ids=ascii)
def test_an_idempotency_key_of_another_shape_is_refused(key, refused_by_api, body_of):
    answer = refused_by_api(body_of("comment"), "Idempotency-Key", key=key)
    assert "16 to 128" in answer.json["errors"][0]["message"]


@pytest.mark.parametrize(
    "token", ["", "forged", "IjEyMyI.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb", "another browser's", None]
)
def test_a_form_without_its_own_token_is_refused_and_its_words_stay(token, visitor, another_visitor, form_of):
    filled = visitor.see("/tell/problem").hidden | form_of("problem", words="My words", name="Sam")
    filled["csrf_token"] = (
        another_visitor.see("/tell/problem").hidden["csrf_token"] if token == "another browser's" else token
    )
    page = visitor.post("problem", {name: value for name, value in filled.items() if value is not None})
    assert page.status == 400
    assert "press the button again" in page.faults["csrf_token"]
    assert page.areas["words"].strip() == "My words"
    assert (page.inputs["name"], page.inputs["topic"], page.inputs["form_id"]) == ("Sam", "worker", filled["form_id"])
    assert page.hidden["csrf_token"] not in ("", token)


def test_a_browser_without_cookies_is_told_so_and_its_words_stay(visitor, form_of):
    visitor.client = visitor.client.application.test_client(use_cookies=False)
    page = visitor.send("problem", form_of("problem", words="My words"))
    assert page.status == 400
    assert "cookie" in page.faults["csrf_token"]
    assert page.areas["words"].strip() == "My words"


@pytest.mark.parametrize("what", KIND)
def test_no_form_can_be_sent_from_another_site(what, another_visitor, form_of):
    assert "csrf_token" in another_visitor.post(what, form_of(what, form_id=str(uuid4()))).faults


def test_a_form_that_was_open_too_long_is_refused_and_its_words_stay(intake_app, visitor, form_of, monkeypatch):
    assert intake_app.config["WTF_CSRF_TIME_LIMIT"] == 12 * 60 * 60
    filled = visitor.see("/tell/problem").hidden | form_of("problem")
    monkeypatch.setitem(intake_app.config, "WTF_CSRF_TIME_LIMIT", -1)
    page = visitor.post("problem", filled)
    assert page.status == 400
    assert "press the button again" in page.faults["csrf_token"]
    assert page.areas["words"].strip() == filled["words"]


@pytest.mark.parametrize("forged", ["1", "7KQ4-M2XH", "' or 1=1 --", "\x00", "x" * 1000])
def test_a_form_id_that_is_not_ours_is_refused_and_the_page_gets_a_new_one(forged, refused_page):
    page = refused_page("problem", "form_id", form_id=forged)
    assert page.inputs["form_id"] != forged
    assert page.areas["words"].strip() == "Nobody rang me back."


@pytest.mark.parametrize("body", [{"words": 5}, {"words": ["a"]}, [1], "words", {}], ids=repr)
def test_a_page_reads_no_json(body, visitor):
    assert "csrf_token" in sent_to_the_page(visitor, json=body).faults


def test_a_page_reads_no_files(visitor):
    page = sent_to_the_page(visitor, data={"words": (BytesIO(b"x"), "a.txt"), "happened_on": (BytesIO(b"x"), "b.txt")})
    assert page.status == 400


def sent_to_the_page(visitor, **sent):
    return visitor.post("problem", sent.pop("data", None), **sent)
