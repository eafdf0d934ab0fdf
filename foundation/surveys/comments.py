"""What people wrote, as others may read it: words are only taken out, and what is shown is drawn by chance."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib import resources
from unicodedata import category
from uuid import UUID

from foundation.runtime.written_files import read_tree

REMOVED = "[removed]"
MOST_DRAWN = 5
_TOKEN = re.compile(r"\[removed\]|\w+|[^\w\s]")
_SAYS_SOMETHING = ("L", "N", "S")  # letters, numbers, and symbols such as a face


class NotTheirWords(ValueError):
    """Somebody added to what a person wrote. `word` is the first that does not stand there."""

    def __init__(self, word: str) -> None:
        super().__init__(f"“{word}” is not what they wrote, or not in this place")
        self.word = word


class NothingLeft(ValueError):
    """Every word was taken out."""


def redact(words: str, kept: str) -> str:
    """What a person wrote, with REMOVED for each stretch that is not in `kept`.

    Raises NotTheirWords where `kept` holds a word that they did not write, or another order; and NothingLeft.
    """
    original = list(_TOKEN.finditer(words))
    stays = _places([it.group() for it in original], [it for it in _TOKEN.findall(kept) if it != REMOVED])
    if not any(category(original[at].group()[0])[0] in _SAYS_SOMETHING for at in stays):
        raise NothingLeft
    pieces, end, gone = [], 0, False
    for at, token in enumerate(original):
        if at in stays or not gone:
            pieces += [words[end : token.start()], token.group() if at in stays else REMOVED]
        gone, end = at not in stays, token.end()
    return "".join(pieces)


def draw(comments: Iterable[UUID], seed: str, most: int = MOST_DRAWN) -> list[UUID]:
    """So many of these, by chance and not by hand: the first by SHA-256 of the seed and their id.

    Ids are random, so the order is; whoever knows the seed and the ids draws the same.
    """
    return sorted(comments, key=lambda it: sha256(f"{seed} {it}".encode()).digest())[:most]


@cache
def themes() -> Mapping[str, str]:
    """What a comment can be about: code and words. Raises Mistake."""
    tree = read_tree(resources.files(__package__) / "themes.yaml")
    return {str(code): str(words) for code, words in tree.items()}


def _places(original: Sequence[str], kept: Sequence[str]) -> set[int]:
    """Where the words that are kept stand, each at its first place after the one before. Raises NotTheirWords."""
    places, at = set(), 0
    for word in kept:
        try:
            at = original.index(word, at) + 1
        except ValueError:
            raise NotTheirWords(word) from None
        places.add(at - 1)
    return places
