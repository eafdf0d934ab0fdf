"""Sealed answers that are too few to be opened: they wait, or are opened with others of their kind."""

from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

import pytest
from boxed import an_answer, put_boxes
from sqlalchemy import update

from foundation.records.models import Box, Invitation, Response, Tally
from worker.surveys.opening import open_boxes

THIS_MONTH = date(2026, 11, 1)


def test_what_will_not_reach_ten_is_opened_with_others_and_forgets_its_send_out_and_team(
    room, answer, given, keys, rows, invite
):
    yesterday = given.now().date() - timedelta(days=1)
    alone = room(kind="invitations", team="court_team")
    invite(alone, 1)
    answer(alone, 1)
    answer(room(closes_on=yesterday, team="north"), 4)
    answer(room(stopped_at=given.now()), 3)
    answer(room(expected=6), 2)
    assert open_boxes(given, keys) == 10
    assert {(response.send_out_id, response.team) for response in rows(Response)} == {(None, None)}
    assert {(cell.send_out_id, cell.team, cell.area) for cell in rows(Tally)} == {(None, None, "child_protection")}


def test_nine_that_will_not_reach_ten_wait(room, answer, given, keys, rows):
    for number in (4, 5):
        answer(room(stopped_at=given.now()), number)
    assert open_boxes(given, keys) == 0
    assert len(rows(Box)) == 9


@pytest.mark.parametrize("different", [{"area": "adoption"}, {"questionnaire": "end_of_intervention"}])
def test_another_area_or_questionnaire_is_no_company(different, room, answer, given, keys, rows):
    answer(room(stopped_at=given.now()), 9)
    answer(room(stopped_at=given.now(), **different), 1)
    assert open_boxes(given, keys) == 0
    assert len(rows(Box)) == 10


def test_a_send_out_that_may_still_reach_ten_waits_for_its_own(room, answer, given, keys, rows, invite):
    today = given.now().date()
    answer(room(stopped_at=given.now()), 8)
    asked = room(kind="invitations", closes_on=today)
    invite(asked, 10)
    answer(asked, 3)
    answer(room(), 3)
    assert open_boxes(given, keys) == 0
    with given.records.unit_of_work() as uow:
        uow.connection.execute(update(Invitation).values(state="held"))
    assert open_boxes(given, keys) == 11
    assert len(rows(Box)) == 3


def test_a_sample_survey_is_not_opened_before_its_end(room, answer, given, keys, rows):
    answer(room(kind="sample", sample_id=uuid4()), 12)
    assert open_boxes(given, keys) == 0
    assert len(rows(Box)) == 12


def test_boxes_of_a_send_out_that_is_not_there_wait(answer, given, keys, rows):
    answer(uuid4(), 12)
    assert open_boxes(given, keys) == 0
    assert len(rows(Box)) == 12


def test_a_version_that_fewer_than_ten_answered_waits_for_more_of_it(room, everything, given, keys, rows):
    room_id = room(questionnaire="people_served", version=2)
    old, new = (an_answer({}, "adult", "people_served", version) for version in (1, 2))
    put_boxes(everything, room_id, *[old] * 4, *[new] * 11)
    assert open_boxes(given, keys) == 11
    assert {response.version for response in rows(Response)} == {2}
    put_boxes(everything, room_id, *[old] * 6)
    assert open_boxes(given, keys) == 10
    assert Counter(response.version for response in rows(Response)) == {1: 10, 2: 11}
