"""A stratified random sample: how many are drawn of each stratum, and who, so that anybody can draw it again.

A stratum is drawn without replacement: its lines of the frame are put in the order of SHA-256(seed || line), and the
first n are taken. With a random seed every set of n lines is as likely as every other.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

MOST_STRATA = 4
LEAST_INVITED = 100
SEED_BYTES = 16
FRAME_KEPT_DAYS = 7  # so long a frame waits for its sample to be ordered
COUNTED_AFTER_DAYS = 14  # after a survey's last day, for answers that a broker or a person still holds


class Allocation(StrEnum):
    """How the people who are asked are shared out among the strata."""

    PROPORTIONAL = "proportional"
    EQUAL = "equal"


class BadSample(ValueError):
    """A sample that cannot be drawn so. The message says how to mend it."""


def new_seed() -> str:
    """128 random bits, in hex."""
    return secrets.token_hex(SEED_BYTES)


def refuse_strata(sizes: Mapping[str, int]) -> None:
    """At most four strata, with 100 people or more in each. Raises BadSample naming every one that is too small."""
    if not sizes:
        raise BadSample("There is nobody in this list.")
    if len(sizes) > MOST_STRATA:
        raise BadSample(
            f"The list has {len(sizes)} groups, and there can be {MOST_STRATA} at most. Merge groups, and upload it "
            "again."
        )
    if small := [f"“{name}” ({size:,})" for name, size in sizes.items() if size < LEAST_INVITED]:
        raise BadSample(
            f"Each group needs {LEAST_INVITED} people or more, so that nobody in it can be told by their answers. "
            f"Too small: {', '.join(small)}. Merge groups, and upload the list again."
        )


def allocate(sizes: Mapping[str, int], total: int, how: Allocation) -> dict[str, int]:
    """How many are asked of each stratum, `total` in all: 100 or more, and no more than there are.

    Raises BadSample, saying between which totals it must be. What a small stratum cannot give goes to the others; a
    part of a person goes to the greatest remainders.
    """
    refuse_strata(sizes)
    least, most = LEAST_INVITED * len(sizes), sum(sizes.values())
    if not least <= total <= most:
        raise BadSample(f"Ask from {least:,} to {most:,} people.")
    shares = sizes if how is Allocation.PROPORTIONAL else dict.fromkeys(sizes, 1)
    fixed: dict[str, int] = {}
    while True:
        free = {name: share for name, share in shares.items() if name not in fixed}
        given = _by_greatest_remainder(free, total - sum(fixed.values()))
        short = {name: LEAST_INVITED for name, n in given.items() if n < LEAST_INVITED}
        over = {name: sizes[name] for name, n in given.items() if n > sizes[name]}
        if not short and not over:
            return {name: (fixed | given)[name] for name in sizes}
        # Only the kind that is further out is settled in one round: settling it may put the other kind right.
        too_few = sum(LEAST_INVITED - given[name] for name in short)
        too_many = sum(given[name] - sizes[name] for name in over)
        fixed |= short if too_few >= too_many else over


def draw(seed: str, lines: Iterable[int], n: int) -> list[int]:
    """The lines of one stratum that are drawn, in the order in which they were."""
    return sorted(lines, key=lambda line: (_rank(seed, line), line))[:n]


def _rank(seed: str, line: int) -> bytes:
    return hashlib.sha256(bytes.fromhex(seed) + str(line).encode()).digest()


def _by_greatest_remainder(shares: Mapping[str, int], total: int) -> dict[str, int]:
    whole = sum(shares.values())
    given = {name: total * share // whole for name, share in shares.items()}
    by_remainder: Sequence[str] = sorted(shares, key=lambda name: (-(total * shares[name] % whole), name))
    for name in by_remainder[: total - sum(given.values())]:
        given[name] += 1
    return given
