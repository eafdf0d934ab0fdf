"""Sealed answers are opened among others: what becomes of them, and what of those that are too few or too broken."""

import json
import signal
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from boxed import a_send_out, an_answer, put_boxes, sealed
from sqlalchemy import update

from foundation.contracts.surveys import ResponseSealed
from foundation.equality.sealing import new_pair, seal
from foundation.records.models import Box, Comment, Invitation, Outgoing, Response, SealingKey, SendOut, Tally
from worker.surveys.key_life import keep_keys
from worker.surveys.keys import KeyFolder
from worker.surveys.opening import Shut, open_boxes

PROGRAM = Path(__file__).with_name("dies_while_opening.py")
THIS_MONTH = date(2026, 11, 1)


@pytest.fixture
def keys(tmp_path, given):
    """The worker's key folder, with the keys that it makes by itself."""
    folder = KeyFolder(tmp_path / "keys")
    keep_keys(given, folder)
    return folder


@pytest.fixture
def room(everything):
    """Another send-out; its id."""

    def hang(**different):
        row = a_send_out(**different)
        with everything.unit_of_work() as uow:
            uow.keep(SendOut, row)
        return row["id"]

    return hang


@pytest.fixture
def invite(everything):
    """So many people are asked by a send-out, each in this state."""

    def ask(send_out_id, number, state="sent"):
        with everything.unit_of_work() as uow:
            uow.keep(Invitation, *(
                {"ticket": uuid4(), "send_out_id": send_out_id, "channel": "email", "contact": None,
                 "contact_key": None, "state": state, "attempts": 0, "not_before": None, "provider_id": None,
                 "sent_on": None, "reminded_on": None}
                for _ in range(number)
            ))  # fmt: skip

    return ask


@pytest.fixture
def answer(everything):
    """So many people answer a send-out: how it went, differently each; the ids of their boxes."""

    def wait(send_out_id, number, band="adult", **given):
        answers = [an_answer({"went": str(1 + at % 5)} | given, band) for at in range(number)]
        return put_boxes(everything, send_out_id, *answers)

    return wait


@pytest.fixture
def cells(rows):
    """What is counted, by question and answer."""

    def read():
        found = Counter()
        for cell in rows(Tally):
            found[cell.question, cell.answer] += cell.n
        return found

    return read


# ------------------------------------------------------------------ kept


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


# ------------------------------------------------------------------ ten


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


# ------------------------------------------------------------------ too few


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


# ------------------------------------------------------------------ what cannot be opened


def rubbish(public):
    """Boxes that are none, or hold no answer."""
    packed = [b"", b"7", b"[]", b"\xff", b"[" * 5_000, b'["meeting",1,"adult",["went"],7]', b'["tea",1,"adult",[],{}]',
              b'["meeting",1,"king",["went"],{}]', b'["meeting",1,"adult",["went"],{}]', b'[{},[],0,0,0]',
              b'["meeting",1,"adult",["went","listened_to","respected","told_the_truth","anything_else"],{"went":"6"}]',
              ]  # fmt: skip
    return [b"", b"x" * 100, *(seal(payload, public, 10_240) for payload in packed)]


def test_what_no_key_opens_or_is_no_answer_stays_is_told_by_number_and_holds_up_nobody(
    room, answer, given, keys, rows, everything, sample, caplog
):
    room_id = room()
    public = next(key.public for key in rows(SealingKey) if key.month == THIS_MONTH)
    broken = [*rubbish(public), sealed(an_answer({"went": "1"}), new_pair()[1])]
    with everything.unit_of_work() as uow:
        uow.keep(Box, *({"id": uuid4(), "send_out_id": room_id, "sealed": box} for box in broken))
    answer(room_id, 9)
    shut = Shut()
    assert open_boxes(given, keys, shut) == 0
    answer(room_id, 1)
    assert open_boxes(given, keys, shut) == 10
    assert sorted(box.sealed for box in rows(Box)) == sorted(broken)
    assert len(rows(Response)) == 10
    assert sample("heard_survey_answers_shut") == len(broken)
    assert [(line.levelname, line.msg["event"], line.msg["count"]) for line in caplog.records] == [
        ("ERROR", "answers that no key opens", len(broken))
    ]


def test_boxes_are_tried_again_when_a_lost_key_is_put_back(room, answer, given, keys, rows, tmp_path):
    answer(room(), 10)
    [this_month] = [key.id for key in rows(SealingKey) if key.month == THIS_MONTH]
    lost = (keys.path / f"{this_month}.key").rename(tmp_path / "lost")
    shut = Shut()
    assert (open_boxes(given, keys, shut), len(shut.boxes)) == (0, 10)
    lost.rename(keys.path / f"{this_month}.key")
    assert (open_boxes(given, keys, shut), len(shut.boxes)) == (10, 0)


# ------------------------------------------------------------------ once


@pytest.mark.parametrize("step", ["Response", "Comment", "Tally", "everything"])
def test_killed_at_any_step_of_opening_each_answer_is_counted_once(step, room, answer, given, keys, database, cells):
    answer(room(), 12, anything_else="Well.")
    told = {"records": database.url("heard_consume"), "keys": str(keys.path), "step": step}
    died = subprocess.run(
        [sys.executable, "-W", "error", PROGRAM], input=json.dumps(told), text=True, capture_output=True, timeout=60
    )  # fmt: skip
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert sum(cells().values()) == 0
    assert open_boxes(given, keys) == 12
    assert cells()[":responses", ":all"] == 12
    assert open_boxes(given, keys) == 0


def test_two_workers_at_once_open_each_answer_once(room, answer, given_as, keys, rows, cells):
    for number in (10, 11, 12, 25):
        answer(room(), number, anything_else="Well.")
    workers, begin, opened, faults = [given_as("heard_consume") for _ in range(3)], Barrier(3), [], []

    def work(given):
        begin.wait()
        try:
            for _ in range(6):
                opened.append(open_boxes(given, keys))
        except Exception as error:  # noqa: BLE001 -- of whatever kind, the test must see it
            faults.append(error)

    threads = [Thread(target=work, args=(given,)) for given in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sum(opened) == cells()[":responses", ":all"] == len(rows(Response)) == len(rows(Comment)) == 58
    assert rows(Box) == []
