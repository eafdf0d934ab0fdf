"""Passwords as argon2 hashes, and the same work whether there is a hash to check or not."""

from functools import cache
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """A new hash, by the newest parameters."""
    return _hasher.hash(_one_form(password))


def fits(kept: str | None, password: str) -> bool:
    """Is it the password of this hash? With no hash the same work is done, and the answer is no."""
    try:
        _hasher.verify(kept or nobodys_hash(), _one_form(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Was this hash made by weaker parameters than today's?"""
    return _hasher.check_needs_rehash(kept)


@cache
def nobodys_hash() -> str:
    """A hash that stands in where there is no account, so that its absence cannot be timed."""
    return hashed("nobody has this password")


def _one_form(password: str) -> str:
    """One password however its accents were typed."""
    return normalize("NFKC", password)
