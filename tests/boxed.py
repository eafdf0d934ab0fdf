"""Answers that somebody sealed: what tests put before the worker, without a page in between."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from foundation.equality.sealing import seal
from foundation.records import Records
from foundation.records.models import Box, SealingKey
from foundation.surveys.answers import Answers, read_answers
from foundation.surveys.boxes import pack, size_of
from foundation.surveys.library import library
from foundation.surveys.questionnaire import Band

MOMENT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def a_send_out(**different: Any) -> dict[str, Any]:
    """A poster in a room of child protection, unless told otherwise."""
    send_out = {
        "id": uuid4(), "kind": "poster", "name": "A room", "questionnaire": "meeting", "version": 1,
        "area": "child_protection", "team": None, "meeting": None, "code": uuid4().hex, "expected": None,
        "leave_hash": None, "made_by": None, "made_at": MOMENT, "confirmed_at": MOMENT, "send_at": None,
        "remind_on": None, "closes_on": None, "stopped_at": None, "sample_id": None,
    }  # fmt: skip
    if different.get("kind", "poster") != "poster":
        send_out["code"] = None
    return send_out | different


def an_answer(given: dict[str, Any], band: str = "adult", questionnaire: str = "meeting", version: int = 1) -> Answers:
    """What somebody answered, as the page reads it."""
    return read_answers(library().version(questionnaire, version), Band(band), given)


def sealed(answers: Answers, public: bytes) -> bytes:
    """The same, sealed."""
    return seal(pack(answers), public, size_of(library().version(answers.questionnaire, answers.version)))


def put_boxes(everything: Records, send_out_id: UUID, *answers: Answers, month: date | None = None) -> list[UUID]:
    """Boxes with these answers wait to be opened, sealed to the key of a month, the newest unless told; their ids."""
    key = (
        select(SealingKey.public).where(SealingKey.month <= (month or MOMENT.date())).order_by(SealingKey.month.desc())
    )
    with everything.unit_of_work() as uow:
        public = uow.session.scalars(key).first()
        assert public
        rows = [{"id": uuid4(), "send_out_id": send_out_id, "sealed": sealed(one, public)} for one in answers]
        uow.keep(Box, *rows)
    return [row["id"] for row in rows]
