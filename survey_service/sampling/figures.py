"""The figures of a sample survey in words: the same on its page and in its files."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from foundation.equality.rates import ResponseRate
from foundation.equality.weighting import Estimate
from foundation.records.models import Sample
from foundation.surveys.gate import FEWER
from foundation.surveys.results import Share
from survey_service.exports import Cell, Sheet
from survey_service.sampling.reading import Counted, Group, rate_of
from survey_service.send import words

IN_LIST = ("Group", "People", "Rows left out", "Will be asked")
ASKED = ("Group", "People in the list", "Asked", "Reached", "Answered", "Response rate")
WEIGHTS = ("Group", "Answers", "Weight of one")
EQUALITY = "The equality answers of this survey are counted, and shown nowhere yet: they need stricter rules than these"
METHOD = (
    "A stratified random sample: in each group, the rows of the list in the order of SHA-256 of the seed’s 16 bytes "
    "and the row’s number, and of these the first so many."
)
WEIGHTING = (
    "Weight of a group: its share of the people in the list over its share of the answers. Weighted: of all people in "
    "the list; its interval is Wilson’s, 95%, for the effective number of answers by Kish (1965), rounded down."
)


def percent(share: float) -> str:
    """Of 1, as a whole percentage."""
    return f"{share * 100:.0f}%"


def shown(share: Share | None) -> str:
    """62% (n = 240, 56% to 68%), or that it is not shown."""
    if share is None:
        return FEWER
    return f"{percent(share.share)} (n = {share.n:,}, {percent(share.lo)} to {percent(share.hi)})"


def weighted(found: Estimate | None) -> str:
    """61% (n = 240 worth 228, 55% to 67%), or that it is not shown."""
    if found is None:
        return FEWER
    sure = f"{percent(found.sure.lo)} to {percent(found.sure.hi)}"
    return f"{percent(found.share)} (n = {found.n:,} worth {found.effective:,}, {sure})"


def rate(found: ResponseRate | None) -> str:
    """18% (n = 320, 14% to 23%), or that it is not shown."""
    if found is None or found.rate is None or found.lo is None or found.hi is None:
        return FEWER
    return f"{percent(found.rate)} (n = {found.denominator:,}, {percent(found.lo)} to {percent(found.hi)})"


def in_list(groups: Sequence[Group]) -> list[list[str]]:
    """Each group of the list, with how many of it will be asked."""
    rows = [(it.name, it.size, it.left_out, it.invited) for it in groups]
    sums = [sum(part or 0 for part in column) for column in list(zip(*rows, strict=True))[1:]]
    return [_in_words(row) for row in (*rows, ("All", *sums[:2], sums[2] or None))]


def asked(groups: Sequence[Group]) -> list[list[str]]:
    """Each group and all: whom it was sent to, whom it reached and who answered."""
    parts = [(it.name, [it]) for it in groups]
    return [[*_in_words((name, *_sizes(some))), rate(rate_of(some))] for name, some in (*parts, ("All", groups))]


def weights(groups: Sequence[Group], found: Counted) -> list[list[str]]:
    """Each group: how many answers were counted, and how much one of them weighs."""
    of = found.weights.of_stratum if found.weights else ()
    return [
        [it.name, f"{n:,}", f"{weight:.2f}" if n else "No answers"]
        for it, n, weight in zip(groups, found.answers, of, strict=True)
    ]


def said_columns(groups: Sequence[Group]) -> list[str]:
    """The columns of what was answered."""
    return ["Answer", "As answered", "Weighted", *(it.name for it in groups)]


def by_question(found: Counted) -> Iterator[tuple[str, list[list[str]]]]:
    """Each question with its shares in words."""
    for question, lines in groupby(found.lines, key=lambda line: line.question):
        yield question, [[it.answer, shown(it.whole), weighted(it.weighted), *map(shown, it.strata)] for it in lines]


def sheets(sample: Sample, groups: Sequence[Group], found: Counted) -> list[Sheet]:
    """Who was asked and who answered; then each share, as it was answered and weighed. Just what the page shows."""
    return [_asked(sample, groups, found), _said(groups, found)]


def _asked(sample: Sample, groups: Sequence[Group], found: Counted) -> Sheet:
    of = found.weights.of_stratum if found.weights else (None,) * len(groups)
    rows = [_row(it.name, [it], weight) for it, weight in zip(groups, of, strict=True)]
    notes = [f"{sample.name}, open until {words.on(sample.closes_on)}", f"Seed: {sample.seed}", METHOD]
    head = [*ASKED[:-1], "Response rate", "From", "To", "Weight"]
    return Sheet("Who was asked", head, [*rows, _row("All", groups, None)], [*notes, *_notes(found), EQUALITY])


def _row(name: str, groups: Sequence[Group], weight: float | None) -> list[Cell]:
    found = rate_of(groups)
    rates = (found.rate, found.lo, found.hi) if found else (None, None, None)
    return [name, *_sizes(groups), *rates, weight or None]


def _sizes(groups: Sequence[Group]) -> tuple[int, int, int, int]:
    """People in the list, asked, reached, answered."""
    progress = [it.progress for it in groups]
    return (
        sum(it.size for it in groups),
        sum(it.invited for it in progress),
        sum(it.reached for it in progress),
        sum(it.spent for it in progress),
    )


def _in_words(row: Sequence[str | int | None]) -> list[str]:
    return [f"{cell:,}" if isinstance(cell, int) else cell or "Not planned" for cell in row]


def _notes(found: Counted) -> list[str]:
    notes = []
    if found.unreadable:
        notes.append(f"Answers that could not be read: {found.unreadable:,}")
    if found.weights:
        notes.append(
            f"Answers counted: {sum(found.answers):,}, worth {found.weights.effective:.0f} unweighted ones; design "
            f"effect {found.weights.design_effect:.2f}"
        )
    return notes


def _said(groups: Sequence[Group], found: Counted) -> Sheet:
    head = ["Question", "Answer", "Group", "n", "Gave it", "Share", "From", "To", "Effective n", "Note"]
    rows: list[list[Cell]] = []
    for line in found.lines:
        rows.append([line.question, line.answer, "All, as answered", *_share(line.whole)])
        rows.append([line.question, line.answer, "All, weighted", *_estimate(line.weighted)])
        for group, share in zip(groups, line.strata, strict=True):
            rows.append([line.question, line.answer, group.name, *_share(share)])
    return Sheet("What they said", head, rows, [WEIGHTING, EQUALITY])


def _share(share: Share | None) -> list[Cell]:
    if share is None:
        return [None, None, None, None, None, None, FEWER]
    return [share.n, share.x, share.share, share.lo, share.hi, None, None]


def _estimate(found: Estimate | None) -> list[Cell]:
    if found is None:
        return [None, None, None, None, None, None, FEWER]
    return [found.n, None, found.share, found.sure.lo, found.sure.hi, found.effective, None]
