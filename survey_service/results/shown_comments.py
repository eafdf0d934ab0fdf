"""The comments that a results page shows: as somebody redacted them, and drawn by chance."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from foundation.records import UnitOfWork
from foundation.records.models import Comment
from foundation.surveys.comments import draw, themes
from foundation.surveys.gate import hidden
from survey_service.results.filters import Wanted, code_of


@dataclass(frozen=True)
class Shown:
    """One comment in the words that may be shown, and what it is about."""

    words: str
    themes: Sequence[str]


@dataclass(frozen=True)
class Drawn:
    """Some of so many comments, drawn with this seed; and how many there are of each theme (None: fewer than ten)."""

    comments: Sequence[Shown]
    of: int
    kept_back: int
    seed: str
    themes: Mapping[str, int | None]


def read(uow: UnitOfWork, questionnaire: str, wanted: Wanted, places: Collection[tuple[date, str]]) -> Drawn:
    """A draw from the comments of these months and parts of the service, from each of which ten or more answered.

    The seed is made of what the page shows and so cannot be tried until it suits; the ids that it mixes are random.
    """
    columns = (Comment.id, Comment.month, Comment.area, Comment.redacted, Comment.themes, Comment.state)
    asked = select(*columns).where(
        Comment.questionnaire == questionnaire,
        Comment.month.between(wanted.months.first, wanted.months.last),
        Comment.state.in_(("ready", "kept_back")),
    )
    rows = [row for row in uow.session.execute(asked) if (row.month, row.area) in places]
    ready = {row.id: row for row in rows if row.state == "ready"}
    months = f"{code_of(wanted.months.first)} {code_of(wanted.months.last)}"
    seed = " ".join(filter(None, (questionnaire, months, wanted.area)))
    found = [
        Shown(ready[it].redacted, [themes().get(code, code) for code in ready[it].themes]) for it in draw(ready, seed)
    ]
    counts = Counter(code for row in ready.values() for code in row.themes)
    closed = hidden({code: counts[code] for code in themes()})
    of_each = {words: None if code in closed else counts[code] for code, words in themes().items()}
    return Drawn(found, len(ready), len(rows) - len(ready), seed, of_each)
