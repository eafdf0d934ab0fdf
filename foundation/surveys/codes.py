"""Codes of invitations: short enough to type from a letter, too many to guess, and never stored.

Sixteen signs of the alphabet of references; the last is a check character (ISO 7064), so that a slip is told from a
wrong code. A code is derived from its ticket under a key that only the worker holds: a message that was handed over
twice holds the same code twice, and only the hash is kept.
"""

import hashlib
import hmac
from uuid import UUID

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

from foundation.contracts.references import ALPHABET

LENGTH = 16
GROUP = 4
SLIP = "There is a slip in the code. Check each letter and number again."


class NotACode(ValueError):
    """What was given is no code of ours: wrong signs, wrong length, or the check character does not fit."""


def code_of(key: bytes, ticket: UUID, number: int) -> str:
    """The code of a ticket's first message (number 0) or of its reminder (1): 22^15 there are, about 2^67."""
    digest = hmac.digest(key, ticket.bytes + number.to_bytes(1), "sha256")
    left, signs = int.from_bytes(digest), ""
    for _ in range(LENGTH - 1):
        left, at = divmod(left, len(ALPHABET))
        signs += ALPHABET[at]
    return signs + mod_37_36.calc_check_digit(signs, ALPHABET)


def read_code(typed: str) -> str:
    """The code that somebody typed, in its one shape. Raises NotACode, saying what to look at."""
    signs = "".join(typed.split()).replace("-", "").upper()
    if len(signs) != LENGTH:
        raise NotACode(f"A code has {LENGTH} letters and numbers, and this one has {len(signs)}.")
    try:
        return str(mod_37_36.validate(signs, ALPHABET))
    except (ValidationError, ValueError):
        raise NotACode(SLIP) from None


def shown(code: str) -> str:
    """In groups of four, to be read and typed."""
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def hash_of(code: str) -> bytes:
    """What is kept of a code (SHA-256)."""
    return hashlib.sha256(code.encode()).digest()
