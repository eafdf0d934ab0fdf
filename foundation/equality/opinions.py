"""The opinions that a characteristic is counted by, and the columns in which they are published.

Of 5 points, 4 and 5 are a yes. How all together answered is known from other pages, so that putting few together by
how few they are tells nothing.
"""

from collections.abc import Mapping

from foundation.equality.characteristics import NOT_ASKED, PREFER_NOT, UNANSWERED
from foundation.equality.settings import Settings

NO_ANSWER, OTHER = ":no_answer", ":other"
_STATES = frozenset({PREFER_NOT, UNANSWERED, NOT_ASKED})
_UNSAID = frozenset({PREFER_NOT, UNANSWERED})
_ALONE = ("did_not_know_how", "feared_effect", "no_point", "language_or_format", "too_much_going_on", "sorted_itself",
          "other")  # fmt: skip
_SCALE = {
    "yes": frozenset({"4", "5"}),
    "no": frozenset({"1", "2", "3"}),
    NO_ANSWER: _STATES | {"not_sure"},
}

Columns = Mapping[str, frozenset[str]]
OPINIONS: Mapping[str, Columns] = {
    "satisfied": _SCALE,
    "knows_how": {"yes": frozenset({"yes"}), "no": frozenset({"no", "not_sure"}), NO_ANSWER: _STATES},
    "feels_able": _SCALE,
    "had_problem": {"yes": frozenset({"yes"}), "no": frozenset({"no"}), NO_ANSWER: _STATES},
    "raised_it": {
        **{one: frozenset({one}) for one in ("formal_complaint", "told_someone", "no")},
        NO_ANSWER: _UNSAID,
        NOT_ASKED: frozenset({NOT_ASKED}),
    },
    "why_not": {
        **{one: frozenset({one}) for one in _ALONE},
        NO_ANSWER: _UNSAID,
        NOT_ASKED: frozenset({NOT_ASKED}),
    },
}
RAISED, REASONS = "raised_it", "why_not"


def columns_for(opinion: str, counts: Mapping[str, int], threshold: int, settings: Settings) -> Columns:
    """The columns for these counts by answer: those in which fewer than the threshold stand are one, called other.

    Where these too are fewer, the next smallest goes with them. None at all where nobody is left beside them, and where
    fewer than `n_state` gave a reason.
    """
    sizes = {column: sum(counts.get(said, 0) for said in of) for column, of in OPINIONS[opinion].items()}
    if opinion == REASONS and sum(sizes[reason] for reason in _ALONE) < settings.n_state:
        return {}
    few = [column for column, n in sizes.items() if 1 <= n < threshold]
    enough = sorted((column for column, n in sizes.items() if n >= threshold), key=lambda column: sizes[column])
    while few and sum(sizes[column] for column in few) < threshold and enough:
        few.append(enough.pop(0))
    found = {column: of for column, of in OPINIONS[opinion].items() if column not in few}
    if few and not any(sizes[column] for column in found):
        return {}
    if few:
        found[OTHER] = frozenset().union(*(OPINIONS[opinion][column] for column in few))
    return found


def fewer_columns(opinion: str, columns: Columns) -> Columns | None:
    """The one column that matters, and all others as other; None where there are no fewer, and of reasons."""
    matters = "no" if opinion == RAISED else "yes"
    if opinion == REASONS or matters not in columns or len(columns) < 3:
        return None
    rest = (of for column, of in columns.items() if column != matters)
    return {matters: columns[matters], OTHER: frozenset().union(*rest)}
