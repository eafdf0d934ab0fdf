"""The questions that we ask again and again, over all questionnaires and by quarter: trust, truth, being heard."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from foundation.records import UnitOfWork
from foundation.surveys.gate import blocks
from foundation.surveys.questionnaire import POINTS
from foundation.surveys.results import HIGH, Share, added, share_of
from foundation.surveys.tallies import Cell
from foundation.surveys.trend import Months, quarter_of
from survey_service.results import queries

FOUND_BY = frozenset({"another_family", "worker", "paper", "internet", "helper", "other"})


@dataclass(frozen=True)
class Standing:
    """A question that stands in several questionnaires: which answers are followed, and of which they are a share."""

    code: str
    words: str
    followed: str
    codes: Collection[str]
    of: Collection[str]


STANDING = (
    Standing("trust", "Do people trust us?", "“Quite a lot” or “A lot”", HIGH, POINTS),
    Standing("told_the_truth", "Are people told the truth?", "“Most of the time” or “Always”", HIGH, POINTS),
    Standing("listened_to", "Are people listened to?", "“Most of the time” or “Always”", HIGH, POINTS),
    Standing("respected", "Are people spoken to with respect?", "“Most of the time” or “Always”", HIGH, POINTS),
    Standing(
        "heard_of_it", "How did people find out how to complain?", "that another family told them",
        frozenset({"another_family"}), FOUND_BY,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Followed:
    """A standing question with its share in each quarter; None where fewer than ten answered it."""

    question: Standing
    quarters: Sequence[tuple[date, Share | None]]


def read(uow: UnitOfWork, months: Months) -> list[Followed]:
    """Every standing question, over the quarters of these months."""
    chosen = {code: [it for it in blocks(leaves) if it.month in months] for code, leaves in queries.leaves(uow).items()}
    found = queries.counts(uow, chosen, [it.code for it in STANDING])
    parts: dict[date, list[Counter[Cell]]] = defaultdict(list)
    for (_, block), counts in found.items():
        parts[quarter_of(block.month)].append(counts)
    totals = {quarter: added(parts[quarter]) for quarter in sorted(parts)}
    return [Followed(it, [(quarter, _share(it, counts)) for quarter, counts in totals.items()]) for it in STANDING]


def _share(question: Standing, counts: Mapping[Cell, int]) -> Share | None:
    x, n = (sum(counts.get((question.code, it), 0) for it in codes) for codes in (question.codes, question.of))
    return share_of(x, n)
