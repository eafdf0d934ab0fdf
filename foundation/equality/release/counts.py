"""The counts of one closed period or one sample survey, as they are published."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Table:
    """Counts of one characteristic on one rung, or of it by one opinion; the total of each line at its end.

    `rows` are groups, then the states; with an opinion these are one, `:not_said`. `columns` is empty for a one-way
    table, whose lines have one count; else what was said, `:no_answer`, and `:other` for columns too small to stand
    alone. The last line is the total of each column.
    """

    characteristic: str
    rung: str
    opinion: str | None
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True)
class Withheld:
    """A table that is not published, and why: too_small, would_expose, too_much_hidden."""

    characteristic: str
    opinion: str | None
    why: str


@dataclass(frozen=True)
class Step:
    """One bar of the funnel: offered, eligible, invited, delivered, submitted, answered_any. None is hidden."""

    code: str
    n: int | None


@dataclass(frozen=True)
class Counts:
    """A release of kind period or families."""

    about: str
    begins_on: date
    ends_on: date
    funnel: tuple[Step, ...]
    answers: int | None
    declined: int | None
    versions: tuple[int, ...]
    tables: tuple[Table, ...]
    withheld: tuple[Withheld, ...]
