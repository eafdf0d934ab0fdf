"""Response rates as a page and its file show them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from foundation.council import Council
from foundation.records import UnitOfWork
from foundation.surveys.asked import Counted, Rate, SentOut, counted, rate
from foundation.surveys.gate import LEAST
from survey_service.results import filters, queries
from survey_service.results.answers import told_apart_by
from survey_service.results.filters import SEND_OUT, Wanted
from survey_service.results.queries import Named

NOT_NAMED = "smaller send-outs together"


@dataclass(frozen=True)
class Rates:
    """Each group that can be shown, by name; and this month, which goes on, as one line."""

    rows: Sequence[tuple[str, Rate | None]]
    this_month: Rate | None


def read(uow: UnitOfWork, council: Council, wanted: Wanted, today: date) -> Rates:
    """All that the gate lets through of what was asked for; months that are over, but for one line."""
    every = [it for it in queries.send_outs(uow) if wanted.questionnaire in ("", it.questionnaire)]
    names = {it.sent_out.id: it.name for it in every}
    this_month = today.replace(day=1)
    found: list[Counted] = []
    for questionnaire in sorted({it.questionnaire for it in every}):
        found += counted((it.sent_out for it in every if it.questionnaire == questionnaire), this_month)
    key_of, name_of = _told_apart_by(wanted.by, council, names)
    parts: dict[Any, list[SentOut]] = defaultdict(list)
    for it in found:
        if it.block.month in wanted.months and wanted.area in ("", it.block.area):
            parts[key_of(it)] += it.of
    rows = [(name_of(key), rate(parts[key])) for key in sorted(parts)]
    return Rates(rows, None if wanted.area else _of_this_month(every, this_month))


def _of_this_month(every: Sequence[Named], this_month: date) -> Rate | None:
    """All parts of the service together, of each questionnaire that ten or more were asked."""
    parts: dict[str, list[SentOut]] = defaultdict(list)
    for it in every:
        if it.sent_out.month == this_month:
            parts[it.questionnaire].append(it.sent_out)
    large = [some for some in parts.values() if sum(it.asked for it in some) >= LEAST]
    return rate(it for some in large for it in some)


def _told_apart_by(
    by: str, council: Council, names: dict[UUID, str]
) -> tuple[Callable[[Counted], Any], Callable[[Any], str]]:
    """As answers are told apart, and by send-out too."""
    if by == SEND_OUT:
        return lambda it: (
            it.block.month, *filters.place_of(council, it.block.area), names.get(_send_out(it), NOT_NAMED)
        ), lambda key: (f"{filters.in_words(key[0])}, {filters.named(council, key[2])}: {key[3]}")  # fmt: skip
    key_of, name_of = told_apart_by(by, council)
    return lambda it: key_of(it.block), name_of


def _send_out(it: Counted) -> Any:
    return it.block.path[1]
