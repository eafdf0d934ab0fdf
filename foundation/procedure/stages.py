"""The clocks that a request for another stage starts, and the window in which it can be made.

Any other clock is one call: deadline(rules.clocks[Clock.PANEL_REPORT], met_on, days).
"""

from dataclasses import replace
from datetime import date

from foundation.procedure.deadlines import Deadline, deadline
from foundation.procedure.rule_sets import RuleSet
from foundation.procedure.vocabulary import Clock
from foundation.procedure.working_days import WorkingDays


def request_window(
    clock: Clock, rules: RuleSet, days: WorkingDays, *, received_on: date | None = None, sent_on: date | None = None
) -> Deadline:
    """The last day to ask for the next stage, from the day the person received the answer.

    Where only the day of sending is known the post has its days on top. Raises ValueError where neither is given, and
    CalendarRunsOut.
    """
    allowance = rules.clocks[clock]
    if received_on is not None:
        return deadline(allowance, received_on, days)
    if sent_on is None:
        raise ValueError("give the day on which the answer was received, or the day on which it was sent")
    post = rules.limits["days_for_post"]
    by_post = f"{allowance.source}; with {post.count} working days for the post ({post.source})"
    with_post = replace(allowance, allowed=allowance.allowed + post.count, source=by_post, recalled=True)
    return deadline(with_post, sent_on, days)


def stage_2_answers(
    requested_on: date, rules: RuleSet, days: WorkingDays, *, agreed_on: date | None = None
) -> tuple[Deadline, ...]:
    """The answer at stage 2, from the request; and, as a date of its own, from the agreed written record.

    Sources differ on where it starts. The first is the strict one and is never reset by agreeing a record.
    """
    strict = deadline(rules.clocks[Clock.STATUTORY_STAGE_2_ANSWER], requested_on, days)
    if agreed_on is None:
        return (strict,)
    return strict, deadline(rules.clocks[Clock.STATUTORY_STAGE_2_ANSWER_FROM_STATEMENT], agreed_on, days)


def stage_3_clocks(requested_on: date, rules: RuleSet, days: WorkingDays) -> tuple[Deadline, ...]:
    """What is due once a review panel is asked for: acknowledgement, chair, meeting."""
    started = (Clock.STAGE_3_ACKNOWLEDGEMENT, Clock.PANEL_CHAIR, Clock.PANEL_MEETING)
    return tuple(deadline(rules.clocks[clock], requested_on, days) for clock in started)
