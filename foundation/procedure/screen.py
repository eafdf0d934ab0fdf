"""The safety screen: does a text hold words that may be a sign of harm to a child?

It may only raise an alarm. No hit says nothing: it is never shown, kept or told as a sign of safety. A person reads
every hit. A screen that breaks or takes too long is a hit. (Children Act 1989 s.47 is why: a council that has reason
to suspect harm must look.) The words stand in harm_words/, one file for each language, for people to review.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from time import monotonic

from foundation.procedure.phrases import Harm, Phrases, folded, shipped

_ASCII_WORD = re.compile(r"[a-zA-Z0-9]+(?:['`]+[a-zA-Z0-9]+)*")
PATIENCE = 2.0  # seconds; a text of the longest length takes a hundredth of that


class TakesTooLong(TimeoutError):
    """The screen was not done in time."""


@dataclass(frozen=True)
class Screening:
    """What was found. `marks` are (start, end) in the text, in order and apart; `found` is what stands there.

    `fault` names the type of what went wrong, for a log. The words themselves are kept out of repr.
    """

    hit: bool
    harms: tuple[Harm, ...] = ()
    found: tuple[str, ...] = field(default=(), repr=False)
    marks: tuple[tuple[int, int], ...] = ()
    failed: bool = False
    fault: str = ""


def screen(text: str, *, patience: float = PATIENCE) -> Screening:
    """Look through one text, in any of the languages at once; never raises. `patience` in seconds."""
    try:
        phrases = shipped()
        give_up_at = monotonic() + patience
        marks: set[tuple[int, int]] = set()
        harms: set[Harm] = set()
        for hidden in _readings(text):
            words = list(_words(text, hidden))
            there = _there(words, phrases, give_up_at)
            for start, end, harm in _matches(words, phrases, there) if there else ():
                marks.add((start, end))
                harms.add(harm)
        merged = tuple(_merged(marks))
        found = tuple(dict.fromkeys(text[start:end] for start, end in merged))
        return Screening(bool(merged), tuple(sorted(harms)), found, merged)
    except Exception as error:  # noqa: BLE001 -- whatever goes wrong counts as a hit
        return Screening(hit=True, failed=True, fault=type(error).__name__)


def _readings(text: str) -> tuple[str, ...]:
    """Characters that nobody sees may stand inside a word or between two: the text is read both ways."""
    return ("", " ") if not text.isascii() and any(unicodedata.category(char) == "Cf" for char in set(text)) else ("",)


def _words(text: str, hidden: str) -> Iterator[tuple[str, int, int]]:
    """Each word in plain letters, with its start and end in the text."""
    if not text.isascii():
        yield from _words_of_any_script(text, hidden)
        return
    for found in _ASCII_WORD.finditer(text.lower()):
        word = found[0]
        if not word.isalnum():
            word = word.replace("'", "").replace("`", "")
        yield word, *found.span()


def _words_of_any_script(text: str, hidden: str) -> Iterator[tuple[str, int, int]]:
    """The same, letter by letter."""
    word, start, end = "", 0, 0
    for at, char in enumerate(text):
        plain = folded(char)
        if not plain:
            if hidden and unicodedata.category(char) == "Cf":
                plain = hidden
            elif word and unicodedata.combining(char):
                end = at + 1
        for letter in plain:
            if letter == " ":
                if word:
                    yield word, start, end
                word = ""
            else:
                if not word:
                    start = at
                word += letter
                end = at + 1
    if word:
        yield word, start, end


def _there(words: Iterable[tuple[str, int, int]], phrases: Phrases, give_up_at: float) -> int:
    """Where those phrases start that have a word here for each of their places, in whatever order: few in most texts.

    What is added at the end of a phrase is carried on to its start over places that are all taken.
    """
    taken = 0
    for word in {word for word, _, _ in words}:
        if monotonic() > give_up_at:
            raise TakesTooLong
        taken |= phrases.followed_by(word)
    return ((taken & ~phrases.starts) + phrases.ends) & taken & phrases.starts


def _matches(words: Iterable[tuple[str, int, int]], phrases: Phrases, starts: int) -> Iterator[tuple[int, int, Harm]]:
    """Follow at once all phrases that start at `starts`, a bit for each word of each (the Shift-And method)."""
    known: dict[str, tuple[int, int]] = {}  # where a word may stand, and which phrases it begins
    began: list[int] = []
    state = 0
    for word, start, end in words:
        if word not in known:
            bits = phrases.followed_by(word)
            known[word] = bits, bits & starts
        stands, begins = known[word]
        if stands == phrases.anything and not word.isalnum():
            continue  # an emoji that no phrase knows parts no phrase
        began.append(start)
        state = ((state >> 1) & stands) | begins if state else begins
        reached = state & phrases.ends
        while reached:
            last = reached.bit_length() - 1
            reached ^= 1 << last
            length, harm = phrases.last_words[last]
            yield began[-length], end, harm


def _merged(marks: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Marks that overlap, as one."""
    current: tuple[int, int] | None = None
    for start, end in sorted(marks):
        if current is None or start >= current[1]:
            if current:
                yield current
            current = start, end
        else:
            current = current[0], max(current[1], end)
    if current:
        yield current
