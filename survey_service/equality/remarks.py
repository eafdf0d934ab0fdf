"""What the officer said to an outcome, and what is done to hear from people, in words for a report."""

from collections.abc import Sequence

from foundation.runtime.clock import london_day
from survey_service.equality import words
from survey_service.equality.actions import Action
from survey_service.equality.judging import Decision, Said

SAYS = {Decision.CONFIRMED: "Agrees", Decision.AMENDED: "Says instead", Decision.SET_ASIDE: "Sets it aside"}
NOT_JUDGED = "Nothing told here"


def last_word(said: Sequence[Said]) -> str:
    """The last judgement without its reason."""
    if not said:
        return NOT_JUDGED
    last = said[-1]
    return f"{SAYS[last.decision]}: {words.OUTCOMES[last.outcome]}" if last.outcome else SAYS[last.decision]


def officer_says(said: Sequence[Said]) -> str:
    """Everything that was said, the last one last."""
    return " ".join(map(_one, said)) or NOT_JUDGED


def _one(it: Said) -> str:
    what = f"{SAYS[it.decision]}: {words.OUTCOMES[it.outcome]}" if it.outcome else SAYS[it.decision]
    why = f". Why: {it.reason}" if it.reason else ""
    return f"{what} ({it.by}, {words.day(london_day(it.at))}){why}."


def planned(it: Action) -> str:
    """What is to be done by when, or was done, and what came of it."""
    what = f"{it.words} ({it.owner})"
    if it.ended_on:
        return f"Done on {words.day(it.ended_on)}: {what}. What came of it: {it.result}"
    return f"To be done by {words.day(it.due_on)}: {what}."
