"""A day that cannot be, or facts that do not fit together: refused by the name of the field, and nothing is stored."""

import re

import pytest


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
