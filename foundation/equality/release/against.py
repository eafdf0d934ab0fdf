"""The population that a published share or rate is held against."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Against:
    """The population that a group is held against: which, of whom, by which source. `n` people, `missing` not known.

    `poor` says that the fixed warning belongs to it: residents are older and less diverse than their children.
    """

    reference_id: str
    population: str
    source: str
    year: int
    n: int
    missing: int
    poor: bool
    place_holder: bool
