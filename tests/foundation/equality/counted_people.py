"""Counts made of people, each of whom said something to each question."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from foundation.equality.characteristics import CHARACTERISTICS
from foundation.equality.counted import Counted
from foundation.equality.opinions import OPINIONS

Person = Mapping[str, str]


def counted(people: Sequence[Person], code: str = "period", declined: int = 0) -> Counted:
    """What they are counted into, their opinions within each of their characteristics."""
    counts: Counter[tuple[str, str]] = Counter()
    crossed: Counter[tuple[str, str, str, str]] = Counter()
    for person in people:
        counts.update(person.items())
        within = [(name, said) for name, said in person.items() if name in CHARACTERISTICS]
        opinions = [(name, said) for name, said in person.items() if name in OPINIONS]
        crossed.update((*one, *other) for one in within for other in opinions)
    return Counted(
        code, date(2026, 4, 1), date(2026, 6, 30), len(people), declined, counts, crossed, frozenset({2})
    )  # fmt: skip


def people(**questions: Mapping[str, int]) -> list[dict[str, str]]:
    """So many who said each, question by question, in the order of the answers."""
    said = [[answer for answer, n in answers.items() for _ in range(n)] for answers in questions.values()]
    return [dict(zip(questions, one, strict=True)) for one in zip(*said, strict=True)]
