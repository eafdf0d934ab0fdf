"""Sealed answers per second that one worker opens, counts and keeps as responses, in groups of fifty."""

import random
import time
from uuid import uuid4

from sqlalchemy import func, select

from foundation.equality.sealing import seal
from foundation.records import Records
from foundation.records.models import Box, Response, SealingKey, SendOut
from foundation.runtime.clock import now
from foundation.surveys.answers import read_answers
from foundation.surveys.boxes import pack, size_of
from foundation.surveys.library import library
from foundation.surveys.questionnaire import Band
from worker.circumstances import Circumstances
from worker.surveys.keys import KeyFolder
from worker.surveys.opening import open_boxes

TOGETHER = 50
SEED = 26  # the same answers in every run


def opened_per_second(given: Circumstances, keys: KeyFolder, everything: Records, boxes: int) -> float:
    """Reviews of children who are looked after: nine questions, every third with words."""
    with everything.unit_of_work() as uow:
        public = uow.session.scalars(select(SealingKey.public).order_by(SealingKey.month)).first()
        before = uow.session.scalar(select(func.count()).select_from(Response))
    _seal(everything, public or b"", boxes)
    started = time.monotonic()
    while open_boxes(given, keys):
        pass
    took = time.monotonic() - started
    with everything.unit_of_work() as uow:
        opened = (uow.session.scalar(select(func.count()).select_from(Response)) or 0) - (before or 0)
        left = uow.session.scalar(select(func.count()).select_from(Box))
    if opened != boxes or left:
        raise SystemExit(f"of {boxes} sealed answers {opened} were opened and {left} wait")
    return boxes / took


def _seal(everything: Records, public: bytes, boxes: int) -> None:
    asked, chance = library().newest("looked_after_review"), random.Random(SEED)  # noqa: S311 -- no secret
    for _ in range(0, boxes, TOGETHER):
        send_out_id = uuid4()
        rows = []
        for number in range(TOGETHER):
            given = {
                it.code: chance.choice([option.code for option in it.options]) for it in asked.questions if it.options
            }
            words = {"anything_else": f"Nobody came to number {number}."} if number % 3 == 0 else {}
            answers = read_answers(asked, Band.ADULT, given | words)
            rows.append(
                {"id": uuid4(), "send_out_id": send_out_id, "sealed": seal(pack(answers), public, size_of(asked))}
            )
        with everything.unit_of_work() as uow:
            uow.keep(SendOut, {
                "id": send_out_id, "kind": "poster", "name": "The bench", "questionnaire": asked.code,
                "version": asked.version, "code": uuid4().hex, "area": "children_in_care", "made_at": now(),
                "confirmed_at": now(),
            })  # fmt: skip
            uow.keep(Box, *rows)
