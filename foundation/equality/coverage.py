"""Every group of every question of one report: shares, chance, verdicts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from foundation.equality.figures import BadFigure, refuse_count
from foundation.equality.representation import representation
from foundation.equality.settings import SETTINGS, Settings
from foundation.equality.testing import benjamini_hochberg, midp_binomial
from foundation.equality.verdicts import Judged, Reason, Verdict, judge

MOST_GROUPS = 1_000


@dataclass(frozen=True)
class Group:
    """Answers in a group, and people of the group in the reference population; None without a reference."""

    code: str
    x: int
    reference: int | None


@dataclass(frozen=True)
class Question:
    """One question: its groups, those asked who did not say, and how many the reference itself lacks."""

    name: str
    groups: tuple[Group, ...]
    non_disclosed: int
    reference_missing: int = 0

    @property
    def substantive(self) -> int:
        """Answers with substance, in all groups."""
        return sum(group.x for group in self.groups)


@dataclass(frozen=True)
class Row:
    """What is said of a group. The figures of the share are None below so many answers; p where nothing was tested."""

    code: str
    x: int
    r: float | None
    share: float | None
    lo: float | None
    hi: float | None
    ratio: float | None
    ratio_lo: float | None
    ratio_hi: float | None
    p: float | None
    p_adj: float | None
    verdict: Verdict
    reason: Reason


def cover(questions: Sequence[Question], settings: Settings = SETTINGS) -> list[list[Row]]:
    """The rows of each question, all tested as one family. Raises BadFigure.

    A question with exactly two groups is one test, and both have its p. If a verdict would be another with the people
    added whom the reference lacks, it cannot be told.
    """
    for question in questions:
        _refuse_bad(question)
    rows = rows_of(questions, settings, lacking=False)
    if not any(question.reference_missing for question in questions):
        return rows
    cautious = rows_of(questions, settings, lacking=True)
    return [
        [_if_it_holds(row, other) for row, other in zip(*both, strict=True)]
        for both in zip(rows, cautious, strict=True)
    ]  # fmt: skip


def _if_it_holds(row: Row, other: Row) -> Row:
    if row.verdict == other.verdict:
        return row
    return replace(row, verdict=Verdict.CANNOT_TELL, reason=Reason.REFERENCE_MISSING)


def rows_of(questions: Sequence[Question], settings: Settings, *, lacking: bool) -> list[list[Row]]:
    """The rows of each question, all tested as one family; `lacking` adds whom the reference lacks. See cover."""
    shares = [_reference_shares(question, lacking=lacking) for question in questions]
    tested = [
        [_p(group, question, r, settings) for group, r in zip(question.groups, of, strict=True)]
        for question, of in zip(questions, shares, strict=True)
    ]
    adjusted = _adjusted(tested)
    return [
        [
            _row(question, group, r, p, p_adj, settings)
            for group, r, p, p_adj in zip(question.groups, of, ps, p_adjs, strict=True)
        ]
        for question, of, ps, p_adjs in zip(questions, shares, tested, adjusted, strict=True)
    ]


def _p(group: Group, question: Question, r: float | None, settings: Settings) -> float | None:
    if r is None or not 0 < r < 1 or question.substantive < settings.a_min:
        return None
    return midp_binomial(group.x, question.substantive, r)


def _adjusted(tested: Iterable[Sequence[float | None]]) -> list[list[float | None]]:
    tested = list(tested)
    # The two groups of a pair mirror each other: the same test twice is one test.
    once = [ps[:1] if len(ps) == 2 else ps for ps in tested]
    family = [p for ps in once for p in ps if p is not None]
    adjusted = iter(benjamini_hochberg(family) if family else [])
    in_turn = [[None if p is None else next(adjusted) for p in ps] for ps in once]
    return [one * 2 if len(ps) == 2 else one for ps, one in zip(tested, in_turn, strict=True)]


def _row(
    question: Question, group: Group, r: float | None, p: float | None, p_adj: float | None, settings: Settings
) -> Row:
    judged = _judged(question, group, r, p_adj, settings)
    if question.substantive < settings.a_min or r is None or not 0 < r < 1:
        share = group.x / question.substantive if question.substantive >= settings.a_min else None
        return Row(group.code, group.x, r, share, None, None, None, None, None, p, p_adj, judged.verdict, judged.reason)
    it = representation(group.x, question.substantive, r, settings.conf)
    return Row(
        group.code, group.x, r, it.share, it.lo, it.hi, it.ratio, it.ratio_lo, it.ratio_hi, p, p_adj,
        judged.verdict, judged.reason,
    )  # fmt: skip


def _judged(question: Question, group: Group, r: float | None, p_adj: float | None, settings: Settings) -> Judged:
    known = r if p_adj is not None else None
    return judge(group.x, question.substantive, question.non_disclosed, known, p_adj, settings)


def _reference_shares(question: Question, *, lacking: bool) -> list[float | None]:
    people = [group.reference for group in question.groups]
    if None in people:
        return [None] * len(people)
    total = sum(count for count in people if count is not None) + lacking * question.reference_missing
    return [count / total for count in people if count is not None]


def _refuse_bad(question: Question) -> None:
    if not question.groups:
        raise BadFigure("groups", "Give at least one group.")
    if len(question.groups) > MOST_GROUPS:
        raise BadFigure("groups", f"Give {MOST_GROUPS} groups at most.")
    refuse_count("non_disclosed", question.non_disclosed)
    refuse_count("reference_missing", question.reference_missing)
    codes = [group.code for group in question.groups]
    for at, group in enumerate(question.groups):
        if group.code in codes[:at]:
            raise BadFigure(f"groups[{at}].code", "This group stands twice. Add the two together.")
        refuse_count(f"groups[{at}].x", group.x)
        if group.reference is not None:
            refuse_count(f"groups[{at}].reference", group.reference)
    people = [group.reference for group in question.groups]
    if None in people and any(count is not None for count in people):
        raise BadFigure(f"groups[{people.index(None)}].reference", "Give it for every group, or for none.")
    if None not in people and not any(people):
        raise BadFigure("groups[0].reference", "The references add up to 0. Give how many people there are.")
