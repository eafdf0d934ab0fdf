"""The API takes no value of another type and no field that it does not know, and stores nothing."""

import pytest

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
