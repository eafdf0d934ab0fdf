"""Content, or shut out? Silence is never taken for contentment: that needs three findings.

Not asking for stage 2 is no sign of being satisfied, and is not among them.
"""

from dataclasses import dataclass
from enum import StrEnum

from foundation.equality.figures import BadFigure, refuse_count, refuse_part
from foundation.equality.intervals import wilson
from foundation.equality.settings import SETTINGS, Settings
from foundation.equality.verdicts import Verdict

Answers = tuple[int, int]  # so many said yes, of so many


class State(StrEnum):
    """What a group's answers to one question show."""

    HIGH = "high"
    LOW = "low"
    UNCLEAR = "unclear"


class Outcome(StrEnum):
    """What is said of a group that is quiet, or is not."""

    SHUT_OUT = "shut_out"
    QUIET_UNPROTECTED = "quiet_unprotected"
    CONTENT = "content"
    RESIGNED = "resigned"
    BARRIER_REPORTED = "barrier_reported"
    HEARD_UNHAPPY = "heard_unhappy"
    HEARD_CONTENT = "heard_content"
    HEARD = "heard"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"


class Flag(StrEnum):
    """What stands beside an outcome."""

    NOT_REACHED = "not_reached"  # silent in the survey too: the answers are only of those whom it reached
    REACH_UNKNOWN = "reach_unknown"  # content, but whether the survey reached them cannot be told


@dataclass(frozen=True)
class Silence:
    """The states, the outcome, and its flags."""

    satisfaction: State
    know: State
    able: State
    access: State
    outcome: Outcome
    flags: tuple[Flag, ...]


def content_or_shut_out(
    complaint_verdict: Verdict,
    survey_verdict: Verdict,
    satisfied: Answers,
    knows_how: Answers,
    feels_able: Answers,
    settings: Settings = SETTINGS,
) -> Silence:
    """From a group's share among complainants, its share among those surveyed, and three answers. Raises BadFigure."""
    satisfaction, know, able = (
        state_of(field, *answers, settings)
        for field, answers in (("satisfied", satisfied), ("knows_how", knows_how), ("feels_able", feels_able))
    )
    return silence_of(complaint_verdict, survey_verdict, satisfaction, know, able)


def silence_of(
    complaint_verdict: Verdict, survey_verdict: Verdict, satisfaction: State, know: State, able: State
) -> Silence:
    """The same from what the answers show."""
    access = _access(know, able)
    quiet = complaint_verdict == Verdict.UNDER
    unreached = survey_verdict == Verdict.UNDER
    if quiet:
        outcome = _when_quiet(access, satisfaction)
    elif complaint_verdict == Verdict.CANNOT_TELL:
        outcome = Outcome.BARRIER_REPORTED if access == State.LOW else Outcome.NOT_ENOUGH_EVIDENCE
    else:
        outcome = _when_heard(access, satisfaction)
    if outcome == Outcome.CONTENT and unreached:
        outcome = Outcome.NOT_ENOUGH_EVIDENCE
    flags: tuple[Flag, ...] = ()
    if unreached and complaint_verdict in (Verdict.UNDER, Verdict.CANNOT_TELL):
        flags = (Flag.NOT_REACHED,)
    elif outcome == Outcome.CONTENT and survey_verdict == Verdict.CANNOT_TELL:
        flags = (Flag.REACH_UNKNOWN,)
    return Silence(satisfaction, know, able, access, outcome, flags)


def state_of(field: str, k: int, n: int, settings: Settings = SETTINGS) -> State:
    """What k of n show of a group; unclear where few have answered. Raises BadFigure."""
    if not 0 < settings.theta < 1:
        raise BadFigure("theta", "Give a share above 0 and below 1, like 0.6.")
    refuse_count(field, n)
    refuse_count(field, k)
    refuse_part(field, k, "the second number", n)
    if n < settings.n_state:
        return State.UNCLEAR
    sure = wilson(k, n, settings.conf)
    if sure.lo > settings.theta:
        return State.HIGH
    return State.LOW if sure.hi < settings.theta else State.UNCLEAR


def _access(know: State, able: State) -> State:
    if State.LOW in (know, able):
        return State.LOW
    return State.HIGH if know == able == State.HIGH else State.UNCLEAR


def _when_quiet(access: State, satisfaction: State) -> Outcome:
    if access == State.LOW:
        return Outcome.QUIET_UNPROTECTED if satisfaction == State.HIGH else Outcome.SHUT_OUT
    if access == State.HIGH and satisfaction == State.HIGH:
        return Outcome.CONTENT
    if access == State.HIGH and satisfaction == State.LOW:
        return Outcome.RESIGNED
    return Outcome.NOT_ENOUGH_EVIDENCE


def _when_heard(access: State, satisfaction: State) -> Outcome:
    if access == State.LOW:
        return Outcome.BARRIER_REPORTED
    if satisfaction == State.LOW:
        return Outcome.HEARD_UNHAPPY
    return Outcome.HEARD_CONTENT if access == satisfaction == State.HIGH else Outcome.HEARD
