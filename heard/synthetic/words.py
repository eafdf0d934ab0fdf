"""The building blocks of the made-up texts, and how they are drawn so that few are seen twice."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from random import Random
from string import Template
from typing import Any

from ruamel.yaml import YAML

Words = Mapping[str, Any]


@cache
def read(name: str) -> Words:
    """One data file of this package."""
    text = resources.files(__package__).joinpath(f"{name}.yaml").read_text("utf-8")
    found: Words = YAML(typ="safe", pure=True).load(text)
    return found


def area_words(code: str) -> Words:
    """What we know of a service area; of one we have no texts for, what fits any."""
    known: Words = read("areas").get(code) or read("shared")["area"]
    return known


def known_topics() -> frozenset[str]:
    """Topics that have texts of their own."""
    return frozenset(read("shared")["voices"]["family"]["topics"]) - {"any"}


class Drawer:
    """Draws texts like cards: all of a pack are used before one comes again."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self._left: dict[str, list[str]] = {}

    def draw(self, pack: str, texts: Sequence[str]) -> str:
        """The next text of this pack, its slots still open."""
        left = self._left.setdefault(pack, [])
        if not left:
            left.extend(texts)
            self.chance.shuffle(left)
        return left.pop()

    def happens(self, share: float) -> bool:
        """True in this share of cases."""
        return self.chance.random() < share

    def weighted(self, weights: Mapping[str, float]) -> str:
        """One of the keys, by weight."""
        return self.chance.choices(list(weights), list(weights.values()))[0]


def fill(text: str, slots: Mapping[str, str]) -> str:
    """The text with its slots filled. Raises KeyError for a slot that we do not have."""
    return Template(text).substitute(slots)


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]
