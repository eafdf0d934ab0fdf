"""Does the name of somebody who works here stand in what a family wrote?"""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.dialects.postgresql import TEXT

from foundation.contracts.text import bare, unaccented
from foundation.records import UnitOfWork
from foundation.records.models import Case, Submission

SPEAK_OF_WORKERS = ("complaint", "worker_change")
TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof"})
# The letters that somebody may write for a plain one, and the marks that may stand on it apart.
_LETTERS = [chr(code) for block in ((0xC0, 0x250), (0x1E00, 0x1F00), (0xFF21, 0xFF5B)) for code in range(*block)]
_MARKS = "[\u0300-\u036f]*"


def names_in_words(name: str) -> ColumnElement[bool] | None:
    """First and last name both stand in a complaint, as words of their own; None where there are not two names.

    Case and accents do not matter. A condition on cases.
    """
    named = names(func.concat_ws(" ", Submission.words, Submission.outcome_wanted, type_=TEXT()), name)
    if named is None:
        return None
    return and_(Case.kind.in_(SPEAK_OF_WORKERS), exists().where(Submission.id == Case.submission_id, named))


def names(said: ColumnElement[Any], name: str) -> ColumnElement[bool] | None:
    """The same as a condition on any text."""
    patterns = patterns_of(name)
    return None if patterns is None else and_(*(said.regexp_match(pattern) for pattern in patterns))


def is_named(uow: UnitOfWork, case: Case, name: str) -> bool:
    """Does this name stand in what was written?"""
    condition = names_in_words(name)
    if condition is None:
        return False
    return uow.session.scalar(select(Case.id).where(Case.id == case.id, condition)) is not None


@cache
def patterns_of(name: str) -> tuple[str, str] | None:
    """The first and the last name, each as a pattern of PostgreSQL; None where there are not two."""
    parts = [part for part in name.split() if bare(part).strip() and bare(part).strip() not in TITLES]
    if len(parts) < 2:
        return None
    return _pattern(parts[0]), _pattern(parts[-1])


def _pattern(part: str) -> str:
    """A name as a word of its own. “Smith-Jones” is also “Smith Jones” and “Smithjones”."""
    plain = "[^[:alnum:]]?".join("".join(map(_letter, piece)) for piece in bare(part).split())
    return f"(^|[^[:alnum:]]){plain}([^[:alnum:]]|$)"


@cache
def _letter(letter: str) -> str:
    forms = {letter, letter.upper(), *(other for other in _LETTERS if unaccented(other) == letter)}
    single = sorted(form for form in forms if len(form) == 1)
    return f"[{''.join(single)}]{_MARKS}"
