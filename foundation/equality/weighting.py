"""Estimates from a stratified sample: each stratum counts by its people and not by how many of them answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from foundation.equality.figures import BadFigure, refuse_count, refuse_part
from foundation.equality.intervals import Interval, wilson
from foundation.equality.settings import SETTINGS


@dataclass(frozen=True)
class Stratum:
    """People of the frame, and how many of them answered."""

    people: int
    answered: int


@dataclass(frozen=True)
class Weights:
    """For each stratum the weight of one answer; on average over all answers it is 1.

    `design_effect` is how many times as many weighted answers are needed for the same certainty: 1 + cv² of the weights
    (Kish, Survey Sampling, 1965). `effective` is how many unweighted answers they are worth.
    `left_out` are people of strata in which nobody answered: no answer speaks for them.
    """

    of_stratum: tuple[float, ...]
    design_effect: float
    effective: float
    left_out: int


@dataclass(frozen=True)
class Estimate:
    """A share of all people of the frame, with its interval. `n` is counted, `effective` is rounded down."""

    n: int
    effective: int
    share: float
    sure: Interval


def weigh(strata: Sequence[Stratum]) -> Weights:
    """People over answers, scaled so that the weights of all answers add up to their number. Raises BadFigure."""
    for at, stratum in enumerate(strata):
        refuse_count(f"strata[{at}].people", stratum.people, least=1)
        refuse_count(f"strata[{at}].answered", stratum.answered)
        refuse_part(f"strata[{at}].answered", stratum.answered, "people", stratum.people)
    answered = sum(it.answered for it in strata)
    if not answered:
        raise BadFigure("answered", "Nobody has answered: there is nothing to weigh.")
    people = sum(it.people for it in strata if it.answered)
    weights = tuple((it.people / people) / (it.answered / answered) if it.answered else 0.0 for it in strata)
    effective = _effective(weights, [it.answered for it in strata])
    return Weights(weights, answered / effective, effective, sum(it.people for it in strata if not it.answered))


def estimate(
    weights: Sequence[float], counts: Sequence[tuple[int, int]], conf: float = SETTINGS.conf
) -> Estimate | None:
    """The weighted share of those who said x among n who gave an answer, (x, n) for each stratum; None without answers.

    Wilson's interval on the effective number of answers, rounded down. Raises BadFigure.
    """
    for at, (x, n) in enumerate(counts):
        refuse_count(f"counts[{at}].n", n)
        refuse_count(f"counts[{at}].x", x)
        refuse_part(f"counts[{at}].x", x, "n", n)
    if len(weights) != len(counts):
        raise BadFigure("counts", f"Give {len(weights)}, one for each weight.")
    numbers = [n for _, n in counts]
    weighted = sum(weight * n for weight, n in zip(weights, numbers, strict=True))
    if not weighted:
        return None
    share = min(1.0, sum(weight * x for weight, (x, _) in zip(weights, counts, strict=True)) / weighted)
    effective = max(
        1, floor(_effective(weights, numbers) + 1e-9)
    )  # a whole number that floating point misses by a hair
    return Estimate(sum(numbers), effective, share, wilson(share * effective, effective, conf))


def _effective(weights: Sequence[float], numbers: Sequence[int]) -> float:
    pairs = [(weight, n) for weight, n in zip(weights, numbers, strict=True) if n]
    return sum(weight * n for weight, n in pairs) ** 2 / sum(weight * weight * n for weight, n in pairs)
