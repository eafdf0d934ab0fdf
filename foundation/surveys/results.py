"""What the answers of many people say: shares, each with its n and how sure it is, and never of fewer than ten."""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from foundation.equality.intervals import wilson
from foundation.surveys.gate import LEAST, hidden
from foundation.surveys.questionnaire import IN_WORDS, POINTS, Band, Kind, Question, Questionnaire
from foundation.surveys.tallies import ALL, ANSWERED, NOT_ASKED, RESPONSES, UNANSWERED, Cell

# Whose wording of a question staff read: the first of these that it has.
READ_BY_STAFF = (Band.ADULT, Band.FROM_13_TO_17, Band.EASY_READ, Band.UNDER_13)
HIGH, YES, PREFER_NOT = ("4", "5"), "yes", "prefer_not_to_say"
WAITING_STEP = 10
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Share:
    """Of n people x, and between which shares (of 1) the true one lies: Wilson's interval, 95%."""

    x: int
    n: int
    lo: float
    hi: float

    @property
    def share(self) -> float:
        """x of n, of 1."""
        return self.x / self.n


@dataclass(frozen=True)
class Headline:
    """The answers that are followed over time, such as 4 and 5 of a scale, and which answers they are a share of."""

    codes: frozenset[str]
    of: frozenset[str]
    words: str


@dataclass(frozen=True)
class Item:
    """A question with its answers, over all versions that ask it, in the words of the newest."""

    code: str
    kind: Kind
    words: str
    options: Mapping[str, str]
    headline: Headline | None


@dataclass(frozen=True)
class Figures:
    """What one group of people answered: n who did, a share for each answer, and the headline where it has one."""

    n: int
    unanswered: int
    not_asked: int
    answers: Mapping[str, Share]
    headline: Share | None


def in_staff_words(question: Question) -> str:
    """The question as adults are asked it, or else as the oldest who are."""
    return question.words[_reader(question)]


def share_of(x: int, n: int) -> Share | None:
    """x of n people; None for fewer than ten, of whom nothing is said."""
    if n < LEAST:
        return None
    sure = wilson(x, n)
    return Share(x, n, sure.lo, sure.hi)


def items(versions: Sequence[Questionnaire]) -> list[Item]:
    """Every question that is counted, of all these versions of one questionnaire; the newest version comes first."""
    found: dict[str, list[Question]] = {}
    for questionnaire in sorted(versions, key=lambda it: -it.version):
        for question in questionnaire.questions:
            if question.kind not in IN_WORDS:
                found.setdefault(question.code, []).append(question)
    return [_item(asked) for asked in found.values()]


def answered(item: Item, counts: Mapping[Cell, int]) -> int:
    """How many answered this question."""
    if item.kind is Kind.MANY:
        return counts.get((item.code, ANSWERED), 0)
    return sum(counts.get((item.code, code), 0) for code in item.options)


def responses(counts: Mapping[Cell, int]) -> int:
    """How many sent their answers, whether or not to every question."""
    return counts.get((RESPONSES, ALL), 0)


def figures(item: Item, counts: Mapping[Cell, int]) -> Figures | None:
    """What these people answered to this question; None where fewer than ten did."""
    n = answered(item, counts)
    shares = {code: share_of(counts.get((item.code, code), 0), n) for code in item.options}
    known = {code: share for code, share in shares.items() if share}
    if not known:
        return None
    unanswered, not_asked = (counts.get((item.code, state), 0) for state in (UNANSWERED, NOT_ASKED))
    return Figures(n, unanswered, not_asked, known, headline(item, counts))


def headline(item: Item, counts: Mapping[Cell, int]) -> Share | None:
    """The share that gave the answers that are followed over time; None without such, and of fewer than ten."""
    if item.headline is None:
        return None
    x, n = (sum(counts.get((item.code, it), 0) for it in codes) for codes in (item.headline.codes, item.headline.of))
    return share_of(x, n)


def told_apart(
    item: Item, groups: Mapping[Key, Mapping[Cell, int]], kept_back: Collection[Key] = ()
) -> dict[Key, Figures | None]:
    """What each group answered; None where that cannot be shown.

    The total of all groups is taken to be known: a group that few answered in is not left to be worked out from it.
    `kept_back` are groups that cannot be shown at all.
    """
    closed = hidden({key: answered(item, counts) for key, counts in groups.items()}, also=kept_back)
    return {key: None if key in closed else figures(item, counts) for key, counts in groups.items()}


def waiting(sent: int, counted: int) -> int:
    """How many answers wait to be opened among others, rounded down to ten, so that no single one is seen to come."""
    return max(0, sent - counted) // WAITING_STEP * WAITING_STEP


def added(parts: Sequence[Mapping[Cell, int]]) -> Counter[Cell]:
    """The counts of several groups together."""
    total: Counter[Cell] = Counter()
    for part in parts:
        total.update(part)
    return total


def _item(asked: Sequence[Question]) -> Item:
    newest = asked[0]
    options = {
        option.code: option.words[_reader(question)] for question in reversed(asked) for option in question.options
    }
    order = {option.code: options[option.code] for question in asked for option in question.options}
    return Item(newest.code, newest.kind, in_staff_words(newest), order, _followed(newest.kind, order))


def _reader(question: Question) -> Band:
    return next(band for band in READ_BY_STAFF if band in question.bands)


def _followed(kind: Kind, options: Mapping[str, str]) -> Headline | None:
    """Points are taken of those who gave one; yes of all who said anything."""
    codes: tuple[str, ...]
    if kind is Kind.SCALE:
        codes, of = HIGH, frozenset(POINTS)
    elif kind in (Kind.YES_NO_NOT_SURE, Kind.ONE) and YES in options:
        codes, of = (YES,), frozenset(options) - {PREFER_NOT}
    else:
        return None
    return Headline(frozenset(codes), of, " or ".join(f"“{options[code]}”" for code in codes))
