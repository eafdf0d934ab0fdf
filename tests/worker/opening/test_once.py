"""Each answer is counted once, whoever is killed, works at the same time, or finds what cannot be opened."""

import json
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from boxed import an_answer, sealed

from foundation.equality.sealing import new_pair, seal
from foundation.records.models import Box, Comment, Response, SealingKey
from worker.surveys.opening import Shut, open_boxes

PROGRAM = Path(__file__).with_name("dies_while_opening.py")


THIS_MONTH = date(2026, 11, 1)


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


@pytest.mark.parametrize("step", ["Response", "Comment", "Tally", "everything"])
def test_killed_at_any_step_of_opening_each_answer_is_counted_once(
    step, room, answer, given, keys, database, cells, let_go
):
    answer(room(), 12, anything_else="Well.")
    told = {"records": database.url("heard_consume"), "keys": str(keys.path), "step": step}
    died = subprocess.run(
        [sys.executable, "-W", "error", PROGRAM], input=json.dumps(told), text=True, capture_output=True, timeout=60
    )  # fmt: skip
    assert died.returncode == -signal.SIGKILL, died.stderr
    let_go()
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
