"""Opening: sealed answers become responses, counts and comments, ten or more together and in an order of chance.

Boxes of one send-out are opened as soon as ten of them wait, and their responses name it. A send-out that will not
reach ten is opened together with others of the same questionnaire and the same area, and its responses name no
send-out and no team. The area is part of that, because one family alone in an area would be told by it. What is left
under ten waits. A sample survey is not opened here: its boxes wait for its end.

One child among nine adults would be told by the band, and who wrote something by a question that few were led to: where
fewer than ten have one in common it is not kept.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from secrets import SystemRandom
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, Select, and_, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from foundation.equality.sealing import unseal
from foundation.records import UnitOfWork
from foundation.records.models import Box, Comment, Invitation, Response, SendOut, Tally
from foundation.runtime.clock import london_day
from foundation.runtime.logs import get_logger
from foundation.runtime.measures import ANSWERS_OPENED, ANSWERS_SHUT
from foundation.surveys import tallies
from foundation.surveys.answers import Answers
from foundation.surveys.boxes import unpack
from foundation.surveys.gate import hidden
from foundation.surveys.library import library
from foundation.surveys.questionnaire import Band
from worker.circumstances import Circumstances
from worker.surveys.keys import KeyFolder

log = get_logger("worker")

TOGETHER = 10
MOST_AT_ONCE = 500  # in memory, some ten kilobytes each
ONE_AT_A_TIME = 7_415_231  # PostgreSQL's advisory lock: two workers would split a group that is just large enough
NOT_ASKED = ("held", "undeliverable", "failed", "stopped")
NOT_TOLD = ""  # a band or a question that fewer than ten had in common
CELL = ("questionnaire", "version", "area", "team", "send_out_id", "month", "band", "question", "answer")


@dataclass
class Shut:
    """Boxes that could not be opened with the keys that were there: not tried again until there are others."""

    boxes: set[UUID] = field(default_factory=set)
    keys: frozenset[UUID] = frozenset()

    def look_at(self, keys: KeyFolder) -> None:
        """Begin anew where the folder holds other keys than it did."""
        if (here := frozenset(keys.all_private())) != self.keys:
            self.boxes.clear()
            self.keys = here


@dataclass(frozen=True)
class Group:
    """Whose boxes are opened together, and what their responses say of where they come from."""

    send_outs: tuple[UUID, ...]
    area: str
    team: str | None = None
    send_out_id: UUID | None = None


def open_boxes(given: Circumstances, keys: KeyFolder, shut: Shut | None = None) -> int:
    """Open every group that is large enough; how many boxes there were. What no key opens stays, and is told."""
    shut = Shut() if shut is None else shut
    shut.look_at(keys)
    with given.records.unit_of_work() as uow:
        waiting = uow.session.execute(_waiting(shut, london_day(given.now()))).all()
    opened = sum(_open(given, keys, group, shut) for group in _groups(waiting))
    ANSWERS_OPENED.inc(opened)
    ANSWERS_SHUT.set(len(shut.boxes))
    return opened


def read_boxes(boxes: Iterable[Row[tuple[UUID, bytes]]], keys: KeyFolder) -> tuple[dict[UUID, Answers], set[UUID]]:
    """What is in boxes, by their ids, and the ids of those that none of the keys opens or that hold no answer."""
    privates = [private for one in keys.all_private() if (private := keys.private(one)) is not None]
    read: dict[UUID, Answers] = {}
    shut: set[UUID] = set()
    for box in boxes:
        try:
            read[box.id] = unpack(unseal(box.sealed, privates), library().version)
        except (ValueError, LookupError):
            shut.add(box.id)
    return read, shut


def _waiting(shut: Shut, today: date) -> Select[Any]:
    """Every send-out with boxes that wait: how many, and whether ten will never come together there."""
    boxes = (
        select(Box.send_out_id, func.count().label("waiting"))
        .where(Box.id.not_in(list(shut.boxes)))
        .group_by(Box.send_out_id)
        .subquery()
    )
    invited = (
        select(func.count())
        .where(Invitation.send_out_id == SendOut.id, Invitation.state.not_in(NOT_ASKED))
        .scalar_subquery()
    )
    never = or_(
        SendOut.stopped_at.is_not(None),
        SendOut.closes_on < today,
        SendOut.expected < TOGETHER,
        and_(SendOut.kind == "invitations", invited < TOGETHER),
    )
    return (
        select(
            SendOut.id, SendOut.questionnaire, SendOut.area, SendOut.team, boxes.c.waiting,
            func.coalesce(never, False).label("never"),
        )
        .join(boxes, boxes.c.send_out_id == SendOut.id)
        .where(SendOut.kind != "sample")
    )  # fmt: skip


def _groups(waiting: Sequence[Row[Any]]) -> list[Group]:
    groups = [Group((it.id,), it.area, it.team, it.id) for it in waiting if it.waiting >= TOGETHER]
    pools: dict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
    for it in waiting:
        if it.never and it.waiting < TOGETHER:
            pools[it.questionnaire, it.area].append(it)
    return groups + [
        Group(tuple(it.id for it in pool), area)
        for (_, area), pool in pools.items()
        if sum(it.waiting for it in pool) >= TOGETHER
    ]


def _open(given: Circumstances, keys: KeyFolder, group: Group, shut: Shut) -> int:
    """One transaction: ten or more boxes of one version go, and what was in them is kept apart from one another."""
    with given.records.unit_of_work() as uow:
        if not uow.session.scalar(select(func.pg_try_advisory_xact_lock(ONE_AT_A_TIME))):
            return 0
        boxes = _take(uow, group, shut)
        read, new = read_boxes(boxes, keys)
        opened: list[UUID] = []
        for together in _by_version(read):
            _keep(uow, [read[box_id] for box_id in together], group, london_day(given.now()).replace(day=1))
            opened += together
        uow.connection.execute(delete(Box).where(Box.id.in_(opened)))
    if new:
        log.error("answers that no key opens", count=len(new))
        shut.boxes |= new
    return len(opened)


def _take(uow: UnitOfWork, group: Group, shut: Shut) -> Sequence[Row[tuple[UUID, bytes]]]:
    """The boxes of a group, or so many of them that ten or more are left; in the order of their random ids."""
    wanted = (
        select(Box.id, Box.sealed)
        .where(Box.send_out_id.in_(group.send_outs), Box.id.not_in(list(shut.boxes)))
        .order_by(Box.id)
        .limit(MOST_AT_ONCE + TOGETHER)
        .with_for_update()
    )
    boxes = uow.connection.execute(wanted).all()
    return boxes[:MOST_AT_ONCE] if len(boxes) == MOST_AT_ONCE + TOGETHER else boxes


def _by_version(read: dict[UUID, Answers]) -> Iterable[list[UUID]]:
    """Ten or more boxes that answer one version, and can be counted together."""
    versions: dict[tuple[str, int], list[UUID]] = defaultdict(list)
    for box_id, answers in read.items():
        versions[answers.questionnaire, answers.version].append(box_id)
    return (boxes for _, boxes in sorted(versions.items()) if len(boxes) >= TOGETHER)


def _keep(uow: UnitOfWork, together: Sequence[Answers], group: Group, month: date) -> None:
    """Responses and comments each in an order of their own, and counts in the one order that every worker has."""
    questionnaire = library().version(together[0].questionnaire, together[0].version)
    asked = {"questionnaire": questionnaire.code, "version": questionnaire.version}
    place = {"area": group.area, "month": month}
    source = {"team": group.team, "send_out_id": group.send_out_id}
    mixed = hidden(Counter(one.band for one in together))
    common = {it.code for it in questionnaire.questions if mixed <= set(it.bands)}
    responses = [
        {
            "id": uuid4(),
            **asked,
            **place,
            **source,
            "band": _told(one, mixed),
            "answers": {
                code: answer
                for code, answer in tallies.chosen(one, questionnaire).items()
                if one.band not in mixed or code in common
            },
        }
        for one in together
    ]
    led_to = Counter(code for one in together for code in one.asked)
    comments = [
        {
            "id": uuid4(),
            **asked,
            **place,
            "question": question if led_to[question] >= TOGETHER else NOT_TOLD,
            "words": words,
            "themes": [],
            "state": "new",
        }
        for one in together
        for question, words in tallies.written(one, questionnaire).items()
    ]
    for rows in (responses, comments):
        SystemRandom().shuffle(rows)
    uow.keep(Response, *responses)
    uow.keep(Comment, *comments)
    for band in sorted({_told(one, mixed) for one in together}):
        cells = tallies.count((one for one in together if _told(one, mixed) == band), questionnaire)
        cell = {**asked, **place, **source, "band": band}
        _add(uow, [
            {"id": uuid4(), **cell, "question": question, "answer": answer, "n": n}
            for (question, answer), n in sorted(cells.items())
        ])  # fmt: skip


def _told(one: Answers, mixed: frozenset[Band]) -> str:
    """The band that is kept."""
    return NOT_TOLD if one.band in mixed else str(one.band)


def _add(uow: UnitOfWork, cells: list[dict[str, Any]]) -> None:
    new = insert(Tally)
    more = new.on_conflict_do_update(index_elements=CELL, set_={"n": Tally.n + new.excluded.n})
    uow.connection.execute(more, cells)
