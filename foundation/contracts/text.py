"""What counts as text that a person wrote, the same in the page, the API and the command."""

import re
from unicodedata import combining, normalize

# PostgreSQL text cannot hold U+0000; lone surrogates are no Unicode text at all; the other control
# characters are not typed by people. Tab and line ends stay. Right-to-left marks, joiners and emoji stay.
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_WORD = re.compile(r"[^\W_]+")
# Letters with a stroke through them, and the like: Unicode does not take these apart.
_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "þ": "th", "æ": "ae", "œ": "oe"})

LONGEST_WORDS = 20_000
LONGEST_LINE = 200
NOT_TEXT = "Remove the characters that are not text. They may have come with pasting; typing the words again helps"


def is_text(value: str) -> bool:
    """Can this be kept as it is? (No NUL, no control characters, no broken Unicode.)"""
    return _NOT_TEXT.search(value) is None


def tidy(value: str) -> str:
    """Line ends as one kind and no space around; nothing else about a person's words is changed."""
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


def bare(value: str) -> str:
    """The words alone, for comparing: no case, no accents, one space around each. “ Ana-Łucja! ” is “ ana lucja ”."""
    plain = value.lower() if value.isascii() else unaccented(value)
    return f" {' '.join(_WORD.findall(plain))} "


def unaccented(value: str) -> str:
    """Small letters without accents, and full-width or joined letters as the ordinary ones."""
    apart = normalize("NFKD", normalize("NFKD", value).casefold().translate(_STROKES))
    return "".join(letter for letter in apart if not combining(letter))
