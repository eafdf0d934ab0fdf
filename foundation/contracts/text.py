"""What counts as text that a person wrote, the same in the page, the API and the command."""

import re

# PostgreSQL text cannot hold U+0000; lone surrogates are no Unicode text at all; the other control
# characters are not typed by people. Tab and line ends stay. Right-to-left marks, joiners and emoji stay.
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

LONGEST_WORDS = 20_000
LONGEST_LINE = 200
NOT_TEXT = "Remove the characters that are not text. They may have come with pasting; typing the words again helps"


def is_text(value: str) -> bool:
    """Can this be kept as it is? (No NUL, no control characters, no broken Unicode.)"""
    return _NOT_TEXT.search(value) is None


def tidy(value: str) -> str:
    """Line ends as one kind and no space around; nothing else about a person's words is changed."""
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()
