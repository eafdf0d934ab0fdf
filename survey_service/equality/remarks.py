"""What the officer said to an outcome, and what is done to hear from people, in words for a report."""

from collections.abc import Sequence

from foundation.runtime.clock import london_day
from survey_service.equality import words
from survey_service.equality.actions import Action
from survey_service.equality.earlier import Earlier, Judged
from survey_service.equality.judging import Decision, Said

SAYS = {Decision.CONFIRMED: "agrees", Decision.AMENDED: "says instead", Decision.SET_ASIDE: "sets it aside"}
NOT_JUDGED = "Nothing told here"


def in_short(it: Said) -> str:
    """Agrees"""
    return _begun(_what(it))


def of_the_officer(it: Said) -> str:
    """The equality officer agrees."""
    return f"The equality officer {_what(it)}."


def officer_says(said: Sequence[Said]) -> str:
    """Everything that was said, the last one last."""
    return " ".join(map(_one, said)) or NOT_JUDGED


def _one(it: Said) -> str:
    why = f". Why: {it.reason}" if it.reason else ""
    said = f"{_begun(_what(it))} ({it.by}, {words.day(london_day(it.at))}){why}"
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _what(it: Said) -> str:
    says = SAYS[it.decision]
    return f"{says}: {words.OUTCOMES[it.outcome]}" if it.outcome else says


def _begun(said: str) -> str:
    return said[0].upper() + said[1:]


def since(it: Earlier, now: Judged) -> str:
    """What has changed between the release in which it was said and this one."""
    if it.is_same(now):
        return "The program says the same now, by the same figures."
    if it.is_same_outcome(now):
        return "The program says the same now. The figures behind it have changed."
    then = it.judged[1].outcome
    return f"The program says something else now. Then it said: {words.OUTCOMES[then]}." if then else ""


def planned(it: Action) -> str:
    """What is to be done by when, or was done, and what came of it."""
    what = f"{it.words} ({it.owner})"
    if it.ended_on:
        return f"Done on {words.day(it.ended_on)}: {what}. What came of it: {it.result}"
    return f"To be done by {words.day(it.due_on)}: {what}."
