"""Who was asked against who answered: response rates of send-outs, ten people who were asked or more at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from foundation.equality.rates import ResponseRate, response_rate
from foundation.surveys.gate import LEAST, Block, Leaf, blocks


@dataclass(frozen=True)
class SentOut:
    """One send-out of a month: how many were asked, whom of them it could not reach, and how many answered.

    Who was held back because they were asked lately, or was still to be asked when it was stopped, was not asked.
    """

    id: UUID
    month: date
    area: str
    team: str | None
    asked: int
    not_reached: int
    answered: int


@dataclass(frozen=True)
class Rate:
    """Of those whom it reached, the share that answered; `asked` counts the others too."""

    asked: int
    reached: int
    answered: int
    rate: float
    lo: float
    hi: float


@dataclass(frozen=True)
class Counted:
    """A block of people who were asked, with the send-outs in it."""

    block: Block
    of: tuple[SentOut, ...]


def counted(sent_out: Iterable[SentOut], this_month: date) -> list[Counted]:
    """The send-outs of months that are over, as blocks of ten people who were asked, or more.

    This month is left out: what is still going on can be watched, and a watched number shows who has just answered.
    """
    by_leaf = {_leaf(it): it for it in sent_out if it.month < this_month and it.asked}
    found = blocks({leaf: it.asked for leaf, it in by_leaf.items()})
    return [Counted(block, tuple(by_leaf[leaf] for leaf in block.members)) for block in found]


def rate(sent_out: Iterable[SentOut]) -> Rate | None:
    """The response rate of these together; None where fewer than ten were reached.

    Somebody who answered was reached, whatever a mail server said later, and at a poster more can answer than were
    expected.
    """
    every = list(sent_out)
    answered = sum(it.answered for it in every)
    asked = max(sum(it.asked for it in every), answered)
    not_reached = min(sum(it.not_reached for it in every), asked - answered)
    found: ResponseRate = response_rate(answered, asked, not_reached)
    if found.denominator < LEAST or found.rate is None or found.lo is None or found.hi is None:
        return None
    return Rate(asked, found.denominator, answered, found.rate, found.lo, found.hi)


def _leaf(it: SentOut) -> Leaf:
    return it.month, it.area, (it.team, it.id)
