"""Which procedure, and which clock first. The steps run in order; the first that matches decides.

0 a sign of harm, 1 no complaint, 2 another body, 3 another route, 4 the statutory procedure, 5 the corporate one. What
each step knows stands in the rule set, with its source. Decisions are proposals: a person confirms them.
"""

from collections.abc import Callable
from typing import Protocol

from foundation.procedure import screen as harm
from foundation.procedure.deadlines import Deadline, LocalTargets, deadline
from foundation.procedure.decision import Decision, Step, clock_step
from foundation.procedure.facts import Facts
from foundation.procedure.rule_sets import RuleSet
from foundation.procedure.steps import Steps
from foundation.procedure.vocabulary import Clock, Flag, Procedure, Reason
from foundation.procedure.working_days import CalendarRunsOut, WorkingDays


class Screened(Protocol):
    """What a safety screen says of a text."""

    @property
    def hit(self) -> bool:
        """There are words that may be a sign of harm."""

    @property
    def found(self) -> tuple[str, ...]:
        """Those words, as they were written."""

    @property
    def failed(self) -> bool:
        """It could not be done, which counts as a hit."""


Screen = Callable[[str], Screened]


def decide(
    facts: Facts,
    rules: RuleSet,
    days: WorkingDays,
    *,
    own_authority: str,
    targets: LocalTargets,
    screen: Screen = harm.screen,
) -> Decision:
    """The procedure for these facts under these rules. Raises CalendarRunsOut where the calendar does not reach.

    Facts are those that `refuse_bad` lets through; a date that is missing all the same counts as in time.
    """
    if not days.known_from <= facts.received_date <= days.known_until:
        raise CalendarRunsOut(facts.received_date, days.known_from, days.known_until)
    then = Steps(facts, rules, days, own_authority, targets).decide()
    return _safe_first(facts, rules, days, screen, then)


def undated(facts: Facts, rules: RuleSet, days: WorkingDays, *, screen: Screen = harm.screen) -> Decision:
    """What stands in for a decision whose dates lie beyond the calendar: a person sets them; harm still comes first."""
    reason = rules.reasons[Reason.CALENDAR_ENDED]
    plain = Decision(
        Procedure.STATUTORY,
        Reason.CALENDAR_ENDED,
        rules.version,
        (Step("clock", reason.words, reason.source),),
        flags={Flag.PERSON_DECIDES: True},
    )
    return _safe_first(facts, rules, days, screen, plain)


def _safe_first(facts: Facts, rules: RuleSet, days: WorkingDays, screen: Screen, then: Decision) -> Decision:
    """Step 0. It may only raise: whatever it finds, the rest stays as it is and runs beside."""
    signs, told = _signs_of_harm(facts, screen)
    if not told:
        return then
    reason = rules.reasons[Reason.HARM_RISK]
    today = deadline(rules.clocks[Clock.SAFEGUARDING_CHECK], facts.received_date, days)
    beside: tuple[Deadline, ...] = ()
    steps = [Step("0", f"{reason.words} {' '.join(told)}", reason.source), clock_step(today)]
    if facts.allegation_against_worker:
        try:
            beside = (deadline(rules.clocks[Clock.ALLEGATION_REFERRAL], facts.received_date, days),)
            steps.append(clock_step(beside[0]))
        except CalendarRunsOut as end:
            steps.append(Step("clock", f"The designated officer is told at once: {end}.", reason.source))
    return Decision(
        Procedure.SAFEGUARDING_FIRST,
        Reason.HARM_RISK,
        rules.version,
        (*steps, *then.explanation),
        first_deadline=today,
        beside=beside,
        flags={**then.flags, **signs, Flag.PERSON_DECIDES: True},
        then=then,
    )


def _signs_of_harm(facts: Facts, screen: Screen) -> tuple[dict[Flag, bool | tuple[str, ...]], list[str]]:
    """The flags for the signs, and what they are; the words found are flagged and never repeated in an explanation."""
    found: dict[Flag, bool | tuple[str, ...]] = {}
    told = []
    if facts.ticked_child_at_risk:
        told.append("The box for a child at risk was ticked.")
    if facts.allegation_against_worker:
        found[Flag.ALLEGATION_AGAINST_WORKER] = True
        told.append("It is an allegation against somebody who works with children.")
    screened = screen(facts.story)
    if screened.failed:
        found[Flag.SCREEN_FAILED] = True
        told.append("The text could not be looked through, which counts as a sign.")
    if screened.found:
        found[Flag.HARM_WORDS] = screened.found
    if screened.hit and not screened.failed:
        told.append("Words in the text may be a sign.")
    return found, told
