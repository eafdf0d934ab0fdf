"""Whether two questions may be crossed: seldom, and the first reason against it is given."""

from collections.abc import Collection, Sequence
from enum import StrEnum

from foundation.equality.figures import BadFigure, refuse_count
from foundation.equality.settings import SETTINGS, Settings

MOST_CELLS = 10_000
ROUNDING = 0.01  # shares that were rounded before they came here may add up to a little more than 1
NEVER_CROSSED = frozenset({"gender_identity", "sexual_orientation", "pregnancy_maternity"})


class Answer(StrEnum):
    """OK, or the first reason against it."""

    OK = "ok"
    MORE_THAN_TWO_WAY = "more_than_two_way"
    FORBIDDEN_PAIR = "forbidden_pair"
    TOO_FEW_ANSWERS = "too_few_answers"
    EXPECTED_BELOW_1 = "expected_below_1"
    SPARSE_EXPECTED = "sparse_expected"
    NO_REFERENCE = "no_reference"
    TOO_MUCH_HIDDEN = "too_much_hidden"


def is_forbidden(characteristics: Collection[str]) -> bool:
    """Whether a crossing of these would point at people whatever the counts."""
    crossed = set(characteristics)
    return bool(crossed & NEVER_CROSSED) or crossed >= {"religion", "ethnic_group"}


def may_cross(
    substantive: int,
    reference_shares: Sequence[float] | None,
    forbidden_pair: bool,
    ways: int,
    hidden_share: float = 0.0,
    settings: Settings = SETTINGS,
) -> Answer:
    """For so many answers with substance, the population's share of each crossed cell, and so many questions.

    `hidden_share` is what disclosure control would hide of the cells. Raises BadFigure.
    """
    refuse_count("substantive", substantive)
    refuse_count("ways", ways, least=1, most=100)
    _refuse_bad(reference_shares)
    if ways > 2:
        return Answer.MORE_THAN_TWO_WAY
    if forbidden_pair:
        return Answer.FORBIDDEN_PAIR
    if substantive < settings.crossed_min:
        return Answer.TOO_FEW_ANSWERS
    if not reference_shares:
        return Answer.NO_REFERENCE
    return _by_cells([substantive * share for share in reference_shares], hidden_share, settings)


def _by_cells(expected: Sequence[float], hidden_share: float, settings: Settings) -> Answer:
    if min(expected) < settings.expected_min:
        return Answer.EXPECTED_BELOW_1
    if sum(one < settings.expected_sparse for one in expected) > settings.sparse_most * len(expected):
        return Answer.SPARSE_EXPECTED
    return Answer.TOO_MUCH_HIDDEN if hidden_share > settings.crossed_hidden_most else Answer.OK


def _refuse_bad(reference_shares: Sequence[float] | None) -> None:
    if reference_shares is None:
        return
    if len(reference_shares) > MOST_CELLS:
        raise BadFigure("reference_shares", f"Give {MOST_CELLS} shares at most.")
    if not all(0 <= share <= 1 for share in reference_shares) or sum(reference_shares) > 1 + ROUNDING:
        raise BadFigure("reference_shares", "Give shares from 0 to 1 that add up to 1.")
