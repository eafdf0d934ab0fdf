"""The reviewed words of the safety screen, read from harm_words/*.yaml into one table for all languages at once.

How a phrase is written, so that a reviewer without a programmer can read and change it:

    black eye        these words, one after the other
    bruis*           every word that starts so
    ~suicid*         the same, and one of its inner letters may be wrong, missing, too many or swapped
    (slap|lash out)  any of these
    <carer>          any word of the file's own list of that name
    ?                one word or none
    ..               up to three words or none

Capitals, accents, apostrophes, doubled letters, a plural's s and a g left out of -ing make no difference.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from itertools import product
from typing import Any

from ruamel.yaml import YAML

GAPS = {"?": 1, "..": 3}
MOST_MET = 4096  # each takes up to 4 KB
_PART = re.compile(r"\([^()]*\)|[^\s()]+")
_DOUBLED = re.compile(r"([^\W\d_])\1+")
# Letters that Unicode does not take apart into a letter and its accent.
_OWN_LETTERS = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_APOSTROPHES = "'’‘ʼ′`´"


class Harm(StrEnum):
    """What a phrase may be a sign of. Codes are stable: add, never rename."""

    ABUSE = "abuse"
    INJURY = "injury"
    BEING_HIT = "being_hit"
    SEXUAL_HARM = "sexual_harm"
    NEGLECT = "neglect"
    MISSING = "missing"
    EXPLOITATION = "exploitation"
    DOMESTIC_ABUSE = "domestic_abuse"
    THREAT = "threat"
    SELF_HARM = "self_harm"
    AFRAID = "afraid"
    NO_PARENT_THERE = "no_parent_there"
    UNSAFE_PLACEMENT = "unsafe_placement"
    FORCED_MARRIAGE_OR_FGM = "forced_marriage_or_fgm"
    WEAPONS = "weapons"
    ALLEGATION = "allegation"
    NOT_SAFE = "not_safe"


class WordsMistake(ValueError):
    """A file of words cannot be used; the message names the file, the phrase and how to mend it."""


@lru_cache(maxsize=8192)
def folded(char: str) -> str:
    """The plain letters of one character: nothing for what hides inside a word, a space for what parts words."""
    kind = unicodedata.category(char)
    if kind in ("Cf", "Mn", "Me", "Mc") or char in _APOSTROPHES:
        return ""
    if kind == "So":
        return f" {char} "  # an emoji is a word of its own
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold()).translate(_OWN_LETTERS)
    plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Mn")
    return plain if plain.isalnum() else " "


def undoubled(word: str) -> str:
    """Every run of one letter as one letter: hitt and hit, kil and kill are the same word here."""
    return _DOUBLED.sub(lambda run: run[1], word)


@dataclass
class Phrases:
    """Every phrase as a run of bits, one for each word in it and its last word lowest, so that all are followed at once
    in linear time.
    """

    exact: dict[str, int] = field(default_factory=dict)
    stems: dict[str, int] = field(default_factory=dict)
    misspelled_stems: dict[str, str] = field(default_factory=dict)
    as_written: set[str] = field(default_factory=set)
    starts: int = 0
    ends: int = 0
    anything: int = 0
    last_words: dict[int, tuple[int, Harm]] = field(default_factory=dict)
    size: int = 0
    met: dict[str, int] = field(default_factory=dict, repr=False)  # most words of a text stood in another before

    def followed_by(self, word: str) -> int:
        """The bits of all places in all phrases where this folded word may stand."""
        if word not in self.met:
            if len(self.met) >= MOST_MET:
                self.met.clear()
            self.met[word] = self._followed_by(word)
        return self.met[word]

    def _followed_by(self, word: str) -> int:
        plain = word if word in self.as_written else undoubled(word)
        bits = self.anything | self.exact.get(plain, 0)
        if plain.endswith("in"):  # hittin
            bits |= self.exact.get(plain + "g", 0)
        if plain.endswith("s") and len(plain) > 4:  # plurals, and whose it is
            bits |= self.exact.get(plain[:-1], 0)
        for length in range(3, min(len(plain), 24) + 1):
            start = plain[:length]
            bits |= self.stems.get(start, 0)
            if start in self.misspelled_stems:
                bits |= self.stems[self.misspelled_stems[start]]
        return bits

    def add(self, places: list[list[str]], harm: Harm) -> None:
        """One phrase; each place is the words that may stand there, or the sign of a gap."""
        counts = [range(GAPS[place[0]] + 1) if place[0] in GAPS else (1,) for place in places]
        for lengths in product(*counts):
            row = [place for place, times in zip(places, lengths, strict=True) for _ in range(times)]
            self.ends |= 1 << self.size
            self.last_words[self.size] = (len(row), harm)
            for place in reversed(row):
                bit = 1 << self.size
                self.size += 1
                for word in place:
                    self._stand(word, bit)
            self.starts |= 1 << (self.size - 1)

    def _stand(self, word: str, bit: int) -> None:
        if word in GAPS:
            self.anything |= bit
            return
        plain = word.strip("~*")
        table = self.stems if word.endswith("*") else self.exact
        table[plain] = table.get(plain, 0) | bit
        if word.startswith("~"):
            self.misspelled_stems.update((other, plain) for other in misspelled(plain))


def misspelled(word: str) -> set[str]:
    """The word with one mistake between its first and its last letter."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    inside = range(1, len(word) - 1)
    missing = {word[:n] + word[n + 1 :] for n in inside}
    swapped = {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in inside[:-1]}
    wrong = {word[:n] + letter + word[n + 1 :] for n in inside for letter in letters}
    extra = {word[:n] + letter + word[n:] for n in range(1, len(word)) for letter in letters}
    return {undoubled(other) for other in missing | swapped | wrong | extra} - {word}


