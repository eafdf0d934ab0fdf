"""References that can be read over the telephone: 7KQ4-M2XH.

Twenty-two signs that do not look alike (no 0 O D, 1 I L, 2 Z, 5 S, 6 G, 8 B pairs, no U beside V) and no
vowels, so that no word can arise. The last is a check character by ISO 7064's hybrid system, which
finds every single wrong sign and nearly every swap of neighbours.
"""

import secrets

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

ALPHABET = "23456789CFHJKMPQRTVWXY"
LENGTH = 8


class NotAReference(ValueError):
    """What was given is no reference of ours: wrong signs, wrong length, or the check character does not fit."""


def new_reference() -> str:
    """A new reference, drawn by chance from 22^7 (2.5 thousand million)."""
    number, drawn = "", secrets.randbelow(len(ALPHABET) ** (LENGTH - 1))  # the system is asked once and not ten times
    for _ in range(LENGTH - 1):
        drawn, place = divmod(drawn, len(ALPHABET))
        number += ALPHABET[place]
    return shown(number + mod_37_36.calc_check_digit(number, ALPHABET))


def read_reference(typed: str) -> str:
    """The reference that somebody typed or read out, in its one shape. Raises NotAReference."""
    signs = "".join(typed.split()).replace("-", "").upper()
    if len(signs) != LENGTH:
        raise NotAReference(f"a reference has {LENGTH} letters and numbers, like 7KQ4-M2XH")
    try:
        return shown(str(mod_37_36.validate(signs, ALPHABET)))
    except (ValidationError, ValueError):
        raise NotAReference("check each letter and number of the reference again") from None


def shown(signs: str) -> str:
    """Eight signs in two groups of four."""
    return f"{signs[:4]}-{signs[4:]}"
