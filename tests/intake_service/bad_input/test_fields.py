"""A field that is needed, too long, no text or not among our choices is refused by its name, and nothing is stored."""

import pytest
from builders import KIND

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
