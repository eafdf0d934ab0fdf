"""What a sample survey says of everybody in its frame: each share as it was answered, and weighed by people."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from foundation.equality.weighting import Estimate, Weights, estimate
from foundation.surveys.gate import hidden
from foundation.surveys.people_served import EQUALITY
from foundation.surveys.questionnaire import Questionnaire
from foundation.surveys.results import PREFER_NOT, Item, Share, items, share_of
from foundation.surveys.tallies import Cell

Counts = Mapping[Cell, int]


@dataclass(frozen=True)
class Line:
    """One share: a question, the answers that it is the share of, and how many gave an answer that counts.

    `whole` is of all answers alike and `weighted` of all people of the frame; `strata` are in the order of the sample.
    None where fewer than ten answered, or where it would give such a group away.
    """

    question: str
    answer: str
    whole: Share | None
    weighted: Estimate | None
    strata: tuple[Share | None, ...]


def lines(questionnaire: Questionnaire, counts: Sequence[Counts], weights: Weights) -> list[Line]:
    """Every opinion, with the counts of each stratum. Equality questions are in no line: others release them."""
    opinions = [item for item in items([questionnaire]) if item.code not in EQUALITY]
    return [
        _line(item, answer, codes, of, counts, weights)
        for item in opinions
        for answer, codes, of in _shares_of(item)
    ]  # fmt: skip


def _shares_of(item: Item) -> Iterator[tuple[str, Collection[str], Collection[str]]]:
    """The answers that count as good, where a question has such; else each answer by itself."""
    if item.headline:
        yield item.headline.words, item.headline.codes, item.headline.of
        return
    of = [code for code in item.options if code != PREFER_NOT]
    for code in of:
        yield f"“{item.options[code]}”", [code], of


def _line(
    item: Item, answer: str, codes: Collection[str], of: Collection[str], counts: Sequence[Counts], weights: Weights
) -> Line:
    pairs = [(_number(item, codes, one), _number(item, of, one)) for one in counts]
    closed = hidden({at: n for at, (_, n) in enumerate(pairs)})
    x, n = (sum(part) for part in zip(*pairs, strict=True))
    # A weighted share is a second sum over the same groups: with one hidden, the two together could give it away. And
    # it would not speak for a group of which too few answered.
    told = not any(weights.of_stratum[at] for at in closed)
    return Line(
        item.words,
        answer,
        share_of(x, n),
        estimate(weights.of_stratum, pairs) if told else None,
        tuple(None if at in closed else share_of(*pair) for at, pair in enumerate(pairs)),
    )


def _number(item: Item, codes: Collection[str], counts: Counts) -> int:
    return sum(counts.get((item.code, code), 0) for code in codes)