@cache
def shipped() -> Phrases:
    """The phrases that Heard ships, in all its languages. Raises WordsMistake."""
    found = Phrases()
    files = [
        file for file in resources.files(__package__).joinpath("harm_words").iterdir() if file.name[-5:] == ".yaml"
    ]
    if not files:
        raise WordsMistake("harm_words: no file of words was found")
    for file in sorted(files, key=lambda file: file.name):
        read(YAML(typ="safe", pure=True).load(file.read_text("utf-8")), file.name, found)
    return found


def read(tree: Mapping[str, Any], name: str, into: Phrases) -> None:
    """Add the phrases of one file. Raises WordsMistake."""
    try:
        lists = {key: [str(word) for word in words] for key, words in (tree.get("lists") or {}).items()}
        into.as_written |= {_word(str(word), name) for word in tree.get("as_written") or ()}
        by_harm = [(Harm(harm), [str(phrase) for phrase in phrases]) for harm, phrases in tree["phrases"].items()]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise WordsMistake(f"{name}: {error}") from error
    for harm, phrases in by_harm:
        for phrase in phrases:
            for row in _rows(phrase, lists, name):
                into.add(row, harm)


def _rows(phrase: str, lists: Mapping[str, list[str]], name: str) -> Iterator[list[list[str]]]:
    """The phrase as rows of places; an alternative of several words makes rows of its own."""
    parts = [_alternatives(part, phrase, lists, name) for part in _PART.findall(phrase)]
    for chosen in product(*parts):
        row = [place for places in chosen for place in places]
        if not row or row[0][0] in GAPS or row[-1][0] in GAPS:
            raise WordsMistake(f"{name}: “{phrase}” starts or ends with a gap; start and end it with a word")
        yield row


def _alternatives(part: str, phrase: str, lists: Mapping[str, list[str]], name: str) -> list[list[list[str]]]:
    """Every run of places that may stand here: one place for all single words, and one run for each longer one."""
    single: list[str] = []
    longer: list[list[list[str]]] = []
    for choice in part.removeprefix("(").removesuffix(")").split("|"):
        words = choice.split()
        if choice in GAPS:
            return [[[choice]]]
        if choice[:1] == "<" and choice[-1:] == ">":
            if choice[1:-1] not in lists:
                raise WordsMistake(f"{name}: “{phrase}” names the list {choice}, which this file does not have")
            single += [_pattern(listed, phrase, name) for listed in lists[choice[1:-1]]]
        elif len(words) == 1:
            single.append(_pattern(words[0], phrase, name))
        else:
            longer.append([[_pattern(word, phrase, name)] for word in words])
    return [[single], *longer] if single else longer


def _pattern(word: str, phrase: str, name: str) -> str:
    fuzzy, stem = "~" * word.startswith("~"), "*" * word.endswith("*")
    raw = _word(word[len(fuzzy) : len(word) - len(stem)], f"{name}: “{phrase}”")
    plain = undoubled(raw)
    if stem and len(plain) < 3:
        raise WordsMistake(
            f"{name}: “{phrase}”: {word} would fit too many words; write at least three letters before *"
        )
    if stem and raw[-1] == raw[-2]:
        raise WordsMistake(f"{name}: “{phrase}”: {word} ends in a doubled letter; write its forms out, in a list")
    if fuzzy and (len(plain) < 6 or not stem):
        raise WordsMistake(f"{name}: “{phrase}”: {word} needs six letters and * after ~; or write its misspellings out")
    return fuzzy + plain + stem


def _word(written: str, where: str) -> str:
    plain = "".join(folded(char) for char in written).strip()
    if not plain or " " in plain:
        raise WordsMistake(f"{where}: “{written}” is not one word; write words apart, with a space between")
    return plain
