"""Sealed answers are opened among ten: what is kept of them, and what is counted."""

from collections import Counter
from datetime import date
from uuid import uuid4

import pytest
from boxed import an_answer, put_boxes

from foundation.contracts.surveys import ResponseSealed
from foundation.records.models import Box, Comment, Outgoing, Response, Tally
from worker.surveys.opening import open_boxes

THIS_MONTH = date(2026, 11, 1)


def test_a_box_is_kept_once_under_an_id_that_its_message_does_not_tell(carriage, everything, rows, clock):
    room_id = uuid4()
    with everything.unit_of_work() as uow:
        messages = [(ResponseSealed(room_id, bytes([number])), "response.sealed") for number in range(20)]
        uow.send(*messages, source="survey", moment=clock())
    sent = {row.id: row for row in rows(Outgoing)}
    assert {row.sent_at for row in sent.values()} == {None}
    carriage.carry()
    kept = rows(Box)
    assert sorted(box.sealed for box in kept) == [bytes([number]) for number in range(20)]
    assert {box.send_out_id for box in kept} == {room_id}
    assert not {box.id for box in kept} & sent.keys()
    assert {box.id.version for box in kept} == {4}
    for row in sent.values():
        carriage.failed_before(
            {"id": row.id, "type": row.type, "routing_key": row.routing_key, "headers": row.headers, "body": row.body,
             "sent_at": None, "not_before": None}, 1
        )  # fmt: skip
    carriage.carry()
    assert {box.id for box in rows(Box)} == {box.id for box in kept}


@pytest.mark.parametrize("number, opened", [(9, 0), (10, 10), (14, 14)])
def test_boxes_are_opened_as_soon_as_ten_of_a_send_out_wait(number, opened, room, answer, given, keys, rows):
    answer(room(), number)
    assert open_boxes(given, keys) == opened
    assert len(rows(Response)) == opened
    assert len(rows(Box)) == number - opened


def test_a_response_keeps_where_it_came_from_and_codes_and_no_day(room, answer, given, keys, rows):
    room_id = room(team="court_team")
    answer(room_id, 10, listened_to="2", anything_else="Thank you.")
    assert open_boxes(given, keys) == 10
    for response in rows(Response):
        assert (response.questionnaire, response.version, response.area) == ("meeting", 1, "child_protection")
        assert (response.team, response.send_out_id, response.month) == ("court_team", room_id, THIS_MONTH)
        assert response.answers.keys() == {"went", "listened_to", "respected", "told_the_truth"}
        assert (response.answers["listened_to"], response.answers["respected"]) == ("2", None)


def test_what_was_written_stands_apart_and_no_response_or_count_says_whose_it_is(room, answer, given, keys, rows):
    room_id = room()
    answer(room_id, 9)
    answer(room_id, 1, "under_13", anything_else="It was loud.")
    open_boxes(given, keys)
    [comment] = rows(Comment)
    assert (comment.words, comment.question, comment.area) == ("It was loud.", "anything_else", "child_protection")
    assert (comment.month, comment.state, comment.redacted, comment.themes) == (THIS_MONTH, "new", None, [])
    assert not any("anything_else" in response.answers for response in rows(Response))
    assert not any(cell.question == "anything_else" for cell in rows(Tally))
    assert comment.id not in {response.id for response in rows(Response)}


def test_the_counts_are_those_of_the_answers_and_a_second_opening_adds_to_them(room, answer, given, keys, cells, rows):
    room_id = room()
    for opening in (1, 2):
        answer(room_id, 10, listened_to="5")
        open_boxes(given, keys)
        found = cells()
        assert found[":responses", ":all"] == found["listened_to", "5"] == 10 * opening
        assert [found["went", point] for point in "12345"] == [2 * opening] * 5
        assert found["respected", ":unanswered"] == 10 * opening
    assert {(cell.send_out_id, cell.band) for cell in rows(Tally)} == {(room_id, "adult")}
    assert Counter(response.answers["went"] for response in rows(Response)) == dict.fromkeys("12345", 4)


@pytest.mark.parametrize(
    "answered, told",
    [
        ({"adult": 11, "under_13": 10}, {"adult": 11, "under_13": 10}),
        ({"adult": 9, "under_13": 1}, {"": 10}),
        ({"adult": 12, "under_13": 1}, {"": 13}),
        ({"adult": 20, "13_17": 12, "under_13": 1}, {"adult": 20, "": 13}),
    ],
)
def test_a_band_is_told_only_where_ten_or_more_of_it_are_opened_together(
    answered, told, room, answer, given, keys, rows
):
    room_id = room()
    for band, number in answered.items():
        answer(room_id, number, band)
    open_boxes(given, keys)
    assert {cell.band: cell.n for cell in rows(Tally) if cell.answer == ":all"} == told
    assert Counter(response.band for response in rows(Response)) == told


def test_a_lone_child_is_not_told_by_the_questions_that_only_adults_are_asked(room, everything, given, keys, rows):
    room_id = room(questionnaire="child_protection_conference")
    adult, child = (an_answer({}, band, "child_protection_conference") for band in ("adult", "under_13"))
    assert "read_reports" in adult.asked
    assert "read_reports" not in child.asked
    put_boxes(everything, room_id, *[adult] * 12, child)
    assert open_boxes(given, keys) == 13
    assert len({tuple(sorted(response.answers)) for response in rows(Response)}) == 1
    put_boxes(everything, room_id, *[adult] * 12)
    open_boxes(given, keys)
    assert sum("read_reports" in response.answers for response in rows(Response)) == 12


@pytest.mark.parametrize("worried, told", [(9, ""), (10, "worried_about")])
def test_a_comment_does_not_tell_to_which_question_it_was_written_where_few_were_led_to_it(
    worried, told, room, everything, given, keys, rows
):
    room_id = room(questionnaire="why_did_you_stop")
    one, another = (an_answer({"why": [why]}, "adult", "why_did_you_stop") for why in ("worried", "no_point"))
    wrote = an_answer({"why": ["worried"], "worried_about": "My job."}, "adult", "why_did_you_stop")
    put_boxes(everything, room_id, wrote, *[one] * (worried - 1), *[another] * 10)
    open_boxes(given, keys)
    [comment] = rows(Comment)
    assert (comment.question, comment.words) == (told, "My job.")


def test_a_crowd_is_opened_in_lots_and_none_of_them_is_under_ten(room, answer, given, keys, rows, monkeypatch):
    monkeypatch.setattr("worker.surveys.opening.MOST_AT_ONCE", 20)
    answer(room(), 49)
    opened = []
    while lot := open_boxes(given, keys):
        opened.append(lot)
    assert opened == [20, 29]
    assert rows(Box) == []
