"""Families who come to a listening session, or who offer to help us do better: never anonymous, and always asked."""

from datetime import datetime

from foundation.procedure.deadlines import in_words
from foundation.runtime.clock import LONDON


def by_the_clock(moment: datetime) -> str:
    """A day and a time as people in England say them: Monday 23 November 2026, 18:30."""
    there = moment.astimezone(LONDON)
    return f"{in_words(there.date())}, {there:%H:%M}"
