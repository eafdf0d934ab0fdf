"""What the results pages read: counts of answers, counts of invitations, and never an answer or a contact."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from foundation.records import UnitOfWork
from foundation.records.models import Invitation, SendOut, Spent, Tally
from foundation.runtime.clock import london_day
from foundation.surveys.asked import SentOut
from foundation.surveys.gate import Block, Leaf
from foundation.surveys.tallies import RESPONSES, Cell

# An invitation of these states was sent; the others wait, were held back, or were stopped before they went.
REACHED, NOT_REACHED = ("sent", "delivered"), ("undeliverable", "failed")
BlockOfBand = tuple[Block, str]
COUNTED_APART = "sample"  # such a survey's answers are counted after it has closed, on its own page


@dataclass(frozen=True)
class Named:
    """A send-out with the name that staff gave it."""

    sent_out: SentOut
    name: str
    questionnaire: str


def leaves(uow: UnitOfWork, questionnaire: str | None = None) -> dict[str, dict[Leaf, int]]:
    """How many answered, by questionnaire and then by month, part of the service and team."""
    count = func.sum(Tally.n)
    asked = select(Tally.questionnaire, Tally.month, Tally.area, Tally.team, count).where(Tally.question == RESPONSES)
    if questionnaire:
        asked = asked.where(Tally.questionnaire == questionnaire)
    found: dict[str, dict[Leaf, int]] = defaultdict(dict)
    rows = uow.session.execute(asked.group_by(Tally.questionnaire, Tally.month, Tally.area, Tally.team))
    for code, month, area, team, n in rows:
        found[code][month, area, (team,)] = int(n)
    return found


def counts(
    uow: UnitOfWork, blocks: Mapping[str, Collection[Block]], questions: Collection[str] = ()
) -> dict[tuple[str, Block], Counter[Cell]]:
    """The counts of each questionnaire and block of it; of these questions only, where some are named."""
    own = {(code, leaf): (code, block) for code, some in blocks.items() for block in some for leaf in block.members}
    found: dict[tuple[str, Block], Counter[Cell]] = {key: Counter() for key in own.values()}
    asked = _cells(own, Tally.questionnaire, Tally.month, Tally.area, Tally.team)
    if questions:
        asked = asked.where(Tally.question.in_(questions))
    for code, month, area, team, question, answer, n in uow.session.execute(asked):
        if key := own.get((code, (month, area, (team,)))):
            found[key][question, answer] += int(n)
    return found


def counts_by_band(uow: UnitOfWork, questionnaire: str, blocks: Collection[Block]) -> dict[BlockOfBand, Counter[Cell]]:
    """The counts of each block of this questionnaire, by the band that the questions were worded for.

    Where fewer than ten of one band were opened together the worker keeps none: those answers are in no group here.
    """
    own = {(questionnaire, leaf): block for block in blocks for leaf in block.members}
    found: dict[BlockOfBand, Counter[Cell]] = defaultdict(Counter)
    asked = _cells(own, Tally.month, Tally.area, Tally.team, Tally.band).where(Tally.band != "")
    for month, area, team, band, question, answer, n in uow.session.execute(asked):
        if block := own.get((questionnaire, (month, area, (team,)))):
            found[block, band][question, answer] += int(n)
    return found


def versions(uow: UnitOfWork, questionnaire: str) -> list[int]:
    """The versions that somebody answered."""
    return list(uow.session.scalars(select(Tally.version).where(Tally.questionnaire == questionnaire).distinct()))


def sent_in(uow: UnitOfWork) -> dict[str, int]:
    """How many sent their answers, by questionnaire, whether or not they are opened and counted."""
    asked = select(SendOut.questionnaire, func.count(Spent.ticket)).join(Spent, Spent.send_out_id == SendOut.id)
    rows = uow.session.execute(asked.where(SendOut.kind != COUNTED_APART).group_by(SendOut.questionnaire))
    return dict(_pairs(rows))


def first_month(uow: UnitOfWork) -> date | None:
    """The first month of which there are answers or send-outs."""
    answered = uow.session.scalar(select(func.min(Tally.month)))
    made = uow.session.scalar(select(func.min(SendOut.made_at)))
    months = [it for it in (answered, made and london_day(made).replace(day=1)) if it]
    return min(months, default=None)


def send_outs(uow: UnitOfWork) -> list[Named]:
    """Every send-out that knows how many it asked: by invitation, or by a poster for so many people in a room."""
    made = func.coalesce(SendOut.send_at, SendOut.confirmed_at, SendOut.made_at).label("sent_at")
    asked = select(SendOut, made).where(SendOut.kind != COUNTED_APART)
    states = _states(uow)
    rows = uow.session.execute(select(Spent.send_out_id, func.count(Spent.ticket)).group_by(Spent.send_out_id))
    spent = dict(_pairs(rows))
    found = []
    for row, moment in uow.session.execute(asked):
        reached, not_reached = (sum(states[row.id][it] for it in some) for some in (REACHED, NOT_REACHED))
        one = SentOut(
            row.id, london_day(moment).replace(day=1), row.area, row.team,
            asked=reached + not_reached + (row.expected or 0), not_reached=not_reached, answered=spent.get(row.id, 0),
        )  # fmt: skip
        if one.asked:
            found.append(Named(one, row.name, row.questionnaire))
    return found


def _states(uow: UnitOfWork) -> Mapping[UUID, Counter[str]]:
    """How many invitations of each send-out stand in which state."""
    by = (Invitation.send_out_id, Invitation.state)
    found: dict[UUID, Counter[str]] = defaultdict(Counter)
    for send_out, state, n in uow.session.execute(select(*by, func.count(Invitation.ticket)).group_by(*by)):
        found[send_out][state] = n
    return found


def _cells(own: Collection[tuple[str, Leaf]], *by: Any) -> Any:
    """Counts of all questionnaires and months that these leaves are of; which leaf it is the reader finds out."""
    months = sorted({leaf[0] for _, leaf in own})
    asked = select(*by, Tally.question, Tally.answer, func.sum(Tally.n)).group_by(*by, Tally.question, Tally.answer)
    return asked.where(Tally.questionnaire.in_({code for code, _ in own}), Tally.month.in_(months))


def _pairs(rows: Iterable[Any]) -> list[tuple[Any, int]]:
    return [(key, int(n)) for key, n in rows]
